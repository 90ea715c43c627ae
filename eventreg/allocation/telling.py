"""How the versions of a plan stand, in words: for the list, and while one is being made."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from typing import Any

from babel.numbers import format_decimal
from flask_babel import LazyString

from eventreg.allocation import solver
from eventreg.allocation.models import Allocation, Method, RuleKind, Run, Stage
from eventreg.core.i18n import _, current_language, lazy, ngettext

Look = tuple[LazyString, str, str]
"""What it is called, kind and shape of its pill."""

METHODS: Mapping[Method, LazyString] = {
    Method.OPTIMAL: lazy("Best plan"),
    Method.BY_SCORE: lazy("By score"),
    Method.BY_HAND: lazy("By hand"),
    Method.REPAIR: lazy("Repair"),
}
STAGES: Mapping[Stage, Look] = {
    Stage.DRAFT: (lazy("Draft"), "", "edit"),
    Stage.PROPOSED: (lazy("Proposed"), "warn", "clock"),
    Stage.PUBLISHED: (lazy("Published"), "ok", "check"),
    Stage.REPLACED: (lazy("Replaced"), "", "swap"),
}
UNDER_WAY: Mapping[Run, Look] = {
    Run.WAITING: (lazy("Waits for its turn"), "", "clock"),
    Run.RUNNING: (lazy("Being made"), "info", "refresh"),
    Run.FAILED: (lazy("Broken off"), "bad", "x"),
}
FOUND: Mapping[str, Look] = {
    solver.OPTIMAL: (lazy("Proven best"), "ok", "check"),
    solver.FEASIBLE: (lazy("Keeps every rule"), "info", "check"),
    solver.INFEASIBLE: (lazy("Impossible"), "bad", "alert"),
    solver.UNKNOWN: (lazy("Time ran out"), "warn", "clock"),
}
NONE_BY_SCORE: Look = (lazy("No plan found this way"), "warn", "alert")
STOPPED_EMPTY: Look = (lazy("Stopped without a plan"), "warn", "x")
RULES: Mapping[RuleKind, tuple[LazyString, LazyString]] = {
    RuleKind.CATEGORY_SHARE_MAX: (lazy("Share of a craft"), lazy("At most 40% batik cap")),
    RuleKind.GROUP_MIN: (lazy("Fewest of a group"), lazy("At least 8 who take part for the first time")),
    RuleKind.GROUP_MAX: (lazy("Most of a group"), lazy("At most 20 that the council fosters")),
    RuleKind.DISTRICT_MIN: (lazy("Fewest of a district"), lazy("At least 5 from one district")),
    RuleKind.DISTRICT_MAX: (lazy("Most of a district"), lazy("At most 30 from one district")),
    RuleKind.NEIGHBOURS_MAX: (lazy("Neighbours of one craft"), lazy("At most 1 neighbour who sells food, too")),
    RuleKind.APART: (lazy("Two that stand apart"), lazy("A and B not beside each other")),
}
"""Each kind of rule: what it is called, and an example of it."""


def look_of(version: Allocation) -> Look:
    """How far a version is, or what came of it."""
    if version.run in UNDER_WAY:
        return UNDER_WAY[version.run]
    if version.status == solver.UNKNOWN and version.run is Run.STOPPED:
        return STOPPED_EMPTY
    if version.status == solver.UNKNOWN and version.method is Method.BY_SCORE:
        return NONE_BY_SCORE
    return FOUND.get(version.status, FOUND[solver.FEASIBLE])


@dataclass(frozen=True)
class Told:
    """How far the making of a version is. `part` of `whole`: seconds of the time that it may take."""

    best: str
    wishes: str
    gap: str
    time: str
    part: float
    whole: int

    @property
    def sentence(self) -> str:
        """All of it, for whoever hears it."""
        return " ".join(f"{part}." for part in (self.best, self.wishes, self.gap) if part)


def told(version: Allocation) -> Told:
    """The best so far, what more is possible, and how much of the time is gone."""
    progress: Mapping[str, Any] = version.progress
    merit, seconds = progress.get("merit"), float(progress.get("seconds", 0))
    best = _("Merit so far: %(merit)s", merit=number(merit)) if merit is not None else _("No plan yet")
    points = progress.get("wish_points")
    return Told(
        best=best,
        wishes="" if points is None else _("Wish points so far: %(points)s", points=number(points)),
        gap=gap(merit, progress.get("merit_bound")),
        time=_("%(seconds)s of at most %(limit)s seconds", seconds=int(seconds), limit=version.time_limit_s),
        part=min(seconds, version.time_limit_s),
        whole=version.time_limit_s,
    )


def gap(merit: int | None, bound: int | None) -> str:
    """How much better a plan could still be: rounded up, so that it is never told too small."""
    if not merit or bound is None:
        return ""
    if bound <= merit:
        return _("No plan has more merit: that is proven")
    percent = (Decimal(100 * (bound - merit)) / merit).quantize(Decimal("0.1"), rounding=ROUND_UP)
    return _("At most %(percent)s%% better is still possible", percent=number(percent))


def wish_gap(points: int, bound: int) -> str:
    """The same for wishes, among plans of as much merit."""
    if bound <= points:
        return _("No plan of this merit meets wishes better")
    return ngettext(
        "At most %(num)s wish point more is possible", "At most %(num)s wish points more are possible", bound - points
    )


def number(value: int | Decimal) -> str:
    """A number as the reader writes it."""
    return str(format_decimal(value, locale=current_language().value))
