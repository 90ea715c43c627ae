"""Looking up businesses; what belongs to others is not found."""

from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from eventreg.accounts.models import Person
from eventreg.businesses.models import Business, BusinessMember, Category, Product, Region
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.files import StoredFile
from eventreg.core.i18n import Language
from eventreg.core.permissions import Actor, Permission, roles_from

Group = tuple[str, list[tuple[str, str]]]  # the group's name, then code and name of what is in it


def business_ids_of(person_id: int) -> frozenset[int]:
    """The businesses that a person acts for now."""
    return frozenset(db.session.scalars(select(BusinessMember.business_id).where(*_acts(person_id))))


def actor_of(person: Person) -> Actor:
    """The person as permissions see them: roles, and the businesses that they act for."""
    return Actor(
        person_id=person.id,
        name=person.name or person.email or "",
        roles=roles_from((grant.role, grant.event_id) for grant in person.grants),
        business_ids=business_ids_of(person.id),
    )


def own_businesses(person_id: int) -> Sequence[Business]:
    """The businesses that a person acts for, oldest first, with all that a page shows of them."""
    return db.session.scalars(_own(person_id).order_by(Business.id)).all()


def get_own(business_id: int, actor: Actor) -> Business:
    """A business of the actor's, with its products. Raises NotFound."""
    business = db.session.scalar(_own(actor.person_id).where(Business.id == business_id))
    if business is None:
        raise NotFound
    return business


def get_own_product(business_id: int, product_id: int, actor: Actor) -> Product:
    """A product that a business of the actor's offers. Raises NotFound."""
    product = db.session.scalar(
        select(Product)
        .join(BusinessMember, BusinessMember.business_id == Product.business_id)
        .where(
            Product.id == product_id,
            Product.business_id == business_id,
            Product.archived_at.is_(None),
            *_acts(actor.person_id),
        )
        .options(joinedload(Product.business), joinedload(Product.photo))
    )
    if product is None:
        raise NotFound
    return product


def _acts(person_id: int | None) -> tuple[ColumnElement[bool], ...]:
    """That a membership is the person's and hasn't ended."""
    return BusinessMember.person_id == person_id, BusinessMember.ended_at.is_(None)


def _own(person_id: int | None) -> Select[Business]:
    return (
        select(Business)
        .join(BusinessMember)
        .where(*_acts(person_id))
        .options(
            joinedload(Business.category),
            joinedload(Business.region),
            selectinload(Business.products).joinedload(Product.photo),
        )
    )


def find_own_photo(key: str, person_id: int) -> StoredFile | None:
    """A picture that the person sent, or that a business of theirs shows."""
    return db.session.scalar(
        select(StoredFile).where(
            StoredFile.key == key,
            or_(
                StoredFile.owner_id == person_id,
                _shown().where(*_acts(person_id)).exists(),
            ),
        )
    )


def get_photo(key: str, actor: Actor) -> StoredFile:
    """A picture that the actor may see: a person's own, their business's, or for staff any product's.

    Raises NotFound.
    """
    photo = find_own_photo(key, actor.person_id) if actor.person_id is not None else None
    if photo is None and actor.may_somewhere(Permission.APPLICATION_READ):
        photo = db.session.scalar(select(StoredFile).where(StoredFile.key == key, _shown().exists()))
    if photo is None:
        raise NotFound
    return photo


def _shown() -> Select[int]:
    """The products that show the picture of the outer query, with those who act for their makers."""
    return (
        select(Product.id)
        .join(BusinessMember, BusinessMember.business_id == Product.business_id)
        .where(Product.photo_id == StoredFile.id)
        .correlate(StoredFile)
    )


def find_category(code: str) -> Category | None:
    """A category that a business can be of: one inside a group."""
    return db.session.scalar(select(Category).where(Category.code == code, Category.parent_id.is_not(None)))


def find_region(code: str) -> Region | None:
    """The region with this code."""
    return db.session.get(Region, code)


def category_choices(language: Language) -> list[Group]:
    """The categories in their groups, in the council's order and the reader's language."""
    group = aliased(Category)
    rows = db.session.execute(
        select(group, Category)
        .join(group, Category.parent_id == group.id)
        .order_by(group.position, group.id, Category.position, Category.id)
    ).all()
    return [
        (head.name_in(language), [(category.code, category.name_in(language)) for _, category in members])
        for head, members in groupby(rows, key=lambda row: row[0])
    ]


def region_choices() -> list[Group]:
    """The villages by district, in the order of their names; with the city's name where there are several."""
    regions = {region.code: region for region in db.session.scalars(select(Region).where(Region.level != "province"))}
    several = sum(region.level == "city" for region in regions.values()) > 1
    groups: dict[str, list[tuple[str, str]]] = {}
    for region in sorted(regions.values(), key=lambda region: region.name):
        district = regions.get(region.parent_code)
        if region.level == "village" and district:
            city = regions.get(district.parent_code)
            name = f"{district.name}, {city.name}" if several and city else district.name
            groups.setdefault(name, []).append((region.code, region.name))
    return sorted(groups.items())
