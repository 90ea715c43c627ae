"""When reminders go out, by the clock of the place where the event is. Pure.

Each is meant for one moment and still good until another: a worker that stood still makes up for it, but nobody is
reminded of what is over.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
APART = timedelta(hours=36)
"""Sessions further apart than this are remembered each by itself: nobody keeps Tuesday's reminder until next month."""
EARLIEST, LATEST = 8, 19
"""Between these hours people are written to."""
CLOSING_DAYS = (3, 1)
PAPER_DAYS = (30, 7)
DAWN = time(6)
BEFORE_START = timedelta(hours=2)
ALL_DAY = timedelta(hours=20)
THANKS_FOR = 7 * DAY


class Reminder(StrEnum):
    """The reminders of an event."""

    CLOSING = "closing"
    DAY_BEFORE = "day_before"
    MORNING = "morning"
    THANKS = "thanks"


@dataclass(frozen=True, order=True)
class Window:
    """A reminder's moment, and until when it still makes sense; `mark` keeps it apart from others of its kind."""

    due_at: datetime
    until: datetime
    reminder: Reminder
    mark: str

    def is_open(self, now: datetime) -> bool:
        """Whether it goes out now."""
        return self.due_at <= now < self.until


def closing(*, opens_at: datetime, closes_at: datetime, zone: ZoneInfo) -> Iterator[Window]:
    """Three days and one day before applications close, for as long as they were open before."""
    until = closes_at - timedelta(hours=1)
    for days in sorted(CLOSING_DAYS):
        due_at = by_day(closes_at - days * DAY, zone)
        if opens_at < due_at < until:
            yield Window(due_at, until, Reminder.CLOSING, f"{closes_at:%Y%m%d%H%M}-{days}")
            until = due_at


def coming(*, starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> Iterator[Window]:
    """The day before a session, and its morning."""
    local, mark = starts_at.astimezone(zone), f"{starts_at:%Y%m%d%H%M}"
    dawn = datetime.combine(local.date(), DAWN, zone)
    is_all_day = ends_at - starts_at >= ALL_DAY  # nobody gets up for its beginning
    morning = dawn if is_all_day else min(dawn, starts_at - BEFORE_START)
    yield Window(datetime.combine(local.date() - DAY, time(9), zone), morning, Reminder.DAY_BEFORE, mark)
    yield Window(morning, ends_at, Reminder.MORNING, mark)


def thanks(*, ends_at: datetime, zone: ZoneInfo) -> Window:
    """The morning after."""
    due_at = datetime.combine(ends_at.astimezone(zone).date() + DAY, time(9), zone)
    return Window(due_at, due_at + THANKS_FOR, Reminder.THANKS, f"{ends_at:%Y%m%d}")


def begins_anew(starts_at: datetime, hours: Iterable[tuple[datetime, datetime]]) -> bool:
    """Whether a session that begins then opens a new stretch for somebody whose sessions have these hours.

    `hours`: beginning and end of each. The second day of a fair is no news to who was there on the first.
    """
    earlier = [end for start, end in hours if start < starts_at]
    return not earlier or starts_at - max(earlier) > APART


def by_day(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment, put off or brought forward to an hour at which one writes to people, on the same day."""
    local = moment.astimezone(zone)
    if local.hour < EARLIEST:
        return local.replace(hour=EARLIEST, minute=0, second=0, microsecond=0)
    if local.hour >= LATEST:
        return local.replace(hour=LATEST, minute=0, second=0, microsecond=0)
    return local


def days_left(due: Sequence[int], left: int) -> int | None:
    """Of reminders so many days before an end, the one that is due now; None while none is."""
    passed = [days for days in due if left <= days]
    return min(passed) if passed and left >= 0 else None
