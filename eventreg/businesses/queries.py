"""Looking up businesses; what belongs to others is not found."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from eventreg.accounts.models import Person
from eventreg.businesses import slots
from eventreg.businesses.models import (
    Business,
    BusinessInvitation,
    BusinessMember,
    Category,
    MemberRole,
    Paper,
    Product,
    Region,
)
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.files import StoredFile
from eventreg.core.i18n import Language
from eventreg.core.permissions import Actor, Permission, roles_from
from eventreg.core.signing import hash_secret

Group = tuple[str, list[tuple[str, str]]]  # the group's name, then code and name of what is in it
_HELPERS_LAST = case((BusinessMember.role == MemberRole.OWNER, 0), else_=1)


def business_ids_of(person_id: int) -> frozenset[int]:
    """The businesses that a person acts for now."""
    return frozenset(db.session.scalars(select(BusinessMember.business_id).where(*_acts(person_id))))


def actor_of(person: Person, *, with_roles: bool = True) -> Actor:
    """The person as permissions see them: the businesses that they act for, and the roles where they hold."""
    return Actor(
        person_id=person.id,
        name=person.name or person.email or "",
        roles=roles_from((grant.role, grant.event_id) for grant in person.grants) if with_roles else frozenset(),
        business_ids=business_ids_of(person.id),
    )


def own_businesses(person_id: int) -> Sequence[Business]:
    """The businesses that a person acts for, oldest first, with all that a page shows of them."""
    return db.session.scalars(_own(person_id).order_by(Business.id)).all()


def phone_of_owner(person_id: int) -> str:
    """The number of the oldest business of somebody's own that has one; "" where there is none."""
    owned = (*_acts(person_id), BusinessMember.role == MemberRole.OWNER, Business.phone != "")
    numbers = select(Business.phone).join(BusinessMember, BusinessMember.business_id == Business.id).where(*owned)
    return db.session.scalar(numbers.order_by(Business.id).limit(1)) or ""


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
    """A file that a business of the person's shows or has as a paper, or that they sent and none does yet.

    Once shown it is the business's: whoever sent it and then leaves no longer sees it.
    """
    shown_by_own = _shown().join(BusinessMember, BusinessMember.business_id == Product.business_id)
    paper_of_own = _papers().join(BusinessMember, BusinessMember.business_id == Paper.business_id)
    return db.session.scalar(
        select(StoredFile).where(
            StoredFile.key == key,
            or_(
                (StoredFile.owner_id == person_id) & ~_shown().exists() & ~_papers().exists(),
                shown_by_own.where(*_acts(person_id)).exists(),
                paper_of_own.where(*_acts(person_id)).exists(),
            ),
        )
    )


def get_photo(key: str, actor: Actor) -> StoredFile:
    """A picture that the actor may see: a person's own, their business's, or a product's for staff who read about it.

    Those of one event read about the businesses that applied for it. Raises NotFound.
    """
    own = find_own_photo(key, actor.person_id) if actor.person_id is not None else None
    if own:
        return own
    photo = db.session.scalar(select(StoredFile).where(StoredFile.key == key, _shown().exists()))
    if photo is None or not _is_shown_to(photo, actor):
        raise NotFound
    return photo


def _is_shown_to(photo: StoredFile, actor: Actor) -> bool:
    """Whether the picture stands in an application that the actor may read."""
    events = actor.events_where(Permission.APPLICATION_READ)
    if events is None:
        return True
    businesses = db.session.scalars(select(Product.business_id).where(Product.photo_id == photo.id)).all()
    return slots.have_applied(businesses, events)


def _shown() -> Select[int]:
    """The products that show the picture of the outer query."""
    return select(Product.id).where(Product.photo_id == StoredFile.id).correlate(StoredFile)


def _papers() -> Select[int]:
    """The papers whose file is that of the outer query, older ones too."""
    return select(Paper.id).where(Paper.file_id == StoredFile.id).correlate(StoredFile)


# ---- People ---------------------------------------------------------------------------------------


def people_of(business_id: int) -> Sequence[BusinessMember]:
    """Who acts for a business now: owners first, each by how long."""
    active = select(BusinessMember).where(BusinessMember.business_id == business_id, BusinessMember.ended_at.is_(None))
    return db.session.scalars(
        active.order_by(_HELPERS_LAST, BusinessMember.since, BusinessMember.id).options(
            joinedload(BusinessMember.person)
        )
    ).all()


def find_membership(business_id: int, person_id: int | None) -> BusinessMember | None:
    """How a person acts for a business now."""
    return db.session.scalar(select(BusinessMember).where(BusinessMember.business_id == business_id, *_acts(person_id)))


def get_membership(business_id: int, member_id: int) -> BusinessMember:
    """One of those who act for a business now. Raises NotFound."""
    member = db.session.scalar(
        select(BusinessMember)
        .where(
            BusinessMember.id == member_id,
            BusinessMember.business_id == business_id,
            BusinessMember.ended_at.is_(None),
        )
        .options(joinedload(BusinessMember.person))
    )
    if member is None:
        raise NotFound
    return member


def others_at(person_id: int) -> Mapping[int, int]:
    """Business id → how many others act for it beside the person; those that nobody shares are left out."""
    mine, other = aliased(BusinessMember), aliased(BusinessMember)
    counted = (
        select(other.business_id, func.count())
        .join(mine, mine.business_id == other.business_id)
        .where(mine.person_id == person_id, mine.ended_at.is_(None))
        .where(other.person_id != person_id, other.ended_at.is_(None))
        .group_by(other.business_id)
    )
    return dict(db.session.execute(counted).all())


def contact_of(business_id: int, writer_id: int | None = None) -> Person | None:
    """Whom messages about a business reach: who wrote to us, as long as they act for it, else its first owner.

    None where nobody acts for it.
    """
    return db.session.scalar(
        select(Person)
        .join(BusinessMember, BusinessMember.person_id == Person.id)
        .where(BusinessMember.business_id == business_id, BusinessMember.ended_at.is_(None))
        .order_by(case((Person.id == writer_id, 0), else_=1), _HELPERS_LAST, BusinessMember.since, BusinessMember.id)
        .limit(1)
    )


def open_invitations(business_id: int, now: datetime) -> Sequence[BusinessInvitation]:
    """The invitations of a business that can still be accepted, oldest first."""
    return db.session.scalars(
        select(BusinessInvitation)
        .filter_by(business_id=business_id, used_at=None, withdrawn_at=None)
        .where(BusinessInvitation.expires_at > now)
        .order_by(BusinessInvitation.id)
    ).all()


def find_invitation(token: str) -> BusinessInvitation | None:
    """The invitation that this link is, open or not."""
    return db.session.scalar(
        select(BusinessInvitation)
        .filter_by(token_hash=hash_secret(token))
        .options(joinedload(BusinessInvitation.business))
    )


# ---- Lists to choose from ---------------------------------------------------------------------------


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
