"""What people do with their businesses. Callers hold the unit of work.

Whatever comes from a form, a file or the demo goes through the same rules; the trail names the fields
that changed, never their contents.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from eventreg.businesses import queries, rules
from eventreg.businesses.categories import DEFAULT, Craft
from eventreg.businesses.models import Business, BusinessMember, Category, MemberRole, Product, Region
from eventreg.businesses.rules import BusinessDetails, ProductDetails
from eventreg.consents.slots import home_day
from eventreg.core import audit, files
from eventreg.core.config import current_settings
from eventreg.core.db import db, lock
from eventreg.core.errors import DomainError
from eventreg.core.files import Picture, StoredFile
from eventreg.core.pdfs import Document
from eventreg.core.permissions import Actor
from eventreg.core.phone import parse_mobile

OWNERS_OWN = frozenset({"owner_sex", "owner_disability"})  # said of a person's body: by that person alone


class CategoryUnknown(DomainError):
    """A category that isn't in the council's tree, or a whole group of it."""

    code = "category_unknown"


class RegionUnknown(DomainError):
    """A code that isn't in the list of regions."""

    code = "region_unknown"


class PhotoUnknown(DomainError):
    """A key of no picture, or of somebody else's."""

    code = "photo_unknown"


def create_business(person_id: int, details: BusinessDetails, *, actor: Actor, now: datetime) -> Business:
    """Open a business that the person acts for; what they tell themselves is right on that day.

    Raises what the rules raise, NotAMobileNumber, CategoryUnknown, RegionUnknown.
    """
    values = _checked(details)
    told_now = now if actor.person_id == person_id else None
    business = Business(**values, created_at=now, updated_at=now, confirmed_at=told_now)
    db.session.add(business)
    db.session.flush()
    db.session.add(BusinessMember(business_id=business.id, person_id=person_id, since=now))
    db.session.flush()
    audit.record(actor, "business.created", business, fields=[name for name, value in values.items() if value], now=now)
    return business


def edit_profile(business_id: int, changes: Mapping[str, Any], *, actor: Actor, now: datetime) -> Business:
    """Change some of what a business of the actor's tells; what only owners tell stays as it is for a helper.

    `changes`: by the names of `profile_values`. Raises NotFound and what the rules raise.
    """
    business = queries.get_own(business_id, actor)
    membership = queries.find_membership(business_id, actor.person_id)
    if membership is None or membership.role is not MemberRole.OWNER:
        changes = {name: value for name, value in changes.items() if name not in OWNERS_OWN}
    return change_profile(business, changes, actor=actor, now=now)


def change_profile(business: Business, changes: Mapping[str, Any], *, actor: Actor, now: datetime) -> Business:
    """The same, for callers that have found the business for whoever acts."""
    lock(Business, business.id)
    changed = _change(business, profile_values(changes, now=now))
    if changed:
        business.updated_at = now
        db.session.flush()
        audit.record(actor, "business.changed", business, fields=changed, now=now)
    return business


def confirm_profile(business_id: int, *, actor: Actor, now: datetime) -> Business:
    """One of its people says that all this is still right. Raises NotFound."""
    business = queries.get_own(business_id, actor)
    lock(Business, business.id)
    business.confirmed_at = now
    db.session.flush()
    audit.record(actor, "business.confirmed", business, now=now)
    return business


def add_product(business_id: int, details: ProductDetails, *, actor: Actor, now: datetime) -> Product:
    """Add something that a business of the actor's makes.

    Raises NotFound, PhotoUnknown and what the rules raise.
    """
    business = queries.get_own(business_id, actor)
    values = _checked_product(details, actor)
    product = Product(business_id=business.id, **values, created_at=now)
    db.session.add(product)
    db.session.flush()
    db.session.expire(business, ["products"])
    audit.record(actor, "product.added", product, fields=[name for name, value in values.items() if value], now=now)
    return product


def edit_product(business_id: int, product_id: int, details: ProductDetails, *, actor: Actor, now: datetime) -> Product:
    """Change a product of a business of the actor's. Raises what `add_product` raises."""
    product = queries.get_own_product(business_id, product_id, actor)
    lock(Product, product.id)
    changed = _change(product, _checked_product(details, actor))
    if changed:
        db.session.flush()
        audit.record(actor, "product.changed", product, fields=changed, now=now)
    return product


def remove_product(business_id: int, product_id: int, *, actor: Actor, now: datetime) -> None:
    """Offer a product no longer; applications that showed it keep it. Raises NotFound."""
    product = queries.get_own_product(business_id, product_id, actor)
    product.archived_at = now
    db.session.flush()
    db.session.expire(product.business, ["products"])
    audit.record(actor, "product.removed", product, now=now)


def keep_photo(picture: Picture, person_id: int, *, now: datetime) -> StoredFile:
    """Keep a picture for the person."""
    return files.save_image(picture, owner_id=person_id, now=now)


