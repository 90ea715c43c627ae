"""The organisation itself, one row, and who signs for it; edited by an administrator."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.core.clock import Zone
from eventreg.core.db import Model, UtcDateTime, enum_type
from eventreg.core.files import StoredFile

NUMBER_PATTERN = "{class}/{number}/{office}/{month}/{year}"


class Organisation(Model):
    """Who invites: name and address on pages and papers, and the zone that new events start with.

    `privacy_contact`: whom people ask about their data. `seal_address`: who gets each day's seal of the audit trail.
    On papers: `logo` and `letterhead_line` (telephone, e-mail, web page) at their head; numbers by `number_pattern`, in
    which `office_code` stands for the council, counted within each class of letters where `numbers_by_class`.
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
    logo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    letterhead_line: Mapped[str] = mapped_column(String(200), default="", server_default="")
    office_code: Mapped[str] = mapped_column(String(40), default="", server_default="")
    number_pattern: Mapped[str] = mapped_column(String(120), default=NUMBER_PATTERN, server_default=NUMBER_PATTERN)
    numbers_by_class: Mapped[bool] = mapped_column(default=False, server_default=false())

    logo: Mapped[StoredFile | None] = relationship()

    @property
    def town(self) -> str:
        """The place as it stands before a date: `Pekalongan` of `Kota Pekalongan`."""
        return self.place.removeprefix("Kota ").removeprefix("Kabupaten ")


class Signatory(Model):
    """Who signs papers: name and post as they are printed, `identity` below them (such as `NIP. 1970…`).

    `picture`: the signature as a picture on white, None for a hand. Papers keep what was printed when somebody leaves
    (`ended_at`). The first by `position` signs where no other is chosen.
    """

    __tablename__ = "signatory"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    post: Mapped[str] = mapped_column(String(160))
    identity: Mapped[str] = mapped_column(String(60), default="")
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    picture: Mapped[StoredFile | None] = relationship()
