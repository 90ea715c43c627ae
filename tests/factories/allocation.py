"""Versions of a booth plan, as the worker leaves them."""

from collections.abc import Mapping, Sequence
from typing import Any

from eventreg.allocation import queries, solver
from eventreg.allocation.answer import answer, solved
from eventreg.allocation.models import Allocation, Method, Run, Stage
from eventreg.applications.models import Application
from eventreg.booths import queries as floors
from eventreg.core import clock
from eventreg.core.db import db


def problem_for(
    event_id: int, applications: Sequence[Application], *, wishes: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Any]:
    """The booths of the event's floor and these applications, the first of highest merit, in the problem's format."""
    plan = floors.get(event_id)
    booths = [
        {
            "id": one.uid,
            "zone": one.zone.key if one.zone else "-",
            "area_m2": one.w * one.h / 10_000,
            "power_w": one.power_w,
            "capacity": one.capacity,
            "categories": one.categories,
            **{side: getattr(one, side) / 100 for side in "xywh"},
        }
        for one in plan.booths
    ]
    applicants = [
        {
            "id": one.code,
            "merit": 900 - 10 * number,
            "category": "-",
            "district": "-",
            "groups": [],
            "min_area_m2": 0,
            "power_w": 0,
            "booths": 1,
            "wishes": [*(wishes or {}).get(one.code, ())],
        }
        for number, one in enumerate(applications)
    ]
    return {
        "format": "eventreg-allocation/1",
        "name": "pameran",
        "time_limit_s": 60,
        "booths": booths,
        "adjacent": [list(pair) for pair in floors.adjacent_booths(plan)],
        "applicants": applicants,
        "rules": [],
        "standing": {},
    }


def make_version(
    event_id: int,
    applications: Sequence[Application],
    *,
    plan: Mapping[str, Sequence[str]] | None = None,
    method: Method = Method.OPTIMAL,
    wishes: Mapping[str, Sequence[str]] | None = None,
    **values: Any,
) -> Allocation:
    """A finished version: the plan given, or what the method finds. The test holds the unit of work."""
    number = len(queries.versions(event_id)) + 1
    version = Allocation(event_id=event_id, number=number, method=method, made_at=clock.now(), stage=Stage.DRAFT)
    version.problem = problem_for(event_id, applications, wishes=wishes)
    problem = queries.problem_of(version)
    if plan is None:
        found = answer(problem, solved(problem, "by-score" if method is Method.BY_SCORE else "optimal"))
    else:
        given = {code: tuple(booths) for code, booths in plan.items()}
        found = answer(problem, solver.Result(solver.FEASIBLE, given, *solver.bounds_of_any(problem)))
    version.plan, version.digest = found["assignments"], queries.digest_of(found["assignments"])
    for name in ("status", "merit", "merit_bound", "wish_points", "wish_points_bound", "changes", "envies"):
        setattr(version, name, found[name])
    version.run, version.begun_at, version.ended_at = Run.DONE, version.made_at, clock.now()
    for name, value in values.items():
        setattr(version, name, value)
    db.session.add(version)
    db.session.flush()
    return version
