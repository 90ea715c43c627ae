"""Application forms and their versions."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.core.db import Model, UtcDateTime


class Form(Model):
    """What one event asks, or a template that events start from. Its questions are in its versions."""

    __tablename__ = "application_form"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    is_template: Mapped[bool] = mapped_column(default=False, index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    versions: Mapped[list["FormVersion"]] = relationship(back_populates="form", order_by="FormVersion.number")


class FormVersion(Model):
    """The questions as they are asked from `published_at` on; never changed after that. `number` counts from 1.

    `questions`: `rules.Question` as JSON, in their order. A version that isn't published is what organisers work on;
    a form has one at most.
    """

    __tablename__ = "form_version"
    __table_args__ = (UniqueConstraint("form_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("application_form.id"), index=True)
    number: Mapped[int]
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    form: Mapped[Form] = relationship(back_populates="versions")
