"""Copying an event: last year's again, on other days. Nothing of those who applied comes along."""

from dataclasses import fields, replace
from datetime import date, datetime

from eventreg.core import audit
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor
from eventreg.events import service, slots
from eventreg.events.models import Event, EventSession, Material, Speaker
from eventreg.events.shifting import days_between, shifted, shifted_or_none
from eventreg.events.writing import EventDetails, SessionDetails, later_quotas, sessions_of
from eventreg.questions import service as forms


def copy(event_id: int, *, title: str, first_day: date, batch: str, actor: Actor, now: datetime) -> Event:
    """A draft with everything that organisers wrote, its dates moved so that it begins on `first_day`.

    Speakers come without their letters, which have numbers of their own. Raises NotFound.
    """
    original = db.session.get(Event, event_id)
    if original is None:
        raise NotFound()
    days = days_between(original.starts_at, first_day, original.zone)
    form = forms.copy(original.form_id, title, actor=actor, now=now) if original.form_id else None
    made = service.create(
        _details(original, days, title=title, batch=batch),
        shifted_sessions(original, days),
        quotas=[replace(row, id=None) for row in later_quotas(original, days)],
        form_id=form.id if form else None,
        actor=actor,
        now=now,
    )
    made.copied_from_id = original.id
    _copy_programme(original, made, days, now)
    db.session.flush()
    slots.copied(original, made, days, actor=actor, now=now)
    audit.record(actor, "event.copied", made, now=now)
    return made


def shifted_sessions(event: Event, days: int) -> list[SessionDetails]:
    """The event's sessions so many days later, as new ones."""
    return [
        replace(
            row,
            id=None,
            starts_at=shifted(row.starts_at, days, event.zone),
            ends_at=shifted(row.ends_at, days, event.zone),
        )
        for row in sessions_of(event)
    ]


def _details(event: Event, days: int, *, title: str, batch: str) -> EventDetails:
    details = EventDetails(**{item.name: getattr(event, item.name) for item in fields(EventDetails)})
    return replace(
        details,
        title=title,
        batch=batch,
        opens_at=shifted(event.opens_at, days, event.zone),
        closes_at=shifted(event.closes_at, days, event.zone),
        changes_until=shifted_or_none(event.changes_until, days, event.zone),
    )


def _copy_programme(original: Event, made: Event, days: int, now: datetime) -> None:
    matching: dict[int, EventSession] = {old.id: new for old, new in zip(original.sessions, made.sessions, strict=True)}
    for speaker in original.speakers:
        made.speakers.append(
            Speaker(
                name=speaker.name,
                position=speaker.position,
                organisation=speaker.organisation,
                topic=speaker.topic,
                session=matching[speaker.session_id] if speaker.session_id else None,
            )
        )
    for material in original.materials:
        opens_at = shifted_or_none(material.opens_at, days, original.zone)
        made.materials.append(
            Material(
                title=material.title, url=material.url, file_id=material.file_id, opens_at=opens_at, created_at=now
            )
        )
