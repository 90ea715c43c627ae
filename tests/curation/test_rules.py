"""Who may do what in which phase, and how scores become a ranking."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.core.permissions import Role
from eventreg.curation import ranking, rules
from eventreg.curation.ranking import Criterion, Entry
from eventreg.curation.rules import Average, Others, Phase

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
CURATORS = frozenset({Role.CURATOR})
BLIND = Phase(NOW, NOW + HOUR, CURATORS)
MEETING = Phase(NOW + HOUR, None, shows_names=True, shows_others=Others.ALWAYS, decides=True)


def test_each_phase_allows_its_own_until_its_last_moment():
    phases = [BLIND, MEETING]
    inside, at_the_end = NOW, NOW + HOUR

    assert rules.may_review(phases, [Role.CURATOR], inside)
    assert not rules.may_review(phases, [Role.COMMITTEE], inside)
    assert not rules.may_review(phases, [Role.CURATOR], at_the_end)
    assert not rules.may_decide(phases, inside)
    assert rules.may_decide(phases, at_the_end)
    assert rules.may_decide([], inside)


def test_names_are_hidden_before_a_blind_phase_too():
    roles = [Role.CURATOR]

    assert rules.hides_names([BLIND], roles, NOW - HOUR)
    assert rules.hides_names([BLIND], roles, NOW)
    assert not rules.hides_names([BLIND], roles, NOW + HOUR)
    assert not rules.hides_names([BLIND, MEETING], roles, NOW + HOUR)
    assert not rules.hides_names([BLIND], [Role.COMMITTEE], NOW)


@pytest.mark.parametrize(
    ("shows", "before_own", "after_own"),
    [(Others.NEVER, False, False), (Others.AFTER_OWN, False, True), (Others.ALWAYS, True, True)],
)
def test_others_reviews_are_seen_as_the_phase_says_and_stay_so_in_a_gap(shows, before_own, after_own):
    phases = [Phase(NOW, NOW + HOUR, CURATORS, shows_others=shows)]

    for moment in (NOW, NOW + 2 * HOUR):
        assert rules.sees_others(phases, has_sent=False, now=moment) is before_own
        assert rules.sees_others(phases, has_sent=True, now=moment) is after_own
    assert not rules.sees_others(phases, has_sent=True, now=NOW - HOUR)


def test_phases_follow_each_other():
    rules.check_phases([MEETING, BLIND])
    with pytest.raises(rules.PhasesOverlap):
        rules.check_phases([BLIND, Phase(NOW + HOUR / 2, None)])
    with pytest.raises(rules.PhasesOverlap):
        rules.check_phases([Phase(NOW, None), Phase(NOW + HOUR, NOW + 2 * HOUR)])
    with pytest.raises(rules.PhaseBackwards):
        rules.check_phases([Phase(NOW, NOW)])


def test_the_total_is_the_weighted_share_of_the_best_scores():
    criteria = [Criterion(1, 25), Criterion(2, 20), Criterion(3, 15), Criterion(4, 10), Criterion(5, 10)]
    criteria += [Criterion(6, 50, counts=False), Criterion(7, 0)]

    assert ranking.total({1: 4, 2: 5, 3: 3, 4: 4, 5: 3, 6: 1}, criteria) == Fraction(6300, 80)
    assert ranking.total({1: 10}, [Criterion(1, 3, best=10)]) == 100


def test_equals_share_a_rank_and_the_unreviewed_have_none():
    entries = [
        Entry(1, (Fraction(60),), "b"),
        Entry(2, (), "a"),
        Entry(3, (Fraction(80),), "c"),
        Entry(4, (Fraction(60),), "a"),
    ]
    entries.append(Entry(5, (Fraction(65), Fraction(45)), "d", deduction=5))

    found = ranking.rank(entries, average=Average.MEAN, reviews_each=2, conflict_spread=20)

    assert [(one.application_id, one.rank) for one in found] == [(3, 1), (4, 2), (1, 2), (5, 4), (2, None)]
    assert [one.missing for one in found] == [1, 1, 1, 0, 2]
    assert [one.conflicting for one in found] == [False, False, False, True, False]
    assert found[3].average == 55
    assert found[3].result == 50


@given(st.lists(st.fractions(0, 100), min_size=1, max_size=9))
def test_the_median_ignores_how_far_an_outlier_lies(totals):
    entries = [Entry(1, tuple(totals), "")]
    result = ranking.rank(entries, average=Average.MEDIAN, reviews_each=1, conflict_spread=30)[0].result
    ordered = sorted(totals)

    assert result is not None
    assert sum(total <= result for total in ordered) * 2 >= len(ordered)
    assert sum(total >= result for total in ordered) * 2 >= len(ordered)
