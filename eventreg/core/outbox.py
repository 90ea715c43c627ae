"""Messages wait here from the moment of their cause until somebody has taken them.

`queue` writes a row in the transaction of the cause; `delivery.py` sends what is due. What a kind says is known by its
feature alone (`kinds.py`), which way a message takes by `channels.py`, who carries it by `carriers.py`. What later
features know (how people are reached, staff's wordings, who unsubscribed) comes through the slots below, filled in
`app.py`. `docs/messages.md` tells the whole way.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import IntegrityError

from eventreg.core import audit
from eventreg.core.carriers import carrier_of
from eventreg.core.channels import Channel, Reach, first_channel
from eventreg.core.db import db, lock
from eventreg.core.errors import DomainError, NotFound
from eventreg.core.i18n import force_locale
from eventreg.core.kinds import (
    KINDS,
    Attachment,
    Content,
    Reader,
    Rendered,
    is_farewell,
    is_secret,
    label_of,
    labels,
    matters,
    register_message,
    with_files,
)
from eventreg.core.messages import MessageState, OutboxBulk, OutboxControl, OutboxMessage
from eventreg.core.permissions import Actor
from eventreg.core.rendering import render_message
from eventreg.core.slots import Slot
from eventreg.core.wording import Unusable

__all__ = [
    "Attachment",
    "Channel",
    "Content",
    "MessageState",
    "OutboxBulk",
    "OutboxControl",
    "OutboxMessage",
    "Reach",
    "Rendered",
    "is_secret",
    "label_of",
    "labels",
    "matters",
    "register_message",
]

log = logging.getLogger(__name__)
CALLED_BACK = "called_back"  # the problem of what was stopped because staff said so


class NotByHand(DomainError):
    """Only what staff have to tell is told by hand, and once."""

    code = "message_not_by_hand"


# ---- What later features know -------------------------------------------------------------------

Wording = tuple[str | None, int | None]  # source and version; nothing for the one that comes with the program

reach_of: Slot[[int], Reach | None] = Slot(lambda person_id: None)
address_refused: Slot[[int | None, str, str, datetime], None] = Slot(lambda person_id, address, words, now: None)
address_works: Slot[[int | None, str, datetime], None] = Slot(lambda person_id, address, now: None)
headers_of: Slot[[OutboxMessage], Mapping[str, str]] = Slot(lambda message: {})
sender_name: Slot[[], str] = Slot(lambda: "")
why_unwanted: Slot[[OutboxMessage], str] = Slot(lambda message: "")  # "" for what is wanted; else its `problem`
wording: Slot[[str, str, int | None], Wording] = Slot(lambda kind, language, version: (None, None))


# ---- Putting messages in ------------------------------------------------------------------------


def queue(
    kind: str,
    *,
    to: str,
    language: str,
    now: datetime,
    person_id: int | None = None,
    expires_at: datetime | None = None,
    cause: str | None = None,
    bulk_id: int | None = None,
    asked_way: Channel | None = None,
    **params: Any,
) -> OutboxMessage:
    """Put a message into the outbox; it goes out only if the caller's unit of work is committed.

    Without any way to reach them by itself staff are asked to tell it. `cause`: what it is sent for; when something was
    queued for it already, that is given back and nothing is added. `bulk_id`: it is one of many, and lets others pass.
    `asked_way`: the one its reader asked for just now, whatever they chose otherwise.
    """
    known = _known(cause)
    if known:
        return known
    message = OutboxMessage(
        kind=kind,
        address=to,
        language=language,
        person_id=person_id,
        params=params,
        cause=cause,
        bulk_id=bulk_id,
        rank=1 if bulk_id else 0,
        created_at=now,
        due_at=now,
        expires_at=expires_at,
        attempts=0,
        problem="",
    )
    reach = reach_to(message)
    asked = replace(reach, chosen=asked_way) if asked_way else reach
    send_by(message, first_channel(asked, to, secret=is_secret(kind)), reach, now)
    bulk = db.session.get(OutboxBulk, bulk_id) if bulk_id else None
    if bulk and bulk.stopped_at:
        message.state, message.sent_at, message.problem = MessageState.STOPPED, None, CALLED_BACK
    return _added(message)


def reach_to(message: OutboxMessage) -> Reach:
    """How its reader can be reached: as somebody known, or by the address or the number that they left."""
    known = reach_of(message.person_id) if message.person_id else None
    return known or Reach(message.address, reader_of(message)[1], has_page=False)


def send_by(message: OutboxMessage, channel: Channel, reach: Reach, now: datetime) -> None:
    """Let a message that was not sent take this channel from now on: by itself, by hand, or as a notice at once."""
    message.channel, message.due_at, message.claim = channel, now, ""
    message.attempts = message.deaths = 0
    if channel is Channel.WHATSAPP:
        message.phone = reach.phone
    elif channel is Channel.EMAIL:
        message.address = message.address or reach.email
    if channel is Channel.EMAIL and not message.address:  # what goes no other way, for staff to see
        message.state, message.problem = MessageState.FAILED, "no_address"
    elif channel is Channel.NOTICE:
        note_sent(message, now, version=wording(message.kind, message.language, None)[1])
    elif channel is Channel.EMAIL or carrier_of(channel):
        message.state = MessageState.WAITING
    else:
        message.state = MessageState.BY_HAND


def _known(cause: str | None) -> OutboxMessage | None:
    return db.session.scalar(select(OutboxMessage).filter_by(cause=cause)) if cause else None


def _added(message: OutboxMessage) -> OutboxMessage:
    """The message, or the one that somebody else queued for the same cause at the same moment."""
    if not message.cause:
        db.session.add(message)
        return message
    try:
        with db.session.begin_nested():
            db.session.add(message)
    except IntegrityError:
        known = _known(message.cause)
        if known is None:
            raise
        return known
    return message


# ---- Many at once -------------------------------------------------------------------------------


def open_bulk(label: str, event_id: int | None, actor: Actor, now: datetime) -> OutboxBulk:
    """What messages that belong together are queued with: `queue(…, bulk_id=bulk.id)`."""
    bulk = OutboxBulk(label=label, event_id=event_id, created_at=now, created_by_id=actor.person_id)
    db.session.add(bulk)
    db.session.flush()
    return bulk


def progress(bulk_ids: Iterable[int]) -> dict[int, dict[MessageState, int]]:
    """How many messages of each state every bulk has; states without any are left out."""
    found: dict[int, dict[MessageState, int]] = {bulk_id: {} for bulk_id in bulk_ids}
    counted = (
        select(OutboxMessage.bulk_id, OutboxMessage.state, func.count())
        .where(OutboxMessage.bulk_id.in_(found))
        .group_by(OutboxMessage.bulk_id, OutboxMessage.state)
    )
    for bulk_id, state, number in db.session.execute(counted) if found else ():
        found[bulk_id or 0][state] = number
    return found


def stop_bulk(bulk_id: int, actor: Actor, now: datetime, *, reason: str = CALLED_BACK) -> None:
    """Call back what has not left; what is being sent at this moment still arrives. Raises NotFound."""
    bulk = lock(OutboxBulk, bulk_id)
    if bulk is None:
        raise NotFound()
    if bulk.stopped_at:
        return
    bulk.stopped_at, bulk.stopped_by_id = now, actor.person_id
    still_here = OutboxMessage.state.in_([MessageState.WAITING, MessageState.BY_HAND])
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.bulk_id == bulk_id, still_here)
        .values(state=MessageState.STOPPED, problem=reason)
        .execution_options(synchronize_session="fetch")
    )
    audit.record(actor, "bulk.stopped", bulk, event_id=bulk.event_id, now=now)


# ---- What becomes of a message ------------------------------------------------------------------


def render(message: OutboxMessage) -> Rendered:
    """The message in its reader's language, as it was sent or would be now. Raises KeyError for an unknown kind."""
    with force_locale(message.language):
        content = with_files(KINDS[message.kind].make(message.params), carries=message.channel is not Channel.WHATSAPP)
        return in_words(message.kind, message.language, content, _wording_of(message, content))


