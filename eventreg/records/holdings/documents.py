"""Papers that the office has issued to somebody."""

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import ColumnElement, or_

from eventreg.core.db import db
from eventreg.documents.models import IssuedDocument
from eventreg.events.models import Event
from eventreg.office.texts import ISSUED
from eventreg.records.holdings import groups
from eventreg.records.holdings.kinds import Deed, Deeds, Facts, Holding, Where, everything, internal, told
from eventreg.records.holdings.parts import once, own
from eventreg.records.holdings.subject import Subject
from eventreg.records.rules import ERASED


def _theirs(businesses: Callable[[Subject], Collection[int]]) -> Where:
    def where(subject: Subject) -> ColumnElement[bool]:
        return or_(IssuedDocument.person_id == subject.id, IssuedDocument.business_id.in_(businesses(subject)))

    return where


def _facts(row: IssuedDocument, subject: Subject, now: datetime) -> list[list[str]]:
    """The number and what kind of paper it is stay; what it said of the person goes."""
    return [[name, ERASED] for name, _ in row.facts]


def _title(row: IssuedDocument, subject: Subject, now: datetime) -> str:
    """A letter's tells to whom it is; a certificate's tells the event alone."""
    return ERASED if row.kind in ISSUED else row.title


def _more(row: IssuedDocument, subject: Subject) -> Facts:
    event = db.session.get(Event, row.event_id) if row.event_id else None
    return {"event": event.title if event else None, "says": {fact[0]: fact[1] for fact in row.facts}}


DOCUMENTS = Holding(
    "issued_documents",
    groups.TICKETS,
    IssuedDocument,
    ("person_id", "business_id"),
    _theirs(own),
    {
        "id": internal(),
        "code": told(),
        "kind": told(),
        "number": told(),
        "series": internal(),
        "year": internal(),
        "sequence": internal(),
        "language": told(),
        "title": told(erased=_title),
        "subject": internal(),
        "event_id": internal(),
        "person_id": internal(),
        "business_id": internal(),
        "content": internal(erased={}),
        "facts": internal(erased=_facts),
        "digests": internal(erased=[]),
        "issued_at": told(),
        "issued_by_id": internal(),
        "withdrawn_at": told(),
        "withdrawn_by_id": internal(),
        "withdrawn_reason": told(erased=""),
        "successor_id": internal(),
    },
    everything(Deed.ANONYMISE, _theirs(once)),
    _more,
)

DEEDS: Deeds = {
    (IssuedDocument, "issued_by_id"): "issued_at",
    (IssuedDocument, "withdrawn_by_id"): "withdrawn_at",
}

IMPERSONAL = {"number_counter": "the last number given to a paper"}
