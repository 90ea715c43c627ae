"""Slots out of a span, what may be chosen, who is late."""

from datetime import UTC, datetime, timedelta

import pytest

from eventreg.onsite import rules
from eventreg.onsite.rules import Standing, Way

NINE = datetime(2026, 12, 1, 9, tzinfo=UTC)
HALF = timedelta(minutes=30)


def test_whole_slots_are_made_for_each_gate_and_the_rest_is_left():
    made = rules.slots_of(NINE, NINE + timedelta(minutes=80), 30, ["Utara", "Selatan"])

    assert [(one.starts_at, one.gate) for one in made] == [
        (NINE, "Utara"),
        (NINE, "Selatan"),
        (NINE + HALF, "Utara"),
        (NINE + HALF, "Selatan"),
    ]
    assert {one.ends_at - one.starts_at for one in made} == {HALF}


def test_without_gates_there_is_one_and_a_gate_named_twice_counts_once():
    assert [one.gate for one in rules.slots_of(NINE, NINE + HALF, 30, [])] == [""]
    assert [one.gate for one in rules.slots_of(NINE, NINE + HALF, 30, ["Utara", "Utara"])] == ["Utara"]


def test_a_span_without_a_slot_and_one_with_too_many_are_refused():
    with pytest.raises(rules.SpanTooShort):
        rules.slots_of(NINE, NINE + timedelta(minutes=29), 30, [])
    with pytest.raises(rules.TooManySlots) as refused:
        rules.slots_of(NINE, NINE + timedelta(hours=17), 5, [])
    assert refused.value.details == {"count": 204, "most": 200}


def test_loading_is_suggested_the_day_before_and_after_the_end():
    ends = NINE + timedelta(days=3, hours=12)

    assert rules.suggested_span(NINE, ends, Way.IN) == (NINE - timedelta(hours=25), NINE - timedelta(hours=17))
    assert rules.suggested_span(NINE, ends, Way.OUT) == (ends, ends + timedelta(hours=4))


def test_a_slot_is_chosen_before_it_begins_while_there_is_room():
    rules.check_choice(NINE, 1, 2, NINE - timedelta(seconds=1))
    with pytest.raises(rules.SlotFull):
        rules.check_choice(NINE, 2, 2, NINE - timedelta(seconds=1))
    with pytest.raises(rules.SlotBegun):
        rules.check_choice(NINE, 0, 2, NINE)


@pytest.mark.parametrize(
    ("minutes", "came", "left", "told"),
    [
        (-1, False, False, Standing.AHEAD),
        (0, False, False, Standing.DUE),
        (29, False, False, Standing.DUE),
        (30, False, False, Standing.LATE),
        (30 + 12 * 60, False, False, Standing.MISSED),
        (99, True, False, Standing.INSIDE),
        (99, True, True, Standing.GONE),
    ],
)
def test_who_comes_within_their_slot_is_in_time(minutes, came, left, told):
    now = NINE + timedelta(minutes=minutes)

    assert rules.standing(NINE, NINE + HALF, NINE if came else None, NINE if left else None, now) is told
