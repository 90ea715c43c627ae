"""Events as calendars and families show them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import selectinload

from eventreg.core.clock import Zone
from eventreg.core.db import db
from eventreg.core.permissions import Actor, Permission
from eventreg.events import queries
from eventreg.events.models import Event
from eventreg.events.rules import EventKind, EventState


def siblings_of(event: Event) -> Sequence[Event]:
    """The other public batches of the same training: copies of it or of what it was copied from, in their order."""
    family = _family(event)
    query = select(Event).where(Event.id.in_(family - {event.id}), Event.state != EventState.DRAFT)
    return db.session.scalars(query.order_by(Event.starts_at, Event.id)).all() if len(family) > 1 else []


def of_year(year: int, *, actor: Actor | None = None) -> Sequence[Event]:
    """What happens in a year, each in its own zone, in the order of time: the public, or what the actor may read."""
    begins, ends = date(year, 1, 1), date(year + 1, 1, 1)

    def here(zone: Zone) -> ColumnElement[bool]:
        return and_(
            Event.zone == zone,
            Event.starts_at < queries.midnight(ends, zone),
            Event.ends_at > queries.midnight(begins, zone),
        )

    query = select(Event).where(or_(*(here(zone) for zone in Zone))).options(selectinload(Event.sessions))
    if actor is None:
        query = query.where(Event.state != EventState.DRAFT)
    else:
        query = queries.allowed(query, actor, Permission.EVENT_READ)
    return db.session.scalars(query.order_by(Event.starts_at, Event.id)).all()


def for_feed(kind: EventKind | None) -> Sequence[Event]:
    """Every public event, or those of a kind: what calendars subscribe to."""
    query = select(Event).where(Event.state != EventState.DRAFT).options(selectinload(Event.sessions))
    if kind:
        query = query.where(Event.kind == kind)
    return db.session.scalars(query.order_by(Event.starts_at, Event.id)).all()


def _family(event: Event) -> set[int]:
    """The event, what it was copied from over any number of steps, and all copies of these, of the same kind."""
    pairs = select(Event.id, Event.copied_from_id).where(Event.kind == event.kind, Event.batch != "")
    parents: dict[int, int | None] = dict(iter(db.session.execute(pairs)))

    def root(id_: int) -> int:
        seen = {id_}
        while (parent := parents.get(id_)) in parents and parent not in seen:
            id_ = parent
            seen.add(id_)
        return id_

    return {id_ for id_ in parents if root(id_) == root(event.id)} if event.id in parents else {event.id}
