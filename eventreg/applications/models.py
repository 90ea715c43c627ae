"""Applications, every move that they made, and the tickets that came of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.accounts.models import Person
from eventreg.applications.rules import Status
from eventreg.businesses.models import Business, Product
from eventreg.core.db import Model, UtcDateTime, enum_type
from eventreg.core.files import StoredFile
from eventreg.events.models import Event, EventSession
from eventreg.questions.models import FormVersion
from eventreg.tickets.models import Ticket


class Application(Model):
    """A business asks for a place at an event. `code` is what people quote: the event's letters and a number.

    `deadline_at`: until when the applicant must confirm (offered) or mend (needs_revision). `waitlisted_at` orders the
    waiting list, after `draw_key` where there was a draw.

    `answers`: by the keys of the questions of `form_version` (`questions.rules`). `groups`: the groups it belonged to
    when it was sent. `places`: how many it takes; `pool`: the reserve that they come from, empty for the common places.
    `skipped_at`: since when staff pass it over on the waiting list, and why. `reminded_at`: when its offer was
    recalled. `attempt`: the phone's name for one sending, so that the same sent twice is one.
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
    form_version_id: Mapped[int | None] = mapped_column(ForeignKey("form_version.id"))
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    groups: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    places: Mapped[int] = mapped_column(default=1, server_default="1")
    pool: Mapped[str] = mapped_column(String(40), default="", server_default="")
    draw_key: Mapped[str | None] = mapped_column(String(64))
    skipped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    skip_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempt: Mapped[str | None] = mapped_column(String(36), unique=True)
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
    form_version: Mapped[FormVersion | None] = relationship()
    sessions: Mapped[list[EventSession]] = relationship(
        secondary="application_session", order_by=EventSession.starts_at
    )
    participants: Mapped[list["Participant"]] = relationship(
        primaryjoin="and_(Application.id == Participant.application_id, Participant.ended_at.is_(None))",
        order_by="Participant.position",
        viewonly=True,
    )
    files: Mapped[list[StoredFile]] = relationship(secondary="application_file", order_by=StoredFile.id)

    @property
    def session_ids(self) -> frozenset[int]:
        """The sessions that it is for, empty for all of the event's."""
        return frozenset(session.id for session in self.sessions)

    @property
    def is_asked_again(self) -> bool:
        """Whether a place that was confirmed waits for a second confirmation: the event has new dates."""
        return self.status is Status.OFFERED and any(move.origin is Status.CONFIRMED for move in self.moves)


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


class ApplicationSession(Model):
    """A session that an application is for, where applicants choose."""

    __tablename__ = "application_session"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id"), primary_key=True)


class ApplicationFile(Model):
    """A file that answers a question of an application."""

    __tablename__ = "application_file"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), primary_key=True)


class Participant(Model):
    """Somebody who comes for a business. `ended_at`: since when another one comes in their place.

    `dietary`, `access_needs`: what the organiser has to prepare, in their own words.
    """

    __tablename__ = "participant"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(16), default="")
    dietary: Mapped[str] = mapped_column(String(240), default="")
    access_needs: Mapped[str] = mapped_column(String(240), default="")
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    application: Mapped[Application] = relationship()
    ticket: Mapped[Ticket | None] = relationship()


class PassedOver(Model):
    """An application on the waiting list that did not get the place that came free, and why.

    `reason`: a value of `room.Full`, or the words of `by_id`.
    """

    __tablename__ = "passed_over"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text)


class Objection(Model):
    """What a rejected applicant says against the decision, and what came of it: `upheld` is None while it is open."""

    __tablename__ = "objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    upheld: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    application: Mapped[Application] = relationship()


class Draw(Model):
    """An open draw of an event's places.

    `document`: the text that was published when applications had closed, locked by its SHA-256 `commitment`: the
    sorted application numbers, the rule, the public source and its time `draws_at`, which was still to come. `value` is
    what the source told then. The order is by SHA-256(commitment, value, number).
    """

    __tablename__ = "draw"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    source: Mapped[str] = mapped_column(String(240))
    source_url: Mapped[str] = mapped_column(String(500), default="")
    draws_at: Mapped[datetime] = mapped_column(UtcDateTime)
    document: Mapped[str] = mapped_column(Text)
    commitment: Mapped[str] = mapped_column(String(64))
    locked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    locked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    value: Mapped[str | None] = mapped_column(String(240))
    drawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    event: Mapped[Event] = relationship()
