"""What the declarations of several features are made of."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from eventreg.core.db import db
from eventreg.events.models import Event
from eventreg.records.holdings.kinds import Where
from eventreg.records.holdings.subject import Subject


def by_person(model: Any) -> Where:
    """The rows with the person's number."""
    return lambda subject: model.person_id == subject.id


def own(subject: Subject) -> Collection[int]:
    """The businesses whose data is the person's."""
    return subject.own


def once(subject: Subject) -> Collection[int]:
    """Those, and the ones that the person has left."""
    return subject.acted_for


def at_erasure(row: Any, subject: Subject, now: datetime) -> Any:
    """For a column that says when: the moment of the erasure."""
    return now


def who(person_id: int | None, subject: Subject) -> str:
    """Who did something, without anybody's name: the app, the reader, or another person."""
    if person_id is None:
        return "system"
    return "you" if person_id == subject.id else "somebody_else"


def event_title(event_id: int | None) -> str | None:
    """What the event is called, where there is one."""
    event = db.session.get(Event, event_id) if event_id else None
    return event.title if event else None
