"""What messages are about, told to who reads many of them: the event or the business, and what tells two apart.

Looked up for a whole page at once, and never rendered: a ticket's message would draw its PDF.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventreg.accounts.models import Person
from eventreg.applications.models import Application
from eventreg.businesses.models import Business, Paper, PaperKind
from eventreg.businesses.words import paper_name
from eventreg.core.db import Model, db
from eventreg.core.i18n import current_language
from eventreg.core.outbox import OutboxMessage
from eventreg.documents.models import IssuedDocument
from eventreg.messaging import writing
from eventreg.messaging.models import Announcement


@dataclass(frozen=True)
class Topic:
    """`title`: the event, the business, or an announcement's own subject; `marks`: numbers and names beside it."""

    title: str = ""
    marks: tuple[str, ...] = ()


_MODELS: Mapping[str, type[Model]] = {
    "application": Application,
    "announcement": Announcement,
    "business": Business,
    "document": IssuedDocument,
    "paper": Paper,
}


def topics_of(messages: Collection[OutboxMessage], *, business_ids: Collection[int]) -> dict[int, Topic]:
    """Message id → what it is about. `business_ids`: whose names the reader may see, being one of theirs."""
    things = {name: _found(model, _ids(name, messages)) for name, model in _MODELS.items()}
    people = _found(Person, {message.person_id for message in messages if message.person_id})
    found = {}
    for message in messages:
        about = {name: things[name].get(message.params.get(name)) for name in _MODELS}
        found[message.id] = _topic(message, about, people.get(message.person_id), frozenset(business_ids))
    return found


def _topic(message: OutboxMessage, about: Mapping[str, Any], reader: Any, business_ids: frozenset[int]) -> Topic:
    application, announcement = about["application"], about["announcement"]
    if application:
        title, marks = application.event.title, [application.code, *_named(application.business, business_ids)]
    elif announcement:
        subject = writing.words_of(announcement, current_language())[0]
        title = writing.filled(subject, announcement, **({"name": reader.name} if reader and reader.name else {}))
        marks = [announcement.event.title] if announcement.event else []
    else:
        business = about["paper"].business if about["paper"] else about["business"]
        title, marks = ", ".join(_named(business, business_ids)), []
    return Topic(title, (*marks, *_more(message, about)))


def _more(message: OutboxMessage, about: Mapping[str, Any]) -> Iterator[str]:
    """What tells two of one event or business apart."""
    params = message.params
    if about["paper"]:
        yield paper_name(about["paper"].kind, about["paper"].title)
    elif params.get("paper_kind") in set(PaperKind):
        yield paper_name(PaperKind(params["paper_kind"]), params.get("title", ""))
    if about["document"] and about["document"].number:
        yield about["document"].number
    for name in ("booth", "receipt"):
        if isinstance(params.get(name), str) and params[name]:
            yield params[name]


def _named(business: Business | None, business_ids: frozenset[int]) -> list[str]:
    return [business.name] if business and business.id in business_ids else []


def _ids(name: str, messages: Iterable[OutboxMessage]) -> set[int]:
    numbers = (message.params.get(name) for message in messages)
    return {number for number in numbers if isinstance(number, int)}


def _found(model: type[Any], ids: Collection[int]) -> dict[Any, Any]:
    if not ids:
        return {}
    along = [
        joinedload(getattr(model, name)) for name in ("event", "business") if name in model.__mapper__.relationships
    ]
    return {one.id: one for one in db.session.scalars(select(model).where(model.id.in_(ids)).options(*along))}
