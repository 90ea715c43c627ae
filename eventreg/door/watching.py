"""What those who watch the door see: what is wrong with a phone, and how a day's quarter hours become a chart. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

HOUR = timedelta(hours=1)
SILENT_AFTER = timedelta(minutes=5)
OLD_AFTER = timedelta(minutes=15)
SHORTEST, MOST_BARS, MOST_LABELS = 4, 100, 6
STEPS = (1, 2, 3, 4)  # hours between two labels


# ---- Phones ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Phone:
    """What a phone told of itself. `is_open`: whether people are admitted now, so that it should be heard."""

    last_contact_at: datetime | None
    list_at: datetime | None
    waiting: int
    is_open: bool


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a phone: not heard for so long, scans that it hasn't sent, a list so old, or none."""

    silent: timedelta | None = None
    waiting: int = 0
    list_age: timedelta | None = None
    has_no_list: bool = False

    def __bool__(self) -> bool:
        return bool(self.silent or self.waiting or self.list_age or self.has_no_list)

    @property
    def gravity(self) -> tuple[bool, bool, bool]:
        """Sorts the gravest first: scans that may be lost, phones that aren't heard, then the others."""
        return not self.waiting, not self.silent, not self


def trouble_of(phone: Phone, now: datetime) -> Trouble:
    """What a supervisor has to know of a phone. Scans that it keeps matter after the door has closed as well."""
    if not phone.is_open:
        return Trouble(waiting=phone.waiting)
    heard = phone.last_contact_at
    silent = now - heard if heard and now - heard >= SILENT_AFTER else None
    # a phone that isn't heard has told the age of its list as it was then: its silence says it already
    age = now - phone.list_at if phone.list_at and not silent else timedelta(0)
    return Trouble(silent, phone.waiting, age if age >= OLD_AFTER else None, phone.list_at is None and not silent)


# ---- The chart -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bar:
    """A bar from `x` for `width`; `y` and `height` of 100. `runs`: its time isn't over."""

    x: int
    y: float
    height: float
    runs: bool = False


@dataclass(frozen=True)
class Strip:
    """One gate's bars, or all gates' together (without a name)."""

    name: str
    total: int
    share: int
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Slot:
    """A row of the table: how many came in from `at` for the length of a bar, at all gates and at each."""

    at: datetime
    total: int
    by_gate: Sequence[int]


@dataclass(frozen=True)
class Chart:
    """Bars of `minutes` each from the first to the last hour; all strips have the scale of `top`. `idle`: gates through
    which nobody came.

    `ticks`: the moments of the labels below, one for each `every` hours. `busiest`: the row with the most. `runs`: the
    last bar isn't over yet. `gates`: in the order of a row's `by_gate`.
    """

    minutes: int
    width: int
    top: int
    strips: Sequence[Strip]
    idle: Sequence[str]
    ticks: Sequence[datetime]
    every: int
    gates: Sequence[str]
    rows: Sequence[Slot]
    busiest: Slot
    runs: bool


def chart(
    passed: Mapping[tuple[datetime, str], int], gates: Collection[str], ends_at: datetime, now: datetime, zone: tzinfo
) -> Chart | None:
    """Draw what passed which gate in which quarter of an hour; None where nobody did.

    It begins with the hour in which the first came and grows until `ends_at`. A day has bars of a quarter of an hour;
    what lasts longer has wider ones.
    """
    if not passed:
        return None
    first, last = min(at for at, _gate in passed), max(at for at, _gate in passed)
    begin = _whole_hour(first, zone)
    reaches = max(last + timedelta(minutes=15), min(now, ends_at))
    every, count = _labels(max(-(-(reaches - begin) // HOUR), SHORTEST))
    hours = every * count
    minutes = next(size for size in (15, 60, 240, 1440) if hours * 60 // size <= MOST_BARS or size == 1440)
    names = sorted({gate for _at, gate in passed} | set(gates))
    rows = _rows(passed, names, begin, hours, minutes)
    by_gate = dict(zip(names, zip(*(row.by_gate for row in rows), strict=True), strict=True))
    in_all = [row.total for row in rows]
    top, total = max(in_all), sum(in_all)
    runs = int((now - begin) // timedelta(minutes=minutes)) if now < ends_at else -1
    strips = [Strip("", total, 100, _bars(in_all, top, runs))]
    used = [(name, counts) for name, counts in by_gate.items() if any(counts)]
    if len(names) > 1:
        strips += [
            Strip(name, sum(counts), round(100 * sum(counts) / total), _bars(counts, top, runs))
            for name, counts in sorted(used, key=lambda pair: (-sum(pair[1]), pair[0]))
        ]
    idle = [name for name, counts in by_gate.items() if not any(counts)]
    ticks = [begin + every * HOUR * number for number in range(count)]
    busiest, is_running = max(rows, key=lambda row: row.total), any(bar.runs for bar in strips[0].bars)
    return Chart(minutes, len(rows), top, strips, idle, ticks, every, names, rows, busiest, is_running)


def _whole_hour(moment: datetime, zone: tzinfo) -> datetime:
    return moment.astimezone(zone).replace(minute=0, second=0, microsecond=0)


def _labels(hours: int) -> tuple[int, int]:
    """Hours between two labels, and how many labels there are."""
    days = 24 * -(-hours // (24 * MOST_LABELS))
    every = next((step for step in STEPS if hours <= step * MOST_LABELS), days)
    return every, -(-hours // every)


def _rows(
    passed: Mapping[tuple[datetime, str], int], names: Sequence[str], begin: datetime, hours: int, minutes: int
) -> list[Slot]:
    size = timedelta(minutes=minutes)
    counts = [dict.fromkeys(names, 0) for _bar in range(hours * 60 // minutes)]
    for (at, gate), people in passed.items():
        counts[min((at - begin) // size, len(counts) - 1)][gate] += people
    return [
        Slot(begin + size * number, sum(found.values()), [found[name] for name in names])
        for number, found in enumerate(counts)
    ]


def _bars(counts: Sequence[int], top: int, runs: int) -> list[Bar]:
    found = []
    for number, count in enumerate(counts):
        height = round(100 * count / top, 1)
        if count:
            found.append(Bar(number, round(100 - height, 1), height, number == runs))
    return found
