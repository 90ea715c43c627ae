"""Trainings and exhibitions, and the days or sessions that they consist of."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.businesses.models import Category
from eventreg.core.clock import Zone
from eventreg.core.db import Model, UtcDateTime, enum_type
from eventreg.core.files import StoredFile
from eventreg.events.rules import EventKind, EventState


class Event(Model):
    """A training (pelatihan) or exhibition (pameran).

    `id` is the event number in its tickets' tokens. `state` is what was decided; what visitors see also
    depends on the time (`rules.state_at`). `quota` counts applicants; `passes` are tickets for each of them.
    `confirm_days`: how long an accepted applicant has to confirm, None where no confirmation is asked.
    `doors_lead_minutes`: how long before a session starts the door already admits. `category_id`: the craft that
    it is for, None for all. `search_text`: what is searched, with its case folded, for SQLite folds ASCII alone.
    """

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[EventKind] = mapped_column(enum_type(EventKind), index=True)
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(String(240), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"), index=True)
    cover_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    place_name: Mapped[str] = mapped_column(String(120))
    place_address: Mapped[str] = mapped_column(String(240), default="")
    map_url: Mapped[str] = mapped_column(String(500), default="")
    zone: Mapped[Zone] = mapped_column(enum_type(Zone), default=Zone.WIB)
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    quota: Mapped[int]
    passes: Mapped[int] = mapped_column(default=1)
    confirm_days: Mapped[int | None]
    doors_lead_minutes: Mapped[int] = mapped_column(default=30)
    contact_name: Mapped[str] = mapped_column(String(120), default="")
    contact_phone: Mapped[str] = mapped_column(String(20), default="")
    state: Mapped[EventState] = mapped_column(enum_type(EventState), default=EventState.DRAFT)
    search_text: Mapped[str] = mapped_column(Text, default="")
    next_application: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    category: Mapped[Category | None] = relationship()
    cover: Mapped[StoredFile | None] = relationship()
    sessions: Mapped[list["EventSession"]] = relationship(
        back_populates="event", order_by="EventSession.starts_at", cascade="all, delete-orphan"
    )


class EventSession(Model):
    """A day or a part of a day. People are admitted once to each."""

    __tablename__ = "event_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    title: Mapped[str] = mapped_column(String(120), default="")
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)

    event: Mapped[Event] = relationship(back_populates="sessions")
