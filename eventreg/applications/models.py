"""Applications, every move that they made, and the tickets that came of them."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.accounts.models import Person
from eventreg.applications.rules import Status
from eventreg.businesses.models import Business, Product
from eventreg.core.db import Model, UtcDateTime, enum_type
from eventreg.events.models import Event
from eventreg.tickets.models import Ticket


class Application(Model):
    """A business asks for a place at an event. `code` is what people quote: the event's letters and a number.

    `helpers`: names for the passes beyond the owner's. `deadline_at`: until when the applicant must confirm
    (offered) or mend (needs_revision). `waitlisted_at` orders the waiting list.
    """

    __tablename__ = "application"
    __table_args__ = (
        UniqueConstraint("event_id", "business_id"),
        Index("ix_application_event_status", "event_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    business_id: Mapped[int] = mapped_column(ForeignKey("business.id"), index=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    status: Mapped[Status] = mapped_column(enum_type(Status), default=Status.DRAFT)
    motivation: Mapped[str] = mapped_column(Text, default="")
    helpers: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deadline_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    waitlisted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    event: Mapped[Event] = relationship()
    business: Mapped[Business] = relationship()
    applicant: Mapped[Person] = relationship()
    products: Mapped[list[Product]] = relationship(secondary=lambda: ApplicationProduct.__table__, order_by=Product.id)
    moves: Mapped[list["ApplicationMove"]] = relationship(back_populates="application", order_by="ApplicationMove.id")
    tickets: Mapped[list[Ticket]] = relationship(secondary="application_ticket", order_by=Ticket.id)


class ApplicationProduct(Model):
    """A product that is shown with an application."""

    __tablename__ = "application_product"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), primary_key=True)


class ApplicationTicket(Model):
    """A ticket that was issued for an application, valid or not."""

    __tablename__ = "application_ticket"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True, unique=True)


class ApplicationMove(Model):
    """One step in an application's life: from which status to which, when, by whom, and why.

    `deadline_at`: until when the applicant had to answer it.
    """

    __tablename__ = "application_move"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    origin: Mapped[Status] = mapped_column(enum_type(Status))
    status: Mapped[Status] = mapped_column(enum_type(Status))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    deadline_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    application: Mapped[Application] = relationship(back_populates="moves")
    by: Mapped[Person | None] = relationship()
