"""The register of all businesses, as staff search it; and what looks like one of them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from eventreg.accounts.models import Person
from eventreg.businesses.models import Business, BusinessMember, Category, Product, Region
from eventreg.businesses.rules import are_alike
from eventreg.core import protected
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.paging import Page, page_of

PAGE = 25
# neither erased nor found to be another one
LIVING = and_(Business.erased_at.is_(None), Business.merged_into_id.is_(None))


class Lack(StrEnum):
    """What staff look for to put it right: nobody with an e-mail address."""

    EMAIL = "email"


@dataclass(frozen=True)
class Filters:
    """What staff look for; empty values leave everything in.

    `category` and `district` are codes, `sort` a key of SORTS.
    """

    text: str = ""
    category: str = ""
    district: str = ""
    lack: Lack | None = None
    sort: str = "name"


SORTS: dict[str, tuple[Any, ...]] = {
    "name": (func.lower(Business.name), Business.id),
    "-name": (func.lower(Business.name).desc(), Business.id.desc()),
    "new": (Business.created_at.desc(), Business.id.desc()),
    "-new": (Business.created_at, Business.id),
}


# ---- Looking up -----------------------------------------------------------------------------------


def page_for_staff(filters: Filters, number: int) -> Page[Business]:
    """A page of the register with everything that the table shows."""
    return page_of(all_for_staff(filters), number, PAGE)


def all_for_staff(filters: Filters) -> Select[Business]:
    """Every business that the filters leave in, sorted."""
    return (
        select(Business)
        .where(*_matching(filters))
        .order_by(*SORTS.get(filters.sort, SORTS["name"]))
        .options(joinedload(Business.category), joinedload(Business.region))
    )


def counts(filters: Filters) -> dict[Lack | None, int]:
    """How many the filters leave in whatever they lack, and how many lack what."""
    found = select(func.count()).select_from(Business).where(*_about(filters), LIVING)
    return {None: db.session.scalar(found) or 0} | {
        lack: db.session.scalar(found.where(condition())) or 0 for lack, condition in _LACKS.items()
    }


def get_business(business_id: int) -> Business:
    """A business with all that its page shows. Raises NotFound."""
    business = db.session.scalar(
        select(Business)
        .where(Business.id == business_id, LIVING)
        .options(
            joinedload(Business.category),
            joinedload(Business.region),
            selectinload(Business.products).joinedload(Product.photo),
        )
    )
    if business is None:
        raise NotFound
    return business


def members_of(business_ids: Collection[int]) -> Sequence[BusinessMember]:
    """Who acts for these businesses now, the first who did first."""
    query = (
        select(BusinessMember)
        .where(BusinessMember.business_id.in_(business_ids), BusinessMember.ended_at.is_(None))
        .order_by(BusinessMember.since, BusinessMember.id)
        .options(joinedload(BusinessMember.person).selectinload(Person.grants))
    )
    return db.session.scalars(query).all()


def get_member(business_id: int, person_id: int) -> Person:
    """Somebody who acts for a business now. Raises NotFound."""
    found = next((member for member in members_of([business_id]) if member.person_id == person_id), None)
    if found is None:
        raise NotFound
    return found.person


def without_address(business_ids: Collection[int]) -> frozenset[int]:
    """Those of the businesses for which nobody with an e-mail address acts."""
    return frozenset(db.session.scalars(select(Business.id).where(Business.id.in_(business_ids), _has_no_address())))


def districts() -> Sequence[Region]:
    """The districts of the list of regions, by name."""
    return db.session.scalars(select(Region).where(Region.level == "district").order_by(Region.name)).all()


# ---- Entered twice? -------------------------------------------------------------------------------


class Likeness(StrEnum):
    """What two businesses have in common that only one should have."""

    NIK = "nik"
    NPWP = "npwp"
    NIB = "nib"
    PHONE = "phone"
    NAME = "name"


@dataclass(frozen=True)
class Candidate:
    """A business that may be in the register already; `phone` in E.164, numbers as digits, empty where unknown."""

    name: str
    phone: str = ""
    nib: str = ""
    npwp: str = ""
    niks: Collection[str] = ()


@dataclass(frozen=True)
class Twin:
    """A business of the register that looks like another one, and why."""

    business: Business
    likenesses: Collection[Likeness]


def candidate_of(business: Business) -> Candidate:
    """A business of the register, to be compared with the others."""
    sealed = [member.person.nik_encrypted for member in members_of([business.id])]
    return Candidate(
        name=business.name,
        phone=business.phone,
        nib=business.nib,
        npwp=protected.open_(business.npwp_encrypted) if business.npwp_encrypted is not None else "",
        niks=[protected.open_(value) for value in sealed if value is not None],
    )


def find_twins(candidate: Candidate, *, but: int | None = None) -> list[Twin]:
    """The businesses that look like this one.

    `but`: its own id, when it is in the register; what else the same people own is then no twin unless its name is
    alike: one person's businesses share number and phone.
    """
    likenesses: dict[int, list[Likeness]] = {}
    for likeness, ids in _likenesses(candidate):
        for business_id in ids:
            likenesses.setdefault(business_id, []).append(likeness)
    for sibling in _of_the_same_people(but) if but is not None else ():
        if Likeness.NAME not in likenesses.get(sibling, ()):
            likenesses.pop(sibling, None)
    found = select(Business).where(Business.id.in_(likenesses)).order_by(Business.id)
    rows = db.session.scalars(found.options(joinedload(Business.category), joinedload(Business.region)))
    return [Twin(business, likenesses[business.id]) for business in rows if business.id != but]


def _likenesses(candidate: Candidate) -> Iterable[tuple[Likeness, Iterable[int]]]:
    living = select(Business.id).where(LIVING)
    if candidate.niks:
        hashes = [found for nik in candidate.niks for found in protected.hashes("nik", nik)]
        yield Likeness.NIK, db.session.scalars(living.where(_somebody(Person.nik_hash.in_(hashes)))).all()
    if candidate.npwp:
        same = Business.npwp_hash.in_(protected.hashes("npwp", candidate.npwp))
        yield Likeness.NPWP, db.session.scalars(living.where(same)).all()
    if candidate.nib:
        yield Likeness.NIB, db.session.scalars(living.where(Business.nib == candidate.nib)).all()
    if candidate.phone:
        yield Likeness.PHONE, db.session.scalars(living.where(Business.phone == candidate.phone)).all()
    names = db.session.execute(living.add_columns(Business.name))
    yield Likeness.NAME, [business_id for business_id, name in names if are_alike(name, candidate.name)]


def _of_the_same_people(business_id: int) -> Sequence[int]:
    people = select(BusinessMember.person_id).where(
        BusinessMember.business_id == business_id, BusinessMember.ended_at.is_(None)
    )
    theirs = select(BusinessMember.business_id).where(
        BusinessMember.person_id.in_(people), BusinessMember.ended_at.is_(None)
    )
    return db.session.scalars(theirs).all()


# ---- Conditions -----------------------------------------------------------------------------------


def _matching(filters: Filters) -> list[ColumnElement[bool]]:
    lack = [_LACKS[filters.lack]()] if filters.lack else []
    return [LIVING, *_about(filters), *lack]


def _about(filters: Filters) -> list[ColumnElement[bool]]:
    conditions = [_says(word) for word in filters.text.lower().split()]
    if filters.category:
        conditions.append(Business.category.has(Category.code == filters.category))
    if filters.district:
        conditions.append(Business.region_code.startswith(f"{filters.district}.", autoescape=True))
    return conditions


def _says(word: str) -> ColumnElement[bool]:
    """The word in a name, or figures in a number, however the phone is written: 0812 and +62 812 are one."""
    found = [column.icontains(word, autoescape=True) for column in (Business.name, Business.owner_name)]
    figures = word.lstrip("+").replace("-", "")
    if figures.isdecimal():
        phone = figures.removeprefix("62").removeprefix("0")
        found += [Business.phone.contains(phone or figures), Business.nib.contains(figures)]
    return or_(*found)


def _has_no_address() -> ColumnElement[bool]:
    return ~_somebody(Person.email.is_not(None))


def _somebody(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """That somebody acts for the business now of whom the condition holds."""
    return exists(
        select(BusinessMember.id)
        .join(Person, Person.id == BusinessMember.person_id)
        .where(BusinessMember.business_id == Business.id, BusinessMember.ended_at.is_(None), condition)
        .correlate(Business)
    )


_LACKS = {Lack.EMAIL: _has_no_address}
