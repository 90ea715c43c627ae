"""Looking up floor plans and who is placed on them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from eventreg.applications.models import Application
from eventreg.booths import geometry
from eventreg.booths.drawing import Backdrop, BoothDrawn, BoothState, Drawing, FixtureDrawn, Link, ZoneDrawn
from eventreg.booths.geometry import Rect
from eventreg.booths.models import Booth, BoothLink, BoothPlacement, FloorPlan
from eventreg.businesses.models import Category
from eventreg.businesses.publicity import agreeing_businesses
from eventreg.core.db import db
from eventreg.core.errors import NotFound


@dataclass(frozen=True)
class Occupant:
    """Who is placed in a booth, and how firmly."""

    booth_id: int
    application_id: int
    business_id: int
    name: str
    state: BoothState


def find(event_id: int) -> FloorPlan | None:
    """The floor plan of an event; None where it has none."""
    return db.session.scalar(select(FloorPlan).where(FloorPlan.event_id == event_id))


def get(event_id: int) -> FloorPlan:
    """The floor plan of an event. Raises NotFound."""
    plan = find(event_id)
    if plan is None:
        raise NotFound()
    return plan


def get_public(event_id: int) -> FloorPlan:
    """The floor plan of an event that everybody sees. Raises NotFound."""
    plan = get(event_id)
    if plan.published_at is None:
        raise NotFound()
    return plan


def is_public(event_id: int) -> bool:
    """Whether everybody sees the event's floor plan."""
    query = select(FloorPlan.id).where(FloorPlan.event_id == event_id, FloorPlan.published_at.is_not(None))
    return db.session.scalar(query) is not None


def booths_of(plan_id: int) -> Sequence[Booth]:
    """The booths of a plan by their labels, with their zones."""
    query = select(Booth).where(Booth.plan_id == plan_id).order_by(Booth.label)
    return db.session.scalars(query.options(joinedload(Booth.zone))).all()


def get_booth(plan: FloorPlan, uid: str) -> Booth:
    """A booth of this plan. Raises NotFound."""
    booth = db.session.scalar(select(Booth).where(Booth.plan_id == plan.id, Booth.uid == uid))
    if booth is None:
        raise NotFound()
    return booth


def category_codes() -> frozenset[str]:
    """The codes of all crafts that there are."""
    return frozenset(db.session.scalars(select(Category.code)))


def drawing_of(plan: FloorPlan) -> Drawing:
    """The plan as its editor takes it."""
    query = select(BoothLink).where(BoothLink.plan_id == plan.id).order_by(BoothLink.id)
    links = db.session.scalars(query.options(joinedload(BoothLink.one), joinedload(BoothLink.other))).all()
    return Drawing(
        width=plan.width,
        height=plan.height,
        gap=plan.gap,
        zones=tuple(ZoneDrawn(zone.key, zone.name) for zone in plan.zones),
        booths=tuple(drawn(booth) for booth in booths_of(plan.id)),
        fixtures=tuple(
            FixtureDrawn(one.uid, one.kind, Rect(one.x, one.y, one.w, one.h, one.rotation), one.text)
            for one in plan.fixtures
        ),
        links=tuple(Link(_in_order(link.one.uid, link.other.uid), link.is_adjacent) for link in links),
        backdrop=_backdrop(plan),
    )


def drawn(booth: Booth) -> BoothDrawn:
    """A booth as it is drawn."""
    return BoothDrawn(
        id=booth.uid,
        label=booth.label,
        rect=booth.rect,
        zone=booth.zone.key if booth.zone else "",
        power_w=booth.power_w,
        capacity=booth.capacity,
        fee=booth.fee,
        facilities=booth.facilities,
        categories=tuple(booth.categories) if booth.categories else None,
        held=booth.state is BoothState.ON_HOLD,
    )


def adjacent_booths(plan: FloorPlan) -> list[tuple[str, str]]:
    """The pairs of booths, by their uids, that are neighbours: by their places, and by hand."""
    drawing = drawing_of(plan)
    return neighbours_in(drawing)


def neighbours_in(drawing: Drawing) -> list[tuple[str, str]]:
    """The pairs of booths, by their ids, that are neighbours in a drawing."""
    return geometry.neighbours(
        {booth.id: booth.rect for booth in drawing.booths},
        drawing.gap,
        added=[link.booths for link in drawing.links if link.adjacent],
        removed=[link.booths for link in drawing.links if not link.adjacent],
    )


def overlaps_in(drawing: Drawing) -> list[tuple[str, str]]:
    """The pairs of booths, by their ids, that overlap in a drawing."""
    return geometry.overlaps({booth.id: booth.rect for booth in drawing.booths})


def placements_of(plan_id: int) -> Sequence[BoothPlacement]:
    """Who is placed on a plan, by booths and places, with applications and businesses."""
    query = select(BoothPlacement).join(BoothPlacement.booth).where(Booth.plan_id == plan_id)
    query = query.order_by(Booth.label, BoothPlacement.place)
    return db.session.scalars(
        query.options(
            joinedload(BoothPlacement.booth), joinedload(BoothPlacement.application).joinedload(Application.business)
        )
    ).all()


def occupants(plan_id: int) -> list[Occupant]:
    """Who is placed on a plan, by booths and places: for staff, whether or not they agreed to be named to others."""
    return [
        Occupant(row.booth_id, row.application_id, business.id, business.name, row.state)
        for row in placements_of(plan_id)
        for business in (row.application.business,)
    ]


def named_occupants(plan_id: int) -> list[Occupant]:
    """Those of them whose owners agreed to be named to everybody."""
    rows = occupants(plan_id)
    agreeing = agreeing_businesses({row.business_id for row in rows})
    return [row for row in rows if row.business_id in agreeing]


def taken_booths(plan_id: int) -> dict[int, int]:
    """Booth's id → how many are placed there, of those where anybody is."""
    query = select(Booth).where(Booth.plan_id == plan_id).options(selectinload(Booth.placements))
    return {booth.id: len(booth.placements) for booth in db.session.scalars(query) if booth.placements}


def _backdrop(plan: FloorPlan) -> Backdrop | None:
    if plan.backdrop_id is None:
        return None
    return Backdrop(Rect(plan.backdrop_x, plan.backdrop_y, plan.backdrop_w, plan.backdrop_h), plan.backdrop_opacity)


def _in_order(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
