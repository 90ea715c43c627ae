"""From scores to a ranking, in exact fractions: the same numbers give the same order on every machine. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor, lcm
from statistics import mean, median

from eventreg.curation.rules import Average


@dataclass(frozen=True)
class Criterion:
    """What is scored from 1 to `best`. One that doesn't count is shown and left out of the total."""

    id: int
    weight: int
    best: int = 5
    counts: bool = True


@dataclass(frozen=True)
class Standing:
    """Where an application stands.

    `rank`: from 1, shared by equals; None where nobody has reviewed it. `result`: 0 to 100, the average of the totals
    less what rotation takes; `spread`: between the highest and the lowest total; `missing`: how many reviews are still
    to come; `conflicting`: the totals lie further apart than the organiser finds usual.
    """

    application_id: int
    rank: int | None
    average: Fraction | None
    deduction: int
    result: Fraction | None
    spread: Fraction | None
    reviews: int
    missing: int
    conflicting: bool


@dataclass(frozen=True)
class Entry:
    """An application with the totals of those reviews that count. `order`: how equals are listed, and nothing more."""

    application_id: int
    totals: tuple[Fraction, ...]
    order: str
    deduction: int = 0


def total(scores: Mapping[int, int], criteria: Iterable[Criterion]) -> Fraction:
    """The weighted total of one review, 0 to 100: each score as a share of the best one.

    `scores`: by criterion's id; each criterion that counts must be there. Raises KeyError, ZeroDivisionError without
    any weight.
    """
    counted = [criterion for criterion in criteria if criterion.counts and criterion.weight]
    whole = lcm(*(item.best for item in counted))
    reached = sum(item.weight * scores[item.id] * (whole // item.best) for item in counted)
    return Fraction(100 * reached, whole * sum(item.weight for item in counted))


def average_of(totals: Collection[Fraction], average: Average) -> Fraction:
    """Mean or median, exactly. Raises statistics.StatisticsError without any."""
    return median(totals) if average is Average.MEDIAN else mean(totals)


def rank(entries: Iterable[Entry], *, average: Average, reviews_each: int, conflict_spread: int) -> Sequence[Standing]:
    """The best result first; those without a review at the end. Equals share a rank, and the next one is skipped."""
    found = [(entry, _result(entry, average)) for entry in entries]
    found.sort(key=lambda pair: (pair[1] is None, -(pair[1] or 0), pair[0].order))
    first: dict[Fraction | None, int] = {}
    for place, (_, result) in enumerate(found, start=1):
        first.setdefault(result, place)
    return [
        Standing(
            application_id=entry.application_id,
            rank=None if result is None else first[result],
            average=average_of(entry.totals, average) if entry.totals else None,
            deduction=entry.deduction,
            result=result,
            spread=max(entry.totals) - min(entry.totals) if entry.totals else None,
            reviews=len(entry.totals),
            missing=max(0, reviews_each - len(entry.totals)),
            conflicting=len(entry.totals) > 1 and max(entry.totals) - min(entry.totals) >= conflict_spread,
        )
        for entry, result in found
    ]


def without(rank: int | None, left_out: Iterable[int | None]) -> int | None:
    """A rank, counted without those that are left out: a gap would tell where they stand."""
    return None if rank is None else rank - sum(one is not None and one < rank for one in left_out)


def rounded(points: Fraction) -> Decimal:
    """Points as they are shown: one decimal, half up."""
    return Decimal(floor(points * 10 + Fraction(1, 2))).scaleb(-1)


def merit(result: Fraction | None) -> int:
    """What a result of 0 to 100 counts for in a booth plan: whole, 0 to 1000, half up; 0 where nobody has reviewed."""
    return 0 if result is None else max(0, min(1000, floor(result * 10 + Fraction(1, 2))))


def _result(entry: Entry, average: Average) -> Fraction | None:
    return average_of(entry.totals, average) - entry.deduction if entry.totals else None
