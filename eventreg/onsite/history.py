"""What was seen at the stands of a fair, day by day, with those stands that somebody has left since."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventreg.applications.models import Application
from eventreg.booths.models import Booth
from eventreg.booths.reading import natural
from eventreg.core.db import db
from eventreg.events.models import Event
from eventreg.onsite import presence, queries
from eventreg.onsite.models import BoothSeen
from eventreg.onsite.presence import DayRead, DayState, Hours, Sighting
from eventreg.onsite.queries import Stand

Key = tuple[int, int]
"""Ids of the booth and the application."""
_IS_SEEN = BoothSeen.key.not_like(f"{presence.OWN_WORD}%")
"""What somebody saw on a round, not what exhibitors say themselves."""


@dataclass(frozen=True)
class StandDay:
    """A stand and its day."""

    stand: Stand
    read: DayRead


@dataclass(frozen=True)
class Matrix:
    """All stands by all days. `rows`: each stand with its days; `counts`: of each day, how many were how."""

    days: Sequence[date]
    rows: Sequence[tuple[Stand, Sequence[DayRead]]]
    counts: Sequence[Mapping[DayState, int]]


def hours_of(event: Event) -> Hours:
    """When the fair is open."""
    return [(one.starts_at, one.ends_at) for one in event.sessions]


def today(event: Event, now: datetime) -> date:
    """The fair's day at this moment."""
    return presence.day_of(now, hours_of(event), event.zone.info)


def days(event: Event) -> Sequence[date]:
    """The days of the event, and those besides on which somebody walked a round."""
    query = select(BoothSeen.day).join(BoothSeen.application).where(Application.event_id == event.id, _IS_SEEN)
    return sorted({*presence.days_of(hours_of(event), event.zone.info), *db.session.scalars(query.distinct())})


def picture(event: Event, day: date) -> Sequence[StandDay]:
    """The stands in walking order, with what their day amounts to."""
    rows = _rows(event.id, day)
    hours = hours_of(event)
    found = _by_stand(rows)
    return [StandDay(one, presence.day_read(found.get(key_of(one), ()), hours)) for one in _stands(event.id, rows)]


def longest_unseen_first(found: Iterable[StandDay]) -> Sequence[StandDay]:
    """Those nobody has seen on top, then by how long ago; otherwise as they were."""
    return sorted(found, key=lambda one: (one.read.last is not None, one.read.last and one.read.last.at.timestamp()))


def counts(found: Iterable[DayRead]) -> Mapping[DayState, int]:
    """How many stands were how, by every state."""
    counted = Counter(one.state for one in found)
    return {state: counted[state] for state in DayState}


def matrix(event: Event) -> Matrix:
    """Every stand on every day."""
    rows, hours, all_days = _rows(event.id), hours_of(event), days(event)
    found: dict[tuple[Key, date], list[Sighting]] = {}
    for row in rows:
        found.setdefault(((row.booth_id, row.application_id), row.day), []).append(_sighting(row))
    read = [
        (stand, [presence.day_read(found.get((key_of(stand), day), ()), hours) for day in all_days])
        for stand in _stands(event.id, rows)
    ]
    return Matrix(all_days, read, [counts(cells[number] for _, cells in read) for number in range(len(all_days))])


def own_days(application: Application, stands: Sequence[Stand]) -> Sequence[tuple[date, Stand, DayRead]]:
    """How an exhibitor's stands were seen, the latest day first."""
    query = select(BoothSeen).where(BoothSeen.application_id == application.id).options(joinedload(BoothSeen.by))
    found: dict[tuple[date, int], list[Sighting]] = {}
    for row in db.session.scalars(query):
        found.setdefault((row.day, row.booth_id), []).append(_sighting(row))
    hours, by_id = hours_of(application.event), {one.booth.id: one for one in stands}
    here = [(day, by_id[booth_id], rows) for (day, booth_id), rows in found.items() if booth_id in by_id]
    here.sort(key=lambda one: natural(one[1].booth.label))
    here.sort(key=lambda one: one[0], reverse=True)
    return [(day, stand, presence.day_read(rows, hours)) for day, stand, rows in here]


def times(event_id: int, day: date) -> Sequence[datetime]:
    """When anything was seen that day."""
    query = select(BoothSeen.at).join(BoothSeen.application).where(Application.event_id == event_id)
    return list(db.session.scalars(query.where(BoothSeen.day == day, _IS_SEEN)))


def key_of(stand: Stand) -> Key:
    """What a stand is found by."""
    return stand.booth.id, stand.application.id


def _rows(event_id: int, day: date | None = None) -> Sequence[BoothSeen]:
    query = select(BoothSeen).join(BoothSeen.application).where(Application.event_id == event_id)
    if day is not None:
        query = query.where(BoothSeen.day == day)
    return list(db.session.scalars(query.options(joinedload(BoothSeen.by))))


def _by_stand(rows: Iterable[BoothSeen]) -> Mapping[Key, Sequence[Sighting]]:
    found: dict[Key, list[Sighting]] = {}
    for row in rows:
        found.setdefault((row.booth_id, row.application_id), []).append(_sighting(row))
    return found


def _stands(event_id: int, rows: Sequence[BoothSeen]) -> Sequence[Stand]:
    """Who has a booth, and who had one when it was seen: by zone, and A-2 before A-10."""
    found = {key_of(one): one for one in queries.stands(event_id)}
    left = {(row.booth_id, row.application_id) for row in rows} - found.keys()
    if left:
        booth_query = select(Booth).where(Booth.id.in_({one for one, _ in left})).options(joinedload(Booth.zone))
        query = select(Application).where(Application.id.in_({one for _, one in left}))
        booths = {one.id: one for one in db.session.scalars(booth_query)}
        applications = {one.id: one for one in db.session.scalars(query.options(joinedload(Application.business)))}
        found |= {(one, other): Stand(booths[one], applications[other]) for one, other in left}
    return sorted(found.values(), key=_way)


def _way(stand: Stand) -> tuple[object, ...]:
    zone = stand.booth.zone
    return (zone is None, zone.position if zone else 0), natural(stand.booth.label)


def _sighting(row: BoothSeen) -> Sighting:
    who = row.by.name if row.by else ""
    return Sighting(row.key, row.presence, row.at, row.arrived_at, row.by_id, row.note, who)
