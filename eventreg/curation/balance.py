"""Who would be in: counts by category, district, fostered businesses and first-timers. Pure.

A page shows them for one line; a page whose line moves takes `places` along and counts what lies above it.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from eventreg.events.rules import GROUPS

ALWAYS = frozenset({"fostered", "first_timer"})
"""The groups that are always counted; the others are sensitive facts: only where an event reserves places for them."""


class Aspect(StrEnum):
    """By what is counted."""

    CATEGORY = "category"
    DISTRICT = "district"
    GROUP = "group"


@dataclass(frozen=True)
class Traits:
    """What is counted of an application: the code of its category, of its district (empty: not told), its groups."""

    category: str
    district: str = ""
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Share:
    """How many of one kind are among the chosen, and among all who applied; `of_chosen`, `of_all`: out of how many."""

    aspect: Aspect
    key: str
    chosen: int
    all: int
    of_chosen: int
    of_all: int

    @property
    def share(self) -> Fraction:
        """Of the chosen, 0 to 1."""
        return Fraction(self.chosen, self.of_chosen) if self.of_chosen else Fraction(0)

    @property
    def usual(self) -> Fraction:
        """Of all who applied, 0 to 1."""
        return Fraction(self.all, self.of_all) if self.of_all else Fraction(0)


def groups_counted(reserved: Collection[str]) -> tuple[str, ...]:
    """The groups that are counted where places are reserved for these."""
    return tuple(group for group in GROUPS if group in ALWAYS or group in reserved)


def shares(chosen: Collection[Traits], everybody: Collection[Traits], groups: Sequence[str]) -> Sequence[Share]:
    """Each category and district that anybody has, the most frequent first; then these groups, whoever is in them."""
    found = []
    for aspect in Aspect:
        above, all_of_them = (Counter(_keys(them, aspect, groups)) for them in (chosen, everybody))
        keys: Iterable[str] = groups if aspect is Aspect.GROUP else sorted(all_of_them, key=_most(all_of_them))
        found += [Share(aspect, key, above[key], all_of_them[key], len(chosen), len(everybody)) for key in keys]
    return found


def places(ranked: Sequence[Traits], groups: Sequence[str]) -> Mapping[Aspect, Mapping[str, Sequence[int]]]:
    """For each kind, at which places of the ranking (from 1) it stands: above a line after n, those up to n count."""
    found: dict[Aspect, dict[str, list[int]]] = {aspect: {} for aspect in Aspect}
    found[Aspect.GROUP] = {group: [] for group in groups}
    for aspect in Aspect:
        for place, traits in enumerate(ranked, start=1):
            for key in _keys([traits], aspect, groups):
                found[aspect].setdefault(key, []).append(place)
    return found


def _keys(them: Iterable[Traits], aspect: Aspect, groups: Sequence[str]) -> Iterable[str]:
    for traits in them:
        if aspect is Aspect.CATEGORY:
            yield traits.category
        elif aspect is Aspect.DISTRICT:
            yield traits.district
        else:
            yield from (group for group in groups if group in traits.groups)


def _most(counts: Counter[str]) -> Callable[[str], tuple[int, str]]:
    return lambda key: (-counts[key], key)
