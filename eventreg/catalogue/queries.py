"""Looking up who stands in a catalogue: those alone whom the public floor plan names."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventreg.accounts.models import Person
from eventreg.applications.models import Application, ApplicationProduct
from eventreg.booths import queries as booths
from eventreg.booths.models import Booth, BoothPlacement, FloorPlan
from eventreg.booths.reading import NAMED
from eventreg.businesses.models import Business, BusinessMember, MemberRole, Product, Region
from eventreg.catalogue.models import Catalogue, CatalogueEntry
from eventreg.consents import queries as consents
from eventreg.consents import rules as consent_rules
from eventreg.consents import slots as consent_slots
from eventreg.consents.models import Consent, ConsentText
from eventreg.consents.rules import Standing
from eventreg.core.db import db
from eventreg.core.errors import NotFound

PURPOSE = "publication"
DISTRICT, CITY = 8, 5  # how much of a region's code names its district, its city


@dataclass(frozen=True)
class Exhibitor:
    """Somebody whom the public floor plan names, with the booths where it does.

    `agrees`: whether its owner agreed that products, photos and words are shown; without that the catalogue tells what
    the floor plan tells. `district`, `city`: where it is, without its address. `products`, `entry`: once looked up.
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
        return self.agrees and self.entry is not None and self.entry.shows_contact


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
    plan = plan_that_names(event_id)
    if plan is None:
        return []
    return _with_places(_placed(plan))


def get_exhibitor(event_id: int, exhibitor_id: int) -> Exhibitor:
    """One of the catalogue, with all that is shown of it. Raises NotFound."""
    plan = plan_that_names(event_id)
    found = _placed(plan, exhibitor_id) if plan else []
    if not found:
        raise NotFound
    return filled(_with_places(found))[0]


def filled(shown: Sequence[Exhibitor]) -> list[Exhibitor]:
    """The same with products, words and whether the owner agrees, looked up for all at once."""
    ids = [one.id for one in shown]
    query = select(CatalogueEntry).where(CatalogueEntry.application_id.in_(ids))
    entries = {row.application_id: row for row in db.session.scalars(query)}
    agreeing = agreeing_businesses({one.business.id for one in shown})
    products = _products([one for one in shown if one.business.id in agreeing])
    return [
        replace(
            one,
            agrees=one.business.id in agreeing,
            entry=entries.get(one.id),
            products=products.get(one.id, ()),
        )
        for one in shown
    ]


def agreeing_businesses(business_ids: Collection[int]) -> frozenset[int]:
    """Those of which an owner agrees to the public catalogue, and none has taken that back."""
    text = next((text for text in consents.current_texts() if text.purpose == PURPOSE), None)
    if text is None or not business_ids:
        return frozenset()
    owners = db.session.execute(
        select(BusinessMember.business_id, BusinessMember.person_id).where(
            BusinessMember.business_id.in_(business_ids),
            BusinessMember.role == MemberRole.OWNER,
            BusinessMember.ended_at.is_(None),
        )
    ).all()
    people = _standings(text, {person_id for _, person_id in owners})
    standings: dict[int, set[Standing]] = defaultdict(set)
    for business_id, person_id in owners:
        standings[business_id].add(people.get(person_id, Standing.NEVER))
    return frozenset(
        business_id
        for business_id, found in standings.items()
        if Standing.AGREED in found and Standing.WITHDRAWN not in found
    )


def _standings(text: ConsentText, people: Collection[int]) -> Mapping[int, Standing]:
    """Where each of the people stands towards the text; what somebody under 18 said alone doesn't count."""
    zone = consent_slots.home_zone().info
    rows = db.session.execute(
        select(Consent, ConsentText.version, Person.born_on)
        .join(Consent.text)
        .join(Person, Person.id == Consent.person_id)
        .where(ConsentText.purpose == text.purpose, Consent.person_id.in_(people))
    )
    given: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for consent, version, born_on in rows:
        day = consent.given_at.astimezone(zone).date()
        if consent.guardian_id or not consent_rules.needs_guardian(day, born_on):
            given[consent.person_id].append((version, consent.withdrawn_at is None))
    return {
        person_id: consent_rules.standing_of(
            max((version for version, holds in said if holds), default=None),
            max((version for version, holds in said if not holds), default=None),
            text.version,
        )
        for person_id, said in given.items()
    }


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
    return [Exhibitor(rows[0].application, tuple(row.booth for row in rows)) for rows in there.values()]


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
