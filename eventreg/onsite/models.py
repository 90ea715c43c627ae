"""Slots for loading, minutes of handing a booth over and back, deposits, who was seen at a booth, what was broken."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.accounts.models import Person
from eventreg.applications.models import Application
from eventreg.booths.models import Booth
from eventreg.core.db import Model, UtcDateTime, enum_type
from eventreg.events.models import Event
from eventreg.onsite.rules import FaultKind, FaultState, Presence, Way


class Onsite(Model):
    """How an event is run at the booths.

    `deposit`: whole Rupiah that an exhibitor leaves, 0 for none. `equipment`: what stands in a booth as it is handed
    over, each `{"name": …, "count": …}`.
    """

    __tablename__ = "onsite"
    __table_args__ = (CheckConstraint("deposit >= 0", "deposit"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    deposit: Mapped[int] = mapped_column(default=0)
    equipment: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    event: Mapped[Event] = relationship()


class LoadingSlot(Model):
    """When so many (`capacity`) vehicles may load in or out at a gate."""

    __tablename__ = "loading_slot"
    __table_args__ = (
        UniqueConstraint("event_id", "way", "starts_at", "gate"),
        CheckConstraint("capacity >= 1", "capacity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    way: Mapped[Way] = mapped_column(enum_type(Way))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    gate: Mapped[str] = mapped_column(String(80), default="")
    capacity: Mapped[int] = mapped_column(default=4)

    event: Mapped[Event] = relationship()
    bookings: Mapped[list["LoadingBooking"]] = relationship(back_populates="slot", order_by="LoadingBooking.id")


class LoadingBooking(Model):
    """An exhibitor's slot, one for each way. `vehicle`: kind and plate, in their own words."""

    __tablename__ = "loading_booking"
    __table_args__ = (UniqueConstraint("application_id", "way"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("loading_slot.id"), index=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    way: Mapped[Way] = mapped_column(enum_type(Way))
    vehicle: Mapped[str] = mapped_column(String(60), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    arrived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    slot: Mapped[LoadingSlot] = relationship(back_populates="bookings")
    application: Mapped[Application] = relationship()


class Handover(Model):
    """Minutes of handing a booth to its exhibitor (`way` in) or back (out).

    `items`: what is there, each `{"name": …, "count": …, "note": …}`. `exhibitor`: who took or gave it, by name.
    `accepted_at`: since when the exhibitor agrees on their own phone; on paper they sign.
    """

    __tablename__ = "booth_handover"
    __table_args__ = (UniqueConstraint("application_id", "booth_id", "way"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    booth_id: Mapped[int] = mapped_column(ForeignKey("booth.id"), index=True)
    way: Mapped[Way] = mapped_column(enum_type(Way))
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    note: Mapped[str] = mapped_column(Text, default="")
    exhibitor: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)

    application: Mapped[Application] = relationship()
    booth: Mapped[Booth] = relationship()
    by: Mapped[Person | None] = relationship(foreign_keys=by_id)
    accepted_by: Mapped[Person | None] = relationship(foreign_keys=accepted_by_id)


class Deposit(Model):
    """Money an exhibitor left, and what became of it; whole Rupiah.

    `returned`: what was given back, None as long as nothing is settled; `withheld` says why not all.
    """

    __tablename__ = "booth_deposit"
    __table_args__ = (
        CheckConstraint("amount > 0", "amount"),
        CheckConstraint("returned >= 0 AND returned <= amount", "returned"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    amount: Mapped[int]
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    receipt: Mapped[str] = mapped_column(String(80), default="")
    returned: Mapped[int | None]
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reference: Mapped[str] = mapped_column(String(80), default="")
    withheld: Mapped[str] = mapped_column(Text, default="")

    application: Mapped[Application] = relationship()


class BoothSeen(Model):
    """How an exhibitor's booth was found on a round; what was seen stays, the latest of a day is how it is.

    `at`: when it was seen, by the phone's clock, which is set right where it is off; `arrived_at`: when it reached us.
    `key`: the phone's own number of it, so that sending it again does no harm; after a minus where it takes that one
    back, and `own-…` for what exhibitors say themselves (presence.py).
    """

    __tablename__ = "booth_seen"
    __table_args__ = (UniqueConstraint("booth_id", "application_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    booth_id: Mapped[int] = mapped_column(ForeignKey("booth.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    key: Mapped[str] = mapped_column(String(36))
    day: Mapped[date]
    presence: Mapped[Presence] = mapped_column(enum_type(Presence))
    note: Mapped[str] = mapped_column(String(240), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    arrived_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)

    booth: Mapped[Booth] = relationship()
    application: Mapped[Application] = relationship()
    by: Mapped[Person | None] = relationship()


class BoothFault(Model):
    """Something that is broken at a booth, and how far it is. `application_id`: who has the booth, where known."""

    __tablename__ = "booth_fault"

    id: Mapped[int] = mapped_column(primary_key=True)
    booth_id: Mapped[int] = mapped_column(ForeignKey("booth.id"), index=True)
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"), index=True)
    kind: Mapped[FaultKind] = mapped_column(enum_type(FaultKind))
    text: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[FaultState] = mapped_column(enum_type(FaultState), default=FaultState.REPORTED)
    answer: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    booth: Mapped[Booth] = relationship()
    application: Mapped[Application | None] = relationship()
    by: Mapped[Person | None] = relationship(foreign_keys=by_id)
    taken_by: Mapped[Person | None] = relationship(foreign_keys=taken_by_id)
