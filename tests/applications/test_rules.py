"""The table of moves, and what the committee may decide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.applications import rules
from eventreg.applications.rules import FINAL, MOVES, By, Status

statuses = st.sampled_from(Status)
PUBLISHED_TABLE = {
    "draft": {"submitted", "lapsed"},
    "submitted": {"needs_revision", "accepted", "waitlisted", "rejected"},
    "needs_revision": {"submitted", "lapsed"},
    "accepted": {"confirmed", "offered"},
    "waitlisted": {"offered", "closed"},
    "offered": {"confirmed", "declined", "lapsed"},
}
ENDS = {"withdrawn", "cancelled"}


@given(statuses, statuses)
def test_the_table_is_the_one_that_people_were_told(origin, target):
    expected = target in PUBLISHED_TABLE.get(origin, set()) | (ENDS if origin not in FINAL else set())
    if (origin, target) == (Status.DRAFT, Status.WITHDRAWN):
        expected = False  # nothing was sent yet: there is nothing to withdraw
    assert ((origin, target) in MOVES) is expected


@given(statuses, statuses, st.sampled_from(By))
def test_only_who_the_table_names_may_move(origin, target, by):
    if MOVES.get((origin, target)) is by:
        rules.check_move(origin, target, by)
    else:
        with pytest.raises(rules.IllegalMove):
            rules.check_move(origin, target, by)


@given(statuses)
def test_nothing_leaves_a_final_status(status):
    if status in FINAL:
        assert not [target for origin, target in MOVES if origin is status]


@given(statuses, st.integers(0, 3), st.text(max_size=5))
def test_a_place_is_given_only_where_one_is_left(status, places, reason):
    for verdict in rules.verdicts_from(status):
        needs = verdict in rules.NEEDS_A_REASON and not reason.strip()
        if needs:
            with pytest.raises(rules.ReasonMissing):
                rules.check_decision(status, verdict, places_left=places, decides_own=False, reason=reason)
        elif verdict in rules.HOLDS_A_PLACE and places == 0:
            with pytest.raises(rules.CapacityReached):
                rules.check_decision(status, verdict, places_left=places, decides_own=False, reason=reason)
        else:
            rules.check_decision(status, verdict, places_left=places, decides_own=False, reason=reason)


@given(statuses, st.sampled_from(rules.Stage))
def test_what_is_offered_to_the_committee_is_what_it_may_do(status, stage):
    offered = set(rules.verdicts_from(status, stage))
    for verdict in Status:
        try:
            rules.check_decision(status, verdict, places_left=1, decides_own=False, reason="Foto", stage=stage)
            allowed = True
        except (rules.IllegalMove, rules.EventBegun, rules.EventOver):
            allowed = False
        assert allowed is (verdict in offered)


def test_nobody_decides_on_their_own_business():
    with pytest.raises(rules.OwnApplication):
        rules.check_decision(Status.SUBMITTED, Status.ACCEPTED, places_left=9, decides_own=True, reason="")
