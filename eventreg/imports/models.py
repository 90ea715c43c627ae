"""Files that were sent to be imported."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.core.db import Model, UtcDateTime, enum_type
from eventreg.events.models import Event
from eventreg.imports.rules import Subject


class ImportFile(Model):
    """A table that staff sent: its `columns`, its `rows` as text, and which field each column is (`mapping`).

    `fates`: what became, or would become, of each row. The rows are emptied when it was applied or thrown away.
    """

    __tablename__ = "import_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[Subject] = mapped_column(enum_type(Subject))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    name: Mapped[str] = mapped_column(String(120))
    columns: Mapped[list[str]] = mapped_column(JSON, default=list)
    rows: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    mapping: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    fates: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    event: Mapped[Event | None] = relationship()


class DuplicateDecision(Model):
    """Two businesses that a person found to be different, so that they aren't shown as likely duplicates again."""

    __tablename__ = "duplicate_decision"

    first_id: Mapped[int] = mapped_column(ForeignKey("business.id"), primary_key=True)
    second_id: Mapped[int] = mapped_column(ForeignKey("business.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
