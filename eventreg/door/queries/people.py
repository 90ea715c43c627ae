"""Looking up whom a ticket is for, where they can be replaced, and what phones asked for before."""

from sqlalchemy import func, select

from eventreg.applications.models import Application, ApplicationTicket, Participant
from eventreg.businesses.models import Business
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.door.queries.tickets import Listed
from eventreg.tickets.models import Ticket
from eventreg.visitors.models import Visit


def get_ticket(event_id: int, number: str) -> Ticket:
    """The event's ticket of this number. Raises NotFound."""
    ticket = db.session.scalar(select(Ticket).filter_by(event_id=event_id, number=number))
    if ticket is None:
        raise NotFound()
    return ticket


def listed_ticket(ticket: Ticket) -> Listed:
    """A ticket as it stands in the list."""
    query = select(func.coalesce(Business.phone, Visit.phone, "")).select_from(Ticket)
    query = query.outerjoin(Business, Business.id == Ticket.business_id).outerjoin(Visit, Visit.ticket_id == Ticket.id)
    return Listed(ticket, db.session.scalar(query.where(Ticket.id == ticket.id)) or "")


def find_participant(ticket_id: int) -> Participant | None:
    """Whoever comes for a business by this ticket."""
    return db.session.scalar(select(Participant).filter_by(ticket_id=ticket_id, ended_at=None))


def find_application(ticket_id: int) -> Application | None:
    """The application for which this ticket was issued."""
    query = select(Application).join(ApplicationTicket, ApplicationTicket.application_id == Application.id)
    return db.session.scalar(query.where(ApplicationTicket.ticket_id == ticket_id))


def find_follower(ticket_id: int, device_id: int, request_id: str) -> Ticket | None:
    """The ticket that this phone's very request has put in the place of another."""
    query = select(AuditEntry.states).filter_by(
        subject_type=Ticket.__tablename__, subject_id=ticket_id, action="ticket.handed_over", device_id=device_id
    )
    made = (states["ticket"] for states in db.session.scalars(query) if states["request"] == request_id)
    follower = next(made, None)
    return db.session.get(Ticket, int(follower)) if follower else None
