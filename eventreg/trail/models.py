"""The seals of the audit trail."""

from datetime import date, datetime

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from eventreg.core.db import Model, UtcDateTime


class AuditLink(Model):
    """One link of the chain: the entry sealed at `position` (1, 2, …), and an HMAC over it and the link before."""

    __tablename__ = "audit_link"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(unique=True)
    mac: Mapped[str] = mapped_column(String(64))


class DaySeal(Model):
    """Where the chain ended with a day of the organisation's zone: for the secretary, outside the database."""

    __tablename__ = "day_seal"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    position: Mapped[int]
    mac: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
