"""Ages around birthdays and leap days, and where somebody stands towards a purpose."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.consents import rules
from eventreg.consents.rules import FULL_AGE, Standing

BIRTHS = st.dates(date(1930, 1, 1), date(2020, 12, 31))
DAYS = st.dates(date(2021, 1, 1), date(2050, 12, 31))


def birthday(born_on: date, age: int) -> date:
    """The day on which somebody turns `age`; 1 March where the year has no 29 February."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)


@given(BIRTHS)
def test_full_age_begins_on_the_birthday_and_not_a_day_before(born_on):
    of_age = birthday(born_on, FULL_AGE)

    assert not rules.needs_guardian(of_age, born_on)
    assert rules.needs_guardian(of_age - timedelta(days=1), born_on)


@given(BIRTHS, DAYS)
def test_nobody_grows_younger_and_a_year_has_one_birthday(born_on, day):
    today, tomorrow = rules.age_on(day, born_on), rules.age_on(day + timedelta(days=1), born_on)
    assert tomorrow - today in (0, 1)
    assert (tomorrow > today) == (day + timedelta(days=1) == birthday(born_on, tomorrow))


def test_a_leap_day_child_is_of_age_on_the_first_of_march():
    born_on = date(2008, 2, 29)
    assert rules.needs_guardian(date(2026, 2, 28), born_on)
    assert not rules.needs_guardian(date(2026, 3, 1), born_on)
    assert rules.age_on(date(2028, 2, 29), born_on) == 20


def test_without_a_date_of_birth_nobody_is_held_back():
    assert not rules.needs_guardian(date(2026, 1, 1), None)


@pytest.mark.parametrize("born_on", [date(2026, 11, 25), date(1900, 1, 1), date(2300, 1, 1)])
def test_nobody_is_born_tomorrow_or_long_ago(born_on):
    with pytest.raises(rules.BirthDateImpossible):
        rules.check_birth_date(born_on, date(2026, 11, 24))


@pytest.mark.parametrize(
    ("agreed", "withdrawn", "standing"),
    [
        (2, None, Standing.AGREED),
        (2, 2, Standing.AGREED),
        (1, None, Standing.OLDER),
        (1, 1, Standing.WITHDRAWN),
        (None, 1, Standing.WITHDRAWN),
        (None, 2, Standing.WITHDRAWN),
        (None, None, Standing.NEVER),
    ],
)
def test_the_newest_word_counts(agreed, withdrawn, standing):
    assert rules.standing_of(agreed, withdrawn, 2) is standing
