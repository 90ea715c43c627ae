"""Sending announcements in parts: each person gets one once, whatever dies on the way.

A part is one unit of work: the messages that it queues and the place that it came to are kept together or not at all.
The caller holds the unit of work.
"""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from eventreg.accounts.models import Person
from eventreg.core import audit, outbox
from eventreg.core.db import db
from eventreg.core.i18n import Language, force_locale
from eventreg.core.outbox import OutboxMessage
from eventreg.core.permissions import SYSTEM, Actor
from eventreg.messaging import audience, progress, rules
from eventreg.messaging.audience import Recipient
from eventreg.messaging.models import Announcement, AnnouncementState
from eventreg.messaging.progress import Standing
from eventreg.messaging.writing import locked, locked_draft, title_of

PART = 200
LONGEST_LABEL = 200
NEEDED, NEWS = "announcement_needed", "announcement"
KINDS = frozenset({NEEDED, NEWS})


# ---- When it is sent -------------------------------------------------------------------------------


def schedule(announcement_id: int, at: datetime | None, *, actor: Actor, now: datetime) -> Announcement:
    """Let it go out at a time, or at once (None).

    Raises NotFound, NotADraft, NothingWritten, NobodyMeant, TimePassed, TooFarAhead.
    """
    announcement = locked_draft(announcement_id)
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
    announcement = locked(announcement_id)
    if announcement.state is not AnnouncementState.SCHEDULED:
        raise rules.NotScheduled()
    announcement.state, announcement.scheduled_at, announcement.cursor = AnnouncementState.DRAFT, None, {}
    announcement.total, announcement.updated_at = 0, now
    audit.record(actor, "announcement.unscheduled", announcement, now=now)


def stop(announcement_id: int, *, actor: Actor, now: datetime) -> None:
    """Nobody more gets it than those whose messages have left. Raises NotFound, NotOnItsWay."""
    announcement = locked(announcement_id)
    if progress.of(announcement).standing is not Standing.SENDING:
        raise rules.NotOnItsWay()
    _halt(announcement, actor=actor, now=now)


def _halt(announcement: Announcement, *, actor: Actor, now: datetime) -> None:
    announcement.state, announcement.updated_at = AnnouncementState.STOPPED, now
    if announcement.bulk_id:
        reason = "called_off" if is_overtaken(announcement) else outbox.CALLED_BACK
        outbox.stop_bulk(announcement.bulk_id, actor, now, reason=reason)
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
    announcement = locked(announcement_id)
    if announcement.state is not AnnouncementState.SCHEDULED or _at(announcement) > now:
        return
    if is_overtaken(announcement):
        _halt(announcement, actor=SYSTEM, now=now)
        return
    by = Actor(person_id=announcement.created_by_id)
    with force_locale(Language.ID):
        label = title_of(announcement)[:LONGEST_LABEL]
    announcement.bulk_id = outbox.open_bulk(label, announcement.event_id, by, now).id
    announcement.state, announcement.updated_at = AnnouncementState.SENDING, now
    audit.record(SYSTEM, "announcement.begun", announcement, now=now)


def expand(announcement_id: int, now: datetime) -> None:
    """Queue the messages of its next part; after the last one it is sent. Stopped in the outbox, it is stopped here."""
    announcement = locked(announcement_id)
    if announcement.state is not AnnouncementState.SENDING:
        return
    if is_overtaken(announcement) or progress.of(announcement).is_stopped:
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
        kind_of(announcement),
        to=one.address,
        language=one.language,
        now=now,
        person_id=one.person_id,
        cause=f"announcement:{announcement.id}:{_who(one)}",
        bulk_id=announcement.bulk_id,
        **params_for(announcement, one),
    )


def try_out(announcement_id: int, *, actor: Actor, now: datetime) -> str:
    """Send it to the actor as the first of its readers gets it; to which address. Raises NotFound, NobodyMeant."""
    announcement, person = locked(announcement_id), db.session.get(Person, actor.person_id)
    found = audience.meant_by(announcement).recipients
    if not found or person is None:
        raise rules.NobodyMeant()
    outbox.queue(
        kind_of(announcement),
        to=person.email or "",
        language=person.language,
        now=now,
        person_id=person.id,
        **params_for(announcement, found[0]),
        tried_by=person.id,
    )
    audit.record(actor, "announcement.tried", announcement, now=now)
    return person.email or person.name


def kind_of(announcement: Announcement) -> str:
    """Which kind of message it goes out as."""
    return NEEDED if announcement.is_needed else NEWS


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


def why_unwanted(message: OutboxMessage) -> str:
    """Why a message waits in vain: its announcement was stopped, or its reader is no longer among those meant."""
    if message.kind not in KINDS or not message.bulk_id or "announcement" not in message.params:
        return ""
    announcement = db.session.get(Announcement, message.params["announcement"])
    if announcement and is_overtaken(announcement):
        return "called_off"
    if announcement is None or announcement.state is AnnouncementState.STOPPED:
        return outbox.CALLED_BACK
    is_meant = audience.is_meant_still(announcement, person_id=message.person_id, params=message.params)
    return "" if is_meant else "not_meant"


def is_overtaken(announcement: Announcement) -> bool:
    """Whether its event was called off after it was scheduled."""
    then = announcement.cursor.get("event")
    return bool(then and announcement.event and rules.is_overtaken(then, announcement.event.state))


def _at(announcement: Announcement) -> datetime:
    return announcement.scheduled_at or announcement.updated_at
