"""Who teaches at an event, and what its participants get to read. The caller holds the unit of work."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from eventreg.core import audit
from eventreg.core.db import db, lock
from eventreg.core.errors import DomainError, NotFound
from eventreg.core.permissions import Actor
from eventreg.events import queries
from eventreg.events.models import Event, Material, Speaker

Subject = TypeVar("Subject", Event, Speaker, Material)


class MaterialEmpty(DomainError):
    """A material is a file or an address."""

    code = "material_empty"


@dataclass(frozen=True)
class SpeakerDetails:
    """Who teaches what; `session_id`: in which session, None for all."""

    name: str
    position: str = ""
    organisation: str = ""
    topic: str = ""
    session_id: int | None = None


@dataclass(frozen=True)
class MaterialDetails:
    """What is to be read, from when on: a file or an address."""

    title: str
    url: str = ""
    file_id: int | None = None
    opens_at: datetime | None = None


def add_speaker(event_id: int, details: SpeakerDetails, *, actor: Actor, now: datetime) -> Speaker:
    """Announce somebody. Raises NotFound, also for another event's session."""
    event = _locked(event_id)
    speaker = Speaker(event_id=event.id)
    _write_speaker(event, speaker, details)
    event.speakers.append(speaker)
    return _told(event, speaker, "event.speaker_added", ["speakers"], actor=actor, now=now)


def change_speaker(event_id: int, speaker_id: int, details: SpeakerDetails, *, actor: Actor, now: datetime) -> Speaker:
    """Say it otherwise. Raises NotFound."""
    event = _locked(event_id)
    speaker = queries.speaker_of(event, speaker_id)
    _write_speaker(event, speaker, details)
    return _told(event, speaker, "event.speaker_changed", ["speakers"], actor=actor, now=now)


def remove_speaker(event_id: int, speaker_id: int, *, actor: Actor, now: datetime) -> None:
    """Announce somebody no longer. Raises NotFound."""
    event = _locked(event_id)
    event.speakers.remove(queries.speaker_of(event, speaker_id))
    _told(event, event, "event.speaker_removed", ["speakers"], actor=actor, now=now)


def number_letter(event_id: int, speaker_id: int, number: str, *, actor: Actor, now: datetime) -> Speaker:
    """Note under which number the letter of assignment is registered. Raises NotFound."""
    event = _locked(event_id)
    speaker = queries.speaker_of(event, speaker_id)
    if speaker.letter_number != number:
        speaker.letter_number = number
        _told(event, speaker, "event.letter_numbered", ["letter_number"], actor=actor, now=now)
    return speaker


def add_material(event_id: int, details: MaterialDetails, *, actor: Actor, now: datetime) -> Material:
    """Give the participants something to read. Raises MaterialEmpty, NotFound."""
    event = _locked(event_id)
    if not details.url and details.file_id is None:
        raise MaterialEmpty()
    material = Material(
        title=details.title, url=details.url, file_id=details.file_id, opens_at=details.opens_at, created_at=now
    )
    event.materials.append(material)
    return _told(event, material, "event.material_added", ["materials"], actor=actor, now=now)


def remove_material(event_id: int, material_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a material away; its file stays with whoever sent it. Raises NotFound."""
    event = _locked(event_id)
    event.materials.remove(queries.material_of(event, material_id))
    _told(event, event, "event.material_removed", ["materials"], actor=actor, now=now)


def _write_speaker(event: Event, speaker: Speaker, details: SpeakerDetails) -> None:
    known: Collection[int] = {session.id for session in event.sessions}
    if details.session_id is not None and details.session_id not in known:
        raise NotFound()
    for name in ("name", "position", "organisation", "topic", "session_id"):
        setattr(speaker, name, getattr(details, name))


def _told(event: Event, subject: Subject, action: str, fields: list[str], *, actor: Actor, now: datetime) -> Subject:
    event.updated_at = now
    db.session.flush()
    audit.record(actor, action, subject, fields=fields, event_id=event.id, now=now)
    return subject


def _locked(event_id: int) -> Event:
    event = lock(Event, event_id)
    if event is None:
        raise NotFound()
    return event
