"""What a business took part in before, who did not come, and whose turn it is, by the organiser's rule."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from eventreg.applications import slots
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.core.clock import Zone
from eventreg.core.db import db
from eventreg.events.models import Event
from eventreg.events.rules import EventKind


@dataclass(frozen=True)
class Past:
    """An earlier event at which a business had a confirmed place. `came`: None where the door was not used."""

    event_id: int
    title: str
    kind: EventKind
    starts_at: datetime
    zone: Zone
    came: bool | None


@dataclass(frozen=True)
class Record:
    """A business as one event's rule sees it, the latest event first.

    `missed`: how often it had a place and did not come, within the months of the rule. `warns`: as often as the rule
    says, or more. `last_at`: when it last took part in an event of this kind. `rests`: so lately that others come
    first.
    """

    past: tuple[Past, ...] = ()
    missed: int = 0
    warns: bool = False
    last_at: datetime | None = None
    rests: bool = False


def records(business_ids: Collection[int], event: Event, *, now: datetime) -> Mapping[int, Record]:
    """The record of each business by its id, whoever has none too: two questions for any number of them."""
    past = _past(business_ids, event, now)
    return {business_id: _record(past.get(business_id, []), event, now) for business_id in business_ids}


def warned(event: Event, *, now: datetime) -> frozenset[int]:
    """The businesses that applied for an event and missed as many as its rule says."""
    if event.no_show_limit is None:
        return frozenset()
    applied = select(Application.business_id).where(
        Application.event_id == event.id, Application.status != Status.DRAFT
    )
    found = records(db.session.scalars(applied).all(), event, now=now)
    return frozenset(business_id for business_id, record in found.items() if record.warns)


def years_before(moment: datetime, years: int) -> datetime:
    """The same day so many years earlier."""
    return months_before(moment, 12 * years)


def months_before(moment: datetime, months: int) -> datetime:
    """The same day so many months earlier, or the month's last where it has no such day."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    for day in range(moment.day, 27, -1):
        try:
            return moment.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return moment.replace(year=year, month=month + 1)


def _past(business_ids: Collection[int], event: Event, now: datetime) -> dict[int, list[Past]]:
    rows = db.session.execute(
        select(Application.business_id, Event.id, Event.title, Event.kind, Event.starts_at, Event.zone)
        .join(Application.event)
        .where(Application.business_id.in_(business_ids), Application.status == Status.CONFIRMED)
        .where(Event.ends_at <= now, Event.id != event.id)
        .order_by(Event.starts_at.desc(), Event.id.desc())
    ).all()
    came = slots.attended({row.id for row in rows})
    used = {event_id for event_id, _ in came}
    past: dict[int, list[Past]] = {}
    for business_id, event_id, title, kind, starts_at, zone in rows:
        was_there = (event_id, business_id) in came if event_id in used else None
        past.setdefault(business_id, []).append(Past(event_id, title, kind, starts_at, zone, was_there))
    return past


def _record(past: Iterable[Past], event: Event, now: datetime) -> Record:
    seen = tuple(past)
    since = months_before(now, event.no_show_months)
    missed = sum(one.came is False and one.starts_at >= since for one in seen)
    last_at = max((one.starts_at for one in seen if one.kind is event.kind and one.came is not False), default=None)
    rotates = event.rotation_years is not None and last_at is not None
    return Record(
        past=seen,
        missed=missed,
        warns=event.no_show_limit is not None and missed >= max(1, event.no_show_limit),
        last_at=last_at,
        rests=bool(rotates and last_at and last_at >= years_before(event.starts_at, event.rotation_years or 0)),
    )
