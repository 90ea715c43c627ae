"""Registrations of visitors, who have no account: they are those of whoever shows that the address is theirs."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func

from eventreg.records.holdings import groups
from eventreg.records.holdings.kinds import Deed, Facts, Holding, everything, internal, told
from eventreg.records.holdings.subject import Subject
from eventreg.records.rules import ERASED
from eventreg.visitors.models import Visit


def theirs(subject: Subject) -> ColumnElement[bool]:
    """Registered with the address with which the person signs in."""
    return and_(Visit.email != "", func.lower(Visit.email) == subject.email.lower())


def _school(row: Visit, subject: Subject, now: datetime) -> str:
    """That it was a group stays, for the counts; a small one's name may name a person."""
    return ERASED if row.school else ""


def _more(row: Visit, subject: Subject) -> Facts:
    return {
        "event": row.event.title,
        "session": row.session.title,
        "session_begins": row.session.starts_at,
        "ticket": row.ticket.code if row.ticket else None,
    }


VISITS = Holding(
    "visits",
    groups.TICKETS,
    Visit,
    ("email",),
    theirs,
    {
        "id": internal(),
        "event_id": internal(),
        "session_id": internal(),
        "ticket_id": internal(),
        "name": told(erased=ERASED),
        "phone": told(erased=""),
        "email": told(erased=""),
        "school": told(erased=_school),
        "party": told(),
        "walk_in": told(),
        "language": told(),
        "attempt": internal(erased=None),
        "created_at": told(),
        "agreed_at": told(),
        "cancelled_at": told(),
    },
    everything(Deed.ANONYMISE, theirs),
    _more,
)
