"""What holds for phones, without a database."""

from datetime import UTC, datetime, timedelta

from eventreg.door import rules

START = datetime(2026, 12, 1, 2, tzinfo=UTC)


def test_a_revoked_phone_hands_in_for_seven_days():
    assert rules.may_hand_in(None, START)
    assert rules.may_hand_in(START, START + timedelta(days=6, hours=23))
    assert not rules.may_hand_in(START, START + timedelta(days=7))
