"""The list of tickets that phones hold, who passed by them, and whether phones were told all of it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zlib import crc32

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from eventreg.businesses.models import Business, Category
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.door.models import Scan
from eventreg.tickets.models import Ticket
from eventreg.tickets.rules import TicketState, Unreadable, read_code
from eventreg.visitors.models import Visit
from eventreg.visitors.rules import kind_of


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


def changed_passings(event_id: int, session_ids: Collection[int], after: datetime | None) -> Sequence[Any]:
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


def tickets_by_category(event_id: int) -> Mapping[str, int]:
    """How many valid tickets there are of each category, as gates know it, the most frequent first."""
    query = (
        select(Ticket.category, Visit.school, func.count())
        .outerjoin(Visit, Visit.ticket_id == Ticket.id)
        .where(Ticket.event_id == event_id, Ticket.state == TicketState.VALID)
        .group_by(Ticket.category, Visit.school)
    )
    found: Counter[str] = Counter()
    for category, school, count in db.session.execute(query):
        found[category if school is None else kind_of(school)] += count
    return dict(found.most_common())


def crafts() -> Sequence[str]:
    """What tickets of exhibitors and participants may be called: the council's categories, by group."""
    group = aliased(Category)
    query = select(Category.name_id).join(group, Category.parent_id == group.id)
    return db.session.scalars(query.order_by(group.position, group.id, Category.position, Category.id)).all()


def get_ticket_by_code(event_id: int, code: str) -> Ticket:
    """The event's ticket of this spoken code, however it is grouped. Raises NotFound."""
    try:
        query = select(Ticket).filter_by(event_id=event_id, code=read_code(code))
    except Unreadable as error:
        raise NotFound() from error
    ticket = db.session.scalar(query)
    if ticket is None:
        raise NotFound()
    return ticket


def scans_of_ticket(ticket_id: int, most: int) -> Sequence[Scan]:
    """What was scanned of a ticket, the latest first."""
    query = select(Scan).filter_by(ticket_id=ticket_id).order_by(Scan.moment.desc(), Scan.id.desc())
    return db.session.scalars(query.limit(most)).all()


def last_word_on(ticket: Ticket) -> AuditEntry | None:
    """Why the ticket is held or was taken back, when, and by whom."""
    query = select(AuditEntry).filter_by(subject_type=Ticket.__tablename__, subject_id=ticket.id)
    query = query.where(AuditEntry.action.in_(["ticket.held", "ticket.revoked", "ticket.replaced"]))
    return db.session.scalar(query.order_by(AuditEntry.id.desc()).limit(1))
