"""A year on one page: which days an event takes, and how they fall into weeks and months. Pure."""

from calendar import Calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from eventreg.core.clock import Zone

T = TypeVar("T")
Run = tuple[date, date]
MONDAY = 0


@dataclass(frozen=True)
class Month(Generic[T]):
    """A month: its first day, its weeks from Monday on (None outside the month), and what happens in it, in order.

    `marked`: what happens on each of its days.
    """

    first: date
    weeks: Sequence[Sequence[date | None]]
    rows: Sequence[tuple[T, Sequence[Run]]]
    marked: Mapping[date, Sequence[T]]


def days_of(spans: Iterable[tuple[datetime, datetime]], zone: Zone) -> list[date]:
    """The days at the place on which something happens; an end at midnight belongs to the day before."""
    days: set[date] = set()
    for starts, ends in spans:
        day = starts.astimezone(zone.info).date()
        last = max(day, (ends - timedelta(microseconds=1)).astimezone(zone.info).date())
        while day <= last:
            days.add(day)
            day += timedelta(days=1)
    return sorted(days)


def runs_of(days: Sequence[date]) -> list[Run]:
    """Days that follow each other, as first and last."""
    runs: list[Run] = []
    for day in sorted(days):
        if runs and day - runs[-1][1] <= timedelta(days=1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def weeks_of(year: int, month: int) -> list[list[date | None]]:
    """The weeks of a month from Monday on; days of its neighbours are left out."""
    weeks = Calendar(MONDAY).monthdatescalendar(year, month)
    return [[day if day.month == month else None for day in week] for week in weeks]


def months_of(year: int, happenings: Sequence[tuple[T, Sequence[date]]]) -> list[Month[T]]:
    """The twelve months with what happens in each; what spans two months stands in both."""
    return [_month(year, number, happenings) for number in range(1, 13)]


def _month(year: int, number: int, happenings: Sequence[tuple[T, Sequence[date]]]) -> Month[T]:
    rows: list[tuple[T, Sequence[Run]]] = []
    marked: dict[date, list[T]] = {}
    for thing, days in happenings:
        here = [day for day in days if (day.year, day.month) == (year, number)]
        if here:
            rows.append((thing, runs_of(here)))
        for day in here:
            marked.setdefault(day, []).append(thing)
    rows.sort(key=lambda row: row[1][0])
    return Month(date(year, number, 1), weeks_of(year, number), rows, marked)
