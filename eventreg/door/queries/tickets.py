"""The list of tickets that phones hold, and where in its changes they are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from eventreg.businesses.models import Business
from eventreg.core.db import db
from eventreg.tickets.models import Ticket


@dataclass(frozen=True)
class Cursor:
    """A place in the list of tickets: all that changed up to here are known."""

    changed_at: datetime
    ticket_id: int


def changed_tickets(event_id: int, since: Cursor | None) -> Sequence[Ticket]:
    """The event's tickets that changed after the cursor, in the order of their change; all of them without one."""
    query = select(Ticket).where(Ticket.event_id == event_id)
    if since:
        same_moment = and_(Ticket.changed_at == since.changed_at, Ticket.id > since.ticket_id)
        query = query.where(or_(Ticket.changed_at > since.changed_at, same_moment))
    return db.session.scalars(query.order_by(Ticket.changed_at, Ticket.id)).all()


def last_change(event_id: int) -> Cursor | None:
    """The end of the list of tickets."""
    query = select(Ticket.changed_at, Ticket.id).where(Ticket.event_id == event_id)
    row = db.session.execute(query.order_by(Ticket.changed_at.desc(), Ticket.id.desc()).limit(1)).first()
    return Cursor(*row) if row else None


def phones_of(business_ids: Collection[int]) -> Mapping[int, str]:
    """The telephone numbers of businesses."""
    query = select(Business.id, Business.phone).where(Business.id.in_(business_ids))
    return dict(iter(db.session.execute(query)))
