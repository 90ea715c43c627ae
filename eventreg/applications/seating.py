"""A place for an application whose turn it is: whoever comes first, after a draw, or when an objection was upheld."""

from datetime import datetime, timedelta

from eventreg.applications import line, places, rules, waiting
from eventreg.applications.models import Application
from eventreg.applications.moving import move, stage_of
from eventreg.applications.places import Places
from eventreg.applications.room import Lack
from eventreg.applications.rules import By, Stage, Status
from eventreg.core.permissions import SYSTEM, Actor
from eventreg.events.models import Event
from eventreg.events.rules import Admission

TICK = timedelta(microseconds=1)


def arrival(event: Event, now: datetime) -> datetime:
    """The recorded time of whoever has the event's lock now: later than all before, whatever their clocks say."""
    at = now if event.last_arrival_at is None else max(now, event.last_arrival_at + TICK)
    event.last_arrival_at = at
    return at


def seat_first_come(application: Application, *, now: datetime) -> None:
    """Where the first come decides: a place at once, or the list. Raises what `seat_last` raises."""
    if application.event.admission is Admission.FIRST_COME:
        seat_last(application, now=now)


def seat_last(application: Application, *, now: datetime) -> None:
    """A place at once if it fits and nobody who would fit waits, otherwise the end of the list.

    Raises CapacityReached once the event has begun, for its waiting list is closed.
    """
    event = application.event
    free = places.of(event, now)
    lack = free.lack_of(application)
    if lack and stage_of(event, now) is not Stage.AHEAD:
        raise places.refusal_for(lack, application)
    others = [] if lack else [(other, free.lack_of(other)) for other in line.next_in_line(event.id)]
    if lack or any(other_lack is None for _other, other_lack in others):
        _wait(application, By.SYSTEM, actor=SYSTEM, now=now)
    else:
        waiting.explain([(other, other_lack) for other, other_lack in others if other_lack], now)
        accept(application, free, By.SYSTEM, actor=SYSTEM, now=now)


def seat(application: Application, free: Places, by: By, *, actor: Actor, now: datetime) -> Lack | None:
    """Accept it if it fits into what is free, otherwise put it on the waiting list, and return what is full for it.

    The caller has locked the event.
    """
    lack = free.lack_of(application)
    if lack:
        _wait(application, by, actor=actor, now=now)
    else:
        accept(application, free, by, actor=actor, now=now)
    return lack


def accept(application: Application, free: Places, by: By, *, actor: Actor, now: datetime, reason: str = "") -> None:
    """Accepted, and at once confirmed or offered; that it fits is the caller's to know."""
    free.take(application)
    move(application, Status.ACCEPTED, by, actor=actor, now=now, reason=reason)
    following = rules.after_acceptance(asks_to_confirm=application.event.confirm_days is not None)
    move(application, following, By.SYSTEM, actor=actor, now=now, reason=reason)


def _wait(application: Application, by: By, *, actor: Actor, now: datetime) -> None:
    application.waitlisted_at = now
    move(application, Status.WAITLISTED, by, actor=actor, now=now)
