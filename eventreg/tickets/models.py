"""Tickets and the keys that sign them."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.core.db import Model, UtcDateTime, enum_type
from eventreg.core.protected import encrypted
from eventreg.events.models import Event
from eventreg.tickets.rules import TicketState


class EventKey(Model):
    """An event's Ed25519 key; `key_id` is the byte in the token; the private half is encrypted."""

    __tablename__ = "event_key"
    __table_args__ = (UniqueConstraint("event_id", "key_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    key_id: Mapped[int]
    public: Mapped[bytes] = mapped_column(LargeBinary(32))
    private_encrypted: Mapped[bytes] = mapped_column(LargeBinary, info=encrypted("ticket key"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Ticket(Model):
    """The right to enter an event. `number`: 8 random bytes as 16 hex digits; `code`: the spoken code, ungrouped.

    Holder and business are written as they were at the time of issue. `person_id` gets the messages. It admits from
    `valid_from` until, and without, `valid_until`; None: no limit of its own.
    """

    __tablename__ = "ticket"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    number: Mapped[str] = mapped_column(String(16))
    code: Mapped[str] = mapped_column(String(12), unique=True)
    key_id: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    business_id: Mapped[int | None] = mapped_column(ForeignKey("business.id"), index=True)
    holder: Mapped[str] = mapped_column(String(120))
    business_name: Mapped[str] = mapped_column(String(120), default="")
    category: Mapped[str] = mapped_column(String(80), default="")
    booth: Mapped[str] = mapped_column(String(20), default="")
    state: Mapped[TicketState] = mapped_column(enum_type(TicketState), default=TicketState.VALID)
    valid_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    valid_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    event: Mapped[Event] = relationship()
