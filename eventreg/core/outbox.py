"""Messages wait here from the moment of their cause until somebody has taken them.

`queue` writes a row in the transaction of the cause; `delivery.py` sends what is due. What a kind says is known by its
feature alone (`kinds.py`), which way a message takes by `channels.py`, who carries it by `carriers.py`. What later
features know (how people are reached, staff's wordings, who unsubscribed) comes through the slots below, filled in
`app.py`. `docs/messages.md` tells the whole way.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey, Index, String, Text, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from eventreg.core import audit
from eventreg.core.carriers import carrier_of
from eventreg.core.channels import Channel, Reach, first_channel
from eventreg.core.db import Model, UtcDateTime, db, enum_type, lock
from eventreg.core.errors import DomainError, NotFound
from eventreg.core.i18n import force_locale
from eventreg.core.kinds import (
    KINDS,
    Attachment,
    Content,
    Reader,
    is_farewell,
    is_secret,
    label_of,
    labels,
    matters,
    register_message,
)
from eventreg.core.permissions import Actor
from eventreg.core.rendering import render_message
from eventreg.core.slots import Slot

__all__ = [
    "Attachment",
    "Channel",
    "Content",
    "Reach",
    "is_secret",
    "label_of",
    "labels",
    "matters",
    "register_message",
]

log = logging.getLogger(__name__)


class NotByHand(DomainError):
    """Only what staff have to tell is told by hand, and once."""

    code = "message_not_by_hand"


class MessageState(StrEnum):
    """`waiting` → `sending` → `sent`; `failed` after the last attempt; `expired` when it came too late to help.

    `by_hand` → `sent`: staff send it by WhatsApp or tell it. `stopped`: one of many that staff called back in time, or
    one that its reader no longer wanted.
    """

    BY_HAND = "by_hand"
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    EXPIRED = "expired"
    STOPPED = "stopped"


class OutboxControl(Model):
    """How the outbox goes as a whole: one row, locked by every worker that takes a message.

    `paused_at`: staff hold what nobody signs in with. `next_at`: when the provider's rate allows the next one.
    `resting_until`: after trouble that is the server's and no message's, told in `trouble`, which came `rests` times in
    a row.
    """

    __tablename__ = "outbox_control"
    ONLY: ClassVar[int] = 1

    id: Mapped[int] = mapped_column(primary_key=True)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_by_id: Mapped[int | None]
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resting_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    trouble: Mapped[str] = mapped_column(Text, default="", server_default="")
    trouble_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rests: Mapped[int] = mapped_column(default=0, server_default="0")


class OutboxBulk(Model):
    """Messages that belong together: their progress is shown, and they can be stopped. `label`: what staff call it."""

    __tablename__ = "outbox_bulk"

    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(200))
    event_id: Mapped[int | None] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None]
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stopped_by_id: Mapped[int | None]


class OutboxMessage(Model):
    """One message to one person, on one channel at a time.

    `params` are ids and plain values from which its kind makes the text. `phone`: where WhatsApp goes, in E.164.
    `cause`: what it is sent for, so that nothing is told twice. `rank`: 0 for what somebody waits for, 1 for one of
    many. `claim`: which attempt holds it while it is sent. `text_version`: which wording of the staff's it was sent in,
    None for the one that comes with the program. `read_at`: opened by its reader on their page. `opened_at`: when staff
    opened the chat for it.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (Index("ix_outbox_message_due", "state", "rank", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(8))
    person_id: Mapped[int | None] = mapped_column(index=True)
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[MessageState] = mapped_column(enum_type(MessageState))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(Text, default="")
    channel: Mapped[Channel] = mapped_column(enum_type(Channel), default=Channel.EMAIL, server_default="email")
    phone: Mapped[str] = mapped_column(String(16), default="", server_default="")
    cause: Mapped[str | None] = mapped_column(String(160), unique=True)
    bulk_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_bulk.id"), index=True)
    rank: Mapped[int] = mapped_column(default=0, server_default="0")
    claim: Mapped[str] = mapped_column(String(32), default="", server_default="")
    text_version: Mapped[int | None]
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_by_id: Mapped[int | None]
    told_by_id: Mapped[int | None]


@dataclass(frozen=True)
class Rendered:
    """A message as it is sent. `version`: which wording of the staff's it is, None for the program's.

    `headers`: more of them for a mail. `sender`: the name beside its address, empty for what the settings say.
    """

    subject: str
    text: str
    html: str
    attachments: Sequence[Attachment]
    version: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    sender: str = ""


# ---- What later features know -------------------------------------------------------------------

Wording = tuple[str | None, int | None]  # source and version; nothing for the one that comes with the program

reach_of: Slot[[int], Reach | None] = Slot(lambda person_id: None)
address_refused: Slot[[int | None, str, str, datetime], None] = Slot(lambda person_id, address, words, now: None)
address_works: Slot[[int | None, str, datetime], None] = Slot(lambda person_id, address, now: None)
headers_of: Slot[[OutboxMessage], Mapping[str, str]] = Slot(lambda message: {})
sender_name: Slot[[], str] = Slot(lambda: "")
is_unwanted: Slot[[OutboxMessage], bool] = Slot(lambda message: False)
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
    **params: Any,
) -> OutboxMessage:
    """Put a message into the outbox; it goes out only if the caller's unit of work is committed.

    Without any way to reach them by itself staff are asked to tell it. `cause`: what it is sent for; when something was
    queued for it already, that is given back and nothing is added. `bulk_id`: it is one of many, and lets others pass.
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
    send_by(message, first_channel(reach, to, secret=is_secret(kind)), reach, now)
    bulk = db.session.get(OutboxBulk, bulk_id) if bulk_id else None
    if bulk and bulk.stopped_at:
        message.state, message.sent_at = MessageState.STOPPED, None
    return _added(message)


def reach_to(message: OutboxMessage) -> Reach:
    """How its reader can be reached: as somebody known, or by the address or the number that they left."""
    known = reach_of(message.person_id) if message.person_id else None
    return known or Reach(message.address, reader_of(message)[1], has_page=False)


def send_by(message: OutboxMessage, channel: Channel, reach: Reach, now: datetime) -> None:
    """Let a message that was not sent take this channel from now on: by itself, by hand, or as a notice at once."""
    message.channel, message.due_at, message.claim = channel, now, ""
    message.attempts = 0
    if channel is Channel.WHATSAPP:
        message.phone = reach.phone
    elif channel is Channel.EMAIL:
        message.address = message.address or reach.email
    if channel is Channel.NOTICE:
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


def stop_bulk(bulk_id: int, actor: Actor, now: datetime) -> None:
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
        .values(state=MessageState.STOPPED)
        .execution_options(synchronize_session="fetch")
    )
    audit.record(actor, "bulk.stopped", bulk, event_id=bulk.event_id, now=now)


# ---- What becomes of a message ------------------------------------------------------------------


def render(message: OutboxMessage) -> Rendered:
    """The message in its reader's language, as it was sent or would be now. Raises KeyError for an unknown kind."""
    source, version = _wording_of(message)
    with force_locale(message.language):
        content = KINDS[message.kind].make(message.params)
        own = {"source": source} if source is not None else {}
        subject, text, html = render_message(message.kind, message.language, content.values, **own)
    return Rendered(subject, text, html, content.attachments, version)


def _wording_of(message: OutboxMessage) -> Wording:
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
    """Give a failed message new attempts."""
    message = lock(OutboxMessage, message_id)
    if message and message.state is MessageState.FAILED:
        message.state, message.due_at, message.attempts = MessageState.WAITING, now, 0


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
