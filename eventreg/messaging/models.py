"""Wordings of messages, announcements, reminders, and who wants no more news."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.accounts.models import Person
from eventreg.core.db import Model, UtcDateTime, enum_type
from eventreg.core.i18n import Language
from eventreg.core.outbox import OutboxBulk
from eventreg.events.models import Event


class MessageText(Model):
    """A wording of a kind of message, as staff wrote it; never changed, only followed by the next version.

    `source`: the subject in its first line, then Markdown with named fields. An empty one goes back to the wording that
    comes with the program.
    """

    __tablename__ = "message_text"
    __table_args__ = (UniqueConstraint("kind", "language", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    language: Mapped[Language] = mapped_column(enum_type(Language))
    version: Mapped[int]
    source: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    created_by: Mapped[Person | None] = relationship()


class AnnouncementState(StrEnum):
    """`draft` → `scheduled` → `sending` → `sent`, or `stopped` on the way."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"
    STOPPED = "stopped"


class Announcement(Model):
    """News to many. `audience`: whom it goes to, as `audience.Audience` reads it. `event_id`: None for all events.

    `is_needed`: who takes part can't do without it, so nobody is spared it; the others may have unsubscribed.
    `cursor`: the last application or visit that is written to while it is `sending`; `total` were meant.
    """

    __tablename__ = "announcement"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    subject_id: Mapped[str] = mapped_column(String(150), default="")
    text_id: Mapped[str] = mapped_column(Text, default="")
    subject_en: Mapped[str] = mapped_column(String(150), default="")
    text_en: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[dict[str, Any]] = mapped_column(JSON)
    is_needed: Mapped[bool] = mapped_column(default=False)
    state: Mapped[AnnouncementState] = mapped_column(enum_type(AnnouncementState), default=AnnouncementState.DRAFT)
    scheduled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cursor: Mapped[dict[str, Any]] = mapped_column(JSON)
    total: Mapped[int] = mapped_column(default=0)
    bulk_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_bulk.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    event: Mapped[Event | None] = relationship()
    bulk: Mapped[OutboxBulk | None] = relationship()
    created_by: Mapped[Person | None] = relationship()


class EventReminders(Model):
    """Which reminders an event does without (`off`), and what its thanks ask for; without a row, all are sent."""

    __tablename__ = "event_reminders"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    off: Mapped[list[str]] = mapped_column(JSON)
    survey_url: Mapped[str] = mapped_column(String(500), default="")
    thanks: Mapped[str] = mapped_column(Text, default="")


class Unsubscription(Model):
    """An address, in lower case, that wants nothing but what its own business with an event needs."""

    __tablename__ = "unsubscription"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(254), unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
