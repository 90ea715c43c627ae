"""Businesses, who acts for them, who is invited to, what they make, and their papers."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from eventreg.businesses.models import Business, BusinessInvitation, BusinessMember, Paper, Product
from eventreg.core import protected
from eventreg.core.db import db
from eventreg.core.files import StoredFile
from eventreg.records.holdings import groups
from eventreg.records.holdings.kinds import (
    Blank,
    Change,
    Deed,
    Deeds,
    Facts,
    Holding,
    Where,
    everything,
    internal,
    secret,
    told,
)
from eventreg.records.holdings.parts import by_person
from eventreg.records.holdings.subject import Subject
from eventreg.records.rules import ERASED, ERASED_BUSINESS

# ---- Conditions -----------------------------------------------------------------------------------


def _of_businesses(column: Any) -> Where:
    return lambda subject: column.in_(subject.own)


def _of_sole(column: Any) -> Where:
    return lambda subject: column.in_(subject.sole)


def _invitations(subject: Subject) -> ColumnElement[bool]:
    return or_(BusinessInvitation.business_id.in_(subject.own), BusinessInvitation.used_by_id == subject.id)


def _invitations_of_others(subject: Subject) -> ColumnElement[bool]:
    return and_(BusinessInvitation.business_id.in_(subject.acted_for), ~_of_sole_invitations(subject))


def _of_sole_invitations(subject: Subject) -> ColumnElement[bool]:
    return BusinessInvitation.business_id.in_(subject.sole)


# ---- What erasure writes ---------------------------------------------------------------------------


def _if_sole(value: Any, name: str) -> Blank:
    """`value` where the business ends with the person; otherwise as it is."""
    return lambda row, subject, now: value if row.id in subject.sole else getattr(row, name)


def _owner_name(row: Business, subject: Subject, now: datetime) -> str:
    if row.id not in subject.named_in:
        return row.owner_name
    heir = subject.heirs.get(row.id)
    return heir.name if heir and heir.name else ERASED


def _owner_phone(row: Business, subject: Subject, now: datetime) -> str:
    if row.id not in subject.named_in:
        return row.phone
    heir = subject.heirs.get(row.id)
    return heir.phone if heir else ""


def _forgets_npwp(row: Business, subject: Subject) -> bool:
    """Whether the tax number goes: with the business, or because it is the person's NIK, as that of people is."""
    if row.id in subject.sole or row.npwp_encrypted is None:
        return row.id in subject.sole
    npwp = protected.open_(row.npwp_encrypted)
    return npwp == subject.nik or (row.id in subject.named_in and not npwp.startswith("0"))


def _if_theirs(value: Any, name: str) -> Blank:
    """`value` where it is said of this person as the owner, even if the business goes on; otherwise as it is."""
    return lambda row, subject, now: value if row.id in subject.sole | subject.named_in else getattr(row, name)


def _npwp(row: Business, subject: Subject, now: datetime) -> bytes | None:
    return None if _forgets_npwp(row, subject) else row.npwp_encrypted


def _npwp_hash(row: Business, subject: Subject, now: datetime) -> str | None:
    return None if _forgets_npwp(row, subject) else row.npwp_hash


def _updated_at(row: Business, subject: Subject, now: datetime) -> datetime:
    return now if row.id in subject.sole | subject.named_in else row.updated_at


def _erased_at(row: Business, subject: Subject, now: datetime) -> datetime | None:
    return now if row.id in subject.sole else row.erased_at


def _ended_at(row: Any, subject: Subject, now: datetime) -> datetime:
    ended: datetime | None = row.ended_at
    return ended or now


def _invited_name(row: BusinessInvitation, subject: Subject, now: datetime) -> str:
    return ERASED if row.used_by_id == subject.id or row.name.casefold() in subject.names else row.name


def _withdrawn_at(row: BusinessInvitation, subject: Subject, now: datetime) -> datetime | None:
    """What the person has handed out and nobody has used ends with them."""
    return now if row.made_by_id == subject.id and not row.used_at and not row.withdrawn_at else row.withdrawn_at


# ---- What a copy tells beside the columns -------------------------------------------------------------


def _business_more(row: Business, subject: Subject) -> Facts:
    """The tax number whole for an owner alone: it may be the owner's NIK, and a helper's page masks it too.

    What is said of the owner's body is told to owners alone.
    """
    npwp = protected.open_(row.npwp_encrypted) if row.npwp_encrypted else None
    is_owner = row.id in subject.owns | subject.sole
    return {
        "owner_sex": row.owner_sex if is_owner else "",
        "owner_disability": row.owner_disability if is_owner else None,
        "channels": list(row.channels.values()),
        "npwp": npwp if npwp is None or row.id in subject.owns else protected.mask(npwp),
        "category": row.category.code,
        "region": row.region.name if row.region else None,
    }


def _product_more(row: Product, subject: Subject) -> Facts:
    return {"business": _name_of(row.business_id), "picture": _photo_key(row.photo)}


def _paper_more(row: Paper, subject: Subject) -> Facts:
    return {"business": row.business.name, "file": row.file.key if row.file else None}


def _name_of(business_id: int | None) -> str | None:
    business = db.session.get(Business, business_id) if business_id else None
    return business.name if business else None


