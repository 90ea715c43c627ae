"""A booth allocation problem, `eventreg-allocation/1`: booths, applicants, rules and a plan that stands. Pure.

The format is described in `docs/allocation.md`. Numbers are kept exactly as they were written (whole numbers and
decimals), so that a share of 33.3 percent or booths of 6.25 m² are tested without rounding.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

MOST_WISHES = 10
ZONE = "zone:"

Number = int | Decimal
Plan = Mapping[str, tuple[str, ...]]  # applicant → its booths


@dataclass(frozen=True, slots=True)
class Booth:
    """A stand; lengths in metres, power in watts. `capacity`: how many share it. `categories`: None takes any."""

    id: str
    zone: str
    area_m2: Number
    power_w: Number
    capacity: int = 1
    categories: frozenset[str] | None = None
    x: Number = 0
    y: Number = 0
    w: Number = 0
    h: Number = 0


@dataclass(frozen=True, slots=True)
class Applicant:
    """A business that may be placed. `booths`: how many it asks for, 1 or 2; `wishes`: best first."""

    id: str
    merit: int
    category: str
    district: str
    groups: frozenset[str]
    min_area_m2: Number
    power_w: Number
    booths: int = 1
    wishes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CategoryShareMax:
    """100 × the placed of the category are at most `share_percent` × all placed."""

    id: str
    category: str
    share_percent: Number


@dataclass(frozen=True, slots=True)
class GroupMin:
    """At least `count` of the group are placed."""

    id: str
    group: str
    count: int


@dataclass(frozen=True, slots=True)
class GroupMax:
    """At most `count` of the group are placed."""

    id: str
    group: str
    count: int


@dataclass(frozen=True, slots=True)
class DistrictMin:
    """At least `count` from the district are placed."""

    id: str
    district: str
    count: int


@dataclass(frozen=True, slots=True)
class DistrictMax:
    """At most `count` from the district are placed."""

    id: str
    district: str
    count: int


@dataclass(frozen=True, slots=True)
class NeighboursMax:
    """Beside each booth of a business of the category, at most `count` booths hold another business of it."""

    id: str
    category: str
    count: int


@dataclass(frozen=True, slots=True)
class Pin:
    """The booth is among the applicant's booths."""

    id: str
    applicant: str
    booth: str


@dataclass(frozen=True, slots=True)
class Forbid:
    """The booth is not among the applicant's booths."""

    id: str
    applicant: str
    booth: str


@dataclass(frozen=True, slots=True)
class Apart:
    """The two are not in the same or in adjacent booths."""

    id: str
    applicants: tuple[str, str]


Rule = CategoryShareMax | GroupMin | GroupMax | DistrictMin | DistrictMax | NeighboursMax | Pin | Forbid | Apart


@dataclass(frozen=True)
class Problem:
    """Booths and applicants by their ids, in the order in which they were given."""

    name: str
    booths: Mapping[str, Booth]
    applicants: Mapping[str, Applicant]
    adjacent: frozenset[frozenset[str]] = frozenset()
    rules: tuple[Rule, ...] = ()
    standing: Mapping[str, frozenset[str]] = field(default_factory=dict)
    time_limit_s: float = 60

    @cached_property
    def beside(self) -> Mapping[str, frozenset[str]]:
        """The booths next to each booth."""
        found: dict[str, set[str]] = {booth: set() for booth in self.booths}
        for pair in self.adjacent:
            one, other = sorted(pair)
            found[one].add(other)
            found[other].add(one)
        return {booth: frozenset(near) for booth, near in found.items()}

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The places for those who ask for two booths: adjacent ones that nobody shares."""
        alone = {booth.id for booth in self.booths.values() if booth.capacity == 1}
        at = {booth: number for number, booth in enumerate(self.booths)}
        found = [sorted(pair, key=at.__getitem__) for pair in self.adjacent if pair <= alone]
        return tuple((one, other) for one, other in sorted(found, key=lambda pair: (at[pair[0]], at[pair[1]])))

    @cached_property
    def _points(self) -> Mapping[str, Mapping[str, int]]:
        return {
            one.id: {wish: MOST_WISHES - rank for rank, wish in reversed([*enumerate(one.wishes)])}
            for one in self.applicants.values()
        }

    def points(self, applicant: str, booths: Iterable[str]) -> int:
        """11 less the rank of the best wish that one of the booths meets; 0 where none does."""
        wished = self._points[applicant]
        met = [max(wished.get(booth, 0), wished.get(ZONE + self.booths[booth].zone, 0)) for booth in booths]
        return max(met, default=0)

    def fits(self, applicant: Applicant, booth: Booth) -> bool:
        """Area and power are at least the need, and the category is allowed."""
        return (
            booth.area_m2 >= applicant.min_area_m2
            and booth.power_w >= applicant.power_w
            and (booth.categories is None or applicant.category in booth.categories)
        )

    @cached_property
    def _places(self) -> Mapping[tuple[Any, ...], tuple[tuple[str, ...], ...]]:
        found: dict[tuple[Any, ...], tuple[tuple[str, ...], ...]] = {}
        for one in self.applicants.values():
            if (kind := self.kind(one)) in found:
                continue
            fitting = [booth.id for booth in self.booths.values() if self.fits(one, booth)]
            if one.booths == 1:
                found[kind] = tuple((booth,) for booth in fitting)
            else:
                found[kind] = tuple(pair for pair in self.pairs if set(pair) <= set(fitting))
        return found

    def kind(self, one: Applicant) -> tuple[Any, ...]:
        """What decides where it fits."""
        return (one.category, one.min_area_m2, one.power_w, one.booths)

    def places(self, applicant: str) -> Sequence[tuple[str, ...]]:
        """Where the applicant could go if nobody else were there and there were no rules."""
        return self._places[self.kind(self.applicants[applicant])]

    def changes(self, plan: Plan) -> int:
        """How many applicants of the standing plan have other booths now, or none any more."""
        return sum(
            held != frozenset(plan.get(applicant, ()))
            for applicant, held in self.standing.items()
            if applicant in self.applicants
        )

    def merit(self, plan: Plan) -> int:
        """The sum of merit of those placed."""
        return sum(self.applicants[applicant].merit for applicant in plan)

    def wish_points(self, plan: Plan) -> int:
        """The sum of wish points."""
        return sum(self.points(applicant, booths) for applicant, booths in plan.items())
