"""Scans as their pages show them: when they happened, what was told and decided, what was read, without secrets."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import request, url_for
from flask_babel import LazyString

from eventreg.core.i18n import _, format_time, lazy, ngettext, short_date
from eventreg.core.paging import Page
from eventreg.door import queries
from eventreg.door.models import Scan, Settlement
from eventreg.door.rules import Direction, Verdict
from eventreg.door.words import SETTLED, VERDICT_NAMES
from eventreg.events.models import Event, EventSession

DIRECTIONS: dict[Direction, LazyString] = {
    Direction.IN: lazy("In"),
    Direction.OUT: lazy("Out"),
    Direction.UNDO: lazy("Undo"),
}
LOOKS: dict[Verdict, str] = {
    Verdict.ADMITTED: "ok",
    Verdict.LEFT: "info",
    Verdict.UNDONE: "",
    Verdict.FORGED: "bad",
    Verdict.REVOKED: "bad",
    Verdict.WRONG_EVENT: "bad",
    Verdict.UNKNOWN: "bad",
    Verdict.UNREADABLE: "bad",
}
_MOST_SHOWN = 200
_LIKE_A_TOKEN = re.compile(r"[A-Z2-7]{24,}", re.IGNORECASE)


@dataclass(frozen=True)
class Decided:
    """What a person decided about a scan."""

    kind: LazyString
    who: str
    when: str
    reason: str


def look_of(scan: Scan) -> str:
    """The kind of its verdict's pill."""
    return LOOKS.get(scan.verdict, "warn")


def day_and_time(moment: datetime, event: Event) -> str:
    """`1 Des 2026, 09.05 WIB`."""
    return f"{short_date(moment, event.zone)}, {format_time(moment, event.zone)}"


def to_the_second(moment: datetime, event: Event) -> str:
    """`09.05.12 WIB`: where two scans are compared."""
    return f"{moment.astimezone(event.zone.info):%H.%M.%S} {event.zone.value}"


def phone_of(scan: Scan, on_paper: Collection[int]) -> str:
    """Which phone it was, or that it was entered from paper."""
    return _("from paper") if scan.device_id in on_paper else _("phone %(number)s", number=scan.device_id)


def clock_told(scan: Scan) -> str:
    """How wrong the phone's clock was, where that is worth telling."""
    if scan.offset_ms is None:
        return _("the phone never compared its clock")
    seconds = abs(round(scan.offset_ms / 1000))
    if seconds < 2:
        return ""
    much = _lasting(seconds)
    is_fast = scan.offset_ms < 0
    return _("its clock was %(much)s fast", much=much) if is_fast else _("its clock was %(much)s slow", much=much)


def _lasting(seconds: int) -> str:
    if seconds < 90:
        return ngettext("%(num)s second", "%(num)s seconds", seconds)
    if seconds < 90 * 60:
        return ngettext("%(num)s minute", "%(num)s minutes", round(seconds / 60))
    return ngettext("%(num)s hour", "%(num)s hours", round(seconds / 3600))


def arrived_late(scan: Scan) -> bool:
    """Whether it reached the server noticeably after it happened."""
    return scan.received_at - scan.moment > timedelta(seconds=5)


def title_of(session: EventSession, event: Event) -> str:
    """What a session is called, and when it is."""
    day = day_and_time(session.starts_at, event)
    return f"{session.title} · {day}" if session.title else day


def decided(rows: Collection[Settlement], event: Event) -> list[Decided]:
    """Who decided what about a scan, the oldest first."""
    names = queries.names_of([row.by_id for row in rows])
    return [
        Decided(
            SETTLED[row.kind],
            names.get(row.by_id or 0) or _("the organisers"),
            day_and_time(row.at, event),
            row.reason,
        )
        for row in rows
    ]


def shown_raw(scan: Scan) -> str:
    """What was read or typed, fit to be looked at: nothing that prints oddly, nothing that opens a door."""
    text = scan.raw.decode("utf-8", "replace")[:_MOST_SHOWN]
    text = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
    return _LIKE_A_TOKEN.sub(lambda found: f"{found[0][:6]}…", text)


def verdict_told(value: str | None) -> LazyString | str:
    """What a verdict is called that a phone or an answer tells."""
    return VERDICT_NAMES[Verdict(value)] if value in set(Verdict) else ""


def links(page: Page[Scan]) -> tuple[str, str]:
    """The addresses of the pages before and after, empty where there is none."""
    return (link(page.previous) if page.previous else "", link(page.next) if page.next else "")


def link(number: int) -> str:
    """The address of a page of the list that is shown."""
    return url_for(request.endpoint or "", **{**request.args.to_dict(), **(request.view_args or {}), "page": number})
