"""How many came, and for whom."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select

from eventreg.core.db import db
from eventreg.door.models import Attendance
from eventreg.tickets.models import Ticket
from eventreg.tickets.rules import TicketState


@dataclass(frozen=True)
class Numbers:
    """How full it is: tickets that may enter; of the sessions open now, people inside, and those who came at all."""

    tickets: int
    inside: int
    admitted: int
    through_gate: int


def numbers(event_id: int, session_ids: Collection[int], gate: str | None = None) -> Numbers:
    """The door's live count. A ticket that went out and in again is one person, and inside."""
    person = func.count(Attendance.ticket_id.distinct())
    came = select(person).where(Attendance.session_id.in_(session_ids), Attendance.undone_at.is_(None))
    valid = select(func.count()).where(Ticket.event_id == event_id, Ticket.state == TicketState.VALID)
    return Numbers(
        tickets=db.session.scalar(valid) or 0,
        inside=db.session.scalar(came.where(Attendance.left_at.is_(None))) or 0,
        admitted=db.session.scalar(came) or 0,
        through_gate=db.session.scalar(came.where(Attendance.gate == gate)) or 0 if gate else 0,
    )


def businesses_that_came(event_ids: Collection[int]) -> frozenset[tuple[int, int]]:
    """(event id, business id) of those for whom somebody was admitted, by a ticket that is valid or was then."""
    query = (
        select(Ticket.event_id, Ticket.business_id)
        .join(Attendance, Attendance.ticket_id == Ticket.id)
        .where(Ticket.event_id.in_(event_ids), Ticket.business_id.is_not(None), Attendance.undone_at.is_(None))
    )
    rows = db.session.execute(query.distinct())
    return frozenset((event_id, business_id) for event_id, business_id in rows if business_id is not None)
