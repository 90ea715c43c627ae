"""The allocation problem of an event, `eventreg-allocation/1`, built of its floor, its applications and its rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from eventreg.allocation import queries
from eventreg.allocation.models import AllocationRule, BoothOffer, BoothPin, BoothWish
from eventreg.allocation.problem import MOST_WISHES, ZONE
from eventreg.allocation.problem_file import FORMAT
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.booths import queries as floors
from eventreg.booths.drawing import BoothState, metres
from eventreg.booths.models import Booth
from eventreg.businesses.models import Business
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.curation import ranking, standings
from eventreg.curation.models import Candidate
from eventreg.events.models import Event

IN_QUESTION = (Status.SUBMITTED, Status.WAITLISTED, Status.ACCEPTED, Status.OFFERED, Status.CONFIRMED)
MUST_PLACE = "must-place"  # the group of those who must have a place, and the rule that says so
UNREVIEWED_EVENT = 500  # everybody's merit where nobody reviews
DISTRICT_PARTS = 3  # of a region's code: PP.KK.CC
NOWHERE = "-"


@dataclass(frozen=True)
class Outlook:
    """What a plan would be made of. `unreviewed`: how many count 0 for want of a review; None without any review."""

    has_floor: bool
    booths: int
    places: int
    applicants: int
    asked: int
    wishing: int
    unreviewed: int | None

    @property
    def is_possible(self) -> bool:
        """Whether there is anything to place, and anywhere."""
        return self.booths > 0 and self.applicants > 0


def problem_of_event(event: Event, *, now: datetime, repair: bool = False) -> dict[str, Any]:
    """What is to be solved, as it is now. Raises NotFound where the event has no floor plan.

    `repair`: whoever confirmed stays in their booths, unless they agreed to be moved.
    """
    merits, _unreviewed = merits_of(event, now)
    return _built(event, merits, repair=repair)


def outlook(event: Event, *, now: datetime) -> Outlook:
    """What a plan would be made of: before anybody starts one."""
    merits, unreviewed = merits_of(event, now)
    missing = None if merits is None else unreviewed
    if floors.find(event.id) is None:
        return Outlook(False, 0, 0, len(candidates(event.id)), 0, 0, missing)
    problem = _built(event, merits, repair=False)
    return Outlook(
        has_floor=True,
        booths=len(problem["booths"]),
        places=sum(one["capacity"] for one in problem["booths"]),
        applicants=len(problem["applicants"]),
        asked=sum(one["booths"] for one in problem["applicants"]),
        wishing=sum(bool(one["wishes"]) for one in problem["applicants"]),
        unreviewed=missing,
    )


def _built(event: Event, merits: Mapping[int, int] | None, *, repair: bool) -> dict[str, Any]:
    plan = floors.get(event.id)
    applications = candidates(event.id)
    held = _standing(event.id)
    staying = _staying(applications, {**held, **_placed(plan.id)}) if repair else {}
    kept = {uid for booths in staying.values() for uid in booths}
    booths = [one for one in floors.booths_of(plan.id) if one.state is not BoothState.ON_HOLD or one.uid in kept]
    uids = {one.uid for one in booths}
    must, wishes = _must_place(applications), _wishes(applications)
    places = uids | {ZONE + _zone(one) for one in booths}
    return {
        "format": FORMAT,
        "name": event.title,
        "time_limit_s": queries.settings_of(event.id).time_limit_s,
        "booths": [_booth(one) for one in booths],
        "adjacent": [list(pair) for pair in floors.adjacent_booths(plan) if uids.issuperset(pair)],
        "applicants": [
            _applicant(
                one,
                wishes.get(one.id),
                merit=merits.get(one.id, 0) if merits is not None else UNREVIEWED_EVENT,
                places=places,
                must=one.id in must,
                held=staying.get(one.code, ()),
            )
            for one in applications
        ],
        "rules": [*_rules(event.id), *_pins(event.id, staying), *_must_rule(must)],
        "standing": held,
    }


def candidates(event_id: int) -> Sequence[Application]:
    """The applications that may get a booth, by their codes, with their businesses."""
    query = (
        select(Application)
        .outerjoin(Candidate, Candidate.application_id == Application.id)
        .where(Application.event_id == event_id, Application.status.in_(IN_QUESTION))
        .where(or_(Candidate.application_id.is_(None), Candidate.eligible))
        .order_by(Application.code)
        .options(joinedload(Application.business).joinedload(Business.category))
    )
    return db.session.scalars(query).all()


def merits_of(event: Event, now: datetime) -> tuple[Mapping[int, int] | None, int]:
    """Application's id → its merit, None where the event has no review; and how many of those in question have none."""
    try:
        found = standings.complete(event, now)
    except NotFound:
        return None, 0
    asked = {one.id for one in candidates(event.id)}
    results = {row.application.id: row.standing.result for row in found.rows if row.application.id in asked}
    merits = {application_id: ranking.merit(result) for application_id, result in results.items()}
    return merits, len(asked) - sum(result is not None for result in results.values())


