"""A place for an application whose turn it is: after a draw, or when an objection was upheld."""

from datetime import datetime

from eventreg.applications import queries, rules
from eventreg.applications.models import Application
from eventreg.applications.moving import move
from eventreg.applications.rules import By, Status
from eventreg.core.permissions import Actor


def seat(application: Application, *, actor: Actor, now: datetime) -> None:
    """Accept it if it fits, otherwise put it on the waiting list; the caller has locked the event."""
    event = application.event
    if queries.places_left(event) < application.places:
        application.waitlisted_at = now
        _move(application, Status.WAITLISTED, actor=actor, now=now)
        return
    _move(application, Status.ACCEPTED, actor=actor, now=now)
    following = rules.after_acceptance(asks_to_confirm=event.confirm_days is not None)
    move(application, following, By.SYSTEM, actor=actor, now=now)


def _move(application: Application, target: Status, *, actor: Actor, now: datetime) -> None:
    """By whoever the table lets: the committee for what was sent, or what follows from an objection."""
    by = rules.MOVES.get((application.status, target), By.COMMITTEE)
    move(application, target, by, actor=actor, now=now)
