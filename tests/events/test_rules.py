"""What an event may do when; no database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.events import rules
from eventreg.events.rules import MOVES, EventState, HasApplications, IllegalEventMove

T0 = datetime(2026, 12, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
moments = st.integers(-1000, 1000).map(lambda hours: T0 + hours * HOUR)
states = st.sampled_from(EventState)
DECIDED = [state for state in EventState if state in MOVES]


@st.composite
def lives(draw):
    """Opening, closing, first start and last end of an event, in an order that the editor allows."""
    opens, starts = draw(moments), draw(moments)
    ends = max(opens, starts) + draw(st.integers(2, 500)) * HOUR
    closes = opens + draw(st.integers(1, int((ends - opens) / HOUR))) * HOUR
    return {"opens_at": opens, "closes_at": closes, "starts_at": starts, "ends_at": ends}


def seen(state, life, now):
    return rules.state_at(state, **{name: life[name] for name in ("closes_at", "starts_at", "ends_at")}, now=now)


def opened(state, life, now):
    return rules.is_open(state, **{name: life[name] for name in ("opens_at", "closes_at", "ends_at")}, now=now)


@given(states, lives(), moments)
def test_an_event_takes_applications_only_where_published_and_inside_its_window(state, life, now):
    expected = state is EventState.PUBLISHED and life["opens_at"] <= now < life["closes_at"]

    assert opened(state, life, now) is expected


@given(states, lives(), moments, st.integers(0, 2000))
def test_time_only_moves_an_event_on(state, life, now, later):
    order = [EventState.PUBLISHED, EventState.CLOSED, EventState.RUNNING, EventState.FINISHED]
    before, after = seen(state, life, now), seen(state, life, now + later * HOUR)

    if state in {EventState.PUBLISHED, EventState.CLOSED}:
        assert order.index(before) <= order.index(after)
    else:
        assert before is after is state


@given(lives())
def test_an_event_runs_from_its_first_start_until_its_last_end(life):
    if life["starts_at"] < life["ends_at"]:
        assert seen(EventState.PUBLISHED, life, life["starts_at"]) is EventState.RUNNING
    assert seen(EventState.PUBLISHED, life, life["ends_at"] - timedelta(microseconds=1)) is EventState.RUNNING
    assert seen(EventState.PUBLISHED, life, life["ends_at"]) is EventState.FINISHED


@pytest.mark.parametrize("state", DECIDED)
@pytest.mark.parametrize("target", EventState)
def test_moves_that_the_table_lacks_are_refused(state, target):
    if target in MOVES[state]:
        rules.check_move(state, target, ended=False, has_applications=False)
    else:
        with pytest.raises(IllegalEventMove):
            rules.check_move(state, target, ended=False, has_applications=False)


def test_an_event_with_applications_is_not_hidden():
    with pytest.raises(HasApplications):
        rules.check_move(EventState.PUBLISHED, EventState.DRAFT, ended=False, has_applications=True)


def test_what_is_over_is_neither_published_nor_cancelled():
    for state, target in [(EventState.DRAFT, EventState.PUBLISHED), (EventState.PUBLISHED, EventState.CANCELLED)]:
        with pytest.raises(IllegalEventMove):
            rules.check_move(state, target, ended=True, has_applications=False)


@given(st.sampled_from(DECIDED), moments, moments, st.booleans(), st.booleans())
def test_whatever_is_offered_is_allowed(state, closes_at, now, ended, has_applications):
    offered = rules.moves_from(state, closes_at=closes_at, ended=ended, has_applications=has_applications, now=now)

    for target in offered:
        rules.check_move(state, target, ended=ended, has_applications=has_applications)
    assert EventState.CLOSED not in offered or now < closes_at


@given(st.lists(st.tuples(moments, moments), max_size=4))
def test_sessions_end_after_they_begin_and_one_is_needed(spans):
    if spans and all(start < end for start, end in spans):
        rules.check_sessions(spans)
    else:
        with pytest.raises(rules.SessionsOutOfOrder):
            rules.check_sessions(spans)


@given(moments, moments, moments)
def test_the_window_lies_before_the_end(opens, closes, ends):
    if opens < closes <= ends:
        rules.check_window(opens, closes, ends)
    else:
        with pytest.raises(rules.WindowOutOfOrder):
            rules.check_window(opens, closes, ends)
