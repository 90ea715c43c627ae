"""What was seen of a stand on a day, and what it amounts to. Pure.

A sighting is never changed: a mistaken tap is taken back by a row of its own, whose key is that of the tap after a
minus; what exhibitors say themselves is a row whose key begins with `own-`. Both stand beside what was seen and don't
count.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from eventreg.core.errors import DomainError
from eventreg.onsite.rules import Presence

TAKEN_BACK, OWN_WORD = "-", "own-"
KEY = re.compile(r"-?[0-9a-f]{32}")
LONGEST_NOTE = 240
CORRECTION = timedelta(minutes=2)
"""Whoever says otherwise of the same stand within it has corrected a slip of the finger."""
TOLERANCE = timedelta(minutes=2)
"""How far off a phone's clock may be without being set right: its words take a while to arrive."""
LONGEST_KEPT = timedelta(days=14)
PAUSE = timedelta(minutes=30)
"""Nobody saw anything for so long: the next round has begun."""

Hours = Sequence[tuple[datetime, datetime]]
"""When the fair is open: begin and end of each session."""


class NothingSaid(DomainError):
    """Whoever explains something says it in words."""

    code = "nothing_said"


class DayState(StrEnum):
    """How a stand was on a day; what somebody should look after stands first."""

    CLOSED_MIDWAY = "closed_midway"
    NOT_SEEN = "not_seen"
    CLOSED = "closed"
    OPEN_AGAIN = "open_again"
    OPEN = "open"


class Clock(StrEnum):
    """What the time of a sighting is worth: by the phone, set right by how far the phone is off, or by its arrival."""

    RIGHT = "right"
    SET_RIGHT = "set_right"
    UNKNOWN = "unknown"


class Unreadable(StrEnum):
    """Why something that a phone sent is no sighting."""

    KEY = "key"
    PRESENCE = "presence"


@dataclass(frozen=True)
class Told:
    """What a phone tells: `booth` by its uid, `code` of the application, `at` by the phone's clock."""

    key: str
    booth: str
    code: str
    presence: Presence
    note: str = ""
    at: datetime | None = None

    @property
    def takes_back(self) -> str:
        """The key of what it takes back; empty for a sighting."""
        return self.key.removeprefix(TAKEN_BACK) if self.key.startswith(TAKEN_BACK) else ""


@dataclass(frozen=True)
class Sighting:
    """A row of what was seen. `by`: the id of who saw it, None where they are gone; `who`: their name."""

    key: str
    presence: Presence
    at: datetime
    arrived_at: datetime
    by: int | None = None
    note: str = ""
    who: str = ""


@dataclass(frozen=True)
class DayRead:
    """A stand's day: what counts in its order, what was taken back or corrected, and what the exhibitor says."""

    state: DayState
    counted: Sequence[Sighting] = ()
    void: Sequence[Sighting] = ()
    words: Sequence[Sighting] = ()

    @property
    def last(self) -> Sighting | None:
        """How it was found the last time."""
        return self.counted[-1] if self.counted else None

    @property
    def first_open(self) -> Sighting | None:
        """Since when it was seen open."""
        return next((one for one in self.counted if one.presence is Presence.OPEN), None)

    @property
    def last_open(self) -> Sighting | None:
        """Until when it was seen open."""
        return next((one for one in reversed(self.counted) if one.presence is Presence.OPEN), None)

    @property
    def closed_since(self) -> Sighting | None:
        """The first of those that found it closed and nobody found it open after; None for one that is open."""
        run = _trailing(self.counted)
        return run[0] if run else None


def read(raw: Any) -> Told | Unreadable:
    """What a phone (or a form) sent as one sighting; a time that can't be read is as good as none."""
    if not isinstance(raw, dict) or not isinstance(raw.get("key"), str) or not KEY.fullmatch(raw["key"]):
        return Unreadable.KEY
    found = next((one for one in Presence if one.value == raw.get("presence")), None)
    if found is None:
        return Unreadable.PRESENCE
    booth, code, note = (_line(raw.get(name)) for name in ("booth", "code", "note"))
    return Told(raw["key"], booth, code, found, note[:LONGEST_NOTE], moment(raw.get("at")))