def in_words(kind: str, language: str, content: Content, worded: Wording | None = None) -> Rendered:
    """A message in the wording given, or in that of today; in the program's where the staff's can't be filled."""
    source, version = worded or wording(kind, language, None)
    if source is not None:
        try:
            texts = render_message(kind, language, content.values, source=source)
        except Unusable:
            log.exception("version %s of %s.%s can't be filled; the program's wording is used", version, kind, language)
        else:
            return Rendered(*texts, content.attachments, version)
    return Rendered(*render_message(kind, language, content.values), content.attachments)


def _wording_of(message: OutboxMessage, content: Content) -> Wording:
    if content.source is not None:
        return content.source, None
    if message.state is not MessageState.SENT:
        return wording(message.kind, message.language, None)
    return wording(message.kind, message.language, message.text_version) if message.text_version else (None, None)


def reader_of(message: OutboxMessage) -> Reader:
    """Whom staff tell a message who has neither an address nor an account; empty where that isn't known."""
    reader = KINDS[message.kind].reader if message.kind in KINDS else None
    return reader(message.params) if reader and message.params else ("", "")


def is_forgotten(message: OutboxMessage) -> bool:
    """Whether what the message was made from has been deleted: it came too late, or it was secret and is sent."""
    return message.state is MessageState.EXPIRED or (message.state is MessageState.SENT and is_secret(message.kind))


