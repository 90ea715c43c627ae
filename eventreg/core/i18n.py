"""Languages, and how dates and times are written for people.

Words in the code are English; `translations/id` holds the Indonesian. Times always carry their zone's name.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from babel.dates import format_date as babel_date
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, force_locale, get_locale, gettext, lazy_gettext
from flask_babel import ngettext as plural

from eventreg.core.clock import Zone

__all__ = ["Language", "_", "force_locale", "lazy", "ngettext"]

_: Callable[..., str] = gettext
ngettext: Callable[..., str] = plural
lazy = lazy_gettext
babel = Babel()
LANGUAGE_COOKIE = "language"


class Language(StrEnum):
    """The languages of pages and messages; the first is the one that visitors get."""

    ID = "id"
    EN = "en"


def init_app(app: Flask) -> None:
    """Choose the language for every request, and give templates the date filters."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    app.config["BABEL_DEFAULT_LOCALE"] = Language.ID.value
    babel.init_app(app, locale_selector=_chosen_language)
    app.jinja_env.filters.update(
        on_date=format_date,
        on_day=format_day,
        at=format_datetime,
        at_time=format_time,
        short_date=short_date,
        date_range=format_range,
    )


def current_language() -> Language:
    """The language of this page or message."""
    locale = get_locale()
    return Language(str(locale)) if locale and str(locale) in set(Language) else Language.ID


def _chosen_language() -> str:
    if not has_request_context():
        return Language.ID.value
    for choice in (request.cookies.get(LANGUAGE_COOKIE), getattr(g, "language", None)):
        if choice in set(Language):
            return str(choice)
    return Language.ID.value


def _words(moment: date, pattern: str) -> str:
    return babel_date(moment, pattern, locale=current_language().value)


def _local(moment: datetime, zone: Zone | str) -> datetime:
    return moment.astimezone(Zone(zone).info)


def format_day(day: date) -> str:
    """A day by itself, as `format_date` writes one."""
    return _words(day, "EEEE, d MMMM y")


def format_date(moment: datetime, zone: Zone | str) -> str:
    """`Selasa, 1 Desember 2026`."""
    return format_day(_local(moment, zone))


def short_date(moment: datetime, zone: Zone | str) -> str:
    """`1 Des 2026`."""
    return _words(_local(moment, zone), "d MMM y")


def format_time(moment: datetime, zone: Zone | str) -> str:
    """`09.05 WIB`."""
    return f"{_local(moment, zone):%H.%M} {Zone(zone).value}"


def format_datetime(moment: datetime, zone: Zone | str) -> str:
    """`Selasa, 1 Desember 2026 pukul 09.05 WIB`."""
    return str(_("%(date)s at %(time)s", date=format_date(moment, zone), time=format_time(moment, zone)))


def format_range(starts: datetime, ends: datetime, zone: Zone | str) -> str:
    """The days from start to end: `Kamis–Minggu, 18–21 Februari 2027`; one day alone with its weekday.

    An end at midnight belongs to the day before.
    """
    first = _local(starts, zone).date()
    last = max(first, _local(ends - timedelta(microseconds=1), zone).date())
    if first == last:
        return _words(first, "EEEE, d MMMM y")
    if (first.year, first.month) == (last.year, last.month):
        days = f"{first.day}–{_words(last, 'd MMMM y')}"
    elif first.year == last.year:
        days = f"{_words(first, 'd MMMM')} – {_words(last, 'd MMMM y')}"
    else:
        days = f"{_words(first, 'd MMMM y')} – {_words(last, 'd MMMM y')}"
    return f"{_words(first, 'EEEE')}–{_words(last, 'EEEE')}, {days}"


def format_hours(starts: datetime, ends: datetime, zone: Zone | str) -> str:
    """`09.00–21.00 WIB`; an end at midnight is 24.00."""
    end = _local(ends, zone)
    last = "24.00" if (end.hour, end.minute) == (0, 0) else f"{end:%H.%M}"
    return f"{_local(starts, zone):%H.%M}–{last} {Zone(zone).value}"


def context() -> dict[str, Any]:
    """What every template needs to switch languages."""
    return {"language": current_language(), "languages": list(Language)}
