"""Registrations of visitors."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.core.db import Model, UtcDateTime, enum_type
from eventreg.core.i18n import Language
from eventreg.events.models import Event, EventSession
from eventreg.tickets.models import Ticket


class Visit(Model):
    """A visitor, or a group of a school, registered for one day. `party`: how many people come.

    `school`: the name of the school or group, empty for a person. `agreed_at`: when they agreed to the notice.
    `walk_in`: registered at the door.
    """

    __tablename__ = "visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(16), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    school: Mapped[str] = mapped_column(String(120), default="")
    party: Mapped[int]
    walk_in: Mapped[bool] = mapped_column(default=False, server_default=false())
    language: Mapped[Language] = mapped_column(enum_type(Language), default=Language.ID)
    attempt: Mapped[str | None] = mapped_column(String(36), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    agreed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    event: Mapped[Event] = relationship()
    session: Mapped[EventSession] = relationship()
    ticket: Mapped[Ticket | None] = relationship()
