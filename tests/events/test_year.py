"""A year on one page, and dates that move: pure."""

from calendar import isleap
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.core.clock import Zone
from eventreg.events.shifting import a_year_later, days_between, shifted
from eventreg.events.year import days_of, months_of, runs_of, weeks_of

MOMENTS = st.integers(1_000_000_000, 3_700_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
DAYS = st.dates(date(2024, 1, 1), date(2024, 12, 31))


@given(year=st.integers(2000, 2099), month=st.integers(1, 12))
def test_every_day_of_a_month_stands_once_under_its_weekday(year, month):
    weeks = weeks_of(year, month)
    days = [day for week in weeks for day in week if day]

    assert days == [date(year, month, 1) + timedelta(days=n) for n in range(len(days))]
    assert (days[-1] + timedelta(days=1)).day == 1
    assert all(len(week) == 7 for week in weeks)
    assert all(day is None or day.weekday() == column for week in weeks for column, day in enumerate(week))


@given(st.integers(2000, 2099))
def test_a_year_has_its_leap_day(year):
    february = months_of(year, [])[1]

    assert sum(day is not None for week in february.weeks for day in week) == (29 if isleap(year) else 28)


@given(st.lists(st.tuples(st.integers(), st.lists(DAYS, unique=True)), max_size=5))
def test_what_happens_stands_in_each_of_its_months_and_nowhere_else(happenings):
    months = months_of(2024, happenings)

    for month in months:
        expected = [thing for thing, days in happenings if any(day.month == month.first.month for day in days)]
        assert sorted(thing for thing, _ in month.rows) == sorted(expected)
    marked = [(thing, day) for month in months for day, things in month.marked.items() for thing in things]
    assert sorted(marked) == sorted((thing, day) for thing, days in happenings for day in days)


@given(st.lists(DAYS, unique=True))
def test_runs_hold_the_same_days_and_never_touch(days):
    runs = runs_of(days)

    held = [first + timedelta(days=n) for first, last in runs for n in range((last - first).days + 1)]
    assert held == sorted(days)
    assert all(after[0] - before[1] > timedelta(days=1) for before, after in pairwise(runs))


@pytest.mark.parametrize(
    ("starts", "ends", "zone", "days"),
    [
        # 23.00 UTC is the next day in all of Indonesia
        ("2026-12-31T23:00", "2027-01-01T02:00", Zone.WIB, [date(2027, 1, 1)]),
        # midnight ends the day before, in each zone at another moment
        ("2026-12-01T01:00", "2026-12-01T17:00", Zone.WIB, [date(2026, 12, 1)]),
        ("2026-12-01T01:00", "2026-12-01T17:00", Zone.WIT, [date(2026, 12, 1), date(2026, 12, 2)]),
        ("2026-12-01T01:00", "2026-12-01T15:00", Zone.WIT, [date(2026, 12, 1)]),
    ],
)
def test_days_are_those_of_the_place(starts, ends, zone, days):
    span = tuple(datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (starts, ends))

    assert days_of([span], zone) == days


@given(MOMENTS, st.integers(-800, 800), st.sampled_from(Zone))
def test_a_moment_moves_by_days_and_keeps_its_time_of_day(moment, days, zone):
    moved = shifted(moment, days, zone)

    assert moved.astimezone(zone.info).time() == moment.astimezone(zone.info).time()
    assert moved - moment == timedelta(days=days)
    assert shifted(moved, -days, zone) == moment


@given(MOMENTS, DAYS, st.sampled_from(Zone))
def test_an_event_moved_to_a_day_begins_on_it(moment, day, zone):
    assert shifted(moment, days_between(moment, day, zone), zone).astimezone(zone.info).date() == day


@given(MOMENTS, st.sampled_from(Zone))
def test_the_day_that_is_offered_for_a_copy_is_the_same_weekday(moment, zone):
    assert a_year_later(moment, zone).weekday() == moment.astimezone(zone.info).weekday()
