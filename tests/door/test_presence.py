"""Presence: who says so, and whether it is enough; the code on the projector. Pure."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.door import presence, projector
from eventreg.door.presence import Enough, Hours, Mark, Note, Seen
from eventreg.door.rules import PresenceSource

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SCREEN, STAFF = PresenceSource.SCREEN, PresenceSource.STAFF
KEY = b"k" * 32

moments = st.integers(0, 10**6).map(lambda second: NOON + timedelta(seconds=second))
notes = st.lists(
    st.builds(Note, st.integers(0, 10**6), st.sampled_from([SCREEN, STAFF]), st.booleans(), moments),
    unique_by=lambda note: note.order,
    max_size=6,
)


def sessions(count):
    """One after the other, an hour each, the first at noon."""
    return [Hours(number, NOON + number * HOUR, NOON + (number + 1) * HOUR) for number in range(count)]


def present_in(*numbers):
    return {number: Mark(present=True) for number in numbers}


# ---- Who says so ---------------------------------------------------------------------------------


@given(st.none() | moments, notes)
def test_the_latest_word_of_the_staff_counts_before_all_else(came_at, told):
    staff = max((note for note in told if note.source is STAFF), key=lambda note: note.order, default=None)

    found = presence.mark(came_at, told)

    if staff:
        assert (found.present, found.at, found.is_corrected) == (staff.present, staff.at, True)
    elif came_at:
        assert (found.present, found.at, found.source) == (True, came_at, None)
    else:
        assert found.present is any(note.present for note in told)


@given(st.none() | moments, notes, st.randoms())
def test_the_order_in_which_notes_are_read_does_not_matter(came_at, told, random):
    shuffled = random.sample(told, len(told))

    assert presence.mark(came_at, shuffled) == presence.mark(came_at, told)


def test_a_correction_can_be_corrected():
    wrong = Note(1, STAFF, False, NOON)

    assert not presence.mark(NOON, [wrong]).present
    assert presence.mark(None, [wrong, Note(2, STAFF, True, NOON + HOUR)]) == Mark(True, NOON + HOUR, STAFF)


# ---- Whether it is enough ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("percent", "of", "least"), [(80, 3, 3), (80, 5, 4), (80, 1, 1), (67, 3, 3), (66, 3, 2), (1, 8, 1)]
)
def test_the_minimum_is_exact(percent, of, least):
    assert [number for number in range(of + 1) if presence.is_enough(number, of, percent)] == [*range(least, of + 1)]


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 100))
def test_enough_is_a_fraction_and_no_rounding(present, of, percent):
    assert presence.is_enough(present, of, percent) is (of > 0 and Fraction(present, of or 1) >= Fraction(percent, 100))


@given(st.sets(st.integers(0, 5)), st.integers(1, 6), st.integers(1, 100), st.integers(-60, 420))
def test_what_is_said_of_a_certificate_stays_true(came, count, percent, minutes):
    """Enough and not enough are said only when nothing that may follow can change them."""
    own, now = sessions(count), NOON + timedelta(minutes=minutes)
    came &= set(range(count))
    said = presence.judge(own, present_in(*came), percent, now)
    still = {session.id for session in own if session.ends_at > now}

    worst = presence.judge(own, present_in(*came), percent, NOON + 24 * HOUR)
    best = presence.judge(own, present_in(*(came | still)), percent, NOON + 24 * HOUR)

    assert said is (worst if worst is best else Enough.OPEN)


def test_a_ticket_is_measured_by_its_own_sessions():
    own = presence.own_sessions(sessions(4), {1, 3, 99})

    assert [session.id for session in own] == [1, 3]
    assert presence.judge(own, present_in(1, 3), 100, NOON) is Enough.ENOUGH
    assert presence.share(own, present_in(0, 1), NOON + HOUR) == presence.Share(present=1, begun=1, all=2)
    assert presence.judge([], {}, 1, NOON) is Enough.NOT_ENOUGH


def test_what_a_list_says_of_each():
    (session,) = sessions(1)

    def seen(known, minutes, is_own=True):
        return presence.seen(known, session, NOON + timedelta(minutes=minutes), is_own=is_own)

    absent = Mark(present=False, source=STAFF)
    assert [seen(presence.NOWHERE, minutes) for minutes in (-1, 0, 59, 60)] == [
        Seen.TO_COME, Seen.AWAITED, Seen.AWAITED, Seen.ABSENT,
    ]  # fmt: skip
    assert seen(absent, 10) is Seen.ABSENT
    assert seen(presence.NOWHERE, 70, is_own=False) is Seen.NOT_THEIRS
    assert seen(Mark(present=True), 10, is_own=False) is Seen.PRESENT


# ---- The code on the projector -------------------------------------------------------------------


@given(st.integers(1, 10**6), st.integers(0, 10**9), st.integers(-60_000, 90_000))
def test_a_code_holds_for_its_twenty_seconds_and_the_twenty_after(session, second, later_ms):
    shown_at = NOON + timedelta(seconds=second)
    typed = projector.code(KEY, session, projector.window(shown_at))
    then = shown_at + timedelta(milliseconds=later_ms)

    gone = projector.window(then) - projector.window(shown_at)

    assert projector.is_on_screen([b"other" * 8, KEY], session, typed, then) is (gone in {0, 1})


@given(st.integers(0, 10**9))
def test_the_next_code_comes_when_the_page_is_told(milliseconds):
    now = NOON + timedelta(milliseconds=milliseconds)
    change = projector.changes_at(now)

    assert timedelta() < change - now <= projector.WINDOW
    assert projector.window(change) == projector.window(change - timedelta(microseconds=1)) + 1


def test_codes_of_other_sessions_keys_and_times_differ():
    codes = {
        projector.code(key, session, number) for key in (KEY, b"x" * 32) for session in (1, 11) for number in (1, 11)
    }

    assert len(codes) == 8
    assert not projector.is_on_screen([KEY], 1, projector.code(KEY, 2, projector.window(NOON)), NOON)


@pytest.mark.parametrize("typed", ["", "ABC23", "ABC2345", "ABC23U", "ÀBC234", "ABC234\0", " "])
def test_what_can_be_no_code_is_none(typed):
    assert projector.read(typed) == ""
    assert not projector.is_on_screen([KEY], 1, typed, NOON)


def test_codes_are_read_as_people_type_them():
    assert projector.read(" abc–2 34 ") == "ABC234"
    assert projector.read("oil-oil") == "011011"
    assert projector.read(projector.show("ABC234")) == "ABC234"