def _line(text: Any) -> str:
    """One line of what a database takes and people read."""
    words = " ".join(text.split()) if isinstance(text, str) else ""
    return "".join(letter for letter in words if letter.isprintable())


def moment(milliseconds: Any) -> datetime | None:
    """A phone's time, in milliseconds since 1970; None for what is none."""
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def seen_at(told: datetime | None, phone_now: datetime | None, arrived: datetime) -> tuple[datetime, Clock]:
    """When it was seen, never after its arrival, and what that is worth.

    `phone_now`: what the phone took for the time as it sent it: a clock that goes wrong is set right by it. What still
    lies in the future, or longer ago than anything is kept, counts from its arrival.
    """
    if told is None:
        return arrived, Clock.UNKNOWN
    off = arrived - phone_now if phone_now else timedelta()
    clock = Clock.RIGHT
    if abs(off) > TOLERANCE:
        try:
            told, clock = told + off, Clock.SET_RIGHT
        except OverflowError:
            return arrived, Clock.UNKNOWN
    if told - arrived > TOLERANCE or arrived - told > LONGEST_KEPT:
        return arrived, Clock.UNKNOWN
    return min(told, arrived), clock


def day_of(at: datetime, hours: Hours, zone: tzinfo) -> date:
    """The fair's day: that of the session that goes on, also after midnight; otherwise the calendar's."""
    running = [start for start, end in hours if start <= at < end]
    return min(running, default=at).astimezone(zone).date()


def days_of(hours: Hours, zone: tzinfo) -> list[date]:
    """The days on which sessions begin."""
    return sorted({start.astimezone(zone).date() for start, _end in hours})


def is_open_hour(at: datetime, hours: Hours) -> bool:
    """Whether the fair goes on: a stand that is closed now is missed by visitors."""
    return any(start <= at < end for start, end in hours)


def day_read(rows: Iterable[Sighting], hours: Hours) -> DayRead:
    """What a stand's rows of one day amount to, in whatever order they arrived."""
    ordered = sorted(rows, key=lambda one: (one.at, one.arrived_at, one.key))
    backs = {(one.key.removeprefix(TAKEN_BACK), one.by) for one in ordered if one.key.startswith(TAKEN_BACK)}
    words = [one for one in ordered if one.key.startswith(OWN_WORD)]
    seen = [one for one in ordered if not one.key.startswith((TAKEN_BACK, OWN_WORD))]
    counted: list[Sighting] = []
    void: list[Sighting] = []
    for one in seen:
        if (one.key, one.by) in backs:
            void.append(one)
            continue
        while counted and _corrects(counted[-1], one):
            void.append(counted.pop())
        counted.append(one)
    return DayRead(_state(counted, hours), tuple(counted), tuple(void), tuple(words))


def _corrects(before: Sighting, after: Sighting) -> bool:
    is_same_hand = before.by == after.by and before.presence is not after.presence
    return is_same_hand and after.at - before.at <= CORRECTION


def _state(counted: Sequence[Sighting], hours: Hours) -> DayState:
    if not counted:
        return DayState.NOT_SEEN
    trailing = _trailing(counted)
    if trailing:
        midway = any(is_open_hour(one.at, hours) for one in trailing)
        return DayState.CLOSED_MIDWAY if midway else DayState.CLOSED
    was_open = False
    for one in counted:
        if one.presence is Presence.OPEN:
            was_open = True
        elif was_open and is_open_hour(one.at, hours):
            return DayState.OPEN_AGAIN
    return DayState.OPEN


def _trailing(counted: Sequence[Sighting]) -> Sequence[Sighting]:
    """Those at the end that found it closed."""
    begin = len(counted)
    while begin and counted[begin - 1].presence is Presence.CLOSED:
        begin -= 1
    return counted[begin:]


def round_began(times: Iterable[datetime], now: datetime) -> datetime:
    """Since when the round goes on, whoever walks it: back from now until nobody saw anything for `PAUSE`."""
    began = now
    for at in sorted((at for at in times if at <= now), reverse=True):
        if began - at > PAUSE:
            break
        began = at
    return began
