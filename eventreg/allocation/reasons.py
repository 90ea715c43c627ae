"""Why an applicant has what it has, and not what it wished for more: facts that hold in the plan. Pure.

`sentences.py` says them in words; a test takes every claim and looks whether it holds.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eventreg.allocation.board import FULL, SHARED_AREA, SHARED_POWER, Board, Fault
from eventreg.allocation.problem import ZONE, Applicant, Plan, Problem

# What kept an applicant from a place.
UNFIT = "unfit"  # the place can't take the business; `detail`: area, power, category or pair
HIGHER = "higher"  # held by `holders`, who have as much merit or more (together, if it had no place otherwise)
RULE = "rule"  # there, though no higher merit holds it, the rule `detail` would break
WHOLE = "whole"  # held by `holders` of less merit; changed alone, the plan as a whole would be worse
OPEN = "open"  # nothing: the plan isn't the best one
STANDING = "standing"  # it had no booth in the plan that stood, and with merit of 0 one would only be a change
CROWDED = {FULL, SHARED_AREA, SHARED_POWER}
PAIR = "pair"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stood between an applicant and one place."""

    place: tuple[str, ...]
    kind: str
    detail: str = ""
    holders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """`rank`: of the best wish met, from 1; None where none is. `wish`: the best wish that isn't met, and `obstacles`:
    what stood before each place that would have met it; of those without a place and without wishes, before any."""

    applicant: str
    booths: tuple[str, ...]
    rank: int | None
    wish: str | None
    obstacles: tuple[Obstacle, ...]

    @property
    def kinds(self) -> Counter[tuple[str, str]]:
        """How often each kind of obstacle stood in the way, with its detail."""
        return Counter((one.kind, one.detail) for one in self.obstacles)


def reasons(problem: Problem, plan: Plan) -> dict[str, Reason]:
    """A reason for each applicant, placed or not. The plan keeps the rules."""
    board = Board(problem, plan)
    return {one.id: _reason(board, one) for one in problem.applicants.values()}


def _reason(board: Board, one: Applicant) -> Reason:
    problem, booths = board.problem, board.plan.get(one.id, ())
    points = problem.points(one.id, booths)
    rank = 11 - points if points else None
    if booths and (rank == 1 or not one.wishes):
        return Reason(one.id, booths, rank, None, ())
    if not booths:
        # It had no place at all: what stood before each that could take it, wished for or not.
        places = problem.places(one.id)
        obstacles = [_obstacle(board, one, place) for place in places] or _unfit(board, one, problem.booths)
        return Reason(one.id, (), None, None, tuple(obstacles))
    wish = one.wishes[0]
    meeting = [booth.id for booth in problem.booths.values() if wish in (booth.id, ZONE + booth.zone)]
    places = [place for place in problem.places(one.id) if set(place) & set(meeting)]
    obstacles = [_obstacle(board, one, place) for place in places] or _unfit(board, one, meeting)
    return Reason(one.id, booths, rank, wish, tuple(obstacles))


def _unfit(board: Board, one: Applicant, booths: Iterable[str]) -> list[Obstacle]:
    """Why none of these booths can take the business; where each could, what fails is a free pair side by side."""
    return [Obstacle((booth,), UNFIT, next(board.unfit(one, booth), PAIR)) for booth in booths]


def _obstacle(board: Board, one: Applicant, place: tuple[str, ...]) -> Obstacle:
    ways = _ways_in(board, one, place)
    for leaving in ways:
        if len(ways) == 1 and _is_higher(board, one, leaving):
            return Obstacle(place, HIGHER, "", leaving)  # the usual case, without asking the rules
        faults = board.faults_if({**dict.fromkeys(leaving, ()), one.id: place})
        if any(fault.what in CROWDED for fault in faults):
            continue
        if _is_higher(board, one, leaving):
            return Obstacle(place, HIGHER, "", leaving)
        if rule := _rule_in(faults):
            return Obstacle(place, RULE, rule, leaving)
        if leaving:
            return Obstacle(place, WHOLE, "", leaving)
        had_none = board.problem.standing.get(one.id) == frozenset()
        return Obstacle(place, STANDING if had_none and not one.merit else OPEN)
    raise AssertionError(place)  # with everybody gone there is room


def _is_higher(board: Board, one: Applicant, leaving: Sequence[str]) -> bool:
    """Each has as much merit or more; for who has no place at all: all of them together."""
    merits = [board.problem.applicants[other].merit for other in leaving]
    return bool(merits) and (min(merits) if one.id in board.plan else sum(merits)) >= one.merit


def _ways_in(board: Board, one: Applicant, place: tuple[str, ...]) -> Sequence[tuple[str, ...]]:
    """Who would have to leave: nobody, one of those there (of least merit first), or all."""
    problem = board.problem
    there = {other for booth in place for other in board.at[booth]} - {one.id}
    ordered = tuple(sorted(there, key=lambda other: (problem.applicants[other].merit, other)))
    if there and all(problem.booths[booth].capacity == 1 for booth in place):
        return [ordered]
    return [(), *((other,) for other in ordered), *([ordered] if len(ordered) > 1 else [])]


def _rule_in(faults: Iterable[Fault]) -> str:
    return next((fault.rule for fault in faults if fault.rule), "")
