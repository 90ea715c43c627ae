"""Tickets: what the door and the pages tell of their holders."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from eventreg.core.db import db
from eventreg.records.holdings import groups, visitors
from eventreg.records.holdings.kinds import Deed, Facts, Holding, Where, everything, internal, told
from eventreg.records.holdings.parts import at_erasure, once, own
from eventreg.records.holdings.subject import Subject
from eventreg.records.rules import ERASED, ERASED_BUSINESS
from eventreg.tickets.models import Ticket
from eventreg.visitors.models import Visit


def theirs(businesses: Callable[[Subject], Collection[int]]) -> Where:
    """The person's own tickets, those of some businesses, and those that they got as a visitor."""
    return lambda subject: or_(
        Ticket.person_id == subject.id,
        Ticket.business_id.in_(businesses(subject)),
        Ticket.id.in_(select(Visit.ticket_id).where(visitors.theirs(subject))),
    )


def holder(row: Ticket, subject: Subject, now: datetime) -> str:
    """The name on a ticket, without the person's."""
    return ERASED if _is_of_theirs(row, subject) or row.holder.casefold() in subject.names else row.holder


def business_name(row: Ticket, subject: Subject, now: datetime) -> str:
    """The business on a ticket, unless it ends with the person; a visitor's school or group."""
    if _is_of_visit(row, subject):
        return ""
    return ERASED_BUSINESS if row.business_id in subject.sole and row.business_name else row.business_name


def _is_of_theirs(row: Any, subject: Subject) -> bool:
    is_own = row.business_id in subject.sole or getattr(row, "person_id", None) == subject.id
    return is_own or _is_of_visit(row, subject)


def _is_of_visit(row: Ticket, subject: Subject) -> bool:
    found = select(Visit.id).where(Visit.ticket_id == row.id, visitors.theirs(subject))
    return db.session.scalar(found) is not None


def _ticket_more(row: Ticket, subject: Subject) -> Facts:
    return {"event": row.event.title}


TICKETS = Holding(
    "tickets",
    groups.TICKETS,
    Ticket,
    ("person_id", "business_id"),
    theirs(own),
    {
        "id": internal(),
        "event_id": internal(),
        "number": internal(),
        "code": told(),
        "key_id": internal(),
        "person_id": internal(),
        "business_id": internal(),
        "holder": told(erased=holder),
        "business_name": told(erased=business_name),
        "category": told(),
        "booth": told(),
        "state": told(),
        "valid_from": told(),
        "valid_until": told(),
        "issued_at": told(),
        "changed_at": told(erased=at_erasure),  # so that the phones at a door forget the name too
    },
    everything(Deed.ANONYMISE, theirs(once)),
    _ticket_more,
)

IMPERSONAL = {
    "event_key": "keys that sign tickets",
}
