"""What phones may read: the least that the door needs."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from eventreg.door import admission, queries
from eventreg.door.admission import Attempt, Entitlement, Shown
from eventreg.door.models import DoorDevice, Gate
from eventreg.door.protocol import rfc3339
from eventreg.door.queries import Listed
from eventreg.door.rules import Verdict
from eventreg.events.models import Event
from eventreg.tickets import queries as ticket_queries
from eventreg.tickets.models import Ticket

Json = dict[str, Any]
FORGOTTEN_AFTER = timedelta(hours=12)
"""How long after the last session phones still hold the list."""
OVER = timedelta(hours=2)
"""How long after a session's end its passings are still told."""
LATE = timedelta(minutes=5)
"""How much later than it was decided something may be written, and is still told."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def door_of(device: DoorDevice, *, now: datetime) -> Json:
    """The event, its gates with whom they let in, its sessions with the times of their doors, and its public keys."""
    event = device.event
    settings = queries.settings_of(event.id)
    return {
        "event": {
            "number": event.id,
            "slug": event.slug,
            "title": event.title,
            "zone": event.zone.value,
            "iana": event.zone.info.key,
        },
        "gate": device.gate.name,
        "gates": [_gate(gate) for gate in queries.gates(event.id)],
        "sessions": [
            {
                "id": session.id,
                "title": session.title,
                "opens_at": rfc3339(span.opens_at),
                "starts_at": rfc3339(session.starts_at),
                "ends_at": rfc3339(session.ends_at),
                "entries": session.entries.value,
            }
            for session, span in zip(event.sessions, queries.spans_of(event), strict=True)
        ],
        "keys": [
            {"key_id": key_id, "public": b64encode(public).decode()}
            for key_id, public in sorted(ticket_queries.public_keys(event.id).items())
        ],
        "walk_ins": settings.walk_ins,
        "forget_at": rfc3339(forgotten_at(event, now)),
        "server_time": rfc3339(now),
    }


def forgotten_at(event: Event, now: datetime) -> datetime:
    """When phones may hold, and read, nobody's name any more."""
    return max((one.ends_at for one in event.sessions), default=now) + FORGOTTEN_AFTER


def _gate(gate: Gate) -> Json:
    return {
        "name": gate.name,
        "categories": gate.categories,
        "sessions": gate.session_ids,
        "check_identity": gate.check_identity,
    }


def status(device: DoorDevice, *, now: datetime) -> Json:
    """The live count of the sessions that are open now, and which one of them comes first."""
    event = device.event
    found = admission.open_sessions(queries.spans_of(event), now)
    numbers = queries.numbers(event.id, [span.id for span in found], device.gate.name)
    titles = {session.id: session.title for session in event.sessions}
    session = {"id": found[0].id, "title": titles[found[0].id], "ends_at": rfc3339(found[0].ends_at)} if found else None
    return {
        "inside": numbers.inside,
        "through_gate": numbers.through_gate,
        "admitted": numbers.admitted,
        "tickets": numbers.tickets,
        "session": session,
        "server_time": rfc3339(now),
        "changes": cursor_at(now),
    }


# ---- The list --------------------------------------------------------------------------------------


def ticket_list(device: DoorDevice, since: str, *, now: datetime) -> Json:
    """The tickets, and who passed by them; or what changed since the cursor, where it is one of ours.

    Nothing once phones have to forget it: a key that was never taken back tells nobody's name for years.
    """
    event, cursor = device.event, read_cursor(since, now=now)
    if now >= forgotten_at(event, now):
        return {"tickets": [], "passings": [], "changes": cursor_at(now), "server_time": rfc3339(now)}
    changes = cursor_at(now, queries.fingerprint(event.id, now - LATE, now))  # first: rather told twice than never
    after = _told_from(event.id, cursor) if cursor else None
    tickets = queries.changed_tickets(event.id, after)
    sessions = [session.id for session in event.sessions if session.ends_at > now - OVER]
    return {
        "tickets": listed(tickets),
        "passings": [_passing(row, device) for row in queries.changed_passings(event.id, sessions, after)],
        "changes": changes,
        "server_time": rfc3339(now),
    }


def listed(found: Sequence[Listed]) -> list[Json]:
    """Tickets as phones hold them."""
    held = queries.entitlements([one.ticket for one in found])
    return [_listed(one.ticket, one.phone, held[one.ticket.id]) for one in found]


def _listed(ticket: Ticket, phone: str, held: Entitlement) -> Json:
    return {
        "number": ticket.number,
        "state": ticket.state.value,
        "code": ticket.code,
        "holder": ticket.holder,
        "business": ticket.business_name,
        "booth": ticket.booth,
        "category": ticket.category,
        "phone_end": phone[-3:],
        "confirmed": held.confirmed,
        "sessions": None if held.sessions is None else sorted(held.sessions),
        "gate_category": held.category,
        "party": held.party,
        "valid_from": rfc3339(held.valid_from) if held.valid_from else None,
        "valid_until": rfc3339(held.valid_until) if held.valid_until else None,
    }


def _passing(row: Any, device: DoorDevice) -> Json:
    return {
        "number": row.number,
        "scan_id": row.scan_id,
        "own": row.device_id == device.id,
        "session": row.session_id,
        "direction": row.direction.value,
        "moment": rfc3339(row.moment),
        "offline": row.offline,
        "undone": row.undone_at is not None,
        "gate": row.gate,
        "order": row.id,
    }


# A cursor is the microsecond in which the list was read and a fingerprint of the minutes before, as they were known
# then: `1796072400000000-5f0c22e1`. What is written late, by whoever waited for a lock, gives them another one; they
# are told again then.


@dataclass(frozen=True)
class Cursor:
    """A place in the list: what was known at a moment."""

    moment: datetime
    fingerprint: str


def cursor_at(moment: datetime, fingerprint: str = "0") -> str:
    """The cursor of a moment; without a fingerprint the minutes before are told again."""
    return f"{(moment - _EPOCH) // _MICROSECOND}-{fingerprint}"


def read_cursor(text: str, *, now: datetime) -> Cursor | None:
    """None for an empty one, or one that can't be ours: the whole list is the safe answer."""
    micros, dash, fingerprint = text.partition("-")
    if not (dash and micros.isascii() and micros.isdigit() and len(micros) <= 17):
        return None
    moment = _EPOCH + int(micros) * _MICROSECOND
    return Cursor(moment, fingerprint) if moment <= now else None


def _told_from(event_id: int, cursor: Cursor) -> datetime:
    since = cursor.moment - LATE
    is_complete = queries.fingerprint(event_id, since, cursor.moment) == cursor.fingerprint
    return cursor.moment if is_complete else since


def usable_now(event: Event, tickets: Sequence[Ticket], *, now: datetime) -> set[int]:
    """The ids of those tickets that a scan now, at an unrestricted gate, would admit."""
    spans, attempt = queries.spans_of(event), Attempt(now)
    gate, earlier = admission.Gate(), queries.passings_of([ticket.id for ticket in tickets])
    return {
        ticket_id
        for ticket_id, held in queries.entitlements(tickets).items()
        if admission.decide(spans, gate, Shown(ticket=held), attempt, earlier[ticket_id]).verdict is Verdict.ADMITTED
    }
