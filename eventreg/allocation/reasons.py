"""Why an applicant has what it has, and not what it wished for more: facts that hold in the plan. Pure.

`sentences.py` says them in words; a test takes every claim and looks whether it holds.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from eventreg.allocation.board import Board
from eventreg.allocation.problem import MOST_WISHES, ZONE, Applicant, Plan, Problem

# What kept an applicant from a place.
UNFIT = "unfit"  # the place can't take the business; `detail`: area, power, category or pair
HIGHER = "higher"  # held by `holders`, each of more merit
EQUAL = "equal"  # held by `holders`, each of as much merit or more, one of just as much; `detail`: see below
TOGETHER = "together"  # held by `holders`, who have as much merit or more together; it has no place at all
RULE = "rule"  # there, though no higher merit holds it, the rule `detail` would break
WHOLE = "whole"  # held by `holders` of less merit; changed alone, the plan as a whole would be worse
OPEN = "open"  # nothing: the plan isn't the best one
STANDING = "standing"  # it had no booth in the plan that stood, and with merit of 0 one would only be a change
PAIR = "pair"

# Of two with the same merit: what comes of it if they exchange, or, where the applicant has no place, if it comes in
# the other's stead.
WISHES = "wishes"  # fewer wish points
CHANGES = "changes"  # as many, but more is changed of the plan that stood
BARRED = "barred"  # the rules, or what the booths are like, don't allow it
ALIKE = "alike"  # the plan is worth the same
BETTER = "better"  # the plan would be better: it isn't the best one


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stood between an applicant and one place."""

    place: tuple[str, ...]
    kind: str
    detail: str = ""
    holders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """So many obstacles of a kind, with the same detail."""

    kind: str
    detail: str
    count: int


@dataclass(frozen=True, slots=True)
class Reason:
    """`rank`: of the best wish met, from 1; None where none is. `wish`: the best wish that isn't met, and `parts`: what
    stood before the places that would have met it, the most frequent first; of those without a place, before any.
    `holders`: who has the place, where there is but one. `obstacles`: place by place, which isn't kept."""

    applicant: str
    booths: tuple[str, ...]
    rank: int | None
    wish: str | None
    parts: tuple[Part, ...] = ()
    holders: tuple[str, ...] = ()
    obstacles: tuple[Obstacle, ...] = field(default=(), compare=False, repr=False)

    @property
    def places(self) -> int:
        """How many places there were."""
        return sum(part.count for part in self.parts)


def reasons(problem: Problem, plan: Plan) -> dict[str, Reason]:
    """A reason for each applicant, placed or not. The plan keeps the rules."""
    seeker = _Seeker(Board(problem, plan))
    return {one.id: seeker.reason(one) for one in problem.applicants.values()}


def packed(found: Mapping[str, Reason]) -> dict[str, Any]:
    """Reasons as they are kept with their plan."""
    return {
        code: [one.wish, [[part.kind, part.detail, part.count] for part in one.parts], [*one.holders]]
        for code, one in found.items()
    }


def unpacked(problem: Problem, plan: Plan, kept: Mapping[str, Any]) -> dict[str, Reason]:
    """What was kept of the reasons of this plan, in the order of the applicants."""
    found = {}
    for code in problem.applicants:
        wish, parts, holders = kept[code]
        booths = plan.get(code, ())
        told = tuple(Part(*part) for part in parts)
        found[code] = Reason(code, booths, _rank(problem, code, booths), wish, told, tuple(holders))
    return found


def _rank(problem: Problem, code: str, booths: Sequence[str]) -> int | None:
    points = problem.points(code, booths)
    return MOST_WISHES + 1 - points if points else None


class _Way:
    """A place, and who would have to leave it for somebody: nobody, one of those there, or all (`leaving`).

    `least`: the least merit of those; `together`: the sum of it.
    """

    __slots__ = ("_told", "higher", "least", "leaving", "place", "together")

    def __init__(self, place: tuple[str, ...], leaving: tuple[str, ...], merits: Sequence[int]) -> None:
        self.place, self.leaving = place, leaving
        self.least, self.together = min(merits, default=-1), sum(merits)
        self._told: dict[tuple[str, str], Obstacle] = {}
        self.higher = Obstacle(place, HIGHER, "", leaving)

    def told(self, kind: str, detail: str = "") -> Obstacle:
        """The same for all before whom it stands: hundreds of thousands would fill the memory."""
        if (kind, detail) not in self._told:
            self._told[kind, detail] = Obstacle(self.place, kind, detail, self.leaving)
        return self._told[kind, detail]


