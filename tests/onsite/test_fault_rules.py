"""What comes first on the fault desk, what has waited too long, and what is kept of why a fault is open again. Pure."""

from datetime import UTC, datetime, timedelta

import pytest

from eventreg.onsite import rules
from eventreg.onsite.rules import FaultKind, FaultState, ReasonMissing

NOW = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)


def test_what_people_can_be_hurt_by_comes_before_everything_else():
    order = sorted(FaultKind, key=rules.urgency_of)

    assert set(order[:2]) == {FaultKind.POWER, FaultKind.LEAK}
    assert order[2] is FaultKind.LIGHT


@pytest.mark.parametrize(
    ("kind", "state", "minutes", "late"),
    [
        (FaultKind.LEAK, FaultState.REPORTED, 10, False),
        (FaultKind.LEAK, FaultState.REPORTED, 11, True),
        (FaultKind.LEAK, FaultState.IN_HAND, 90, False),
        (FaultKind.FURNITURE, FaultState.REPORTED, 60, False),
        (FaultKind.FURNITURE, FaultState.REPORTED, 61, True),
        (FaultKind.POWER, FaultState.DONE, 600, False),
    ],
)
def test_a_danger_may_wait_ten_minutes_and_a_chair_an_hour(kind, state, minutes, late):
    assert rules.is_late(kind, state, NOW - timedelta(minutes=minutes), NOW) is late


def test_each_reason_for_opening_it_again_is_told_beside_what_was_reported():
    text = rules.opened_again("Mati.\nSejak pagi.", " masih\n mati ")
    text = rules.opened_again(text, "hidup sebentar, mati lagi")

    assert rules.told_in(text) == ("Mati.\nSejak pagi.", ["masih mati", "hidup sebentar, mati lagi"])


def test_a_fault_without_words_can_be_opened_again_but_not_without_a_reason():
    assert rules.told_in(rules.opened_again("", "masih mati")) == ("", ["masih mati"])
    with pytest.raises(ReasonMissing):
        rules.opened_again("Mati", "  ")


def test_nobody_writes_a_reason_for_opening_again_by_reporting():
    text = rules.opened_again(rules.as_reported(f"Mati.\n {rules.AGAIN}kata panitia"), "masih mati")

    assert rules.told_in(text) == ("Mati.\nkata panitia", ["masih mati"])
