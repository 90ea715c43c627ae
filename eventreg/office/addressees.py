"""Who gets a letter: applicants with a place, speakers, guests; each found only within its event."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from eventreg.applications.models import Application
from eventreg.applications.rules import FINAL, HOLDS_A_PLACE, Status
from eventreg.businesses.models import Business
from eventreg.core.db import db
from eventreg.core.paging import Page, page_of
from eventreg.documents.models import IssuedDocument
from eventreg.documents.rules import DocumentKind
from eventreg.events.models import Event, Speaker

LONGEST_GUEST, MOST_GUESTS = 240, 200
STATES: Mapping[DocumentKind, Collection[Status]] = {
    DocumentKind.INVITATION: frozenset({Status.CONFIRMED}),
    DocumentKind.ACCEPTANCE: HOLDS_A_PLACE,
    DocumentKind.STATEMENT: frozenset(Status) - FINAL - {Status.DRAFT},
}
"""Where an application stands to whose applicant such a letter goes."""


@dataclass(frozen=True)
class Guest:
    """Somebody who is invited by name: a line that staff typed, with its parts parted by semicolons."""

    lines: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.lines[0]

    def subject(self, event_id: int) -> str:
        """What the letter is for in the register, where no name stands."""
        whole = "\n".join(line.casefold() for line in self.lines)
        return f"guest:{event_id}:{hashlib.sha256(whole.encode()).hexdigest()[:20]}"


Addressee = Application | Speaker | Guest


def guests_of(text: str) -> list[Guest]:
    """`Kepala Dinas Koperasi; di Pekalongan`, one a line, each once."""
    rows = ([" ".join(part.split()) for part in line[:LONGEST_GUEST].split(";")] for line in text.splitlines())
    found = (Guest(tuple(filter(None, row))) for row in rows if any(row))
    return list(dict.fromkeys(found))[:MOST_GUESTS]


def applications(kind: DocumentKind, event_id: int, *, ids: Collection[int] = ()) -> Sequence[Application]:
    """The applications whose applicants get such a letter, by the names of their businesses; `ids`: of these alone."""
    query = _listed(kind, event_id)
    return db.session.scalars(query.where(Application.id.in_(ids)) if ids else query).unique().all()


def application_ids(kind: DocumentKind, event_id: int) -> Sequence[int]:
    """The same as ids."""
    query = select(Application.id).join(Application.business).where(*_among(kind, event_id))
    return db.session.scalars(query.order_by(func.lower(Business.name), Application.id)).all()


def application_page(kind: DocumentKind, event_id: int, number: int, size: int, search: str = "") -> Page[Application]:
    """One page of the list."""
    query = _listed(kind, event_id)
    for word in search.split():
        says = [column.icontains(word, autoescape=True) for column in (Business.name, Application.code)]
        query = query.where(or_(*says))
    return page_of(query, number, size)


def find_application(kind: DocumentKind, event_id: int, application_id: int) -> Application | None:
    """One that gets such a letter."""
    return next(iter(applications(kind, event_id, ids=[application_id])), None)


def speakers(event: Event) -> Sequence[Speaker]:
    """Everybody who teaches there."""
    return sorted(event.speakers, key=lambda one: (one.name.casefold(), one.id))


def example_of(kind: DocumentKind, code: str) -> tuple[Event, Application | Speaker] | None:
    """The newest whom such a letter could be for, or the application with the code that was typed; with their event."""
    if kind is DocumentKind.ASSIGNMENT:
        speaker = db.session.scalars(select(Speaker).order_by(Speaker.id.desc()).limit(1)).first()
        return (db.session.get_one(Event, speaker.event_id), speaker) if speaker else None
    query = select(Application).where(Application.status.in_(STATES[kind])).order_by(Application.id.desc())
    if code.strip():
        query = select(Application).filter_by(code=code.strip().upper())
    found = db.session.scalars(query.limit(1)).first()
    return (found.event, found) if found else None


def standing_of(kind: DocumentKind, subjects: Collection[str]) -> dict[str, IssuedDocument]:
    """Subject → the letter of this kind that holds for it."""
    query = select(IssuedDocument).where(
        IssuedDocument.kind == kind,
        IssuedDocument.subject.in_(subjects),
        IssuedDocument.withdrawn_at.is_(None),
    )
    return {one.subject: one for one in db.session.scalars(query.order_by(IssuedDocument.id))}


def count_standing(kind: DocumentKind, subjects: Collection[str]) -> int:
    """How many of these have a letter of this kind."""
    query = select(func.count(IssuedDocument.subject.distinct())).where(
        IssuedDocument.kind == kind,
        IssuedDocument.subject.in_(subjects),
        IssuedDocument.withdrawn_at.is_(None),
    )
    return db.session.scalar(query) or 0


def guest_letters(event_id: int) -> Sequence[IssuedDocument]:
    """The invitations that went to guests, the newest first."""
    query = select(IssuedDocument).where(
        IssuedDocument.event_id == event_id,
        IssuedDocument.kind == DocumentKind.INVITATION,
        IssuedDocument.subject.like(f"guest:{event_id}:%"),
        IssuedDocument.withdrawn_at.is_(None),
    )
    return db.session.scalars(query.order_by(IssuedDocument.id.desc()).limit(MOST_GUESTS)).all()


def find_letter(event_id: int, code: str) -> IssuedDocument | None:
    """A letter of this event by its code, withdrawn or not."""
    return db.session.scalar(select(IssuedDocument).filter_by(event_id=event_id, code=code))


def letters_of(application: Application) -> Sequence[IssuedDocument]:
    """What was issued to an applicant for this application and holds."""
    query = select(IssuedDocument).filter_by(subject=f"application:{application.id}", withdrawn_at=None)
    return db.session.scalars(query.order_by(IssuedDocument.id)).all()


def last_of(kind: DocumentKind, event_id: int) -> IssuedDocument | None:
    """The letter of this kind that was issued last for the event."""
    query = select(IssuedDocument).filter_by(kind=kind, event_id=event_id).order_by(IssuedDocument.id.desc())
    return db.session.scalars(query.limit(1)).first()


def _among(kind: DocumentKind, event_id: int) -> tuple[ColumnElement[bool], ...]:
    return Application.event_id == event_id, Application.status.in_(STATES[kind])


def _listed(kind: DocumentKind, event_id: int) -> Select[Application]:
    query = select(Application).join(Application.business).where(*_among(kind, event_id))
    query = query.options(joinedload(Application.business).joinedload(Business.category))
    return query.order_by(func.lower(Business.name), Application.id)
