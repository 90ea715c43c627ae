"""Two versions side by side: their floors, their measures, and who is where in one and not in the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from eventreg.allocation import comparing, queries
from eventreg.allocation.models import Allocation, Method
from eventreg.allocation.reading import Floor, Reading
from eventreg.allocation.views.base import P, blueprint, event_for
from eventreg.allocation.views.plan import WORDS, drawn, picture_of
from eventreg.core.i18n import _
from eventreg.core.web import requires


@dataclass(frozen=True)
class Line:
    """A measure of both. `better`: "one", "other", or "" where neither is."""

    name: str
    one: int
    other: int
    better: str


@blueprint.get("/staff/events/<slug>/booth-plan/compare")
@requires(P.BOOTHPLAN_READ)
def compare(slug: str) -> ResponseReturnValue:
    """By default the latest that is the best and the latest by score."""
    event = event_for(slug, P.BOOTHPLAN_READ)
    made = [version for version in queries.versions(event.id) if version.plan]
    if len(made) < 2:
        return render_template("allocation/compare.html", event=event, versions=made, one=None, **WORDS)
    first, second = _chosen(made)
    floor = Floor(event.id, {one["id"] for version in (first, second) for one in version.problem["applicants"]})
    one, other = Reading(first, floor), Reading(second, floor)
    before, after = (comparing.within(other.problem, plan) for plan in (one.plan, other.plan))
    found = comparing.differences(other.problem, before, after)
    changed = (*found.left, *found.joined, *found.moved)
    return render_template(
        "allocation/compare.html",
        event=event,
        versions=made,
        one=one,
        other=other,
        floor=floor,
        lines=_lines(one, other),
        found=found,
        same_problem=first.problem == second.problem,
        left=drawn(one, one.plan, differing={uid for change in changed for uid in change.before}),
        right=drawn(other, other.plan, differing={uid for change in changed for uid in change.after}),
        picture=picture_of(event, one),
        **WORDS,
    )


def _chosen(made: Sequence[Allocation]) -> tuple[Allocation, Allocation]:
    """The two that the address names; otherwise the usual ones, and never the same twice."""
    by_number = {version.number: version for version in made}
    one = by_number.get(request.args.get("one", 0, type=int))
    other = by_number.get(request.args.get("other", 0, type=int))
    one = one or _latest(made, Method.OPTIMAL, besides=other)
    other = other or _latest(made, Method.BY_SCORE, besides=one)
    return one, other


def _latest(made: Sequence[Allocation], method: Method, besides: Allocation | None) -> Allocation:
    rest = [version for version in made if version is not besides]
    return next((version for version in rest if version.method is method), rest[0])


def _lines(one: Reading, other: Reading) -> list[Line]:
    """The measures in the order in which plans are judged."""
    mine, theirs = one.measures, other.measures
    return [
        _line(_("Merit, together"), mine.merit, theirs.merit),
        _line(_("Placed"), mine.placed, theirs.placed),
        _line(_("Without a booth"), mine.unplaced, theirs.unplaced, less=True),
        _line(_("Wish points"), mine.wish_points, theirs.wish_points),
        _line(_("First wish met"), mine.ranks[comparing.FIRST], theirs.ranks[comparing.FIRST]),
        _line(_("Second wish met"), mine.ranks[comparing.SECOND], theirs.ranks[comparing.SECOND], neutral=True),
        _line(_("Third wish met"), mine.ranks[comparing.THIRD], theirs.ranks[comparing.THIRD], neutral=True),
        _line(_("Fourth to tenth wish met"), mine.ranks[comparing.LATER], theirs.ranks[comparing.LATER], neutral=True),
        _line(_("No wish met"), mine.ranks[comparing.NONE_MET], theirs.ranks[comparing.NONE_MET], less=True),
        _line(_("Placed without wishes"), mine.ranks[comparing.WITHOUT], theirs.ranks[comparing.WITHOUT], neutral=True),
        _line(_("Envies"), mine.envies, theirs.envies, less=True),
        _line(_("Partners who share"), mine.sharing.placed, theirs.sharing.placed),
    ]


def _line(name: str, one: int, other: int, *, less: bool = False, neutral: bool = False) -> Line:
    if one == other or neutral:
        return Line(name, one, other, "")
    return Line(name, one, other, "one" if (one > other) != less else "other")
