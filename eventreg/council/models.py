"""The organisation itself: one row, edited by an administrator."""

from typing import ClassVar

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from eventreg.core.clock import Zone
from eventreg.core.db import Model, enum_type


class Organisation(Model):
    """Who invites: name and address on pages and papers, and the zone that new events start with.

    `privacy_contact`: whom people ask about their data. `seal_address`: who gets each day's seal of the audit trail.
    """

    __tablename__ = "organisation"
    ONLY: ClassVar[int] = 1  # the id of the one row, so that two who save first at once don't make two

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(160))
    short_name: Mapped[str] = mapped_column(String(40))
    place: Mapped[str] = mapped_column(String(80), default="")
    address: Mapped[str] = mapped_column(Text, default="")
    hours: Mapped[str] = mapped_column(String(120), default="")
    whatsapp: Mapped[str] = mapped_column(String(20), default="")
    welcome: Mapped[str] = mapped_column(String(160), default="")
    lead: Mapped[str] = mapped_column(String(300), default="")
    zone: Mapped[Zone] = mapped_column(enum_type(Zone), default=Zone.WIB)
    privacy_contact: Mapped[str] = mapped_column(String(200), default="")
    seal_address: Mapped[str] = mapped_column(String(254), default="")
