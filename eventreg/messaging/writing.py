"""Drafts of announcements: written, changed, copied, deleted. The caller holds the unit of work."""

from dataclasses import dataclass
from datetime import datetime

from eventreg.core import audit, wording
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.i18n import Language, lazy
from eventreg.core.permissions import Actor
from eventreg.core.wording import Field
from eventreg.events.models import Event
from eventreg.messaging import rules
from eventreg.messaging.audience import Audience
from eventreg.messaging.models import Announcement, AnnouncementState
from eventreg.messaging.rules import Nature

FIELDS = {
    "name": Field(),
    "business": Field(is_optional=True),
    "event": Field(),
    "code": Field(is_optional=True),
    "link": Field(),
}


PLACEHOLDERS = {
    "name": lazy("[name]"),
    "business": lazy("[business]"),
    "event": lazy("[event]"),
    "code": lazy("[number]"),
    "link": lazy("[link]"),
}
"""What stands for a field where no reader is meant."""


@dataclass(frozen=True)
class Draft:
    """What an announcement says, to whom, and what it is about. Without English words, all get the Indonesian ones."""

    subject_id: str
    text_id: str
    subject_en: str
    text_en: str
    audience: Audience
    nature: Nature


def words_of(announcement: Announcement, language: str) -> tuple[str, str]:
    """Subject and text in a language; the Indonesian ones where there are no others."""
    if language == Language.EN and announcement.subject_en and announcement.text_en:
        return announcement.subject_en, announcement.text_en
    return announcement.subject_id, announcement.text_id


def title_of(announcement: Announcement) -> str:
    """What staff call it: its subject, in which `[name]` stands where each reader's own will; empty without one."""
    return filled(announcement.subject_id, announcement)


def filled(text: str, announcement: Announcement, **known: str) -> str:
    """Words of an announcement without more of a reader than is `known`; as they were typed if that can't be done."""
    event = {"event": announcement.event.title} if announcement.event else {}
    try:
        return wording.fill(text, {name: str(words) for name, words in PLACEHOLDERS.items()} | event | known)
    except wording.Unusable:
        return text


def write(event_id: int | None, draft: Draft, *, actor: Actor, now: datetime) -> Announcement:
    """A new draft, for an event or for the people of all of them."""
    announcement = Announcement(event_id=event_id, created_by_id=actor.person_id, created_at=now, updated_at=now)
    _put(announcement, draft, now)
    announcement.cursor = {}
    db.session.add(announcement)
    db.session.flush()
    audit.record(actor, "announcement.written", announcement, now=now)
    return announcement


def sketch(event: Event | None, draft: Draft, *, now: datetime) -> Announcement:
    """What would be kept, to be looked at only: it is in no session."""
    announcement = Announcement(event=event, event_id=event.id if event else None, cursor={})
    _put(announcement, draft, now)
    return announcement


def rewrite(announcement_id: int, draft: Draft, *, actor: Actor, now: datetime) -> Announcement:
    """Change a draft. Raises NotFound, NotADraft."""
    announcement = locked_draft(announcement_id)
    _put(announcement, draft, now)
    audit.record(actor, "announcement.written", announcement, now=now)
    return announcement


def copy(announcement_id: int, *, actor: Actor, now: datetime) -> Announcement:
    """A new draft with the words and the audience of another, whatever became of that one. Raises NotFound."""
    original = locked(announcement_id)
    made = Announcement(
        event_id=original.event_id,
        subject_id=original.subject_id,
        text_id=original.text_id,
        subject_en=original.subject_en,
        text_en=original.text_en,
        audience=original.audience,
        is_needed=original.is_needed,
        cursor={},
        created_by_id=actor.person_id,
        created_at=now,
        updated_at=now,
    )
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "announcement.written", made, now=now)
    return made


def remove(announcement_id: int, *, actor: Actor, now: datetime) -> None:
    """Delete a draft. Raises NotFound, NotADraft."""
    announcement = locked_draft(announcement_id)
    audit.record(actor, "announcement.removed", announcement, now=now)
    db.session.delete(announcement)


def _put(announcement: Announcement, draft: Draft, now: datetime) -> None:
    nature = Nature.OTHER if announcement.event_id is None else draft.nature
    announcement.subject_id, announcement.text_id = draft.subject_id, draft.text_id
    announcement.subject_en, announcement.text_en = draft.subject_en, draft.text_en
    announcement.audience = draft.audience.kept() | {"nature": nature.value}
    announcement.is_needed, announcement.updated_at = nature is Nature.NEEDED, now


def locked_draft(announcement_id: int) -> Announcement:
    """A draft, locked. Raises NotFound, NotADraft."""
    announcement = locked(announcement_id)
    if announcement.state is not AnnouncementState.DRAFT:
        raise rules.NotADraft()
    return announcement


def locked(announcement_id: int) -> Announcement:
    """An announcement, locked. Raises NotFound."""
    announcement = lock(Announcement, announcement_id)
    if announcement is None:
        raise NotFound()
    return announcement
