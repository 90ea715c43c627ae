"""How many came, where and when, and for whom; counted by the database, whatever number of scans it holds."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    case,
    cast,
    exists,
    extract,
    func,
    literal_column,
    select,
    text,
)

from eventreg.applications.models import Application, ApplicationSession, ApplicationTicket
from eventreg.applications.rules import Status
from eventreg.core.db import db
from eventreg.door.models import Attendance, DoorDevice, Scan, Settlement
from eventreg.door.rules import Settled, Verdict
from eventreg.tickets.models import Ticket
from eventreg.tickets.rules import TicketState
from eventreg.visitors.models import Visit

_PEOPLE = 1 + Scan.companions_counted
_QUARTER: ColumnElement[int] = literal_column("900")  # seconds; a parameter would be another one in GROUP BY
_IN_CONFLICT = text("scan.conflict")  # as its index is written, or SQLite doesn't find it
_STANDS = Attendance.undone_at.is_(None)


@dataclass(frozen=True)
class Numbers:
    """How full it is: tickets that may enter; of some sessions, people inside, and those who came at all."""

    tickets: int
    inside: int
    admitted: int
    through_gate: int


@dataclass(frozen=True)
class SessionNumbers:
    """People of a session: inside, and those who came at all."""

    inside: int = 0
    came: int = 0


@dataclass(frozen=True)
class Quarter:
    """What passed one gate into one session within the quarter of an hour that began `at`.

    `ways_in`: people, companions with them, each time that they came in. `came`: those of them for the first time.
    """

    at: datetime
    gate: str
    session_id: int
    ways_in: int
    came: int


# ---- Who came --------------------------------------------------------------------------------------


def numbers(event_id: int, session_ids: Collection[int], gate: str | None = None) -> Numbers:
    """The door's live count of people, companions with them. Whoever went out and in again is one, and inside."""
    through = case((Attendance.gate == gate, _PEOPLE), else_=0)
    each = _by_ticket(session_ids, func.max(through).label("through")).subquery()
    counted = select(func.sum(each.c.inside), func.sum(each.c.came), func.sum(each.c.through))
    inside, came, through_gate = (int(number or 0) for number in db.session.execute(counted).one())
    valid = select(func.count()).where(Ticket.event_id == event_id, Ticket.state == TicketState.VALID)
    return Numbers(db.session.scalar(valid) or 0, inside, came, through_gate)


def numbers_by_session(session_ids: Collection[int]) -> Mapping[int, SessionNumbers]:
    """The counts of each session to which somebody came."""
    each = _by_ticket(session_ids, Attendance.session_id).group_by(Attendance.session_id).subquery()
    query = select(each.c.session_id, func.sum(each.c.inside), func.sum(each.c.came)).group_by(each.c.session_id)
    rows = db.session.execute(query)
    return {session_id: SessionNumbers(int(inside), int(came)) for session_id, inside, came in rows}


def _by_ticket(session_ids: Collection[int], more: Any) -> Select[Any]:
    """For each ticket how many people came by it, the most of all its entries, and are inside; and one column more."""
    inside = case((Attendance.left_at.is_(None), _PEOPLE), else_=0)
    return (
        select(func.max(_PEOPLE).label("came"), func.max(inside).label("inside"), more)
        .select_from(Attendance)
        .join(Scan, Scan.id == Attendance.scan_pk)
        .where(Attendance.session_id.in_(session_ids), _STANDS)
        .group_by(Attendance.ticket_id)
    )