def resolve_photo(key: str, upload: Picture | None, person_id: int, *, now: datetime) -> StoredFile | None:
    """The picture of a form: the one that came with it, or the one kept before under `key`; None without both.

    Raises PhotoUnknown.
    """
    photo = resolve_file(key, upload, person_id, now=now)
    if photo is not None and not photo.is_picture:
        raise PhotoUnknown
    return photo


def resolve_file(key: str, upload: Picture | Document | None, person_id: int, *, now: datetime) -> StoredFile | None:
    """The same for a picture or a PDF. Raises PhotoUnknown."""
    if upload is not None:
        return files.save_file(upload, owner_id=person_id, now=now)
    if not key:
        return None
    found = queries.find_own_photo(key, person_id)
    if found is None:
        raise PhotoUnknown
    return found


def load_regions(rows: Iterable[tuple[str, str, str]]) -> int:
    """Add or rename regions from rows of code, name and level; the number of rows. Raises RegionMalformed."""
    known = {region.code: region for region in db.session.scalars(select(Region))}
    count = 0
    for code, name, level in rows:
        region = known.get(code)
        if region is None:
            region = known[code] = Region(code=rules.check_region(code, level))
            db.session.add(region)
        region.name, region.level = name, level
        count += 1
    db.session.flush()
    return count


def ensure_categories() -> None:
    """Add the default categories that are missing; what a council has renamed stays as it is."""
    known = {category.code: category for category in db.session.scalars(select(Category))}
    for position, (group, crafts) in enumerate(DEFAULT.items(), start=1):
        head = known.get(group.code) or _add_category(group, None, position)
        for inner, craft in enumerate(crafts, start=1):
            if craft.code not in known:
                _add_category(craft, head.id, inner)


def _add_category(craft: Craft, parent_id: int | None, position: int) -> Category:
    category = Category(**craft._asdict(), parent_id=parent_id, position=position)
    db.session.add(category)
    db.session.flush()
    return category


def _checked(details: BusinessDetails) -> dict[str, Any]:
    """The columns of a business, tidied."""
    return {
        "name": rules.check_name(details.name),
        "owner_name": rules.check_name(details.owner_name),
        "phone": _mobile(details.phone),
        **_place(details.region_code, details.elsewhere),
        "category_id": _category_id(details.category_code),
        "nib": rules.check_nib(details.nib),
    }


def _place(region_code: str, elsewhere: str) -> dict[str, Any]:
    code, words = rules.check_place(region_code, elsewhere)
    region = queries.find_region(code) if code else None
    if code and (region is None or region.level != "village"):
        raise RegionUnknown
    return {"region_code": code or None, "elsewhere": words}


def _category_id(code: str) -> int:
    category = queries.find_category(code)
    if category is None:
        raise CategoryUnknown
    return category.id


def profile_values(changes: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    """The columns for some facts of a profile, checked and tidied.

    Names are those of the columns, but for `category_code`; together come `kbli` and `kbli_edition`, `region_code`
    and `elsewhere`. Raises what the rules raise, CategoryUnknown, RegionUnknown; KeyError for an unknown name.
    """
    given = dict(changes)
    values: dict[str, Any] = {}
    if "kbli" in given:
        code, edition = rules.check_kbli(given.pop("kbli"), given.pop("kbli_edition", ""))
        values |= {"kbli": code, "kbli_edition": edition}
    if "region_code" in given or "elsewhere" in given:
        values |= _place(given.pop("region_code", ""), given.pop("elsewhere", ""))
    if "category_code" in given:
        values["category_id"] = _category_id(given.pop("category_code"))
    known: dict[str, Callable[[Any], Any]] = {
        **rules.checks(this_year=home_day(now).year),
        "channels": rules.check_channels,
        "phone": _mobile,
    }
    return values | {name: known[name](value) for name, value in given.items()}


def _mobile(text: str) -> str:
    return parse_mobile(text, allow_demo=current_settings().is_demo)


def _checked_product(details: ProductDetails, actor: Actor) -> dict[str, Any]:
    """The columns of a product, tidied; its picture must be the actor's to show."""
    photo = queries.find_own_photo(details.photo_key, actor.person_id or 0) if details.photo_key else None
    if details.photo_key and (photo is None or not photo.is_picture):
        raise PhotoUnknown
    return {
        "name": rules.check_name(details.name),
        "price": rules.check_price(details.price),
        "story": rules.check_story(details.story),
        "name_en": rules.check_name(details.name_en) if details.name_en.strip() else "",
        "story_en": rules.check_story(details.story_en),
        "photo_id": photo.id if photo else None,
    }


def _change(row: Any, values: dict[str, Any]) -> list[str]:
    """Write the values that differ; their names."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return changed
