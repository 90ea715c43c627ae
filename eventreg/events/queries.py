"""Looking up events. What is a draft, or belongs to others, is not found."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, String, and_, case, func, or_, select, type_coerce
from sqlalchemy.orm import joinedload, selectinload

from eventreg.businesses.models import Category, Region
from eventreg.core.clock import Zone
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.files import StoredFile, find_file
from eventreg.core.paging import Page, page_of
from eventreg.core.permissions import Actor, Permission
from eventreg.events.models import Event, Material, Speaker
from eventreg.events.rules import EventKind, EventState

T = TypeVar("T", Speaker, Material)
PAGE = 12
STAFF_PAGE = 20
LATEST = (Event.starts_at.desc(), Event.id.desc())


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to. `month`: its first day, in each event's own zone; `category`: a code."""

    words: str = ""
    kind: EventKind | None = None
    month: date | None = None
    category: str = ""
    open_now: bool = False
    state: EventState | None = None

    @property
    def are_set(self) -> bool:
        """Whether anything is asked for."""
        return self != Filters()


def get_public(slug: str) -> Event:
    """An event that is not a draft. Raises NotFound."""
    return _one(_named(slug).where(Event.state != EventState.DRAFT))


def get_for_staff(slug: str, actor: Actor, permission: Permission) -> Event:
    """An event for which the actor holds the permission. Raises NotFound."""
    return _one(allowed(_named(slug), actor, permission))


def find_id(slug: str) -> int | None:
    """The number of the event with this slug, drafts too."""
    return db.session.scalar(select(Event.id).where(Event.slug == slug))


def titles(ids: Collection[int]) -> dict[int, str]:
    """The names of events by their numbers."""
    return dict(iter(db.session.execute(select(Event.id, Event.title).where(Event.id.in_(ids)))))


def choices() -> list[tuple[int, str]]:
    """Number and name of every event, drafts too, the latest first."""
    return [(id_, title) for id_, title in db.session.execute(select(Event.id, Event.title).order_by(*LATEST))]


def find_visible(slug: str, actor: Actor) -> Event | None:
    """An event that is public, or that the actor may read as staff."""
    event = db.session.scalar(_named(slug).options(joinedload(Event.cover)))
    if event and (event.state is not EventState.DRAFT or actor.may(Permission.EVENT_READ, event.id)):
        return event
    return None


def speaker_of(event: Event, speaker_id: int) -> Speaker:
    """Who teaches at this event. Raises NotFound."""
    return _among(event.speakers, speaker_id)


def material_of(event: Event, material_id: int) -> Material:
    """A material of this event. Raises NotFound."""
    return _among(event.materials, material_id)


def materials_open(event: Event, now: datetime) -> list[Material]:
    """What its confirmed participants may read by now."""
    return [material for material in event.materials if material.opens_at is None or material.opens_at <= now]


def public_page(filters: Filters, *, page: int, now: datetime) -> Page[Event]:
    """What visitors find: first what is yet to end, the next one first; then what is over, the latest first."""
    query = _narrowed(select(Event).where(Event.state != EventState.DRAFT), filters, now)
    to_come = or_(Event.ends_at > now, Event.state == EventState.POSTPONED)
    order = (case((to_come, 0), else_=1), case((to_come, Event.starts_at)), Event.starts_at.desc(), Event.id)
    query = query.options(joinedload(Event.cover), selectinload(Event.sessions))
    return page_of(query.order_by(*order), page, PAGE)


def open_events(*, now: datetime, most: int) -> Sequence[Event]:
    """Those that take applications now; the first to close comes first."""
    query = select(Event).where(is_open(now)).order_by(Event.closes_at, Event.id).limit(most)
    return db.session.scalars(query.options(joinedload(Event.cover), selectinload(Event.sessions))).all()


def upcoming_events(*, now: datetime, most: int) -> Sequence[Event]:
    """Those that run or will run, and take no applications now; the next one first."""
    shown = {EventState.PUBLISHED, EventState.CLOSED, EventState.POSTPONED}
    to_come = or_(Event.ends_at > now, Event.state == EventState.POSTPONED)
    query = select(Event).where(Event.state.in_(shown), to_come, ~is_open(now))
    query = query.order_by(Event.starts_at, Event.id).limit(most)
    return db.session.scalars(query.options(joinedload(Event.cover), selectinload(Event.sessions))).all()


def staff_page(filters: Filters, *, actor: Actor, page: int, now: datetime) -> Page[Event]:
    """The events that the actor may read: what runs now, then the latest first."""
    query = allowed(_narrowed(select(Event), filters, now), actor, Permission.EVENT_READ)
    order = (case((state_now(now) == EventState.RUNNING.value, 0), else_=1), *LATEST)
    return page_of(query.options(selectinload(Event.sessions)).order_by(*order), page, STAFF_PAGE)


def all_events() -> Sequence[Event]:
    """Every event, drafts too, in the order of time."""
    return db.session.scalars(select(Event).order_by(Event.starts_at, Event.id)).all()