def _photo_key(photo: StoredFile | None) -> str | None:
    return photo.key if photo else None


# ---- The tables -----------------------------------------------------------------------------------


PRODUCTS = Holding(
    "products",
    groups.BUSINESSES,
    Product,
    ("business_id",),
    _of_businesses(Product.business_id),
    {
        "id": internal(),
        "business_id": internal(),
        "name": told(),
        "price": told(),
        "story": told(),
        "name_en": told(),
        "story_en": told(),
        "photo_id": internal(),
        "created_at": told(),
        "archived_at": told(),
    },
    everything(Deed.DELETE, _of_sole(Product.business_id)),
    _product_more,
)

PAPERS = Holding(
    "papers",
    groups.BUSINESSES,
    Paper,
    ("business_id",),
    _of_businesses(Paper.business_id),
    {
        "id": internal(),
        "business_id": internal(),
        "kind": told(),
        "title": told(),
        "number": told(),
        "issued_on": told(),
        "expires_on": told(),
        "file_id": internal(),
        "created_at": told(),
        "verified_at": told(),
        "refused_at": told(),
        "checked_by_id": internal(),
        "remark": told(),
        "archived_at": told("replaced_at"),
    },
    everything(Deed.DELETE, _of_sole(Paper.business_id)),
    _paper_more,
)

INVITATIONS = Holding(
    "invitations",
    groups.BUSINESSES,
    BusinessInvitation,
    ("business_id", "used_by_id"),
    _invitations,
    {
        "id": internal(),
        "business_id": internal(),
        "token_hash": secret(),
        "name": told(erased=_invited_name),
        "role": told(),
        "hands_over": told(),
        "made_by_id": internal(),
        "created_at": told(),
        "expires_at": told(),
        "used_at": told(),
        "used_by_id": internal(),
        "withdrawn_at": told(erased=_withdrawn_at),
    },
    (Change(Deed.DELETE, _of_sole_invitations), Change(Deed.ANONYMISE, _invitations_of_others)),
    lambda row, subject: {"business": row.business.name},
)

MEMBERSHIPS = Holding(
    "memberships",
    groups.BUSINESSES,
    BusinessMember,
    ("person_id", "business_id"),
    by_person(BusinessMember),
    {
        "id": internal(),
        "business_id": internal(),
        "person_id": internal(),
        "role": told(),
        "since": told(),
        "ended_at": told(erased=_ended_at),
    },
    everything(Deed.ANONYMISE, by_person(BusinessMember)),
    lambda row, subject: {"business": row.business.name},
)

BUSINESSES = Holding(
    "businesses",
    groups.BUSINESSES,
    Business,
    ("id", "merged_into_id"),
    _of_businesses(Business.id),
    {
        "id": internal(),
        "name": told(erased=_if_sole(ERASED_BUSINESS, "name")),
        "owner_name": told(erased=_owner_name),
        "phone": told(erased=_owner_phone),
        "region_code": told(),
        "elsewhere": told(erased=_if_sole("", "elsewhere")),
        "category_id": internal(),
        "nib": told(erased=_if_sole("", "nib")),
        "npwp_encrypted": internal(erased=_npwp),
        "npwp_hash": secret(erased=_npwp_hash),
        "registered_by_id": internal(),
        "brand": told(erased=_if_sole("", "brand")),
        "address": told(erased=_if_sole("", "address")),
        "founded_year": told(erased=_if_sole(None, "founded_year")),
        "kbli": told(erased=_if_sole("", "kbli")),
        "kbli_edition": told(erased=_if_sole("", "kbli_edition")),
        "workers_m": told(erased=_if_sole(None, "workers_m")),
        "workers_f": told(erased=_if_sole(None, "workers_f")),
        "turnover_band": told(erased=_if_sole("", "turnover_band")),  # specific personal data, as the next two
        "yearly_sales": told(erased=_if_sole(None, "yearly_sales")),
        "capital": told(erased=_if_sole(None, "capital")),
        "capacity": told(erased=_if_sole("", "capacity")),
        "is_producer": told(erased=_if_sole(None, "is_producer")),
        "channels": told(erased=lambda row, subject, now: {} if row.id in subject.sole else row.channels),
        "owner_sex": internal(erased=_if_theirs("", "owner_sex")),  # specific: told by `more`, to owners
        "owner_disability": internal(erased=_if_theirs(None, "owner_disability")),  # as above
        "fostered_since": told(erased=_if_sole(None, "fostered_since")),
        "confirmed_at": told("still_right_at", erased=_if_sole(None, "confirmed_at")),
        "merged_into_id": internal(erased=_if_sole(None, "merged_into_id")),
        "created_at": told(),
        "updated_at": told(erased=_updated_at),
        "erased_at": internal(erased=_erased_at),
    },
    everything(Deed.ANONYMISE, lambda subject: Business.id.in_(subject.acted_for)),
    _business_more,
)

DEEDS: Deeds = {
    (Business, "registered_by_id"): "created_at",
    (BusinessInvitation, "made_by_id"): "created_at",
    (BusinessInvitation, "used_by_id"): "used_at",
    (Paper, "checked_by_id"): "checked_at",
}

IMPERSONAL = {
    "category": "the list of crafts",
    "region": "the list of places",
}
