"""Who was present in which session: of an event, of some tickets, and what was told otherwise than by the door."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.door import presence
from eventreg.door.models import Attendance, PresenceNote
from eventreg.door.presence import Enough, Hours, Mark, Note, Share
from eventreg.door.queries.admission import terms_of
from eventreg.door.queries.phones import settings_of
from eventreg.door.rules import PresenceSource
from eventreg.events.models import Event, EventSession
from eventreg.tickets.models import Ticket
from eventreg.tickets.rules import TicketState
from eventreg.tickets.slots import Terms
from eventreg.visitors import queries as visitors

AT_ONCE = 5_000
"""Of how many tickets one question asks: databases take no longer lists."""
EXPECTED = frozenset({TicketState.VALID, TicketState.ON_HOLD})
"""Whose holders are expected; of the others only those who came are told."""

Marks = Mapping[int, Mapping[int, Mark]]
"""Ticket id → session id → mark, where there is one."""


@dataclass(frozen=True)
class Attendee:
    """A ticket with the presence of its holder. `marks`: of each session that it is for or in which they were.

    `own`: the ids of the sessions that it is for. `enough`: None for visitors, who get no certificate.
    """

    ticket: Ticket
    party: int
    own: frozenset[int]
    marks: Mapping[int, Mark]
    share: Share
    enough: Enough | None


# ---- Sessions, tickets -----------------------------------------------------------------------------


def get_session(event_id: int, session_id: int) -> EventSession:
    """A session of the event. Raises NotFound."""
    found = db.session.scalar(select(EventSession).filter_by(event_id=event_id, id=session_id))
    if found is None:
        raise NotFound()
    return found


def get_session_with_event(session_id: int) -> EventSession:
    """A session of whatever event. Raises NotFound."""
    query = select(EventSession).filter_by(id=session_id).options(joinedload(EventSession.event))
    found = db.session.scalar(query)
    if found is None:
        raise NotFound()
    return found


def get_ticket_by_id(event_id: int, ticket_id: int) -> Ticket:
    """A ticket of the event. Raises NotFound."""
    found = db.session.scalar(select(Ticket).filter_by(event_id=event_id, id=ticket_id))
    if found is None:
        raise NotFound()
    return found


def tickets_of_person(event_id: int, person_id: int) -> Sequence[Ticket]:
    """The valid tickets of this event that are somebody's own, by name."""
    query = select(Ticket).filter_by(event_id=event_id, person_id=person_id, state=TicketState.VALID)
    return db.session.scalars(query.order_by(Ticket.holder, Ticket.id)).all()


def tickets_with(event_id: int, ticket_ids: Collection[int]) -> Sequence[Ticket]:
    """Those of the tickets that are this event's and valid, by name."""
    query = select(Ticket).where(Ticket.event_id == event_id, Ticket.id.in_(ticket_ids))
    return db.session.scalars(query.where(Ticket.state == TicketState.VALID).order_by(Ticket.holder, Ticket.id)).all()


def opens_at(session: EventSession) -> datetime:
    """From when the door admits to a session."""
    return session.starts_at - timedelta(minutes=session.event.doors_lead_minutes)


def hours_of(event: Event) -> list[Hours]:
    """The event's sessions, the first first."""
    return [Hours(one.id, one.starts_at, one.ends_at) for one in event.sessions]


# ---- Who was there ---------------------------------------------------------------------------------


def notes_of(ticket_id: int, session_id: int) -> Sequence[PresenceNote]:
    """All that was told of the ticket in the session, the latest first."""
    query = select(PresenceNote).filter_by(ticket_id=ticket_id, session_id=session_id)
    return db.session.scalars(query.order_by(PresenceNote.id.desc())).all()


def stays_of(ticket_id: int, session_id: int) -> Sequence[Attendance]:
    """When the door let somebody in by the ticket, and out again; those that were undone too, the latest first."""
    query = select(Attendance).filter_by(ticket_id=ticket_id, session_id=session_id)
    return db.session.scalars(query.order_by(Attendance.at.desc(), Attendance.id.desc())).all()


def find_note_on_screen(ticket_id: int, session_id: int) -> PresenceNote | None:
    """That the holder told, with the code on the screen, that they are there."""
    query = select(PresenceNote).filter_by(ticket_id=ticket_id, session_id=session_id, source=PresenceSource.SCREEN)
    return db.session.scalar(query)


