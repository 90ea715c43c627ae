"""Writing announcements, and sending them in parts: each person gets one once, whatever dies on the way.

A part is one unit of work: the messages that it queues and the place that it came to are kept together or not at all.
The caller holds the unit of work.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from eventreg.core import audit, outbox
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.outbox import OutboxMessage
from eventreg.core.permissions import SYSTEM, Actor
from eventreg.messaging import audience, rules
from eventreg.messaging.audience import Audience, Recipient
from eventreg.messaging.models import Announcement, AnnouncementState
from eventreg.messaging.rules import Nature

PART = 200
NEEDED, NEWS = "announcement_needed", "announcement"
KINDS = frozenset({NEEDED, NEWS})
FIELDS = ("name", "business", "event", "code", "link")


@dataclass(frozen=True)
class Draft:
    """What an announcement says, to whom, and what it is about. Without English words, all get the Indonesian ones."""

    subject_id: str
    text_id: str
    subject_en: str
    text_en: str
    audience: Audience
    nature: Nature


# ---- Writing ---------------------------------------------------------------------------------------


def write(event_id: int | None, draft: Draft, *, actor: Actor, now: datetime) -> Announcement:
    """A new draft, for an event or for the people of all of them."""
    announcement = Announcement(event_id=event_id, created_by_id=actor.person_id, created_at=now, updated_at=now)
    _put(announcement, draft, now)
    announcement.cursor = {}
    db.session.add(announcement)
    db.session.flush()
    audit.record(actor, "announcement.written", announcement, now=now)
    return announcement


def rewrite(announcement_id: int, draft: Draft, *, actor: Actor, now: datetime) -> Announcement:
    """Change a draft. Raises NotFound, NotADraft."""
    announcement = _draft(announcement_id)
    _put(announcement, draft, now)
    audit.record(actor, "announcement.written", announcement, now=now)
    return announcement


def copy(announcement_id: int, *, actor: Actor, now: datetime) -> Announcement:
    """A new draft with the words and the audience of another, whatever became of that one. Raises NotFound."""
    original = _locked(announcement_id)
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
    announcement = _draft(announcement_id)
    audit.record(actor, "announcement.removed", announcement, now=now)
    db.session.delete(announcement)


def _put(announcement: Announcement, draft: Draft, now: datetime) -> None:
    nature = Nature.OTHER if announcement.event_id is None else draft.nature
    announcement.subject_id, announcement.text_id = draft.subject_id, draft.text_id
    announcement.subject_en, announcement.text_en = draft.subject_en, draft.text_en
    announcement.audience = draft.audience.kept() | {"nature": nature.value}
    announcement.is_needed, announcement.updated_at = nature is Nature.NEEDED, now


# ---- When it is sent -------------------------------------------------------------------------------


def schedule(announcement_id: int, at: datetime | None, *, actor: Actor, now: datetime) -> Announcement:
    """Let it go out at a time, or at once (None).

    Raises NotFound, NotADraft, NothingWritten, NobodyMeant, TimePassed, TooFarAhead.
    """
    announcement = _draft(announcement_id)
    if at is not None:
        rules.check_time(at, now)
    if not (announcement.subject_id and announcement.text_id):
        raise rules.NothingWritten()
    found = audience.meant_by(announcement).recipients
    if not found:
        raise rules.NobodyMeant()
    announcement.state, announcement.scheduled_at, announcement.total = (
        AnnouncementState.SCHEDULED,
        at or now,
        len(found),
    )
    announcement.cursor = {"event": announcement.event.state.value} if announcement.event else {}
    announcement.updated_at = now
    audit.record(actor, "announcement.scheduled", announcement, now=now)
    return announcement


def unschedule(announcement_id: int, *, actor: Actor, now: datetime) -> None:
    """It waits no longer for its time, and is a draft again. Raises NotFound, NotScheduled."""
    announcement = _locked(announcement_id)
    if announcement.state is not AnnouncementState.SCHEDULED:
        raise rules.NotScheduled()
    announcement.state, announcement.scheduled_at, announcement.cursor = AnnouncementState.DRAFT, None, {}
    announcement.total, announcement.updated_at = 0, now
    audit.record(actor, "announcement.unscheduled", announcement, now=now)


def stop(announcement_id: int, *, actor: Actor, now: datetime) -> None:
    """Nobody more gets it than those whose messages have left. Raises NotFound, NotOnItsWay."""
    announcement = _locked(announcement_id)
    if announcement.state not in (AnnouncementState.SENDING, AnnouncementState.SENT) or not announcement.bulk_id:
        raise rules.NotOnItsWay()
    _halt(announcement, actor=actor, now=now)


def _halt(announcement: Announcement, *, actor: Actor, now: datetime) -> None:
    announcement.state, announcement.updated_at = AnnouncementState.STOPPED, now
    if announcement.bulk_id:
        outbox.stop_bulk(announcement.bulk_id, actor, now)
    audit.record(actor, "announcement.stopped", announcement, now=now)


# ---- Sending ---------------------------------------------------------------------------------------


def due(now: datetime) -> Sequence[int]:
    """Announcements whose time has come."""
    waiting = select(Announcement.id).where(
        Announcement.state == AnnouncementState.SCHEDULED, Announcement.scheduled_at <= now
    )
    return db.session.scalars(waiting.order_by(Announcement.scheduled_at, Announcement.id)).all()


def unfinished() -> Sequence[int]:
    """Announcements that were begun and have not come to their end."""
    begun = select(Announcement.id).where(Announcement.state == AnnouncementState.SENDING)
    return db.session.scalars(begun.order_by(Announcement.id)).all()


def begin(announcement_id: int, now: datetime) -> None:
    """Its time has come. Where its event was called off meanwhile it is stopped, for its words may be wrong now."""
    announcement = _locked(announcement_id)
    if announcement.state is not AnnouncementState.SCHEDULED or _at(announcement) > now:
        return
    if is_overtaken(announcement):
        _halt(announcement, actor=SYSTEM, now=now)
        return
    by = Actor(person_id=announcement.created_by_id)
    announcement.bulk_id = outbox.open_bulk(announcement.subject_id, announcement.event_id, by, now).id
    announcement.state, announcement.updated_at = AnnouncementState.SENDING, now
    audit.record(SYSTEM, "announcement.begun", announcement, now=now)


def expand(announcement_id: int, now: datetime) -> None:
    """Queue the messages of its next part; after the last one it is sent."""
    announcement = _locked(announcement_id)
    if announcement.state is not AnnouncementState.SENDING:
        return
    if is_overtaken(announcement):
        _halt(announcement, actor=SYSTEM, now=now)
        return
    reached = tuple(announcement.cursor.get("place", (-1, 0)))
    left = [one for one in audience.meant_by(announcement).recipients if one.place > reached]
    part = left[:PART]
    written_to = _written_to(announcement.bulk_id, {one.address for one in part if one.address})
    for one in part:
        if one.address not in written_to:
            _queue(announcement, one, now)
    if part:
        announcement.cursor = announcement.cursor | {"place": list(part[-1].place)}
    if len(left) == len(part):
        _finish(announcement, now)


def _finish(announcement: Announcement, now: datetime) -> None:
    db.session.flush()
    queued = select(func.count()).where(OutboxMessage.bulk_id == announcement.bulk_id)
    announcement.total = db.session.scalar(queued) or 0
    announcement.state, announcement.updated_at = AnnouncementState.SENT, now
    audit.record(SYSTEM, "announcement.sent", announcement, now=now)


def _queue(announcement: Announcement, one: Recipient, now: datetime) -> None:
    outbox.queue(
        NEEDED if announcement.is_needed else NEWS,
        to=one.address,
        language=one.language,
        now=now,
        person_id=one.person_id,
        cause=f"announcement:{announcement.id}:{_who(one)}",
        bulk_id=announcement.bulk_id,
        **params_for(announcement, one),
    )


def params_for(announcement: Announcement, one: Recipient) -> dict[str, Any]:
    """What a message to them is made from: numbers alone."""
    theirs = {"visit": one.visit_id} if one.visit_id else {"person": one.person_id, "applications": [*one.applications]}
    return {"announcement": announcement.id, **theirs}


def _who(one: Recipient) -> str:
    """A person's number; of a visitor what an address or a number becomes that may not stand in clear there."""
    if one.person_id:
        return f"person:{one.person_id}"
    return f"visitor:{hashlib.sha256((one.address or one.phone).encode()).hexdigest()[:32]}"


