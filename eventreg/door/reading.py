"""What phones may read: the least that the door needs."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from eventreg.door import admission, queries
from eventreg.door.admission import Attempt, Gate, Shown
from eventreg.door.models import DoorDevice
from eventreg.door.protocol import rfc3339
from eventreg.door.queries import Cursor
from eventreg.door.rules import Verdict
from eventreg.events.models import Event
from eventreg.tickets.models import Ticket

Json = dict[str, Any]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def door_of(device: DoorDevice, *, now: datetime) -> Json:
    """The event, the gate, and the sessions with the times at which their door is open."""
    event = device.event
    return {
        "event": {"slug": event.slug, "title": event.title, "zone": event.zone.value, "iana": event.zone.info.key},
        "gate": device.gate.name,
        "sessions": [
            {
                "id": session.id,
                "title": session.title,
                "opens_at": rfc3339(span.opens_at),
                "starts_at": rfc3339(session.starts_at),
                "ends_at": rfc3339(session.ends_at),
            }
            for session, span in zip(event.sessions, queries.spans_of(event), strict=True)
        ],
        "server_time": rfc3339(now),
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
        "changes": cursor_now(event.id),
    }


def ticket_list(event: Event, since: str, *, now: datetime) -> Json:
    """The tickets that changed after the cursor `since`, or all where it is empty or not one of ours."""
    changes = cursor_now(event.id)  # first: what changes meanwhile is told twice rather than never
    tickets = queries.changed_tickets(event.id, read_cursor(since))
    phones = queries.phones_of({ticket.business_id for ticket in tickets if ticket.business_id})
    return {
        "tickets": [_listed(ticket, phones.get(ticket.business_id or 0, "")) for ticket in tickets],
        "changes": changes,
        "server_time": rfc3339(now),
    }


def _listed(ticket: Ticket, phone: str) -> Json:
    return {
        "number": ticket.number,
        "state": ticket.state.value,
        "code": ticket.code,
        "holder": ticket.holder,
        "business": ticket.business_name,
        "booth": ticket.booth,
        "category": ticket.category,
        "phone_end": phone[-3:],
    }


# A cursor is the microsecond of the latest change and the id of its ticket: `1796072400000000-17`.


def cursor_now(event_id: int) -> str:
    """The end of the event's list of tickets."""
    cursor = queries.last_change(event_id)
    return f"{(cursor.changed_at - _EPOCH) // _MICROSECOND}-{cursor.ticket_id}" if cursor else "0-0"


def read_cursor(text: str) -> Cursor | None:
    """None for an empty one, or one that can't be read: the whole list is the safe answer."""
    moment, dash, ticket_id = text.partition("-")
    if not (dash and moment.isascii() and moment.isdigit() and ticket_id.isascii() and ticket_id.isdigit()):
        return None
    if len(moment) > 17 or len(ticket_id) > 9:
        return None
    return Cursor(_EPOCH + int(moment) * _MICROSECOND, int(ticket_id))


def usable_now(event: Event, tickets: Sequence[Ticket], *, now: datetime) -> set[int]:
    """The ids of those tickets that a scan now, at an unrestricted gate, would admit."""
    spans, attempt = queries.spans_of(event), Attempt(now)
    earlier = queries.passings_of([ticket.id for ticket in tickets])
    return {
        ticket_id
        for ticket_id, held in queries.entitlements(tickets).items()
        if admission.decide(spans, Gate(), Shown(ticket=held), attempt, earlier[ticket_id]).verdict is Verdict.ADMITTED
    }
