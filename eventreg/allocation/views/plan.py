"""One version of a plan: the floor with who is where, its measures, and each applicant with the reason."""

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.allocation import queries, reading, telling
from eventreg.allocation.comparing import Step
from eventreg.allocation.faults import FaultTeller
from eventreg.allocation.models import Allocation
from eventreg.allocation.problem import Plan
from eventreg.allocation.reading import Reading, Row
from eventreg.allocation.sentences import Teller
from eventreg.allocation.views.base import P, blueprint, event_for
from eventreg.allocation.views.drafting import Draft
from eventreg.booths.drawing import BoothState
from eventreg.booths.views.base import sketch
from eventreg.core.i18n import _
from eventreg.core.paging import Page
from eventreg.core.web import requires
from eventreg.events.models import Event

PAGE = 25
WORDS: dict[str, Any] = {
    "methods": telling.METHODS,
    "stages": telling.STAGES,
    "look": telling.look_of,
    "number": telling.number,
}


@blueprint.get("/staff/events/<slug>/booth-plan/<int:number>/")
@requires(P.BOOTHPLAN_READ)
def show_plan(slug: str, number: int) -> ResponseReturnValue:
    """The version, with every applicant and the reason for its place."""
    event = event_for(slug, P.BOOTHPLAN_READ)
    return rendered(event, queries.get_version(event.id, number))


def rendered(
    event: Event, version: Allocation, steps: tuple[Step, ...] = (), typed: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Its page; for whoever may change plans with what `steps` would do, and what was `typed` into the forms there."""
    found = Reading(version)
    manages = g.actor.may(P.BOOTHPLAN_MANAGE, event.id) and version.plan is not None
    draft = Draft(found, steps if manages else (), event, g.actor)
    shown = _shown(event, version, found, draft)
    return render_template("allocation/plan.html", manages=manages, typed=typed, **shown)


def told_by(found: Reading) -> Teller:
    """Says the reasons of a plan with the names of businesses, booths and rules."""
    faults = FaultTeller(found.problem, found.floor)
    return Teller(found.problem, found.floor.business, faults.rule, found.floor.booth)


def drawn(found: Reading, plan: Plan, **looks: Any) -> dict[str, Any]:
    """What `booths/_plan.html` draws; nothing where the event's floor is gone."""
    if found.floor.drawing is None:
        return {"drawing": None}
    states = {BoothState.RESERVED: "", BoothState.AVAILABLE: _("free"), BoothState.CONFIRMED: _("differs")}
    return {**sketch(found.floor.drawing, found.floor.sketched(plan, **looks)), "plan_states": states}


def picture_of(event: Event, found: Reading) -> str:
    """The address of the picture beneath; empty without one."""
    plan = found.floor.plan
    if plan is None or plan.backdrop is None:
        return ""
    return url_for("booths.staff_picture", slug=event.slug, k=plan.backdrop.key)


def _shown(event: Event, version: Allocation, found: Reading, draft: Draft) -> dict[str, Any]:
    search, booth = request.values.get("q", "").strip()[:100], request.values.get("booth", "")[:16]
    placed, sort = request.values.get("placed", ""), request.values.get("sort", "booth")
    all_rows = _rows(found)
    label = found.floor.booth(booth) if booth else ""
    rows = reading.chosen(all_rows, words=search, booth=label, placed=placed, sort=sort)
    narrowed = {"q": search or None, "placed": placed or None, "booth": booth or None}
    return {
        "event": event,
        "version": version,
        "found": found,
        "measures": found.measures if version.plan is not None else None,
        "page": _page(rows, request.values.get("page", 1, type=int)),
        "everybody": reading.chosen(all_rows),
        "narrowed": narrowed,
        "sort": sort if sort in reading.SORTS else "booth",
        "label": label,
        "draft": draft,
        "given": json.dumps(_for_script(draft)),
        "picture": picture_of(event, found),
        **WORDS,
        **drawn(found, draft.plan, differing=_differing(found, draft.steps, draft)),
    }


def _rows(found: Reading) -> list[Row]:
    teller, version = told_by(found), found.version
    if version.plan is None:
        without = teller.without_plan(version.status == "infeasible", version.clash)
        return [
            Row(one.id, found.floor.business(one.id), one.merit, (), None, bool(one.wishes), without)
            for one in found.problem.applicants.values()
        ]
    return found.rows(teller.tell)


def _differing(found: Reading, steps: Sequence[Step], draft: Draft) -> set[str]:
    """The booths where the steps changed something."""
    if not steps:
        return set()
    changed = [code for code in found.problem.applicants if found.plan.get(code, ()) != draft.plan.get(code, ())]
    return {uid for code in changed for uid in (*found.plan.get(code, ()), *draft.plan.get(code, ()))}


def _for_script(draft: Draft) -> dict[str, Any]:
    """What the script must know to tell what a drop means."""
    floor, problem = draft.reading.floor, draft.reading.problem
    return {
        "holders": draft.holders,
        "before": reading.holders_of(draft.reading.plan),
        "names": {code: floor.business(code) for code in problem.applicants},
        "labels": {uid: floor.booth(uid) for uid in problem.booths},
        "capacity": {one.id: one.capacity for one in problem.booths.values()},
        "barred": sorted(draft.barred),
    }


def _page(rows: Sequence[Row], number: int) -> Page[Row]:
    number = max(1, min(number, -(-len(rows) // PAGE)))
    return Page(rows[(number - 1) * PAGE : number * PAGE], len(rows), number, PAGE)
