"""Dates and times as people read them; the zone always stands beside the time."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from eventreg.core import i18n
from eventreg.core.clock import Zone

MORNING = datetime(2026, 12, 1, 2, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def context():
    app = Flask("eventreg")
    i18n.init_app(app)
    with app.app_context():
        yield


@pytest.mark.parametrize(
    ("zone", "shown"),
    [(Zone.WIB, "09.05 WIB"), (Zone.WITA, "10.05 WITA"), ("WIT", "11.05 WIT")],
)
def test_the_time_is_the_zones(zone, shown):
    assert i18n.format_time(MORNING, zone) == shown


def test_the_day_is_the_zones():
    late = datetime(2026, 12, 1, 16, 30, tzinfo=UTC)

    assert i18n.format_date(late, "WIB") == "Selasa, 1 Desember 2026"
    assert i18n.format_date(late, "WIT") == "Rabu, 2 Desember 2026"
    assert i18n.short_date(late, "WIB") == "1 Des 2026"


def test_english_reads_english():
    with i18n.force_locale("en"):
        assert i18n.format_date(MORNING, "WIB") == "Tuesday, 1 December 2026"
        assert i18n.format_datetime(MORNING, "WIB") == "Tuesday, 1 December 2026 at 09.05 WIB"


@pytest.mark.parametrize(
    ("starts", "ends", "shown"),
    [
        ((2026, 12, 1, 2), (2026, 12, 1, 9), "Selasa, 1 Desember 2026"),
        ((2026, 12, 1, 2), (2026, 12, 1, 17), "Selasa, 1 Desember 2026"),
        ((2027, 2, 18, 2), (2027, 2, 21, 14), "Kamis–Minggu, 18–21 Februari 2027"),
        ((2027, 1, 30, 2), (2027, 2, 2, 9), "Sabtu–Selasa, 30 Januari – 2 Februari 2027"),
        ((2026, 12, 30, 2), (2027, 1, 2, 9), "Rabu–Sabtu, 30 Desember 2026 – 2 Januari 2027"),
    ],
)
def test_ranges(starts, ends, shown):
    """An end at midnight (17.00 UTC is 24.00 WIB) belongs to the day before."""
    assert i18n.format_range(datetime(*starts, tzinfo=UTC), datetime(*ends, tzinfo=UTC), "WIB") == shown


def test_hours():
    assert i18n.format_hours(MORNING, datetime(2026, 12, 1, 14, tzinfo=UTC), "WIB") == "09.05–21.00 WIB"
    assert i18n.format_hours(MORNING, datetime(2026, 12, 1, 17, tzinfo=UTC), "WIB") == "09.05–24.00 WIB"
