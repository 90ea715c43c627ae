"""What the exhibitor catalogue tells beside what businesses and the floor plan tell already."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.applications.models import Application
from eventreg.core.db import Model, UtcDateTime
from eventreg.events.models import Event


class Catalogue(Model):
    """The exhibitor catalogue of an event; everybody sees it since `published_at`."""

    __tablename__ = "catalogue"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    intro_id: Mapped[str] = mapped_column(Text, default="")
    intro_en: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    event: Mapped[Event] = relationship()


class CatalogueEntry(Model):
    """How an exhibitor presents itself, in its own words; without one the profile speaks.

    `shows_contact`: whether buyers see how to reach the business; the exhibitor says so themselves.
    """

    __tablename__ = "catalogue_entry"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    text_id: Mapped[str] = mapped_column(Text, default="")
    text_en: Mapped[str] = mapped_column(Text, default="")
    shows_contact: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    application: Mapped[Application] = relationship()
