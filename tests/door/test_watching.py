"""What supervisors are told of phones, and how quarter hours become bars."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from eventreg.door.watching import Phone, chart, trouble_of

NOW = datetime(2026, 12, 9, 3, 40, tzinfo=UTC)  # 10.40 in the west of Indonesia
JAKARTA = ZoneInfo("Asia/Jakarta")
MINUTE = timedelta(minutes=1)
NINE = datetime(2026, 12, 9, 2, 0, tzinfo=UTC)
EVENING = datetime(2026, 12, 9, 14, 0, tzinfo=UTC)


def phone(heard=0, listed=1, waiting=0, *, is_open=True):
    return Phone(NOW - heard * MINUTE, None if listed is None else NOW - listed * MINUTE, waiting, is_open)


def test_a_phone_that_is_heard_and_has_a_fresh_list_is_well():
    assert not trouble_of(phone(heard=4, listed=14), NOW)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (phone(heard=12, listed=12, waiting=7), {"silent": 12 * MINUTE, "waiting": 7}),
        (phone(heard=5, listed=60), {"silent": 5 * MINUTE}),
        (phone(waiting=1), {"waiting": 1}),
        (phone(listed=15), {"list_age": 15 * MINUTE}),
        (phone(listed=None), {"has_no_list": True}),
        (phone(heard=600, listed=None, is_open=False), {}),
        (phone(heard=600, waiting=7, is_open=False), {"waiting": 7}),
    ],
)
def test_what_is_wrong_with_a_phone(given, wrong):
    found = trouble_of(given, NOW)

    told = {"silent": found.silent, "waiting": found.waiting, "list_age": found.list_age}
    assert {name: value for name, value in told.items() if value} | (
        {"has_no_list": True} if found.has_no_list else {}
    ) == wrong


def test_phones_whose_scans_may_be_lost_come_first():
    well, old, silent, keeps = phone(), phone(listed=30), phone(heard=9), phone(heard=9, waiting=2)

    ranked = sorted([well, old, silent, keeps], key=lambda one: trouble_of(one, NOW).gravity)

    assert ranked == [keeps, silent, old, well]


def test_a_day_has_a_bar_for_each_quarter_from_the_first_hour_until_now():
    passed = {
        (NINE, "Utara"): 4,
        (NINE, "Timur"): 2,
        (NINE + 45 * MINUTE, "Utara"): 3,
        (NINE + 90 * MINUTE, "Utara"): 1,
    }

    drawn = chart(passed, ["Selatan"], EVENING, NOW, JAKARTA)

    assert (drawn.minutes, drawn.width, drawn.top) == (15, 16, 6)
    assert [f"{tick:%H.%M}" for tick in drawn.ticks] == ["09.00", "10.00", "11.00", "12.00"]
    assert [(strip.name, strip.total, strip.share) for strip in drawn.strips] == [
        ("", 10, 100),
        ("Utara", 8, 80),
        ("Timur", 2, 20),
    ]
    assert drawn.idle == ["Selatan"]
    assert [(bar.x, bar.height, bar.runs) for bar in drawn.strips[0].bars] == [
        (0, 100.0, False),
        (3, 50.0, False),
        (6, 16.7, True),
    ]
    assert [(f"{row.at:%H.%M}", row.total, row.by_gate) for row in drawn.rows if row.total] == [
        ("09.00", 6, [0, 2, 4]),
        ("09.45", 3, [0, 0, 3]),
        ("10.30", 1, [0, 0, 1]),
    ]
    assert (drawn.gates, drawn.busiest) == (["Selatan", "Timur", "Utara"], drawn.rows[0])


def test_after_the_end_no_bar_runs_and_the_day_is_whole():
    drawn = chart({(NINE, "Utara"): 4}, [], EVENING, EVENING + 100 * MINUTE, JAKARTA)

    assert not drawn.runs
    assert (drawn.width, len(drawn.strips)) == (4 * 12, 1)


def test_what_lasts_longer_has_wider_bars():
    days = {(NINE + timedelta(days=day), "Utara"): day + 1 for day in range(5)}

    drawn = chart(days, [], NINE + timedelta(days=5), NINE + timedelta(days=6), JAKARTA)

    assert (drawn.minutes, drawn.every) == (240, 24)
    assert sum(row.total for row in drawn.rows) == 15
    assert drawn.width <= 100


def test_nobody_is_no_chart():
    assert chart({}, ["Utara"], EVENING, NOW, JAKARTA) is None
