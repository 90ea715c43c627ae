"""Presence told otherwise than by the door: by participants with the code on the projector, and by staff with a reason.

The caller holds the unit of work.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from eventreg.core import audit, protected
from eventreg.core.db import db, lock
from eventreg.core.errors import DomainError, NotFound
from eventreg.core.permissions import Actor
from eventreg.core.signing import Undecipherable
from eventreg.door import admission, projector, queries, rules
from eventreg.door.admission import Gate, Shown
from eventreg.door.models import PresenceNote
from eventreg.door.presence import NOWHERE
from eventreg.door.rules import PresenceSource, Verdict
from eventreg.events.models import Event, EventSession
from eventreg.events.rules import EventState
from eventreg.tickets import rules as tickets
from eventreg.tickets.models import Ticket

_KEY = "code on the screen"
_LONGEST_SEAL = 500
REFUSALS: Mapping[Verdict, type[DomainError]] = {
    Verdict.REVOKED: rules.TicketTakenBack,
    Verdict.ON_HOLD: rules.TicketOnHold,
    Verdict.NOT_CONFIRMED: rules.PlaceNotConfirmed,
    Verdict.WRONG_SESSION: rules.NotThisSession,
    Verdict.TOO_EARLY: rules.SessionNotOpen,
    Verdict.TOO_LATE: rules.SessionOver,
}
"""What the door's rule refuses a ticket for, as participants read it."""
_HELD = frozenset({EventState.PUBLISHED, EventState.CLOSED, EventState.RUNNING, EventState.FINISHED})


# ---- Staff -----------------------------------------------------------------------------------------


def correct(
    ticket: Ticket, session: EventSession, *, present: bool, reason: str, actor: Actor, now: datetime
) -> PresenceNote:
    """Write down that somebody was present, or wasn't; what was told before stays.

    Raises ReasonWanting, SessionNotOpen, AlreadySo.
    """
    lock(Ticket, ticket.id)
    if not reason.strip():
        raise rules.ReasonWanting()
    if now < queries.opens_at(session):
        raise rules.SessionNotOpen()
    if queries.marks_of([ticket.id]).get(ticket.id, {}).get(session.id, NOWHERE).present is present:
        raise rules.AlreadySo()
    note = PresenceNote(
        ticket_id=ticket.id,
        session_id=session.id,
        source=PresenceSource.STAFF,
        present=present,
        reason=reason.strip(),
        by_id=actor.person_id,
        at=now,
    )
    db.session.add(note)
    db.session.flush()
    states = {"presence": "present" if present else "absent"}
    audit.record(
        actor,
        "presence.corrected",
        ticket,
        states=states,
        event_id=ticket.event_id,
        business_id=ticket.business_id,
        now=now,
    )
    return note


# ---- The code on the projector ---------------------------------------------------------------------


@dataclass(frozen=True)
class OnScreen:
    """What the projector shows, and for how many seconds more."""

    code: str
    seconds: int


def on_screen(session: EventSession, now: datetime) -> OnScreen | None:
    """The session's code; None before its doors open and once it is over."""
    if not _is_open(session, now):
        return None
    left = (projector.changes_at(now) - now).total_seconds()
    return OnScreen(projector.code(_keys()[0], session.id, projector.window(now)), ceil(left))


def sessions_on_screen(event: Event, now: datetime) -> list[EventSession]:
    """Those of the event's sessions whose code may be on a projector now."""
    if event.state not in _HELD or not queries.settings_of(event.id).code_on_screen:
        return []
    return [session for session in event.sessions if _is_open(session, now)]


def get_session(session_id: int) -> EventSession:
    """A session to which people may tell that they came. Raises NotFound."""
    session = queries.get_session_with_event(session_id)
    if session.event.state not in _HELD or not queries.settings_of(session.event_id).code_on_screen:
        raise NotFound()
    return session


