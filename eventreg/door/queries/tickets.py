"""The list of tickets that phones hold, who passed by them, and whether phones were told all of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zlib import crc32

from sqlalchemy import Row, func, or_, select

from eventreg.businesses.models import Business
from eventreg.core.db import db
from eventreg.door.models import Scan
from eventreg.tickets.models import Ticket
from eventreg.visitors.models import Visit


@dataclass(frozen=True)
class Listed:
    """A ticket, and the telephone number of the business or the visitor that it is for."""

    ticket: Ticket
    phone: str


def changed_tickets(event_id: int, after: datetime | None) -> Sequence[Listed]:
    """The event's tickets that changed after a moment, in the order of their change; all of them without one."""
    query = (
        select(Ticket, func.coalesce(Business.phone, Visit.phone, ""))
        .outerjoin(Business, Business.id == Ticket.business_id)
        .outerjoin(Visit, Visit.ticket_id == Ticket.id)
        .where(Ticket.event_id == event_id)
    )
    if after:
        query = query.where(Ticket.changed_at > after)
    rows = db.session.execute(query.order_by(Ticket.changed_at, Ticket.id))
    return [Listed(ticket, phone) for ticket, phone in rows]


def changed_passings(event_id: int, session_ids: Collection[int], after: datetime | None) -> Sequence[Row[Any]]:
    """The ways in and out in these sessions, in the order of arrival: those that came after a moment, and all by
    tickets that changed after it; without one, all that weren't undone."""
    query = (
        select(
            Ticket.number,
            Scan.id,
            Scan.scan_id,
            Scan.device_id,
            Scan.session_id,
            Scan.direction,
            Scan.moment,
            Scan.offline,
            Scan.undone_at,
            Scan.gate,
        )
        .join(Ticket, Ticket.id == Scan.ticket_id)
        .where(Scan.event_id == event_id, Scan.session_id.in_(session_ids), Scan.counts)
    )
    if after:
        query = query.where(or_(Scan.received_at > after, Ticket.changed_at > after))
    else:
        query = query.where(Scan.undone_at.is_(None))
    return db.session.execute(query.order_by(Scan.id)).all()


def fingerprint(event_id: int, after: datetime, until: datetime) -> str:
    """Another one whenever something else is known of the time between: a change that was written late shows here."""
    changes = select(Ticket.id, Ticket.changed_at).where(
        Ticket.event_id == event_id, Ticket.changed_at > after, Ticket.changed_at <= until
    )
    scans = select(Scan.id).where(Scan.event_id == event_id, Scan.received_at > after, Scan.received_at <= until)
    known = [f"{ticket_id} {at.timestamp()}" for ticket_id, at in db.session.execute(changes.order_by(Ticket.id))]
    known += [str(scan_id) for scan_id in db.session.scalars(scans.order_by(Scan.id))]
    return f"{crc32(' '.join(known).encode()):08x}"
