"""Finding entries of the trail, and the names of what they are about."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import aliased

from eventreg.accounts.models import Person
from eventreg.applications.models import Application
from eventreg.businesses.models import Business
from eventreg.core.audit import AuditEntry
from eventreg.core.clock import Zone
from eventreg.core.db import LARGEST_ID, db
from eventreg.core.errors import NotFound
from eventreg.core.paging import Page, page_of
from eventreg.events.models import Event
from eventreg.trail.models import AuditLink, DaySeal

PAGE = 50
PIECE = 500


@dataclass(frozen=True)
class Filters:
    """What the trail is narrowed to. `person` and `business`: a number, or a part of name or address.

    `person` is whoever acted or was concerned; `number` that of an entry or of its subject; days in the zone.
    """

    action: str = ""
    person: str = ""
    event: int | None = None
    business: str = ""
    first_day: date | None = None
    last_day: date | None = None
    number: int | None = None
    zone: Zone = Zone.WIB

    @property
    def are_set(self) -> bool:
        """Whether anything is asked for."""
        return self != Filters(zone=self.zone)


@dataclass(frozen=True)
class Names:
    """What is shown for ids; whatever is missing is gone or erased. `merged`: as which business they go on."""

    people: dict[int, str]
    events: dict[int, str]
    businesses: dict[int, str]
    codes: dict[int, str]
    merged: dict[int, str]


def find_page(filters: Filters, number: int) -> Page[AuditEntry]:
    """A page of what the filters leave, newest first."""
    return page_of(select(AuditEntry).where(*_narrowed(filters)).order_by(AuditEntry.id.desc()), number, PAGE)


def each(filters: Filters) -> Iterator[list[AuditEntry]]:
    """All that the filters leave, oldest first, in pieces."""
    after = 0
    while True:
        query = select(AuditEntry).where(*_narrowed(filters), AuditEntry.id > after).order_by(AuditEntry.id)
        piece = list(db.session.scalars(query.limit(PIECE)))
        if not piece:
            return
        yield piece
        after = piece[-1].id
        for entry in piece:
            db.session.expunge(entry)


def get_entry(entry_id: int) -> AuditEntry:
    """One entry. Raises NotFound."""
    entry = db.session.get(AuditEntry, entry_id) if entry_id <= LARGEST_ID else None
    if entry is None:
        raise NotFound()
    return entry


def find_link(entry_id: int) -> AuditLink | None:
    """The link that seals an entry."""
    return db.session.scalar(select(AuditLink).filter_by(entry_id=entry_id))


def links_of(entries: Collection[AuditEntry]) -> dict[int, tuple[int, str]]:
    """Position and MAC of each entry that is sealed."""
    numbers = {entry.id for entry in entries}
    query = select(AuditLink.entry_id, AuditLink.position, AuditLink.mac).where(AuditLink.entry_id.in_(numbers))
    return {entry_id: (position, mac) for entry_id, position, mac in db.session.execute(query)}


def last_link() -> AuditLink | None:
    """The end of the chain."""
    return db.session.scalar(select(AuditLink).order_by(AuditLink.position.desc()).limit(1))


def day_seals() -> Sequence[DaySeal]:
    """The days' seals, newest first."""
    return db.session.scalars(select(DaySeal).order_by(DaySeal.day.desc())).all()


def events() -> Sequence[tuple[int, str]]:
    """Every event's number and title, the latest first."""
    rows = db.session.execute(select(Event.id, Event.title).order_by(Event.starts_at.desc(), Event.id))
    return [(number, title) for number, title in rows]


def names_for(entries: Collection[AuditEntry]) -> Names:
    """The names of all that these entries speak of: four queries, however many they are."""

    def of_kind(table: str) -> set[int]:
        return {entry.subject_id for entry in entries if entry.subject_type == table}

    people = {number for entry in entries for number in (entry.actor_id, entry.person_id)} | of_kind("person")
    survivor = aliased(Business)
    businesses = _rows(
        select(Business.id, Business.name, survivor.name)
        .outerjoin(survivor, survivor.id == Business.merged_into_id)
        .where(Business.erased_at.is_(None)),
        Business.id,
        {entry.business_id for entry in entries} | of_kind("business"),
    )
    return Names(
        people={
            number: name or email or ""
            for number, name, email in _rows(
                select(Person.id, Person.name, Person.email).where(Person.erased_at.is_(None)), Person.id, people
            )
        },
        events=dict(
            _rows(select(Event.id, Event.title), Event.id, {entry.event_id for entry in entries} | of_kind("event"))
        ),
        businesses={number: name for number, name, _survivor in businesses},
        codes=dict(_rows(select(Application.id, Application.code), Application.id, of_kind("application"))),
        merged={number: name for number, _name, name in businesses if name},
    )


def _rows(query: Any, key: Any, numbers: Collection[int | None]) -> list[Any]:
    known = {number for number in numbers if number is not None}
    return [tuple(row) for row in db.session.execute(query.where(key.in_(known)))] if known else []


def _narrowed(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.action:
        found.append(AuditEntry.action == filters.action)
    if filters.person:
        people = _matching(filters.person, Person.id, Person.name, Person.email)
        found.append(or_(AuditEntry.actor_id.in_(people), AuditEntry.person_id.in_(people)))
    if filters.event is not None:
        found.append(AuditEntry.event_id == filters.event)
    if filters.business:
        wanted = _matching(filters.business, Business.id, Business.name)
        merged = select(Business.id).where(Business.merged_into_id.in_(wanted))  # what was done to them was done to it
        found.append(or_(AuditEntry.business_id.in_(wanted), AuditEntry.business_id.in_(merged)))
    if filters.first_day:
        found.append(AuditEntry.at >= _midnight(filters.first_day, filters.zone))
    if filters.last_day:
        found.append(AuditEntry.at < _midnight(filters.last_day, filters.zone) + timedelta(days=1))
    if filters.number is not None:
        found.append(or_(AuditEntry.id == filters.number, AuditEntry.subject_id == filters.number))
    return found


def _matching(words: str, key: Any, *columns: Any) -> Any:
    """The ids that the words name: a number is an id, also of what is gone; anything else a part of a name."""
    if words.isdecimal():
        number = int(words[:11])
        return [number] if number <= LARGEST_ID else []
    return select(key).where(or_(false(), *(column.icontains(words, autoescape=True) for column in columns)))


def _midnight(day: date, zone: Zone) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone.info)
