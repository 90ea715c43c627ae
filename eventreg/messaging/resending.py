"""A ticket sent again to the address on file, by whoever asks for it. The caller holds the unit of work.

The answer never tells whether there is one, and nobody's mailbox is filled: one message for a ticket in a while.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from eventreg.accounts.models import Person
from eventreg.applications import queries as applications
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.businesses.models import BusinessMember
from eventreg.core import audit, outbox
from eventreg.core.channels import Channel
from eventreg.core.db import db
from eventreg.core.outbox import OutboxMessage
from eventreg.core.permissions import Actor
from eventreg.events.models import Event
from eventreg.events.rules import EventState
from eventreg.tickets import rules as tickets
from eventreg.tickets.models import Ticket
from eventreg.tickets.rules import TicketState
from eventreg.visitors.models import Visit

AGAIN = timedelta(minutes=10)
DAY, MOST_A_DAY = timedelta(days=1), 5
MOST = 10
"""Messages for one asking: nobody has tickets of more businesses ahead at once."""


def send_to_address(address: str, *, actor: Actor, now: datetime) -> int:
    """Send the tickets for what is still to come to everybody who has this address; how many messages."""
    wanted = address.strip().lower()
    if not wanted:
        return 0
    visits = select(Visit).where(*_standing(now), func.lower(Visit.email) == wanted)
    sent = sum(_visit(visit, actor=actor, now=now) for visit in db.session.scalars(visits.limit(MOST)).all())
    businesses = (
        select(BusinessMember.business_id)
        .join(Person, Person.id == BusinessMember.person_id)
        .where(Person.email == wanted, BusinessMember.ended_at.is_(None))
    )
    own = _with_tickets(now).where(Application.business_id.in_(businesses))
    for application in db.session.scalars(own.limit(MOST)).all():
        reader = applications.reader_of(application)
        if reader and (reader.email or "").lower() == wanted:
            sent += send(application, actor=actor, now=now)
    return sent


def send_by_code(typed: str, *, actor: Actor, now: datetime) -> int:
    """Send what a ticket's or an application's code stands for, to the address on file; how many messages."""
    try:
        code = tickets.read_code(typed)
    except tickets.Unreadable:
        code = ""
    meant = or_(Application.code == typed.strip().upper(), Application.tickets.any(Ticket.code == code))
    if application := db.session.scalars(_with_tickets(now).where(meant).limit(1)).first():
        return int(send(application, actor=actor, now=now))
    of_ticket = select(Visit).where(*_standing(now), Visit.ticket.has(Ticket.code == code))
    visit = db.session.scalars(of_ticket.limit(1)).first()
    return int(_visit(visit, actor=actor, now=now)) if visit else 0


def send(application: Application, *, actor: Actor, now: datetime) -> bool:
    """Send an application's valid tickets to whoever reads for its business; whether one is on its way."""
    reader = applications.reader_of(application)
    is_any = any(ticket.state is TicketState.VALID for ticket in application.tickets)
    if reader is None or not reader.email or not is_any:
        return False
    to = {"to": reader.email, "language": reader.language, "person_id": reader.id}
    return _send(application, to, actor=actor, now=now)


def _visit(visit: Visit, *, actor: Actor, now: datetime) -> bool:
    if not visit.email or visit.ticket is None or visit.ticket.state is not TicketState.VALID:
        return False
    return _send(visit, {"to": visit.email, "language": visit.language}, actor=actor, now=now)


def _send(subject: Application | Visit, to: dict[str, Any], *, actor: Actor, now: datetime) -> bool:
    what = subject.__tablename__
    slot = int(now.timestamp() // AGAIN.total_seconds())  # asking again at once sends nothing more
    cause = f"ticket_again:{what}:{subject.id}:{slot}"
    today = select(func.count()).where(
        OutboxMessage.cause.startswith(f"ticket_again:{what}:{subject.id}:", autoescape=True),
        OutboxMessage.created_at > now - DAY,
    )
    is_new = db.session.scalar(select(OutboxMessage.id).filter_by(cause=cause)) is None
    if is_new and (db.session.scalar(today) or 0) < MOST_A_DAY:
        about: dict[str, Any] = {what: subject.id}
        ends_at = subject.event.ends_at
        outbox.queue("ticket_again", **to, now=now, expires_at=ends_at, cause=cause, asked_way=Channel.EMAIL, **about)
        audit.record(actor, "ticket.sent_again", subject, now=now)
    return True


def _ahead(now: datetime) -> Select[int]:
    return select(Event.id).where(Event.ends_at > now, Event.state != EventState.CANCELLED)


def _with_tickets(now: datetime) -> Select[Application]:
    return select(Application).where(Application.status == Status.CONFIRMED, Application.event_id.in_(_ahead(now)))


def _standing(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Visit.cancelled_at.is_(None), Visit.event_id.in_(_ahead(now))