class _Seeker:
    """Looks for reasons in a plan. Thousands without a place stand before the same holders: for those who ask for the
    same, what stands there is looked up once."""

    def __init__(self, board: Board) -> None:
        self._board, self._problem = board, board.problem
        self._merit = {one.id: one.merit for one in board.problem.applicants.values()}
        self._has = {code: board.problem.points(code, booths) for code, booths in board.plan.items()}
        self._ways: dict[tuple[Any, ...], list[list[_Way]]] = {}  # what applicants ask for → each place's ways

    def reason(self, one: Applicant) -> Reason:
        """Why it has what it has."""
        problem, booths = self._problem, self._board.plan.get(one.id, ())
        rank = _rank(problem, one.id, booths)
        if booths and (rank == 1 or not one.wishes):
            return Reason(one.id, booths, rank, None)
        if not booths:
            # It had no place at all: what stood before each that could take it, wished for or not.
            obstacles = self._without(one) or self._unfit(one, problem.booths)
            return _counted(one, booths, rank, None, obstacles)
        wish = one.wishes[0]
        meeting = {booth.id: None for booth in problem.booths.values() if wish in (booth.id, ZONE + booth.zone)}
        places = [place for place in problem.places(one.id) if not meeting.keys().isdisjoint(place)]
        obstacles = [self._obstacle(one, list(self._ways_in(one, place))) for place in places]
        return _counted(one, booths, rank, wish, obstacles or self._unfit(one, meeting))

    def _without(self, one: Applicant) -> list[Obstacle]:
        kind = self._problem.kind(one)
        if kind not in self._ways:
            self._ways[kind] = [list(self._ways_in(one, place)) for place in self._problem.places(one.id)]
        merit = one.merit
        return [ways[0].higher if ways[0].least > merit else self._obstacle(one, ways) for ways in self._ways[kind]]

    def _unfit(self, one: Applicant, booths: Iterable[str]) -> list[Obstacle]:
        """Why none of these booths can take the business; where each could, what fails is a free pair side by side."""
        return [Obstacle((booth,), UNFIT, next(self._board.unfit(one, booth), PAIR)) for booth in booths]

    def _obstacle(self, one: Applicant, ways: Sequence[_Way]) -> Obstacle:
        """The first way in is the one that asks least of others; where merit doesn't bar it, something else does."""
        way = ways[0]
        for way in ways:
            if kind := self._by_merit(one, way):
                detail = self._tie(one, way) if kind == EQUAL and len(way.leaving) == 1 else ""
                if detail == BARRED and (rule := self._rule_against(one, way)):
                    return way.told(RULE, rule)
                if detail != BETTER or one.id in self._board.plan:
                    return way.told(kind, detail)
            faults = self._board.faults_if({**dict.fromkeys(way.leaving, ()), one.id: way.place})
            if rule := next((fault.rule for fault in faults if fault.rule), ""):
                return way.told(RULE, rule)
            if kind:
                return way.told(kind, BETTER)
            break
        if way.leaving:
            return way.told(WHOLE)
        had_none = self._problem.standing.get(one.id) == frozenset()
        return way.told(STANDING if had_none and not one.merit else OPEN)

    # ---- Who would have to leave -------------------------------------------------------------------------------------

    def _ways_in(self, one: Applicant, place: tuple[str, ...]) -> Iterator[_Way]:
        """Nobody, one of those there (of least merit first), or all; where there is room for it then."""
        there = {other for booth in place for other in self._board.at[booth]} - {one.id}
        ordered = tuple(sorted(there, key=lambda other: (self._merit[other], other)))
        ways: list[tuple[str, ...]] = [(), *((other,) for other in ordered), ordered]
        if ordered and all(self._problem.booths[booth].capacity == 1 for booth in place):
            ways = [ordered]
        for leaving in ways:
            if self._has_room(one, place, leaving):
                yield _Way(place, leaving, [self._merit[other] for other in leaving])

    def _has_room(self, one: Applicant, place: tuple[str, ...], leaving: tuple[str, ...]) -> bool:
        """Whether the booths can take it as well as those who stay."""
        people = self._problem.applicants
        for booth in place:
            staying = [other for other in self._board.at[booth] if other not in leaving and other != one.id]
            room = self._problem.booths[booth]
            if staying and (
                len(staying) >= room.capacity
                or sum(people[other].min_area_m2 for other in staying) + one.min_area_m2 > room.area_m2
                or sum(people[other].power_w for other in staying) + one.power_w > room.power_w
            ):
                return False
        return True

    # ---- Merit -------------------------------------------------------------------------------------------------------

    def _by_merit(self, one: Applicant, way: _Way) -> str:
        """Whether those who would leave have more merit, as much, or, against one without a place, as much together."""
        if not way.leaving or way.least < one.merit:
            is_together = way.together >= one.merit and len(way.leaving) > 1 and one.id not in self._board.plan
            return TOGETHER if is_together else ""
        return HIGHER if way.least > one.merit else EQUAL

    def _tie(self, one: Applicant, way: _Way) -> str:
        """What decided between two of the same merit. Without a place, rules aren't asked: that is the caller's."""
        (other,), place = way.leaving, way.place
        mine, theirs = self._board.plan.get(one.id, ()), self._board.plan[other]
        points = self._problem.points
        more = points(one.id, place) - self._has[other]
        if mine:
            more += points(other, mine) - self._has[one.id]
        if more < 0:
            return WISHES
        standing = self._problem.standing
        fewer = 0
        if one.id in standing or other in standing:
            fewer = self._changed(one.id, mine) + self._changed(other, theirs)
            fewer -= self._changed(one.id, place) + self._changed(other, mine)
            if more == 0 and fewer < 0:
                return CHANGES
        if mine and self._board.faults_if({one.id: place, other: mine}):
            return BARRED
        return BETTER if more or fewer else ALIKE

    def _rule_against(self, one: Applicant, way: _Way) -> str:
        """A rule that would break if the two exchanged, and if the other just left as well."""
        (other,), mine = way.leaving, self._board.plan[one.id]
        rules = [
            {fault.rule for fault in self._board.faults_if({one.id: way.place, other: booths})} for booths in (mine, ())
        ]
        return min((rules[0] & rules[1]) - {""}, default="")

    def _changed(self, code: str, booths: Sequence[str]) -> bool:
        held = self._problem.standing.get(code)
        return held is not None and held != frozenset(booths)


def _counted(
    one: Applicant, booths: tuple[str, ...], rank: int | None, wish: str | None, obstacles: list[Obstacle]
) -> Reason:
    counts = Counter(map(attrgetter("kind", "detail"), obstacles))
    parts = tuple(Part(kind, detail, count) for (kind, detail), count in counts.most_common())
    holders = obstacles[0].holders if len(obstacles) == 1 else ()
    return Reason(one.id, booths, rank, wish, parts, holders, tuple(obstacles))
