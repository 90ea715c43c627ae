"""Messages wait here from the moment of their cause until a mail server has taken them.

`queue` writes a row in the transaction of the cause; the worker calls `deliver_next` until nothing is due.
What a kind says is known by its feature alone: `register_message` in `app.py` tells the outbox.
A message may arrive twice after a crash (its Message-ID stays the same), but it is never lost.
"""

import logging
import smtplib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar
from urllib.parse import urlsplit

from flask import Flask
from flask_babel import LazyString
from flask_mail import Mail
from flask_mail import Message as Mailing
from sqlalchemy import JSON, ForeignKey, Index, String, Text, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from eventreg.core import audit
from eventreg.core.channels import Channel
from eventreg.core.config import current_settings
from eventreg.core.db import Model, UtcDateTime, db, enum_type, lock, unit_of_work
from eventreg.core.errors import DomainError, NotFound
from eventreg.core.i18n import force_locale
from eventreg.core.permissions import Actor
from eventreg.core.rendering import render_message

log = logging.getLogger(__name__)
mail = Mail()
LEASE = timedelta(minutes=5)  # a worker that dies while sending holds a message no longer than this
LAST_ATTEMPT = 10


class NotByHand(DomainError):
    """Only what staff have to tell is told by hand, and once."""

    code = "message_not_by_hand"


class MessageState(StrEnum):
    """`waiting` → `sending` → `sent`; `failed` after the last attempt; `expired` when it came too late to help.

    `by_hand` → `sent`: staff send it by WhatsApp or tell it. `stopped`: one of many that staff called back in time.
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

    `paused_at`: staff hold all. `next_at`: when the provider's rate allows the next one. `resting_until`: after trouble
    that is the server's and no message's, told in `trouble`, which came `rests` times in a row.
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
class Attachment:
    """A file that travels with a message."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class Content:
    """What fills the template `messages/<kind>.<language>.md`, and what is attached."""

    values: Mapping[str, Any]
    attachments: Sequence[Attachment] = ()


@dataclass(frozen=True)
class Rendered:
    """A message as it is sent."""

    subject: str
    text: str
    html: str
    attachments: Sequence[Attachment]


ContentMaker = Callable[[Mapping[str, Any]], Content]
Reader = tuple[str, str]  # name and telephone


@dataclass(frozen=True)
class _Kind:
    make: ContentMaker
    label: LazyString | str
    secret: bool
    farewell: bool
    reader: Callable[[Mapping[str, Any]], Reader] | None


_kinds: dict[str, _Kind] = {}


def register_message(
    kind: str,
    make: ContentMaker,
    *,
    label: LazyString | str = "",
    secret: bool = False,
    farewell: bool = False,
    reader: Callable[[Mapping[str, Any]], Reader] | None = None,
) -> None:
    """Tell what `kind` says, and what staff call it (`label`).

    `secret`: lets its reader in, so staff never see it and it is forgotten once sent. `farewell`: the last one that its
    reader gets from us, so its address is forgotten with it. `reader`: whom staff tell it who is no person of ours.
    """
    _kinds[kind] = _Kind(make, label, secret, farewell, reader)


def reader_of(message: OutboxMessage) -> Reader:
    """Whom staff tell a message who has neither an address nor an account; empty where that isn't known."""
    reader = _kinds[message.kind].reader if message.kind in _kinds else None
    return reader(message.params) if reader and message.params else ("", "")


def label_of(kind: str) -> str:
    """What staff call messages of this kind."""
    label = _kinds[kind].label if kind in _kinds else ""
    return str(label) or kind.replace("_", " ").capitalize()


def labels() -> dict[str, str]:
    """Every kind with what staff call it, in the reader's language."""
    return {kind: label_of(kind) for kind in _kinds}


def is_secret(kind: str) -> bool:
    """Whether messages of this kind must not be read by others; unknown kinds are."""
    return kind not in _kinds or _kinds[kind].secret