def _written_to(bulk_id: int | None, addresses: Collection[str]) -> frozenset[str]:
    """Those of the addresses to which this announcement was written before, to whomever."""
    lowered = func.lower(OutboxMessage.address)
    query = select(lowered).where(OutboxMessage.bulk_id == bulk_id, lowered.in_(addresses))
    return frozenset(db.session.scalars(query))


# ---- Before a message leaves -----------------------------------------------------------------------


def is_unwanted(message: OutboxMessage) -> bool:
    """Whether a message waits in vain: its announcement was stopped, or its reader is no longer among those meant."""
    if message.kind not in KINDS or not message.bulk_id or "announcement" not in message.params:
        return False
    announcement = db.session.get(Announcement, message.params["announcement"])
    if announcement is None or announcement.state is AnnouncementState.STOPPED or is_overtaken(announcement):
        return True
    return not audience.is_meant_still(announcement, person_id=message.person_id, params=message.params)


def is_overtaken(announcement: Announcement) -> bool:
    """Whether its event was called off after it was scheduled."""
    then = announcement.cursor.get("event")
    return bool(then and announcement.event and rules.is_overtaken(then, announcement.event.state))


def _at(announcement: Announcement) -> datetime:
    return announcement.scheduled_at or announcement.updated_at


def _draft(announcement_id: int) -> Announcement:
    announcement = _locked(announcement_id)
    if announcement.state is not AnnouncementState.DRAFT:
        raise rules.NotADraft()
    return announcement


def _locked(announcement_id: int) -> Announcement:
    announcement = lock(Announcement, announcement_id)
    if announcement is None:
        raise NotFound()
    return announcement
