"""Telling applicants what becomes of an event: each is told once, those who only began to apply too."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from eventreg.applications.models import Application
from eventreg.applications.moving import tell
from eventreg.applications.rules import FINAL, Status
from eventreg.core.db import db
from eventreg.events.models import Event


def drafts_of(event_id: int) -> Sequence[Application]:
    """The applications for the event that were begun and not sent."""
    query = select(Application).where(Application.event_id == event_id, Application.status == Status.DRAFT)
    return db.session.scalars(query.order_by(Application.id)).all()


def offered(event_id: int) -> frozenset[int]:
    """The ids of the applications that have a place offered and are yet to answer."""
    query = select(Application.id).where(Application.event_id == event_id, Application.status == Status.OFFERED)
    return frozenset(db.session.scalars(query))


def tell_postponed(event: Event, *, reason: str, now: datetime) -> int:
    """Tell everybody whose application lives, drafts too, why the event is put off; how many messages there are."""
    return _tell("event_postponed", _alive(event.id), reason=reason, now=now)


def tell_resumed(event: Event, *, asked: Collection[int], now: datetime) -> int:
    """Tell the new dates to all but those who were `asked` to confirm again, for they know; how many messages."""
    told = [application for application in _alive(event.id) if application.id not in asked]
    return _tell("event_resumed", told, reason="", now=now)


def tell_drafts_cancelled(event: Event, drafts: Iterable[Application], *, reason: str, now: datetime) -> int:
    """Tell those who only began to apply that they need not go on; how many messages."""
    return _tell("event_cancelled", drafts, reason=reason, now=now)


def _alive(event_id: int) -> Sequence[Application]:
    query = select(Application).where(Application.event_id == event_id, Application.status.not_in(FINAL))
    return db.session.scalars(query.order_by(Application.id)).all()


def _tell(kind: str, applications: Iterable[Application], *, reason: str, now: datetime) -> int:
    return sum(tell(application, kind, now=now, reason=reason) for application in applications)
