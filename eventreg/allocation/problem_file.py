"""Reads an allocation problem from its JSON, `eventreg-allocation/1` (described in `docs/allocation.md`). Pure."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from eventreg.allocation.problem import (
    MOST_WISHES,
    Apart,
    Applicant,
    Booth,
    CategoryShareMax,
    DistrictMax,
    DistrictMin,
    Forbid,
    GroupMax,
    GroupMin,
    NeighboursMax,
    Number,
    Pin,
    Problem,
    Rule,
)
from eventreg.core.errors import DomainError

FORMAT = "eventreg-allocation/1"
DECIMALS = 6


class ProblemFaulty(DomainError):
    """What was handed in is no allocation problem. `where`: the place in it; `fault`: what is wrong there."""

    code = "allocation_problem_faulty"

    def __init__(self, where: str, fault: str) -> None:
        super().__init__(where=where, fault=fault)

    def __str__(self) -> str:
        return f"{self.details['where']}: {self.details['fault']}"


One = TypeVar("One", Booth, Applicant, Rule)


class _Reader:
    """Takes values out of a JSON object and says where something is wrong."""

    def __init__(self, where: str, given: Any) -> None:
        if not isinstance(given, dict):
            raise ProblemFaulty(where, "is no object")
        self.where, self.given = where, given

    def _take(self, name: str, default: Any = ...) -> Any:
        if name in self.given:
            return self.given[name]
        if default is ...:
            raise ProblemFaulty(self.where, f"lacks “{name}”")
        return default

    def _refuse(self, name: str, fault: str) -> ProblemFaulty:
        return ProblemFaulty(f"{self.where}.{name}", fault)

    def text(self, name: str, default: Any = ...) -> str:
        value = self._take(name, default)
        if not isinstance(value, str) or not value:
            raise self._refuse(name, "is no text")
        return value

    def number(self, name: str, default: Any = ...) -> Number:
        value = self._take(name, default)
        if isinstance(value, float):
            value = Decimal(repr(value))
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
            raise self._refuse(name, "is no number")
        value = round(Decimal(value), DECIMALS).normalize()  # other programs write 6.300000000000001 for 6.3
        return int(value) if value == int(value) else value

    def amount(self, name: str, default: Any = ...) -> Number:
        if (value := self.number(name, default)) < 0:
            raise self._refuse(name, "is below 0")
        return value

    def whole(self, name: str, least: int, most: int | None = None, default: Any = ...) -> int:
        value = self.number(name, default)
        if not isinstance(value, int) or value < least or (most is not None and value > most):
            raise self._refuse(name, f"is no whole number from {least}" + ("" if most is None else f" to {most}"))
        return value

    def items(self, name: str, default: Any = ...) -> list[Any]:
        value = self._take(name, default)
        if not isinstance(value, list):
            raise self._refuse(name, "is no list")
        return value

    def texts(self, name: str, default: Any = ...) -> list[str]:
        value = self.items(name, default)
        if not all(isinstance(one, str) for one in value):
            raise self._refuse(name, "holds something else than texts")
        return value

    def two(self, name: str) -> tuple[str, str]:
        value = self.texts(name)
        if len(value) != 2 or value[0] == value[1]:
            raise self._refuse(name, "are not two")
        return value[0], value[1]


def read_problem(given: Any) -> Problem:
    """A problem from its JSON. Raises ProblemFaulty, which names the place.

    Rules and wishes may name applicants and booths that are gone: whoever asks to be kept apart from somebody who
    withdrew has it already, and who is pinned to a booth that is gone can't be placed by that rule.
    """
    top = _Reader("problem", given)
    if (form := given.get("format", FORMAT)) != FORMAT:
        raise ProblemFaulty("problem.format", f"is {form!r}, not {FORMAT!r}")
    booths = _by_id("booths", [_booth(f"booths[{at}]", one) for at, one in enumerate(top.items("booths"))])
    applicants = _by_id(
        "applicants", [_applicant(f"applicants[{at}]", one) for at, one in enumerate(top.items("applicants"))]
    )
    rules = [_rule(f"rules[{at}]", one) for at, one in enumerate(top.items("rules", []))]
    _by_id("rules", rules)
    limit = top.amount("time_limit_s", 60)
    return Problem(
        name=str(given.get("name", "")),
        booths=booths,
        applicants=applicants,
        adjacent=frozenset(_pair(f"adjacent[{at}]", one, booths) for at, one in enumerate(top.items("adjacent", []))),
        rules=tuple(rules),
        standing=_standing(given.get("standing") or {}),
        time_limit_s=float(limit),
    )


def _by_id(where: str, found: Sequence[One]) -> dict[str, One]:
    twice = [name for name, count in Counter(one.id for one in found).items() if count > 1]
    if twice:
        raise ProblemFaulty(where, f"“{twice[0]}” is there twice")
    return {one.id: one for one in found}


def _booth(where: str, given: Any) -> Booth:
    read = _Reader(where, given)
    categories = read.given.get("categories")
    return Booth(
        id=read.text("id"),
        zone=read.text("zone", "-"),
        area_m2=read.amount("area_m2"),
        power_w=read.amount("power_w"),
        capacity=read.whole("capacity", 1, default=1),
        categories=None if categories is None else frozenset(read.texts("categories")),
        **{name: read.number(name, 0) for name in ("x", "y", "w", "h")},
    )


def _applicant(where: str, given: Any) -> Applicant:
    read = _Reader(where, given)
    wishes = read.texts("wishes", [])
    if len(wishes) > MOST_WISHES:
        raise ProblemFaulty(f"{where}.wishes", f"are more than {MOST_WISHES}")
    return Applicant(
        id=read.text("id"),
        merit=read.whole("merit", 0, 1000),
        category=read.text("category"),
        district=read.text("district", "-"),
        groups=frozenset(read.texts("groups", [])),
        min_area_m2=read.amount("min_area_m2", 0),
        power_w=read.amount("power_w", 0),
        booths=read.whole("booths", 1, 2, default=1),
        wishes=tuple(wishes),
    )


_KINDS: Mapping[str, Callable[[str, _Reader], Rule]] = {
    "category_share_max": lambda name, read: CategoryShareMax(
        name, read.text("category"), read.amount("share_percent")
    ),
    "group_min": lambda name, read: GroupMin(name, read.text("group"), read.whole("count", 0)),
    "group_max": lambda name, read: GroupMax(name, read.text("group"), read.whole("count", 0)),
    "district_min": lambda name, read: DistrictMin(name, read.text("district"), read.whole("count", 0)),
    "district_max": lambda name, read: DistrictMax(name, read.text("district"), read.whole("count", 0)),
    "neighbours_max": lambda name, read: NeighboursMax(name, read.text("category"), read.whole("count", 0)),
    "pin": lambda name, read: Pin(name, read.text("applicant"), read.text("booth")),
    "forbid": lambda name, read: Forbid(name, read.text("applicant"), read.text("booth")),
    "apart": lambda name, read: Apart(name, read.two("applicants")),
}


def _rule(where: str, given: Any) -> Rule:
    read = _Reader(where, given)
    kind = read.text("kind")
    if kind not in _KINDS:
        raise ProblemFaulty(f"{where}.kind", f"“{kind}” is unknown")
    return _KINDS[kind](read.text("id"), read)


def _pair(where: str, given: Any, booths: Mapping[str, Booth]) -> frozenset[str]:
    if not isinstance(given, list) or len(given) != 2 or given[0] == given[1]:
        raise ProblemFaulty(where, "is no pair of booths")
    for one in given:
        if not isinstance(one, str) or one not in booths:
            raise ProblemFaulty(where, f"“{one}” is no booth")
    return frozenset(given)


def _standing(given: Any) -> dict[str, frozenset[str]]:
    held = _Reader("standing", given)
    return {applicant: frozenset(held.texts(applicant)) for applicant in held.given}
