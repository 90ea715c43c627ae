"""Looking up the tickets of a list on paper, and what was entered from it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventreg.core.db import db
from eventreg.door.models import Attendance, DoorDevice, Scan
from eventreg.tickets.models import Ticket
from eventreg.tickets.rules import TicketState


def find_paper_device(event_id: int) -> DoorDevice | None:
    """What the event's scans from paper are recorded under."""
    return db.session.scalar(select(DoorDevice).filter_by(event_id=event_id, on_paper=True).order_by(DoorDevice.id))


def paper_devices(event_id: int) -> frozenset[int]:
    """The ids of the event's devices that are no phones."""
    return frozenset(db.session.scalars(select(DoorDevice.id).filter_by(event_id=event_id, on_paper=True)))


def tickets_on_paper(event_id: int) -> Sequence[Ticket]:
    """The tickets by which somebody may come, and those that are on hold."""
    states = (TicketState.VALID, TicketState.ON_HOLD)
    return db.session.scalars(select(Ticket).where(Ticket.event_id == event_id, Ticket.state.in_(states))).all()


def inside_by_ticket(session_id: int) -> dict[int, Attendance]:
    """Who stands admitted to a session, by ticket: the latest entry."""
    query = select(Attendance).where(Attendance.session_id == session_id, Attendance.undone_at.is_(None))
    return {one.ticket_id: one for one in db.session.scalars(query.order_by(Attendance.entry))}


def entered_from_paper(event_id: int, most: int = 20) -> Sequence[Scan]:
    """The latest scans that were entered from paper, the newest first."""
    query = select(Scan).where(Scan.event_id == event_id, Scan.device_id.in_(paper_devices(event_id)))
    return db.session.scalars(query.options(joinedload(Scan.ticket)).order_by(Scan.id.desc()).limit(most)).all()