def marks_of(ticket_ids: Collection[int]) -> Marks:
    """The presence of these tickets, session by session."""
    came: dict[tuple[int, int], datetime] = {}
    notes: dict[tuple[int, int], list[Note]] = defaultdict(list)
    for some in _in_parts(ticket_ids):
        first = select(Attendance.ticket_id, Attendance.session_id, func.min(Attendance.at))
        first = first.where(Attendance.ticket_id.in_(some), Attendance.undone_at.is_(None))
        grouped = first.group_by(Attendance.ticket_id, Attendance.session_id)
        came |= {(ticket, session): at for ticket, session, at in db.session.execute(grouped)}
        told = select(PresenceNote).where(PresenceNote.ticket_id.in_(some)).order_by(PresenceNote.id)
        for note in db.session.scalars(told):
            notes[note.ticket_id, note.session_id].append(Note(note.id, note.source, note.present, note.at))
    found: dict[int, dict[int, Mark]] = defaultdict(dict)
    for ticket_id, session_id in {**came, **notes}:
        place = (ticket_id, session_id)
        found[ticket_id][session_id] = presence.mark(came.get(place), notes.get(place, ()))
    return found


def attendees(event: Event, tickets: Collection[Ticket], now: datetime) -> list[Attendee]:
    """The tickets with the presence of their holders, in the same order."""
    ids, hours, percent = [ticket.id for ticket in tickets], hours_of(event), settings_of(event.id).presence_percent
    marks, terms, visiting = marks_of(ids), _terms(ids), _visiting(ids)
    found = []
    for ticket in tickets:
        own_terms, mine = terms.get(ticket.id, Terms()), marks.get(ticket.id, {})
        own = presence.own_sessions(hours, own_terms.sessions or None)
        enough = None if ticket.id in visiting else presence.judge(own, mine, percent, now)
        own_ids = frozenset(session.id for session in own)
        found.append(
            Attendee(ticket, own_terms.party, own_ids, mine, presence.share(own, mine, now), enough),
        )
    return found


def attendance_of(event: Event, now: datetime) -> list[Attendee]:
    """Everybody who is expected at the event or was there, by name."""
    tickets = db.session.scalars(select(Ticket).where(Ticket.event_id == event.id)).all()
    found = attendees(event, tickets, now)
    told = [one for one in found if one.ticket.state in EXPECTED or any(mark.present for mark in one.marks.values())]
    return sorted(told, key=_by_name)


def count_present(event_id: int, session_id: int) -> int:
    """How many tickets' holders were present in a session so far, however they told."""
    ids = select(Ticket.id).where(Ticket.event_id == event_id)
    door = select(Attendance.ticket_id).where(Attendance.session_id == session_id, Attendance.undone_at.is_(None))
    told = select(PresenceNote).where(PresenceNote.session_id == session_id).order_by(PresenceNote.id)
    here = set(db.session.scalars(door.where(Attendance.ticket_id.in_(ids))))
    notes: dict[int, list[Note]] = defaultdict(list)
    for note in db.session.scalars(told.where(PresenceNote.ticket_id.in_(ids))):
        notes[note.ticket_id].append(Note(note.id, note.source, note.present, note.at))
    without = here - notes.keys()
    first = {ticket_id: min(note.at for note in found) for ticket_id, found in notes.items() if ticket_id in here}
    return len(without) + sum(presence.mark(first.get(one), found).present for one, found in notes.items())


def present_by_session(found: Iterable[Attendee]) -> Mapping[int, int]:
    """Session id → how many were present in it."""
    return Counter(session for one in found for session, mark in one.marks.items() if mark.present)


def present_enough(event_id: int) -> frozenset[int]:
    """The ids of the event's valid tickets whose holders were present enough for a certificate; no visitors'.

    What is enough can't become too little by what is still to come, so that no time is asked.
    """
    event = db.session.get_one(Event, event_id)
    valid = db.session.scalars(select(Ticket).filter_by(event_id=event_id, state=TicketState.VALID)).all()
    found = attendees(event, valid, event.ends_at)
    return frozenset(one.ticket.id for one in found if one.enough is Enough.ENOUGH)


def _by_name(one: Attendee) -> tuple[str, str, int]:
    return one.ticket.holder.casefold(), one.ticket.business_name.casefold(), one.ticket.id


def _terms(ticket_ids: Collection[int]) -> Mapping[int, Terms]:
    return {ticket_id: terms for some in _in_parts(ticket_ids) for ticket_id, terms in terms_of(some).items()}


def _visiting(ticket_ids: Collection[int]) -> frozenset[int]:
    """Those of the tickets that are visitors'."""
    return frozenset(ticket_id for some in _in_parts(ticket_ids) for ticket_id in visitors.terms_of(some))


def _in_parts(ids: Collection[int]) -> Iterator[list[int]]:
    whole = sorted(ids)
    for start in range(0, len(whole), AT_ONCE):
        yield whole[start : start + AT_ONCE]
