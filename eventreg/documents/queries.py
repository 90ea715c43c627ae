"""Looking up papers: for anybody who holds one, by its code or its file, and for staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, String, cast, func, or_, select

from eventreg.accounts.models import Person
from eventreg.accounts.slots import event_choices, event_names
from eventreg.businesses.models import Business
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.files import StoredFile
from eventreg.core.paging import Page, page_of
from eventreg.core.permissions import Actor, Permission
from eventreg.documents.models import IssuedDocument
from eventreg.documents.rules import DocumentKind, Standing, is_code, is_digest, tidy_code

PAGE = 25


@dataclass(frozen=True)
class Filters:
    """What staff look for in the register; what is empty filters nothing."""

    words: str = ""
    event_id: int | None = None
    kind: DocumentKind | None = None
    standing: Standing | None = None


@dataclass(frozen=True)
class Row:
    """A paper with whom and what it is for."""

    document: IssuedDocument
    event: str
    holder: str


# ---- For anybody ----------------------------------------------------------------------------------


def find_by_code(tidied: str) -> IssuedDocument | None:
    """The paper with this code; nothing else leads to it."""
    return db.session.scalar(select(IssuedDocument).filter_by(code=tidied)) if is_code(tidied) else None


def find_by_digest(digest: str) -> IssuedDocument | None:
    """The paper that this very file was made of."""
    if not is_digest(digest):
        return None
    query = select(IssuedDocument).where(cast(IssuedDocument.digests, String).contains(digest))
    return db.session.scalars(query.order_by(IssuedDocument.id.desc())).first()


def prints(stored: StoredFile) -> bool:
    """Whether a paper shows this picture: it is to be printed again as it was."""
    query = select(IssuedDocument.id).where(cast(IssuedDocument.content, String).contains(f'"{stored.key}"'))
    return db.session.scalar(query.limit(1)) is not None


# ---- For staff ------------------------------------------------------------------------------------


def page_for_staff(filters: Filters, actor: Actor, number: int) -> Page[IssuedDocument]:
    """A page of the papers that the reader may see, the latest first."""
    return page_of(all_for_staff(filters, actor), number, PAGE)


def all_for_staff(filters: Filters, actor: Actor) -> Select[IssuedDocument]:
    """All papers that the reader may see and looks for, the latest first."""
    query = _allowed(select(IssuedDocument), actor, Permission.LETTER_READ)
    if filters.event_id is not None:
        query = query.filter_by(event_id=filters.event_id)
    if filters.kind:
        query = query.filter_by(kind=filters.kind)
    if filters.standing is Standing.GENUINE:
        query = query.where(IssuedDocument.withdrawn_at.is_(None))
    elif filters.standing is Standing.WITHDRAWN:
        query = query.where(IssuedDocument.withdrawn_at.is_not(None))
    for word in filters.words.lower().split():
        query = query.where(_says(word))
    return query.order_by(IssuedDocument.id.desc())


def get_for_staff(document_id: int, actor: Actor, permission: Permission) -> IssuedDocument:
    """A paper of an event that the actor has the permission for. Raises NotFound."""
    query = _allowed(select(IssuedDocument).filter_by(id=document_id), actor, permission)
    document: IssuedDocument | None = db.session.scalar(query)
    if document is None:
        raise NotFound()
    return document


def find_predecessor(document: IssuedDocument) -> IssuedDocument | None:
    """The paper in whose place this one was issued."""
    return db.session.scalars(select(IssuedDocument).filter_by(successor_id=document.id)).first()


def rows_of(documents: Sequence[IssuedDocument]) -> list[Row]:
    """The papers with the names of their events, and of whom they are for."""
    events = event_names({one.event_id for one in documents if one.event_id})
    people = _names(Person, {one.person_id for one in documents if one.person_id})
    businesses = _names(Business, {one.business_id for one in documents if one.business_id})
    return [
        Row(
            one,
            events.get(one.event_id or 0, ""),
            " · ".join(filter(None, (people.get(one.person_id or 0, ""), businesses.get(one.business_id or 0, "")))),
        )
        for one in documents
    ]


def events_for(actor: Actor) -> list[tuple[int, str]]:
    """The events with papers that the reader may see, the latest first."""
    query = _allowed(select(IssuedDocument.event_id).distinct(), actor, Permission.LETTER_READ)
    known = set(db.session.scalars(query))
    return [choice for choice in event_choices() if choice[0] in known]


def _allowed(query: Select[Any], actor: Actor, permission: Permission) -> Select[Any]:
    """The query, narrowed to what the actor has the permission for; papers of no event are for those of all."""
    where, withheld = actor.events_where(permission), actor.events_except(permission)
    if withheld:
        query = query.where(or_(IssuedDocument.event_id.is_(None), IssuedDocument.event_id.not_in(withheld)))
    return query if where is None else query.where(IssuedDocument.event_id.in_(where))


def _says(word: str) -> Any:
    """Whether a word is in a paper's number, title or code, or in the name of whom it is for."""
    people = select(Person.id).where(func.lower(Person.name).contains(word, autoescape=True))
    businesses = select(Business.id).where(func.lower(Business.name).contains(word, autoescape=True))
    return or_(
        func.lower(IssuedDocument.number).contains(word, autoescape=True),
        func.lower(IssuedDocument.title).contains(word, autoescape=True),
        IssuedDocument.code == tidy_code(word),
        IssuedDocument.person_id.in_(people),
        IssuedDocument.business_id.in_(businesses),
    )


def _names(model: type[Person] | type[Business], ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    return dict(iter(db.session.execute(select(model.id, model.name).where(model.id.in_(ids)))))
