"""How an event looks in lists, and where its picture is."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import url_for

from eventreg.core.i18n import _, format_range, short_date
from eventreg.events import rules, slots, words
from eventreg.events.models import Event
from eventreg.events.rules import EventState

CLOTHS = 6
FEW = 4  # the fourth part of the places: from here on the card shows that it is urgent


def cards_of(events: Sequence[Event], now: datetime) -> list[dict[str, Any]]:
    """Cards for the macro `event_card`; the places of all are counted at once."""
    taken = slots.places_taken([event.id for event in events])
    return [_card(event, taken.get(event.id, 0), now) for event in events]


def picture_of(event: Event, variant: str) -> str:
    """The address of the cover; without one, of the cloth that this event always wears."""
    if event.cover:
        return url_for("events.cover", slug=event.slug, variant=variant, k=event.cover.key)
    suffix = "jpg" if variant == "preview" else "svg"
    return url_for("static", filename=f"img/kain-{event.id % CLOTHS + 1}.{suffix}")


def state_of(event: Event, now: datetime) -> EventState:
    """The state that people see."""
    return rules.state_at(
        event.state, closes_at=event.closes_at, starts_at=event.starts_at, ends_at=event.ends_at, now=now
    )


def is_open(event: Event, now: datetime) -> bool:
    """Whether applications are taken."""
    return rules.is_open(
        event.state, opens_at=event.opens_at, closes_at=event.closes_at, ends_at=event.ends_at, now=now
    )


def _card(event: Event, taken: int, now: datetime) -> dict[str, Any]:
    status, note = _status(event, max(0, event.quota - taken), now)
    return {
        "url": url_for("events.show", slug=event.slug),
        "title": event.title,
        "kind": words.kind_and_days(event),
        "when": format_range(event.starts_at, event.ends_at, event.zone),
        "place": event.place_name,
        "image": picture_of(event, "small"),
        "status": status,
        "note": note,
    }


def _status(event: Event, left: int, now: datetime) -> tuple[tuple[str, str, str | None], str]:
    """The pill (label, kind, shape) and the words beside it."""
    state = state_of(event, now)
    closes = _("closes %(when)s", when=words.soon(event.closes_at, event, now))
    if is_open(event, now):
        if not left:
            return (_("All places taken"), "", "list"), closes
        urgent = left * FEW <= event.quota
        return (words.places_left(event.kind, left, event.quota), "warn" if urgent else "ok", None), closes
    if state is EventState.PUBLISHED:
        opens = _("Opens %(when)s", when=words.soon(event.opens_at, event, now))
        return (opens, "info", "calendar"), words.places(event.kind, event.quota)
    label = str(words.STATES[state])
    if state is EventState.RUNNING:
        last_day = short_date(event.ends_at - timedelta(microseconds=1), event.zone)  # midnight ends the day before
        return (label, "info", "door"), _("until %(when)s", when=last_day)
    kind, shape = {
        EventState.CLOSED: ("", "lock"),
        EventState.FINISHED: ("", "check"),
        EventState.POSTPONED: ("warn", "clock"),
        EventState.CANCELLED: ("bad", "x"),
    }[state]
    return (label, kind, shape), ""