def district_of(business: Business) -> str:
    """The code of the district that a business is in; `-` where that isn't known."""
    return ".".join(business.region_code.split(".")[:DISTRICT_PARTS]) if business.region_code else NOWHERE


def _booth(booth: Booth) -> dict[str, Any]:
    return {
        "id": booth.uid,
        "zone": _zone(booth),
        **{side: metres(getattr(booth, side)) for side in "xywh"},
        "area_m2": booth.w * booth.h / 10_000,  # of whole centimetres: exact to the fourth decimal
        "power_w": booth.power_w,
        "capacity": booth.capacity,
        "categories": list(booth.categories) if booth.categories else None,
    }


def _zone(booth: Booth) -> str:
    return booth.zone.key if booth.zone else NOWHERE


def _applicant(
    application: Application,
    wish: BoothWish | None,
    *,
    merit: int,
    places: set[str],
    must: bool,
    held: Sequence[str],
) -> dict[str, Any]:
    """`places`: what can be wished for; `held`: the booths that it keeps, whatever it asked for since."""
    business = application.business
    wishes = [one for one in wish.wishes if one in places] if wish else []
    return {
        "id": application.code,
        "merit": merit,
        "category": business.category.code,
        "district": district_of(business),
        "groups": [*application.groups, *([MUST_PLACE] if must else [])],
        "min_area_m2": wish.min_area if wish and not held else 0,
        "power_w": wish.power_w if wish and not held else 0,
        "booths": len(held) or (wish.booths if wish else 1),
        "wishes": list(dict.fromkeys(wishes))[:MOST_WISHES],
    }


def _wishes(applications: Sequence[Application]) -> Mapping[int, BoothWish]:
    query = select(BoothWish).where(BoothWish.application_id.in_([one.id for one in applications]))
    return {one.application_id: one for one in db.session.scalars(query)}


def _must_place(applications: Sequence[Application]) -> set[int]:
    query = select(Candidate.application_id).where(Candidate.must_place)
    return set(db.session.scalars(query.where(Candidate.application_id.in_([one.id for one in applications]))))


def _standing(event_id: int) -> dict[str, list[str]]:
    published = queries.published(event_id)
    return {code: list(booths) for code, booths in queries.plan_of(published).items()} if published else {}


def _placed(plan_id: int) -> dict[str, list[str]]:
    """Who is where on the floor: not always where the published plan had them, for staff move them by hand, too."""
    found: dict[str, list[str]] = {}
    for row in floors.placements_of(plan_id):
        found.setdefault(row.application.code, []).append(row.booth.uid)
    return found


def _staying(applications: Sequence[Application], held: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Who confirmed their booths and doesn't agree to move. `held`: where each of them is."""
    moving = select(BoothOffer.application_id).where(BoothOffer.moves_at.is_not(None))
    agreed = set(db.session.scalars(moving.where(BoothOffer.application_id.in_([one.id for one in applications]))))
    return {
        one.code: held[one.code]
        for one in applications
        if one.status is Status.CONFIRMED and one.id not in agreed and one.code in held
    }


def _rules(event_id: int) -> list[dict[str, Any]]:
    query = select(AllocationRule).where(AllocationRule.event_id == event_id).order_by(AllocationRule.id)
    return [{"id": one.key, "kind": one.kind.value, **one.values} for one in db.session.scalars(query)]


def _pins(event_id: int, staying: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """Those of the committee, and those who stay: what was pinned otherwise for them doesn't hold any more."""
    query = select(BoothPin).where(BoothPin.event_id == event_id).order_by(BoothPin.id)
    pins = db.session.scalars(query.options(joinedload(BoothPin.application))).all()
    found = [
        {
            "id": f"pin-{one.id}",
            "kind": "forbid" if one.forbids else "pin",
            "applicant": one.application.code,
            "booth": one.booth,
        }
        for one in pins
        if one.application.status in IN_QUESTION and one.application.code not in staying
    ]
    return found + [
        {"id": f"stay-{code}-{number}", "kind": "pin", "applicant": code, "booth": uid}
        for code, booths in staying.items()
        for number, uid in enumerate(booths, start=1)
    ]


def _must_rule(must: set[int]) -> list[dict[str, Any]]:
    return [{"id": MUST_PLACE, "kind": "group_min", "group": MUST_PLACE, "count": len(must)}] if must else []
