"""Rounds at a fair: what was seen is kept, once, each by itself; rounds are their own record, as scans are."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from eventreg.applications.models import Application
from eventreg.booths.models import Booth, FloorPlan
from eventreg.core.db import db, lock
from eventreg.core.permissions import Actor
from eventreg.events.models import Event
from eventreg.onsite import history, presence, queries
from eventreg.onsite.models import BoothSeen
from eventreg.onsite.presence import Clock, NothingSaid, Told, Unreadable
from eventreg.onsite.rules import Presence

MOST_AT_ONCE = 200
SLIP = timedelta(minutes=15)
"""How long a tap can be taken back from the page of the round."""


class Outcome(StrEnum):
    """What became of a sighting that was sent."""

    RECORDED = "recorded"
    KNOWN = "known"
    UNREADABLE = "unreadable"
    NO_SUCH_STAND = "no_such_stand"
    NOT_YOURS = "not_yours"
    OWN_STAND = "own_stand"


@dataclass(frozen=True)
class Answer:
    """To one sighting, by its key. `clock`: what its time is worth."""

    key: str
    outcome: Outcome
    clock: Clock = Clock.RIGHT


def record(
    event_id: int, sent: Sequence[Any], *, phone_now: datetime | None, actor: Actor, now: datetime
) -> Sequence[Answer]:
    """Keep what a phone saw, each by itself, so that what can't be kept stands in nobody's way.

    The caller holds the unit of work. Sending the same again does no harm. Whoever has left a booth since it was seen
    there is still written down.
    """
    event = lock(Event, event_id)  # two phones (or one that sends twice at once) queue here
    if event is None:
        return []
    answers = []
    for raw in sent[:MOST_AT_ONCE]:
        told = presence.read(raw)
        if isinstance(told, Unreadable):
            key = raw.get("key") if isinstance(raw, dict) else None
            answers.append(Answer(key if isinstance(key, str) else "", Outcome.UNREADABLE))
        else:
            answers.append(_keep(event, told, phone_now, actor, now))
    return answers


def explain(application_id: int, note: str, *, actor: Actor, now: datetime) -> None:
    """What exhibitors say of their stand, for today; the caller holds the unit of work. Raises NothingSaid.

    It stands beside what was seen and changes nothing of it: nobody declares themselves open.
    """
    words = " ".join(note.split())[: presence.LONGEST_NOTE]
    if not words:
        raise NothingSaid
    application = db.session.get_one(Application, application_id)
    day = history.today(application.event, now)
    for stand in queries.stands_of(application):
        key = presence.OWN_WORD + secrets.token_hex(16)
        _add(stand.booth.id, application.id, key, Presence.CLOSED, words, day, now, now, actor)
    db.session.flush()


def _keep(event: Event, told: Told, phone_now: datetime | None, actor: Actor, now: datetime) -> Answer:
    found = _find(event.id, told)
    if found is None:
        return Answer(told.key, Outcome.NO_SUCH_STAND)
    booth_id, application_id, business_id = found
    if business_id in actor.business_ids:
        return Answer(told.key, Outcome.OWN_STAND)
    at, clock = presence.seen_at(told.at, phone_now, now)
    if _row(booth_id, application_id, told.key):
        return Answer(told.key, Outcome.KNOWN, clock)
    day = presence.day_of(at, history.hours_of(event), event.zone.info)
    if told.takes_back:
        original = _row(booth_id, application_id, told.takes_back)
        if original is not None and original.by_id != actor.person_id:
            return Answer(told.key, Outcome.NOT_YOURS)
        day = original.day if original else day
    _add(booth_id, application_id, told.key, told.presence, told.note, day, at, now, actor)
    db.session.flush()
    return Answer(told.key, Outcome.RECORDED, clock)


def _find(event_id: int, told: Told) -> tuple[int, int, int] | None:
    """Ids of the booth, the application and its business, of this event, whether or not the one has the other now."""
    booth = db.session.scalar(
        select(Booth.id).join(Booth.plan).where(FloorPlan.event_id == event_id, Booth.uid == told.booth)
    )
    query = select(Application.id, Application.business_id)
    whose = db.session.execute(query.where(Application.event_id == event_id, Application.code == told.code)).first()
    return (booth, *whose) if booth and whose else None


def _row(booth_id: int, application_id: int, key: str) -> BoothSeen | None:
    return db.session.scalar(select(BoothSeen).filter_by(booth_id=booth_id, application_id=application_id, key=key))


def _add(
    booth_id: int,
    application_id: int,
    key: str,
    found: Presence,
    note: str,
    day: date,
    at: datetime,
    now: datetime,
    actor: Actor,
) -> None:
    db.session.add(
        BoothSeen(
            booth_id=booth_id,
            application_id=application_id,
            key=key,
            day=day,
            presence=found,
            note=note,
            at=at,
            arrived_at=now,
            by_id=actor.person_id,
        )
    )