def counts_by_state(filters: Filters, *, actor: Actor, now: datetime) -> Counter[EventState]:
    """How many events of each state, as people see it now, the actor may read."""
    found = allowed(_narrowed(select(state_now(now).label("state")), filters, now), actor, Permission.EVENT_READ)
    states = found.subquery()
    rows = db.session.execute(select(states.c.state, func.count()).group_by(states.c.state))
    return Counter({EventState(state): count for state, count in rows})


def months_with_events(*, now: datetime) -> list[date]:
    """The first days of the months, in the events' zones, in which something public is yet to happen."""
    query = select(Event.starts_at, Event.ends_at, Event.zone)
    query = query.where(Event.state != EventState.DRAFT, Event.ends_at > now)
    months = set()
    for starts_at, ends_at, zone in db.session.execute(query):
        month = max(starts_at, now).astimezone(zone.info).date().replace(day=1)
        while midnight(month, zone) < ends_at:
            months.add(month)
            month = _next_month(month)
    return sorted(months)


def categories() -> Sequence[Category]:
    """The tree of crafts in its order."""
    return db.session.scalars(select(Category).order_by(Category.position, Category.id)).all()


def districts() -> list[tuple[str, str]]:
    """Code and name of every district that businesses may be in, by name."""
    query = select(Region.code, Region.name).where(Region.level == "district").order_by(Region.name)
    return [(code, name) for code, name in db.session.execute(query)]


def slugs_like(slug: str) -> set[str]:
    """The addresses in use that begin like this one."""
    return set(db.session.scalars(select(Event.slug).where(Event.slug.startswith(slug, autoescape=True))))


def find_cover(key: str, *, actor: Actor, event: Event | None) -> StoredFile | None:
    """The picture with this key, if the event wears it or the actor sent it."""
    stored = find_file(key)
    if stored and ((event and stored.id == event.cover_id) or stored.owner_id == actor.person_id):
        return stored
    return None


def is_open(now: datetime) -> ColumnElement[bool]:
    """`rules.is_open` for the database."""
    return and_(Event.state == EventState.PUBLISHED, Event.opens_at <= now, now < Event.closes_at, now < Event.ends_at)


def state_now(now: datetime) -> ColumnElement[str]:
    """`rules.state_at` for the database."""
    moved_on = Event.state.in_([EventState.PUBLISHED, EventState.CLOSED])
    return case(
        (and_(moved_on, Event.ends_at <= now), EventState.FINISHED.value),
        (and_(moved_on, Event.starts_at <= now), EventState.RUNNING.value),
        (and_(moved_on, Event.closes_at <= now), EventState.CLOSED.value),
        else_=type_coerce(Event.state, String),
    )


def _among(rows: Sequence[T], wanted: int) -> T:
    found = next((row for row in rows if row.id == wanted), None)
    if found is None:
        raise NotFound()
    return found


def _named(slug: str) -> Select[Event]:
    return select(Event).where(Event.slug == slug)


def _one(query: Select[Event]) -> Event:
    event = db.session.scalar(query.options(joinedload(Event.cover), selectinload(Event.sessions)))
    if event is None:
        raise NotFound()
    return event


def allowed(query: Select[Any], actor: Actor, permission: Permission) -> Select[Any]:
    """The query, narrowed to events for which the actor holds the permission."""
    where, withheld = actor.events_where(permission), actor.events_except(permission)
    if withheld:
        query = query.where(Event.id.not_in(withheld))
    return query if where is None else query.where(Event.id.in_(where))


def _narrowed(query: Select[Any], filters: Filters, now: datetime) -> Select[Any]:
    for word in filters.words.casefold().split():
        query = query.where(Event.search_text.contains(word, autoescape=True))
    if filters.kind:
        query = query.where(Event.kind == filters.kind)
    if filters.month:
        query = query.where(_in_month(filters.month))
    if filters.category:
        query = query.where(or_(Event.category_id.is_(None), Event.category_id.in_(_related(filters.category))))
    if filters.open_now:
        query = query.where(is_open(now))
    if filters.state:
        query = query.where(state_now(now) == filters.state.value)
    return query


def _in_month(month: date) -> ColumnElement[bool]:
    """Something of the event happens in that month where it takes place."""

    def here(zone: Zone) -> ColumnElement[bool]:
        begins, ends = midnight(month, zone), midnight(_next_month(month), zone)
        return and_(Event.zone == zone, Event.starts_at < ends, Event.ends_at > begins)

    return or_(*(here(zone) for zone in Zone))


def _next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def midnight(day: date, zone: Zone) -> datetime:
    """When a day begins there."""
    return datetime.combine(day, time.min, tzinfo=zone.info)


def _related(code: str) -> Collection[int]:
    """The craft itself, those that it is a kind of, and its own kinds."""
    tree = {category.id: category for category in categories()}

    def line(category: Category) -> list[int]:
        above = tree.get(category.parent_id) if category.parent_id else None
        return [category.id, *(line(above) if above else [])]

    chosen = next((category for category in tree.values() if category.code == code), None)
    if chosen is None:
        return set()
    return {*line(chosen), *(category.id for category in tree.values() if chosen.id in line(category))}
