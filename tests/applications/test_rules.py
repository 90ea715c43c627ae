"""The table of moves, and what the committee may decide."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.applications import rules
from eventreg.applications.rules import FINAL, MOVES, By, Status
from eventreg.events.rules import Admission, EventState

statuses = st.sampled_from(Status)
PUBLISHED_TABLE = {
    "draft": {"submitted", "lapsed"},
    "submitted": {"needs_revision", "accepted", "waitlisted", "rejected"},
    "needs_revision": {"submitted", "lapsed"},
    "accepted": {"confirmed", "offered"},
    "waitlisted": {"offered", "closed"},
    "offered": {"confirmed", "declined", "lapsed"},
    "confirmed": {"offered", "lapsed"},
    "rejected": {"accepted", "waitlisted"},
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
    if by in MOVES.get((origin, target), ()):
        rules.check_move(origin, target, by)
    else:
        with pytest.raises(rules.IllegalMove):
            rules.check_move(origin, target, by)


@given(statuses)
def test_nothing_leaves_a_final_status_but_an_objection_that_is_upheld(status):
    leaving = {(origin, target): by for (origin, target), by in MOVES.items() if origin is status}
    if status is Status.REJECTED:
        assert set(leaving.values()) == {frozenset({By.OBJECTION})}
    elif status in FINAL:
        assert not leaving
    else:
        assert leaving, "nobody is stuck"


@given(statuses)
def test_every_status_is_reached(status):
    assert status is Status.DRAFT or [target for _, target in MOVES if target is status]


@given(statuses, st.text(max_size=5))
def test_a_refusal_and_a_correction_need_a_reason(status, reason):
    for verdict in rules.verdicts_from(status):
        if verdict in rules.NEEDS_A_REASON and not reason.strip():
            with pytest.raises(rules.ReasonMissing):
                rules.check_decision(status, verdict, decides_own=False, reason=reason)
        else:
            rules.check_decision(status, verdict, decides_own=False, reason=reason)


NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
hours = st.integers(0, 400).map(lambda number: timedelta(hours=number))


@given(hours, hours, hours)
def test_an_offer_leaves_time_for_another_one(most, ahead, cutoff):
    ends = NOW + ahead
    deadline = rules.offer_deadline(NOW, most=most, ends_offers_at=ends)
    assert deadline > NOW
    assert deadline - NOW <= max(most, rules.SHORTEST_OFFER)
    if ahead > 2 * rules.SHORTEST_OFFER:
        assert deadline - NOW <= ahead / 2
    assert NOW < rules.reminder_at(NOW, deadline) < deadline


@given(st.sampled_from(EventState), st.sampled_from(Admission), st.booleans(), st.booleans(), st.booleans(), hours)
def test_when_the_waiting_list_moves_by_itself(state, admission, opened, undecided, paused, ahead):
    moves = rules.list_runs(
        state,
        admission,
        takes_applications=opened,
        undecided=undecided,
        paused=paused,
        ends_offers_at=NOW + ahead,
        now=NOW,
    )
    told = admission is Admission.FIRST_COME or (not opened and not undecided)
    assert moves is (state in {"published", "closed"} and not paused and ahead > timedelta(0) and told)


@given(statuses, st.sampled_from(rules.Stage))
def test_what_is_offered_to_the_committee_is_what_it_may_do(status, stage):
    offered = set(rules.verdicts_from(status, stage))
    for verdict in Status:
        try:
            rules.check_decision(status, verdict, decides_own=False, reason="Foto", stage=stage)
            allowed = True
        except (rules.IllegalMove, rules.EventBegun, rules.EventOver):
            allowed = False
        assert allowed is (verdict in offered)


def test_nobody_decides_on_their_own_business():
    with pytest.raises(rules.OwnApplication):
        rules.check_decision(Status.SUBMITTED, Status.ACCEPTED, decides_own=True, reason="")
