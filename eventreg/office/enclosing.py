"""What is enclosed with the account of an event: photos, receipts, other papers. The caller holds the unit of work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from eventreg.core import audit, files
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.files import Picture
from eventreg.core.pdfs import Document
from eventreg.core.permissions import Actor
from eventreg.events.models import Event
from eventreg.office.models import Enclosure, EnclosureKind
from eventreg.office.rules import MOST_ENCLOSURES, TooManyEnclosures


@dataclass(frozen=True)
class Particulars:
    """What is written beside a file; `amount` in Rupiah."""

    kind: EnclosureKind
    title: str = ""
    amount: int | None = None
    dated_on: date | None = None


def of_event(event_id: int, kind: EnclosureKind | None = None) -> Sequence[Enclosure]:
    """All of an event, or those of a kind: by day, those without one last, and as they came."""
    query = select(Enclosure).where(Enclosure.event_id == event_id).options(joinedload(Enclosure.file))
    if kind:
        query = query.where(Enclosure.kind == kind)
    order = (Enclosure.dated_on.is_(None), Enclosure.dated_on, Enclosure.id)
    return db.session.scalars(query.order_by(*order)).all()


def get(event_id: int, enclosure_id: int) -> Enclosure:
    """One of the event's. Raises NotFound."""
    found = db.session.scalar(select(Enclosure).filter_by(id=enclosure_id, event_id=event_id))
    if found is None:
        raise NotFound()
    return found


def add(
    event_id: int, kind: EnclosureKind, contents: Sequence[Picture | Document], *, actor: Actor, now: datetime
) -> int:
    """Keep files as they were read; how many. What they are is written beside them later.

    Raises NotFound, TooManyEnclosures.
    """
    if lock(Event, event_id) is None:  # who sends at the same time is counted one after the other
        raise NotFound()
    count = select(func.count()).select_from(Enclosure).where(Enclosure.event_id == event_id)
    if (db.session.scalar(count) or 0) + len(contents) > MOST_ENCLOSURES:
        raise TooManyEnclosures(most=MOST_ENCLOSURES)
    for content in contents:
        stored = files.save_file(content, owner_id=actor.person_id, now=now)
        title = content.name.removesuffix(".pdf") if isinstance(content, Document) else ""
        enclosure = Enclosure(event_id=event_id, kind=kind, file_id=stored.id, title=title)
        enclosure.created_at, enclosure.created_by_id = now, actor.person_id
        db.session.add(enclosure)
        db.session.flush()
        audit.record(actor, "enclosure.added", enclosure, states={"kind": kind}, now=now)
    return len(contents)


def change(event_id: int, enclosure_id: int, told: Particulars, *, actor: Actor, now: datetime) -> None:
    """Write beside it what it is. Raises NotFound."""
    found = get(event_id, enclosure_id)
    amount = told.amount if told.kind is EnclosureKind.RECEIPT else None
    wanted = {"kind": told.kind, "title": told.title, "amount": amount, "dated_on": told.dated_on}
    fields = [name for name, value in wanted.items() if getattr(found, name) != value]
    if fields:
        for name in fields:
            setattr(found, name, wanted[name])
        audit.record(actor, "enclosure.changed", found, fields=fields, now=now)


def remove(event_id: int, enclosure_id: int, *, actor: Actor, now: datetime) -> str:
    """Take it out; the key of its file, for `files.remove` after the unit of work. Raises NotFound."""
    found = get(event_id, enclosure_id)
    stored = found.file
    audit.record(actor, "enclosure.removed", found, states={"kind": found.kind}, now=now)
    db.session.delete(found)
    db.session.flush()
    return files.let_go(stored)
