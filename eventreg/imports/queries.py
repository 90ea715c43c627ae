"""Looking up imported files, and the register as rows are compared with it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventreg.accounts.models import Person
from eventreg.businesses.models import Business, BusinessMember, Category, Region
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.paging import Page, page_of
from eventreg.core.permissions import Actor, Permission
from eventreg.imports.likeness import Entry
from eventreg.imports.models import DuplicateDecision, ImportFile
from eventreg.imports.rules import KEPT

PAGE = 20


# ---- Files ------------------------------------------------------------------------------------------


def get_import(number: int, actor: Actor) -> ImportFile:
    """A file that the actor sent and may still work with. Raises NotFound."""
    found = db.session.scalar(
        select(ImportFile)
        .where(ImportFile.id == number, ImportFile.made_by_id == actor.person_id)
        .options(joinedload(ImportFile.event))
    )
    if found is None or not actor.may(Permission.IMPORT_RUN, found.event_id):
        raise NotFound()
    return found


def own_files(actor: Actor, event_id: int | None, number: int) -> Page[ImportFile]:
    """What the actor sent for this event, or for the register; the newest first, without what was thrown away."""
    query = select(ImportFile).where(
        ImportFile.made_by_id == actor.person_id, ImportFile.event_id == event_id, ImportFile.dropped_at.is_(None)
    )
    return page_of(query.order_by(ImportFile.id.desc()), number, PAGE)


# ---- The register -----------------------------------------------------------------------------------


def entries() -> list[Entry]:
    """Every business of the register, to be compared."""
    owners, niks = owners_of(), _niks()
    rows = db.session.execute(
        select(
            Business.id,
            Business.name,
            Business.phone,
            Business.nib,
            Business.address,
            Business.elsewhere,
            Business.npwp_hash,
            Region.name.label("village"),
        )
        .join(Region, Region.code == Business.region_code, isouter=True)
        .where(Business.erased_at.is_(None), Business.merged_into_id.is_(None))
        .order_by(Business.id)
    )
    return [
        Entry(
            id=row.id,
            name=row.name,
            phone=row.phone,
            nib=row.nib,
            place=row.village or row.elsewhere,
            address=row.address,
            owners=owners.get(row.id, frozenset()),
            npwp=row.npwp_hash or "",
            niks=frozenset(niks[owner] for owner in owners.get(row.id, ()) if owner in niks),
        )
        for row in rows
    ]


def owners_of() -> Mapping[int, frozenset[int]]:
    """Business → the people who act for it now."""
    found: dict[int, set[int]] = {}
    active = select(BusinessMember.business_id, BusinessMember.person_id).where(BusinessMember.ended_at.is_(None))
    for business_id, person_id in db.session.execute(active):
        found.setdefault(business_id, set()).add(person_id)
    return {business_id: frozenset(people) for business_id, people in found.items()}


def _niks() -> Mapping[int, str]:
    """Person → the hash of the NIK, of those who gave one."""
    found = select(Person.id, Person.nik_hash).where(Person.nik_hash.is_not(None))
    return {person_id: nik for person_id, nik in db.session.execute(found) if nik}


def decided() -> set[tuple[int, int]]:
    """The pairs that somebody found to be different, the lower id first."""
    return {
        (first, second)
        for first, second in db.session.execute(select(DuplicateDecision.first_id, DuplicateDecision.second_id))
    }


def businesses(ids: Sequence[int]) -> Mapping[int, Business]:
    """These businesses, by their ids."""
    query = select(Business).where(Business.id.in_(ids))
    rows = db.session.scalars(query.options(joinedload(Business.category), joinedload(Business.region)))
    return {business.id: business for business in rows}


def people_by_email(addresses: Sequence[str]) -> Mapping[str, int]:
    """Address → the person who signs in with it."""
    found = select(Person.email, Person.id).where(Person.email.in_(addresses), Person.erased_at.is_(None))
    return {email: person_id for email, person_id in db.session.execute(found) if email}


def crafts() -> Sequence[Category]:
    """The categories, groups and all."""
    return db.session.scalars(select(Category).order_by(Category.position, Category.id)).all()


def regions() -> Sequence[Region]:
    """Districts and villages."""
    return db.session.scalars(
        select(Region).where(Region.level.in_(("district", "village"))).order_by(Region.code)
    ).all()


def has_old(now: datetime) -> bool:
    """Whether a file has been waiting longer than it may."""
    old = select(ImportFile.id).where(ImportFile.created_at < now - KEPT, ImportFile.dropped_at.is_(None))
    return db.session.scalar(old.limit(1)) is not None
