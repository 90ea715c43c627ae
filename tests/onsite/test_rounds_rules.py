"""What a day's sightings amount to, and what a phone's time is worth: pure."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.onsite import presence
from eventreg.onsite.presence import Clock, DayState, Sighting, Unreadable
from eventreg.onsite.rules import Presence

JAKARTA = ZoneInfo("Asia/Jakarta")
MIDNIGHT = datetime(2026, 12, 1, tzinfo=JAKARTA)
HOURS = [(MIDNIGHT + timedelta(hours=9), MIDNIGHT + timedelta(hours=21))]
OPEN, CLOSED = Presence.OPEN, Presence.CLOSED
numbers = count()


def seen(clock, found, by=1, key=""):
    """A sighting at `8.30`, by somebody."""
    hour, _, minute = str(clock).partition(".")
    at = MIDNIGHT + timedelta(hours=int(hour), minutes=int(minute or 0))
    return Sighting(key or f"{next(numbers):032x}", found, at, at, by)


def back(of, by=1):
    return Sighting(f"-{of.key}", of.presence, of.at + timedelta(minutes=9), of.at, by)


def word(clock):
    return Sighting("own-1", CLOSED, seen(clock, CLOSED).at, MIDNIGHT, 7, "sakit")


@pytest.mark.parametrize(
    ("rows", "state"),
    [
        ([], DayState.NOT_SEEN),
        ([(10, OPEN)], DayState.OPEN),
        ([(8.3, CLOSED)], DayState.CLOSED),  # before the fair opens
        ([(8.3, CLOSED), (9.1, OPEN)], DayState.OPEN),
        ([(10, OPEN), ("21.10", CLOSED)], DayState.CLOSED),  # at the day's end as everybody
        ([(10, OPEN), (14, CLOSED)], DayState.CLOSED_MIDWAY),
        ([(10, CLOSED)], DayState.CLOSED_MIDWAY),  # nobody came, and the fair goes on
        ([(10, OPEN), (14, CLOSED), ("21.10", CLOSED)], DayState.CLOSED_MIDWAY),
        ([(10, OPEN), (14, CLOSED), (15, OPEN)], DayState.OPEN_AGAIN),
        ([(10, OPEN), (14, CLOSED), (15, OPEN), ("21.10", CLOSED)], DayState.CLOSED),
        ([(10, CLOSED), (11, OPEN)], DayState.OPEN),  # late, but there
    ],
)
def test_what_a_day_amounts_to(rows, state):
    assert presence.day_read([seen(*row) for row in rows], HOURS).state is state


def test_outside_of_any_session_a_closed_stand_is_just_closed():
    assert presence.day_read([seen(10, OPEN), seen(14, CLOSED)], []).state is DayState.CLOSED


def test_a_day_tells_from_when_to_when():
    read = presence.day_read([seen(10, OPEN), seen(12, OPEN), seen(14, CLOSED), seen(16, CLOSED)], HOURS)

    told = [read.first_open, read.last_open, read.closed_since, read.last]
    assert [one.at.hour for one in told] == [10, 12, 14, 16]


def test_who_said_otherwise_a_moment_before_has_corrected_a_slip():
    slip, meant = seen("14.00", CLOSED), seen("14.01", OPEN)
    read = presence.day_read([seen(10, OPEN), slip, meant], HOURS)

    assert (read.state, list(read.void)) == (DayState.OPEN, [slip])
    another = presence.day_read([seen(10, OPEN), seen("14.00", CLOSED, by=2), meant], HOURS)
    assert another.state is DayState.OPEN_AGAIN


def test_a_tap_that_was_taken_back_stands_beside_and_counts_for_nothing():
    slip = seen(14, CLOSED)
    assert presence.day_read([slip, back(slip)], HOURS).state is DayState.NOT_SEEN
    assert list(presence.day_read([slip, back(slip)], HOURS).void) == [slip]
    assert presence.day_read([slip, back(slip, by=2)], HOURS).state is DayState.CLOSED_MIDWAY  # not theirs


def test_what_exhibitors_say_changes_nothing_of_what_was_seen():
    read = presence.day_read([seen(10, OPEN), word(13)], HOURS)

    assert (read.state, [one.note for one in read.words]) == (DayState.OPEN, ["sakit"])


rows = st.lists(
    st.builds(
        lambda minute, found, by: Sighting(
            f"{next(numbers):032x}", found, MIDNIGHT + timedelta(minutes=minute), MIDNIGHT, by
        ),
        st.integers(0, 24 * 60),
        st.sampled_from(Presence),
        st.integers(1, 2),
    ),
    max_size=12,
)


@given(rows, st.randoms())
def test_the_order_in_which_they_arrive_does_not_matter(found, chance):
    mixed = list(found)
    chance.shuffle(mixed)
    assert presence.day_read(mixed, HOURS) == presence.day_read(found, HOURS)


@given(rows)
def test_nothing_is_lost_and_the_state_is_that_of_the_last(found):
    read = presence.day_read(found, HOURS)

    assert sorted(one.key for one in (*read.counted, *read.void)) == sorted(one.key for one in found)
    assert (read.state is DayState.NOT_SEEN) == (not found)
    if read.last:
        is_closed = read.state in {DayState.CLOSED, DayState.CLOSED_MIDWAY}
        assert is_closed == (read.last.presence is CLOSED)
    in_hours = [one for one in found if one.presence is CLOSED and presence.is_open_hour(one.at, HOURS)]
    assert in_hours or read.state not in {DayState.CLOSED_MIDWAY, DayState.OPEN_AGAIN}


@given(rows)
def test_taking_all_back_leaves_nothing_seen(found):
    taken = presence.day_read([*found, *(back(one, one.by) for one in found)], HOURS)
    assert (taken.state, len(taken.void)) == (DayState.NOT_SEEN, len(found))


moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(st.none() | moments, st.none() | moments, moments)
def test_nothing_was_seen_after_it_arrived_or_longer_ago_than_anything_is_kept(told, phone_now, arrived):
    at, _clock = presence.seen_at(told, phone_now, arrived)
    assert timedelta(0) <= arrived - at <= presence.LONGEST_KEPT


@given(st.integers(-90_000, 90_000), st.integers(0, 48 * 60), moments)
def test_however_wrong_the_phone_is_the_time_is_right(off, ago, arrived):
    """Minutes that its clock is off, and since when it was kept."""
    wrong, kept = timedelta(minutes=off), timedelta(minutes=ago)
    at, clock = presence.seen_at(arrived + wrong - kept, arrived + wrong, arrived)

    assert abs(at - (arrived - kept)) <= presence.TOLERANCE
    assert clock is (Clock.RIGHT if abs(wrong) <= presence.TOLERANCE else Clock.SET_RIGHT)


def test_a_clock_that_jumped_in_between_is_told_by_the_arrival():
    now = MIDNIGHT.astimezone(UTC)
    assert presence.seen_at(now + timedelta(days=400), now, now) == (now, Clock.UNKNOWN)
    assert presence.seen_at(now - timedelta(days=400), now, now) == (now, Clock.UNKNOWN)
    assert presence.seen_at(datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC), now) == (
        now,
        Clock.UNKNOWN,
    )


def test_after_midnight_the_evening_goes_on():
    evening = [(MIDNIGHT + timedelta(hours=18), MIDNIGHT + timedelta(hours=25))]
    late, later = MIDNIGHT + timedelta(hours=24.5), MIDNIGHT + timedelta(hours=26)

    assert presence.day_of(late.astimezone(UTC), evening, JAKARTA) == date(2026, 12, 1)
    assert presence.day_of(later.astimezone(UTC), evening, JAKARTA) == date(2026, 12, 2)
    assert presence.days_of(evening, JAKARTA) == [date(2026, 12, 1)]


def test_a_round_ends_when_nobody_has_seen_anything_for_a_while():
    now = MIDNIGHT + timedelta(hours=12)
    ago = [now - timedelta(minutes=minutes) for minutes in (5, 20, 45, 90)]

    assert presence.round_began(ago, now) == ago[2]
    assert presence.round_began(ago[3:], now) == now


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner)))
def test_nonsense_is_no_sighting_and_breaks_nothing(nonsense):
    key = "0" * 32
    assert presence.read(nonsense) is Unreadable.KEY
    assert presence.read({"key": nonsense}) is Unreadable.KEY
    assert presence.read({"key": key, "presence": nonsense}) is Unreadable.PRESENCE
    told = presence.read({"key": key, "presence": "open", "booth": nonsense, "note": nonsense, "at": nonsense})
    assert told.note.isprintable()
    assert len(told.note) <= presence.LONGEST_NOTE
