"""Requests about personal data, how long each kind is kept, and incidents."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.accounts.models import Person
from eventreg.core.db import Model, UtcDateTime, enum_type


class RequestKind(StrEnum):
    """What somebody asks for: to see what is held, to have it mended, to have its use stopped, or to have it erased."""

    ACCESS = "access"
    CORRECTION = "correction"
    STOP = "stop"
    ERASURE = "erasure"


class RequestState(StrEnum):
    """Open until staff have carried it out or refused it with a reason, or the person took it back."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class DataRequest(Model):
    """A request about personal data, answered within 3×24 hours (`due_at`; UU PDP, Law 27/2022)."""

    __tablename__ = "data_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[RequestKind] = mapped_column(enum_type(RequestKind))
    words: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[RequestState] = mapped_column(enum_type(RequestState), default=RequestState.OPEN, index=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[str] = mapped_column(Text, default="")

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class RetentionPeriod(Model):
    """How many days a kind of data is kept, where the council has set another number than the default."""

    __tablename__ = "retention_period"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    days: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class IncidentKind(StrEnum):
    """What was lost or came out: a phone at the door, somebody's own phone or computer, or an event's data."""

    DOOR_PHONE = "door_phone"
    STAFF_DEVICE = "staff_device"
    EVENT_DATA = "event_data"


class Incident(Model):
    """A loss or leak of personal data; those concerned are told within 3×24 hours (`due_at`; UU PDP, Law 27/2022)."""

    __tablename__ = "incident"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[IncidentKind] = mapped_column(enum_type(IncidentKind))
    words: Mapped[str] = mapped_column(Text)
    measures: Mapped[str] = mapped_column(Text, default="")
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    noticed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    door_device_id: Mapped[int | None] = mapped_column(ForeignKey("door_device.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
