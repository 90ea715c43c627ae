"""Looking up who stands in a catalogue: those alone whom the public floor plan names."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventreg.applications.models import Application, ApplicationProduct
from eventreg.booths import queries as booths
from eventreg.booths.models import Booth, BoothPlacement, FloorPlan
from eventreg.booths.reading import NAMED
from eventreg.businesses.models import Business, Product, Region
from eventreg.businesses.publicity import agreeing_businesses
from eventreg.catalogue.models import Catalogue, CatalogueEntry
from eventreg.core.db import db
from eventreg.core.errors import NotFound

DISTRICT, CITY = 8, 5  # how much of a region's code names its district, its city


@dataclass(frozen=True)
class Exhibitor:
    """Somebody with booths on the public floor plan.

    `agrees`: whether its owner agreed to be shown to the public; without that only staff and the owner see it.
    `district`, `city`: where it is, without its address. `products`, `entry`: once looked up.
    """

    application: Application
    booths: tuple[Booth, ...]
    agrees: bool = False
    district: str = ""
    city: str = ""
    entry: CatalogueEntry | None = None
    products: Sequence[Product] = ()

    @property
    def id(self) -> int:
        """What it is called in addresses: nothing that lets anybody in."""
        return self.application.id

    @property
    def business(self) -> Business:
        """The business that exhibits."""
        return self.application.business

    @property
    def shows_contact(self) -> bool:
        """Whether buyers see how to reach it."""
        return self.entry is not None and self.entry.shows_contact


def find(event_id: int) -> Catalogue | None:
    """The catalogue of an event; None where nobody has begun one."""
    return db.session.get(Catalogue, event_id)


def is_public(event_id: int) -> bool:
    """Whether everybody sees the event's catalogue."""
    query = select(Catalogue.event_id).where(Catalogue.event_id == event_id, Catalogue.published_at.is_not(None))
    return db.session.scalar(query) is not None


def find_entry(application_id: int) -> CatalogueEntry | None:
    """What an exhibitor wrote."""
    return db.session.get(CatalogueEntry, application_id)


def plan_that_names(event_id: int) -> FloorPlan | None:
    """The floor plan, where everybody sees it and who is where on it."""
    plan = booths.find(event_id)
    return plan if plan and plan.published_at and plan.occupants_public_at else None


def exhibitors(event_id: int) -> list[Exhibitor]:
    """Who is in the catalogue, each once, without products and words: `filled` looks those up for who is shown."""
    return [one for one in with_booths(event_id) if one.agrees]


def with_booths(event_id: int) -> list[Exhibitor]:
    """The same, and those who don't agree to be shown: for themselves and for staff."""
    plan = plan_that_names(event_id)
    return _with_places(_placed(plan)) if plan else []


def get_exhibitor(event_id: int, exhibitor_id: int) -> Exhibitor:
    """One of the catalogue, with all that is shown of it. Raises NotFound."""
    plan = plan_that_names(event_id)
    found = [one for one in _placed(plan, exhibitor_id) if one.agrees] if plan else []
    if not found:
        raise NotFound
    return filled(_with_places(found))[0]


def filled(shown: Sequence[Exhibitor]) -> list[Exhibitor]:
    """The same with products and words, looked up for all at once."""
    ids = [one.id for one in shown]
    query = select(CatalogueEntry).where(CatalogueEntry.application_id.in_(ids))
    entries = {row.application_id: row for row in db.session.scalars(query)}
    products = _products(shown)
    return [
        replace(
            one,
            entry=entries.get(one.id),
            products=products.get(one.id, ()),
        )
        for one in shown
    ]


def _placed(plan: FloorPlan, application_id: int | None = None) -> list[Exhibitor]:
    query = select(BoothPlacement).join(BoothPlacement.booth)
    query = query.where(Booth.plan_id == plan.id, BoothPlacement.state.in_(NAMED))
    if application_id is not None:
        query = query.where(BoothPlacement.application_id == application_id)
    business = joinedload(BoothPlacement.application).joinedload(Application.business)
    rows = db.session.scalars(
        query.order_by(BoothPlacement.part, Booth.label).options(
            joinedload(BoothPlacement.booth).joinedload(Booth.zone),
            business.joinedload(Business.category),
        )
    )
    there: dict[int, list[BoothPlacement]] = {}
    for row in rows:
        there.setdefault(row.application_id, []).append(row)
    agreeing = agreeing_businesses({rows[0].application.business_id for rows in there.values()})
    return [
        Exhibitor(
            rows[0].application, tuple(row.booth for row in rows), agrees=rows[0].application.business_id in agreeing
        )
        for rows in there.values()
    ]


def _with_places(found: Sequence[Exhibitor]) -> list[Exhibitor]:
    """The same with district and city: never an address, which may be where somebody lives."""
    codes = {code[:length] for one in found if (code := one.business.region_code) for length in (DISTRICT, CITY)}
    query = select(Region.code, Region.name).where(Region.code.in_(codes))
    names = dict(iter(db.session.execute(query))) if codes else {}
    return [
        replace(
            one,
            district=names.get((one.business.region_code or "")[:DISTRICT], ""),
            city=names.get((one.business.region_code or "")[:CITY], ""),
        )
        for one in found
    ]


def _products(shown: Sequence[Exhibitor]) -> Mapping[int, Sequence[Product]]:
    """What each exhibitor showed when it applied and still offers; where that is nothing, all that it offers."""
    offered = select(ApplicationProduct.application_id, Product).join(Product).where(Product.archived_at.is_(None))
    chosen = offered.where(ApplicationProduct.application_id.in_([one.id for one in shown]))
    found: dict[int, list[Product]] = defaultdict(list)
    for application_id, product in db.session.execute(chosen.order_by(Product.id).options(joinedload(Product.photo))):
        found[application_id].append(product)
    others = {one.business.id: one.id for one in shown if one.id not in found}
    if others:
        query = select(Product).where(Product.business_id.in_(others), Product.archived_at.is_(None))
        for product in db.session.scalars(query.order_by(Product.id).options(joinedload(Product.photo))):
            found[others[product.business_id]].append(product)
    return found