def quarters(session_ids: Collection[int]) -> list[Quarter]:
    """What passed each gate in each quarter of an hour, in the order of time; quarters without anybody are left out."""
    turn = func.row_number().over(partition_by=(Attendance.ticket_id, Attendance.session_id), order_by=Attendance.entry)
    entries = (
        select(Attendance.at, Attendance.gate, Attendance.session_id, _PEOPLE.label("people"), turn.label("turn"))
        .select_from(Attendance)
        .join(Scan, Scan.id == Attendance.scan_pk)
        .where(Attendance.session_id.in_(session_ids), _STANDS)
        .subquery()
    )
    seconds = extract("epoch", entries.c.at)
    began = cast(seconds - seconds % _QUARTER, BigInteger).label("began")
    first = case((entries.c.turn == literal_column("1"), entries.c.people), else_=0)
    groups = (began, entries.c.gate, entries.c.session_id)
    query = select(*groups, func.sum(entries.c.people), func.sum(first)).group_by(*groups).order_by(*groups)
    return [
        Quarter(datetime.fromtimestamp(at, UTC), gate, session_id, int(ways), int(came))
        for at, gate, session_id, ways, came in db.session.execute(query)
    ]


# ---- Who is expected -------------------------------------------------------------------------------


def expected(event_id: int, session_ids: Collection[int]) -> Mapping[int, int]:
    """Session id → for how many people there are valid tickets: parties of visitors, chosen sessions, all the others
    at each session. Tickets of applications that aren't confirmed let nobody in.
    """
    unconfirmed = exists().where(
        ApplicationTicket.ticket_id == Ticket.id,
        Application.id == ApplicationTicket.application_id,
        Application.status != Status.CONFIRMED,
    )
    valid = (Ticket.event_id == event_id, Ticket.state == TicketState.VALID, ~unconfirmed)
    visiting = select(Visit.session_id, func.sum(Visit.party)).join(Ticket, Ticket.id == Visit.ticket_id)
    choosing = (
        select(ApplicationSession.session_id, func.count())
        .join(ApplicationTicket, ApplicationTicket.application_id == ApplicationSession.application_id)
        .join(Ticket, Ticket.id == ApplicationTicket.ticket_id)
    )
    is_visit = exists().where(Visit.ticket_id == Ticket.id)
    has_chosen = exists().where(
        ApplicationTicket.ticket_id == Ticket.id,
        ApplicationSession.application_id == ApplicationTicket.application_id,
    )
    everywhere = db.session.scalar(select(func.count()).where(*valid, ~is_visit, ~has_chosen)) or 0
    found = dict.fromkeys(session_ids, everywhere)
    for query in (
        visiting.where(*valid).group_by(Visit.session_id),
        choosing.where(*valid).group_by(ApplicationSession.session_id),
    ):
        for session_id, people in db.session.execute(query):
            if session_id in found:
                found[session_id] += int(people)
    return found


# ---- What waits for somebody -----------------------------------------------------------------------


def open_cases(event_id: int) -> tuple[int, int]:
    """Tickets in a session with a conflict that nobody has closed, and scans set aside that nobody has decided."""
    settled = exists().where(Settlement.scan_pk == Scan.id)
    closed = settled.where(Settlement.kind == Settled.CONFLICT_CLOSED)
    decided = settled.where(Settlement.kind.in_((Settled.ACCEPTED, Settled.DISMISSED)))
    disputed = select(Scan.ticket_id, Scan.session_id).where(Scan.event_id == event_id, _IN_CONFLICT, ~closed)
    conflicts = select(func.count()).select_from(disputed.distinct().subquery())
    revoked = select(DoorDevice.id).where(DoorDevice.event_id == event_id, DoorDevice.revoked_at.is_not(None))
    aside = select(func.count(Scan.id)).where(
        Scan.device_id.in_(revoked), Scan.verdict == Verdict.QUARANTINED, ~decided
    )
    row = db.session.execute(select(conflicts.scalar_subquery(), aside.scalar_subquery())).one()
    return row[0], row[1]


def businesses_that_came(event_ids: Collection[int]) -> frozenset[tuple[int, int]]:
    """(event id, business id) of those for whom somebody was admitted, by a ticket that is valid or was then."""
    query = (
        select(Ticket.event_id, Ticket.business_id)
        .join(Attendance, Attendance.ticket_id == Ticket.id)
        .where(Ticket.event_id.in_(event_ids), Ticket.business_id.is_not(None), Attendance.undone_at.is_(None))
    )
    rows = db.session.execute(query.distinct())
    return frozenset((event_id, business_id) for event_id, business_id in rows if business_id is not None)
