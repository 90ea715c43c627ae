"""The register of what the office has issued, and the counter of its numbers."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.accounts.models import Person
from eventreg.core.db import Model, UtcDateTime, enum_type
from eventreg.core.i18n import Language
from eventreg.documents.rules import DocumentKind


class NumberCounter(Model):
    """The last number given out in a `series` ("" for all letters, or a class of them) in a year."""

    __tablename__ = "number_counter"
    __table_args__ = (UniqueConstraint("series", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(String(40), default="")
    year: Mapped[int]
    last: Mapped[int]


class IssuedDocument(Model):
    """A paper that left the office, with a number and a code by which anybody can check it.

    `content`: all that is printed, so that it can be printed again as it was. `facts`: pairs of a term and a value as
    they stand on the paper, in its language; the page of the check shows these alone. `digests`: SHA-256, in hex, of
    each file that was made of it. `subject`: what it was made for, such as `ticket:12`, so that it isn't made twice.
    `person_id`, `business_id`: whose it is. A withdrawn one stays, with the reason, and leads to its successor.
    """

    __tablename__ = "issued_document"
    __table_args__ = (
        UniqueConstraint("series", "year", "sequence"),
        Index("ix_issued_document_subject", "kind", "subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    kind: Mapped[DocumentKind] = mapped_column(enum_type(DocumentKind), index=True)
    number: Mapped[str] = mapped_column(String(120), default="")
    series: Mapped[str | None] = mapped_column(String(40))
    year: Mapped[int | None]
    sequence: Mapped[int | None]
    language: Mapped[Language] = mapped_column(enum_type(Language))
    title: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(80), default="")
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    business_id: Mapped[int | None] = mapped_column(ForeignKey("business.id"), index=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    facts: Mapped[list[list[str]]] = mapped_column(JSON)
    digests: Mapped[list[str]] = mapped_column(JSON)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("issued_document.id"))

    successor: Mapped["IssuedDocument | None"] = relationship(remote_side=[id])
    issued_by: Mapped[Person | None] = relationship(foreign_keys=[issued_by_id])
