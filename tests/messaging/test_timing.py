"""When reminders go out: by the clock of the place, in daytime, and never of what is over."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from eventreg.messaging import timing
from eventreg.messaging.timing import Reminder

WIB, WITA, WIT = (ZoneInfo(name) for name in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
START = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.integers(0, 4 * 365 * 24 * 4).map(lambda quarters: START + quarters * timedelta(minutes=15))
zones = st.sampled_from([WIB, WITA, WIT])


def at(zone, *parts):
    return datetime(*parts, tzinfo=zone)


def test_the_day_before_at_nine_and_the_morning_at_six_of_the_place():
    starts = at(WITA, 2026, 12, 1, 9)
    before, morning = timing.coming(starts_at=starts.astimezone(UTC), ends_at=starts + 8 * HOUR, zone=WITA)

    assert (before.reminder, before.due_at) == (Reminder.DAY_BEFORE, at(WITA, 2026, 11, 30, 9))
    assert (morning.reminder, morning.due_at) == (Reminder.MORNING, at(WITA, 2026, 12, 1, 6))
    assert morning.until == starts + 8 * HOUR


def test_an_early_start_is_remembered_two_hours_before():
    starts = at(WIB, 2026, 12, 1, 7)
    *_, morning = timing.coming(starts_at=starts, ends_at=starts + HOUR, zone=WIB)
    assert morning.due_at == at(WIB, 2026, 12, 1, 5)


def test_applications_close_three_days_and_one_day_before():
    closes = at(WIB, 2026, 12, 10, 16)
    found = list(timing.closing(opens_at=closes - 30 * DAY, closes_at=closes, zone=WIB))
    assert [window.due_at for window in found] == [at(WIB, 2026, 12, 9, 16), at(WIB, 2026, 12, 7, 16)]
    assert len({window.mark for window in found}) == 2


def test_nobody_is_reminded_of_applications_that_open_for_two_days_before_they_open():
    closes = at(WIB, 2026, 12, 10, 16)
    found = list(timing.closing(opens_at=closes - 2 * DAY, closes_at=closes, zone=WIB))
    assert [window.due_at for window in found] == [at(WIB, 2026, 12, 9, 16)]


@given(moments, zones)
def test_nobody_is_written_to_at_night_about_a_closing(closes, zone):
    for window in timing.closing(opens_at=closes - 30 * DAY, closes_at=closes, zone=zone):
        assert timing.EARLIEST <= window.due_at.astimezone(zone).hour <= timing.LATEST
        assert window.due_at < window.until < closes


@given(moments, zones, st.integers(1, 12))
def test_reminders_of_a_session_follow_each_other_and_end_with_it(starts, zone, hours):
    ends = starts + hours * HOUR
    before, morning = timing.coming(starts_at=starts, ends_at=ends, zone=zone)
    assert before.due_at < before.until == morning.due_at < starts
    assert morning.until == ends
    assert not before.is_open(morning.due_at)
    assert not before.is_open(starts)


def test_the_second_day_of_a_fair_is_no_news_but_the_next_week_is():
    first = at(WIB, 2026, 12, 1, 9)
    hours = [(first, first + 8 * HOUR), (first + DAY, first + DAY + 8 * HOUR), (first + 8 * DAY, first + 9 * DAY)]
    assert timing.begins_anew(hours[0][0], hours)
    assert not timing.begins_anew(hours[1][0], hours)
    assert timing.begins_anew(hours[2][0], hours)


def test_a_paper_is_remembered_at_thirty_and_at_seven_days():
    due = {left: timing.days_left(timing.PAPER_DAYS, left) for left in (31, 30, 8, 7, 0, -1)}
    assert due == {31: None, 30: 30, 8: 30, 7: 7, 0: 7, -1: None}


def test_a_place_that_is_open_from_midnight_on_is_remembered_at_dawn_and_a_night_two_hours_before():
    midnight = at(WIB, 2026, 11, 28)

    *_, all_day = timing.coming(starts_at=midnight, ends_at=midnight + DAY, zone=WIB)
    *_, night = timing.coming(starts_at=midnight, ends_at=midnight + timedelta(hours=4), zone=WIB)

    assert all_day.due_at == midnight.replace(hour=6)
    assert night.due_at == midnight - timedelta(hours=2)