def is_forgotten(message: OutboxMessage) -> bool:
    """Whether what the message was made from has been deleted: it came too late, or it was secret and is sent."""
    return message.state is MessageState.EXPIRED or (message.state is MessageState.SENT and is_secret(message.kind))


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

    Without an address (`to=""`) staff are asked to tell it by hand. `cause`: what it is sent for; when something was
    queued for it already, that is given back and nothing is added. `bulk_id`: it is one of many, and lets others pass.
    """
    known = db.session.scalar(select(OutboxMessage).filter_by(cause=cause)) if cause else None
    if known:
        return known
    message = OutboxMessage(
        kind=kind,
        address=to,
        language=language,
        person_id=person_id,
        params=params,
        channel=Channel.EMAIL if to else Channel.WHATSAPP,
        state=MessageState.WAITING if to else MessageState.BY_HAND,
        cause=cause,
        bulk_id=bulk_id,
        rank=1 if bulk_id else 0,
        created_at=now,
        due_at=now,
        expires_at=expires_at,
    )
    db.session.add(message)
    return message


def render(message: OutboxMessage) -> Rendered:
    """The message in its reader's language. Raises KeyError for an unknown kind."""
    with force_locale(message.language):
        content = _kinds[message.kind].make(message.params)
        subject, text, html = render_message(message.kind, message.language, content.values)
    return Rendered(subject, text, html, content.attachments)


def deliver_next(now: Callable[[], datetime]) -> bool:
    """Send the message that has been due longest. False when none is due or no mail server is set."""
    if not current_settings().mail_server:
        return False
    with unit_of_work():
        message = _claim(now())
        claimed = message.id if message else None
    if claimed is None:
        return False
    problem, final = _try_to_send(claimed)
    with unit_of_work():
        _settle(claimed, problem, final, now())
    return True


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
    message.state, message.sent_at, message.told_by_id = MessageState.SENT, now, actor.person_id
    audit.record(actor, "message.told", message, now=now)
    _forget(message)


def _forget(message: OutboxMessage) -> None:
    """Delete what nobody needs any more of a message that has been sent or comes too late."""
    is_farewell = message.kind in _kinds and _kinds[message.kind].farewell
    if is_farewell:
        message.address, message.problem = "", ""
    if is_farewell or is_secret(message.kind) or message.state is MessageState.EXPIRED:
        message.params = {}


def _claim(now: datetime) -> OutboxMessage | None:
    due = (
        select(OutboxMessage)
        .where(OutboxMessage.state.in_([MessageState.WAITING, MessageState.SENDING]), OutboxMessage.due_at <= now)
        .where(or_(OutboxMessage.expires_at.is_(None), OutboxMessage.expires_at > now))
        .order_by(OutboxMessage.rank, OutboxMessage.due_at, OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    message = db.session.scalar(due)
    if message:
        message.state, message.due_at = MessageState.SENDING, now + LEASE
        message.attempts += 1
    return message


def _try_to_send(message_id: int) -> tuple[str, bool]:
    """Send it; the problem in words, and whether trying again is pointless."""
    message = db.session.get_one(OutboxMessage, message_id)
    try:
        rendered = render(message)
        mailing = Mailing(subject=rendered.subject, recipients=[message.address], body=rendered.text)
        mailing.html = rendered.html
        mailing.msgId = f"<outbox-{message.id}@{urlsplit(current_settings().base_url).hostname}>"
        for attachment in rendered.attachments:
            mailing.attach(attachment.name, attachment.media_type, attachment.data)
        mail.send(mailing)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        return f"refused by the mail server: {codes}", all(code >= 500 for code in codes)
    except (smtplib.SMTPException, OSError) as error:
        return f"{type(error).__name__}: {error}"[:500], False
    except Exception as error:
        log.exception("message %s (%s) can't be made", message_id, message.kind)
        return f"{type(error).__name__}: {error}"[:500], False
    return "", False


def _settle(message_id: int, problem: str, final: bool, now: datetime) -> None:
    message = lock(OutboxMessage, message_id)
    if message is None:
        return
    message.problem = problem
    if not problem:
        message.state, message.sent_at = MessageState.SENT, now
        _forget(message)
    elif final or message.attempts >= LAST_ATTEMPT:
        message.state = MessageState.FAILED
    else:
        message.state = MessageState.WAITING
        message.due_at = now + min(timedelta(minutes=2**message.attempts), timedelta(hours=6))


def forget_expired(now: datetime) -> None:
    """Messages that would arrive too late are not sent any more, and what they held is deleted."""
    late = select(OutboxMessage).where(
        OutboxMessage.expires_at <= now,
        OutboxMessage.state.not_in([MessageState.SENT, MessageState.EXPIRED]),
    )
    for message in db.session.scalars(late):
        message.state = MessageState.EXPIRED
        _forget(message)


def init_app(app: Flask) -> None:
    """Bind the mailer; called after the mail settings are in the app's configuration."""
    mail.init_app(app)


def settle_all_as_sent() -> None:
    """Take all messages for sent at their time: for a history that is made up."""
    for message in db.session.scalars(select(OutboxMessage).filter_by(state=MessageState.WAITING)):
        message.state, message.sent_at = MessageState.SENT, message.created_at