def resend(message_id: int, now: datetime) -> None:
    """Give a failed message new attempts, at the address or the number that its reader has today.

    A chat that reaches nobody any more gives way to what does.
    """
    message = lock(OutboxMessage, message_id)
    if message and message.state is MessageState.FAILED:
        reach = reach_to(message)
        if message.address and not is_secret(message.kind):
            message.address = reach.email or message.address
        is_chat = message.channel is Channel.WHATSAPP
        way = first_channel(reach, message.address, secret=is_secret(message.kind)) if is_chat else message.channel
        send_by(message, way, reach, now)


def tell_by_hand(message_id: int, *, actor: Actor, now: datetime) -> None:
    """Staff have told somebody what a message says. Raises NotFound, NotByHand."""
    message = lock(OutboxMessage, message_id)
    if message is None:
        raise NotFound()
    if message.state is not MessageState.BY_HAND:
        raise NotByHand()
    message.told_by_id = actor.person_id
    note_sent(message, now, version=wording(message.kind, message.language, None)[1])
    audit.record(actor, "message.told", message, now=now)


def note_sent(message: OutboxMessage, now: datetime, *, version: int | None) -> None:
    """It has left, in this wording; what nobody needs any more is deleted."""
    message.state, message.sent_at, message.text_version, message.claim = MessageState.SENT, now, version, ""
    _forget(message)


def _forget(message: OutboxMessage) -> None:
    """Delete what nobody needs any more of a message that has been sent or comes too late."""
    if is_farewell(message.kind):
        message.address, message.problem, message.phone = "", "", ""
    if is_farewell(message.kind) or is_secret(message.kind) or message.state is MessageState.EXPIRED:
        message.params = {}


def forget_expired(now: datetime) -> None:
    """Messages that would arrive too late are not sent any more, and what they held is deleted.

    One that is being sent is left to whoever sends it, for as long as they may hold it.
    """
    late = select(OutboxMessage).where(
        OutboxMessage.expires_at <= now,
        OutboxMessage.state.not_in([MessageState.SENT, MessageState.EXPIRED]),
        or_(OutboxMessage.state != MessageState.SENDING, OutboxMessage.due_at <= now),
    )
    for message in db.session.scalars(late.with_for_update(skip_locked=True)):
        message.state = MessageState.EXPIRED
        _forget(message)


def settle_all_as_sent() -> None:
    """Take all messages for sent at their time: for a history that is made up."""
    for message in db.session.scalars(select(OutboxMessage).filter_by(state=MessageState.WAITING)):
        message.state, message.sent_at = MessageState.SENT, message.created_at
