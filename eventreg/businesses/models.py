"""Businesses, who acts for them, what they make, and where they are."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.accounts.models import Person
from eventreg.core.db import Model, UtcDateTime, enum_type
from eventreg.core.files import StoredFile
from eventreg.core.i18n import Language
from eventreg.core.phone import show_phone
from eventreg.core.protected import encrypted


class Category(Model):
    """A craft, in a tree that a council can edit; `code` never changes."""

    __tablename__ = "category"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    name_id: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]

    def name_in(self, language: Language) -> str:
        """The name in the reader's language."""
        return self.name_en if language is Language.EN else self.name_id


class Region(Model):
    """A province, city, district or village by its Kemendagri code `PP.KK.CC.VVVV`."""

    __tablename__ = "region"

    code: Mapped[str] = mapped_column(String(13), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    level: Mapped[str] = mapped_column(String(16), index=True)

    @property
    def parent_code(self) -> str:
        """The code of the region around this one; empty for a province."""
        return self.code.rpartition(".")[0]


class Business(Model):
    """A small business (UMKM). `phone` in E.164; `nib` 13 digits or empty; the tax number (NPWP) is kept encrypted.

    Where it is: a village of the list (`region_code`), or in its own words (`elsewhere`). `registered_by_id`: who of
    the staff entered it on its owner's behalf.

    The profile: `turnover_band` is a month's (`rules.TURNOVER_BANDS`), `yearly_sales` and `capital` (without land) are
    whole Rupiah, `channels` its addresses by the names of `rules.CHANNELS`, `kbli` a code of `kbli_edition`.
    `owner_sex` is "f", "m" or empty, `owner_disability` None where it isn't told. `fostered_since`: since when it is
    one of the council's (binaan). `confirmed_at`: when its owner last said that all this is still right.
    `merged_into_id`: the business that this one was found to be.
    """

    __tablename__ = "business"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    owner_name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(16))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    elsewhere: Mapped[str] = mapped_column(String(120), default="")
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), index=True)
    nib: Mapped[str] = mapped_column(String(13), default="")
    npwp_encrypted: Mapped[bytes | None] = mapped_column(LargeBinary, info=encrypted("npwp", hashed_in="npwp_hash"))
    npwp_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    registered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    brand: Mapped[str] = mapped_column(String(120), default="", server_default="")
    address: Mapped[str] = mapped_column(String(240), default="", server_default="")
    founded_year: Mapped[int | None]
    kbli: Mapped[str] = mapped_column(String(5), default="", server_default="")
    kbli_edition: Mapped[str] = mapped_column(String(4), default="", server_default="")
    workers_m: Mapped[int | None]
    workers_f: Mapped[int | None]
    turnover_band: Mapped[str] = mapped_column(String(20), default="", server_default="")
    yearly_sales: Mapped[int | None] = mapped_column(BigInteger)
    capital: Mapped[int | None] = mapped_column(BigInteger)
    capacity: Mapped[str] = mapped_column(String(240), default="", server_default="")
    is_producer: Mapped[bool | None]
    channels: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    owner_sex: Mapped[str] = mapped_column(String(1), default="", server_default="")
    owner_disability: Mapped[bool | None]
    fostered_since: Mapped[date | None]
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("business.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    category: Mapped[Category] = relationship()
    region: Mapped[Region | None] = relationship()
    products: Mapped[list["Product"]] = relationship(
        primaryjoin="and_(Business.id == Product.business_id, Product.archived_at.is_(None))",
        order_by="Product.id",
        viewonly=True,
    )

    @property
    def place(self) -> str:
        """The village, or the business's own words for where it is."""
        return self.region.name if self.region else self.elsewhere


class MemberRole(StrEnum):
    """What somebody is to a business: an owner also decides who acts for it."""

    OWNER = "owner"
    HELPER = "helper"


class BusinessMember(Model):
    """A person who acts for a business, or did until `ended_at`."""

    __tablename__ = "business_member"
    __table_args__ = (
        Index(
            "uq_business_member_active",
            "business_id",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    business_id: Mapped[int] = mapped_column(ForeignKey("business.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[MemberRole] = mapped_column(enum_type(MemberRole), default=MemberRole.OWNER)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    business: Mapped[Business] = relationship()
    person: Mapped[Person] = relationship()

    @property
    def name(self) -> str:
        """What those who share the business call them."""
        return self.person.name or self.person.email or show_phone(self.person.phone)


class BusinessInvitation(Model):
    """A link that makes whoever opens it first one of a business; kept as a hash.

    `hands_over`: the business changes hands by it; whoever accepts becomes its only owner.
    """

    __tablename__ = "business_invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    business_id: Mapped[int] = mapped_column(ForeignKey("business.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[MemberRole] = mapped_column(enum_type(MemberRole))
    hands_over: Mapped[bool] = mapped_column(default=False)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    used_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    business: Mapped[Business] = relationship()


class Product(Model):
    """Something that a business makes; `price` in whole Rupiah, 0 where it isn't told.

    `archived_at`: since when it is no longer offered; applications that showed it keep showing it.
    """

    __tablename__ = "product"

    id: Mapped[int] = mapped_column(primary_key=True)
    business_id: Mapped[int] = mapped_column(ForeignKey("business.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    price: Mapped[int] = mapped_column(default=0)
    story: Mapped[str] = mapped_column(Text, default="")
    name_en: Mapped[str] = mapped_column(String(120), default="", server_default="")
    story_en: Mapped[str] = mapped_column(Text, default="", server_default="")
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    business: Mapped[Business] = relationship()
    photo: Mapped[StoredFile | None] = relationship()


class PaperKind(StrEnum):
    """The papers that events ask of a business."""

    NIB = "nib"
    PIRT = "pirt"
    HALAL = "halal"
    HKI = "hki"
    BATIKMARK = "batikmark"
    STATEMENT = "statement"
    OTHER = "other"


class Paper(Model):
    """A paper of a business, sent once and used for every event.

    Staff look at it once: `verified_at`, or `refused_at` with a `remark` that tells what to mend. `title` names one of
    the kind `other`. `archived_at`: since when a newer one stands in its place.
    """

    __tablename__ = "business_paper"

    id: Mapped[int] = mapped_column(primary_key=True)
    business_id: Mapped[int] = mapped_column(ForeignKey("business.id"), index=True)
    kind: Mapped[PaperKind] = mapped_column(enum_type(PaperKind))
    title: Mapped[str] = mapped_column(String(120), default="")
    number: Mapped[str] = mapped_column(String(80), default="")
    issued_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    remark: Mapped[str] = mapped_column(Text, default="")
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    business: Mapped[Business] = relationship()
    file: Mapped[StoredFile | None] = relationship()

    @property
    def checked_at(self) -> datetime | None:
        """When staff said what they think of it."""
        return self.verified_at or self.refused_at
