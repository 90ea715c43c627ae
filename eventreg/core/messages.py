"""Messages as they are stored, those that belong together, and how the outbox goes as a whole."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from eventreg.core.channels import Channel
from eventreg.core.db import Model, UtcDateTime, enum_type

CLAIM = "person:"  # what the claim of somebody who holds a message begins with


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
    many. `deaths`: of its attempts those that a worker did not live to end. `claim`: which attempt holds it while it is
    sent. `text_version`: which wording of the staff's it was sent in, None for the one that comes with the program.
    `read_at`: opened by its reader on their page. `opened_at`: when staff opened the chat for it.
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
    deaths: Mapped[int] = mapped_column(default=0, server_default="0")
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

    def is_taken(self, now: datetime) -> bool:
        """Whether somebody of the staff has opened its chat, or holds it to do so next."""
        is_held = self.claim.startswith(CLAIM) and self.due_at > now
        return self.state is MessageState.BY_HAND and (self.opened_at is not None or is_held)
