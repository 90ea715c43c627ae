"""The places of an event as they are held now. Whoever decides upon them has locked the event."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from eventreg.applications import room, rules
from eventreg.applications.models import Application
from eventreg.applications.room import Full, Hall, Lack, Part, Seat
from eventreg.applications.rules import HOLDS_A_PLACE
from eventreg.businesses.models import Business, Category
from eventreg.core.db import db
from eventreg.events.models import Event, EventSession, Quota
from eventreg.events.rules import QuotaKind

REFUSALS: dict[Full, type[rules.CapacityReached]] = {
    Full.EVENT: rules.CapacityReached,
    Full.KEPT: rules.PlacesKept,
    Full.SESSION: rules.SessionFull,
    Full.CRAFT: rules.CraftFull,
    Full.GROUP: rules.GroupFull,
}


@dataclass
class Places:
    """What an event has, and who holds it, at one moment."""

    event: Event
    hall: Hall
    held: dict[int, Seat]
    above: Mapping[int, frozenset[int]]

    def seat_of(self, application: Application) -> Seat:
        """What an application takes."""
        return _seat(application, application.business.category_id, self.above)

    def lack_of(self, application: Application) -> Lack | None:
        """What is full for it; None where it fits. Its own place, where it has one, counts as free."""
        held = [seat for number, seat in self.held.items() if number != application.id]
        return room.lack_of(self.hall, held, self.seat_of(application))

    def check(self, application: Application) -> None:
        """Raises CapacityReached, or the kind of it that names what is full."""
        lack = self.lack_of(application)
        if lack:
            raise refusal_for(lack, application)

    def take(self, application: Application) -> None:
        """Count it in, from its group's reserve first; the caller moves it."""
        seat = self.seat_of(application)
        pool = room.pool_of(self.hall, list(self.held.values()), seat)
        application.pool = "" if pool is None else pool.group or f"craft:{pool.craft}"
        self.held[application.id] = seat


def of(event: Event, now: datetime) -> Places:
    """The places of an event; reserves that have fallen back are common."""
    above = _ancestors()
    quotas = db.session.scalars(select(Quota).where(Quota.event_id == event.id).order_by(Quota.id)).all()
    return Places(event, _hall(event, quotas, now), _held(event.id, above), above)


def kept(event: Event, now: datetime) -> int:
    """How many places are still kept for the groups of an event's reserves."""
    found = of(event, now)
    return room.kept(found.hall, list(found.held.values()))


def refusal_for(lack: Lack, application: Application) -> rules.CapacityReached:
    """The refusal that names what is full."""
    details = {"business": application.business.name}
    if lack.full is Full.SESSION:
        session = db.session.get_one(EventSession, lack.id)
        details["session"] = session.title or str(session.starts_at.astimezone(application.event.zone.info).date())
    if lack.full is Full.CRAFT:
        category = db.session.get_one(Quota, lack.id).category
        details["craft"] = category.name_id if category else ""
    return REFUSALS[lack.full](**details)


def by_session(event_id: int) -> Mapping[int, int]:
    """Session id → how many places of it are held."""
    held = _held(event_id, _ancestors()).values()
    numbers = db.session.scalars(select(EventSession.id).where(EventSession.event_id == event_id))
    return room.held_by_session(frozenset(numbers), held)


def by_quota(event_id: int) -> Mapping[int, int]:
    """Limit or reserve id → how many places those hold whom it is about."""
    quotas = db.session.scalars(select(Quota).where(Quota.event_id == event_id)).all()
    return room.held_by_part([_part(quota) for quota in quotas], list(_held(event_id, _ancestors()).values()))


def _hall(event: Event, quotas: Collection[Quota], now: datetime) -> Hall:
    return Hall(
        quota=event.quota,
        limits=tuple(_part(quota) for quota in quotas if quota.kind is QuotaKind.LIMIT),
        reserves=tuple(
            _part(quota)
            for quota in quotas
            if quota.kind is QuotaKind.RESERVE and (quota.falls_back_at is None or now < quota.falls_back_at)
        ),
        sessions=tuple(
            (session.id, session.quota)
            for session in event.sessions
            if event.choose_sessions and session.quota is not None
        ),
    )


def _part(quota: Quota) -> Part:
    return Part(quota.id, quota.places, quota.category_id, quota.group)


def _held(event_id: int, above: Mapping[int, frozenset[int]]) -> dict[int, Seat]:
    query = (
        select(Application, Business.category_id)
        .join(Application.business)
        .where(Application.event_id == event_id, Application.status.in_(HOLDS_A_PLACE))
        .order_by(Application.id)
        .options(selectinload(Application.sessions))
    )
    return {
        application.id: _seat(application, category_id, above) for application, category_id in db.session.execute(query)
    }


def _seat(application: Application, category_id: int, above: Mapping[int, frozenset[int]]) -> Seat:
    return Seat(
        places=application.places,
        crafts=above.get(category_id, frozenset({category_id})),
        groups=frozenset(application.groups),
        sessions=frozenset(session.id for session in application.sessions),
    )


def _ancestors() -> Mapping[int, frozenset[int]]:
    """Category id → itself and those above it."""
    parents = dict(iter(db.session.execute(select(Category.id, Category.parent_id))))
    found: dict[int, frozenset[int]] = {}
    for number in parents:
        line = set[int]()
        above: int | None = number
        while above is not None and above not in line:
            line.add(above)
            above = parents.get(above)
        found[number] = frozenset(line)
    return found
