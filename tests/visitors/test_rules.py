"""Which days visitors may choose, and how many may come."""

from datetime import UTC, datetime, timedelta

import pytest

from eventreg.events.rules import EventState
from eventreg.visitors import rules
from eventreg.visitors.rules import Day

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def day(number=1, *, ends=8, quota=100, taken=0):
    return Day(number, NOW, NOW + ends * HOUR, quota, taken)


def test_days_that_are_over_or_without_places_for_visitors_are_not_offered():
    found = rules.days_to_come([day(1, ends=0), day(2, quota=0), day(3, quota=5, taken=5), day(4)], NOW)

    assert [one.session_id for one in found] == [3, 4]


@pytest.mark.parametrize(("party", "taken"), [(1, 99), (5, 95), (5, 0)])
def test_who_fits_may_come(party, taken):
    rules.check_registration(day(taken=taken), party, limit=5)


@pytest.mark.parametrize(
    ("chosen", "party", "refusal"),
    [
        (None, 1, rules.NotOpenForVisitors),
        (day(), 0, rules.PartyOutOfRange),
        (day(), 6, rules.PartyOutOfRange),
        (day(taken=96), 5, rules.DayFull),
        (day(quota=3, taken=7), 1, rules.DayFull),  # the quota was made smaller meanwhile
    ],
)
def test_who_does_not_fit_is_told_why(chosen, party, refusal):
    with pytest.raises(refusal):
        rules.check_registration(chosen, party, limit=5)


def test_a_group_may_be_larger_than_a_family_and_staff_may_enter_any():
    assert rules.party_limit(is_group=False, of_event=5, by_staff=False) == 5
    assert rules.party_limit(is_group=True, of_event=5, by_staff=False) == rules.GROUP_LIMIT
    assert rules.party_limit(is_group=False, of_event=5, by_staff=True) == rules.STAFF_LIMIT


@pytest.mark.parametrize("state", list(EventState))
def test_visitors_come_to_what_takes_place(state):
    assert rules.is_open(state, visitors_open=True) is (state in {EventState.PUBLISHED, EventState.CLOSED})
    assert not rules.is_open(state, visitors_open=False)


@pytest.mark.parametrize("party", [0, 5, 6])
def test_a_number_changes_downwards_alone(party):
    with pytest.raises(rules.PartyOnlyDown):
        rules.check_fewer(party, 5)