def check_code(session: EventSession, typed: str, now: datetime) -> None:
    """Raises SessionNotOpen, SessionOver, NotOnScreen."""
    if now < queries.opens_at(session):
        raise rules.SessionNotOpen()
    if now >= session.ends_at:
        raise rules.SessionOver()
    if not projector.is_on_screen(_keys(), session.id, typed, now):
        raise rules.NotOnScreen()


def find_session(event: Event, typed: str, now: datetime) -> EventSession:
    """The session whose code this is. Raises NotOnScreen."""
    for session in sessions_on_screen(event, now):
        if projector.is_on_screen(_keys(), session.id, typed, now):
            return session
    raise rules.NotOnScreen()


def tell(ticket: Ticket, session: EventSession, *, now: datetime) -> PresenceNote:
    """The holder is there, says whoever has read the code; told again it is the same.

    The door's rule decides for whom the session is. Raises TicketTakenBack, TicketOnHold, PlaceNotConfirmed,
    NotThisSession, SessionNotOpen, SessionOver.
    """
    lock(Ticket, ticket.id)
    if ticket.event_id != session.event_id:
        raise rules.TicketUnknown()
    known = queries.find_note_on_screen(ticket.id, session.id)
    if known:
        return known
    refused = _refusal(ticket, session, now)
    if refused:
        raise REFUSALS[refused]()
    note = PresenceNote(ticket_id=ticket.id, session_id=session.id, source=PresenceSource.SCREEN, at=now)
    db.session.add(note)
    db.session.flush()
    return note


def ticket_by_code(event: Event, typed: str) -> Ticket:
    """The event's ticket with this spoken code. Raises CodeUnreadable, TicketUnknown."""
    try:
        code = tickets.read_code(typed)
    except tickets.Unreadable as error:
        raise rules.CodeUnreadable() from error
    found = queries.ticket_ids_by_code(event.id, [code]).get(code)
    if found is None:
        raise rules.TicketUnknown()
    return queries.get_ticket_by_id(event.id, found)


def _refusal(ticket: Ticket, session: EventSession, now: datetime) -> Verdict | None:
    entitlement = queries.entitlements([ticket])[ticket.id]
    choice = admission.choose_session(queries.spans_of(session.event), Gate(), session.id, now, entitlement)
    return admission.refusal(Shown(ticket=entitlement), Gate(), choice)


def _is_open(session: EventSession, now: datetime) -> bool:
    return queries.opens_at(session) <= now < session.ends_at


def _keys() -> list[bytes]:
    """What codes are made with: derived from each field key, so that a rotation takes no code away."""
    return [bytes.fromhex(made) for made in protected.hashes(_KEY, "")]


# ---- What a browser remembers ----------------------------------------------------------------------


def make_pass(session: EventSession, now: datetime) -> str:
    """Sealed: this browser has read the code, so that its page holds for some minutes."""
    until = int((now + projector.PASS_TIME).timestamp())
    return protected.seal(f"{_KEY}/{session.id}/{until}").decode()


def has_pass(session: EventSession, sealed: str, now: datetime) -> bool:
    """Whether the browser has read this session's code within the last minutes."""
    kind, _slash, rest = _opened(sealed).partition("/")
    number, _slash, until = rest.partition("/")
    return kind == _KEY and number == str(session.id) and now.timestamp() < int(until)


def remember(event: Event, ticket_ids: list[int]) -> str:
    """Sealed: the tickets of this event whose codes were typed in this browser."""
    return protected.seal(f"tickets/{event.id}/{','.join(map(str, ticket_ids))}").decode()


def remembered(event: Event, sealed: str) -> list[int]:
    """The ids of the tickets that this browser remembers for the event."""
    kind, _slash, rest = _opened(sealed).partition("/")
    number, _slash, ids = rest.partition("/")
    if kind != "tickets" or number != str(event.id):
        return []
    return [int(one) for one in ids.split(",") if one]


def _opened(sealed: str) -> str:
    """What we once sealed; "" for anything else."""
    if not sealed or len(sealed) > _LONGEST_SEAL:
        return ""
    try:
        return protected.open_(sealed.encode())
    except Undecipherable:
        return ""
