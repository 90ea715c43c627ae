"""In, out, in again: which of a ticket's entries counts, and which stand in conflict. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from eventreg.door.rules import Direction
from eventreg.events.rules import Entries


@dataclass(frozen=True)
class Passing:
    """Somebody went in or out by the ticket, in one session.

    `order`: when it reached us, relative to others. `moment`: the server's time of an online scan, the phone's
    corrected time of one that was decided offline.
    """

    order: int
    scan_id: str
    moment: datetime
    offline: bool
    direction: Direction = Direction.IN
    session: int | None = None
    gate: str = ""
    undone: bool = False


@dataclass(frozen=True)
class Stay:
    """An attendance: the way in that stands for an entry, and when the person went out again."""

    passing: Passing
    left_at: datetime | None = None


@dataclass(frozen=True)
class Reckoning:
    """What a ticket's passings in one session come to: the stays by entry, and the `order` of those in conflict."""

    attendances: Mapping[int, Stay]
    conflicts: frozenset[int]


def reckon(passings: Iterable[Passing], entries: Entries) -> Reckoning:
    """The one admission of each entry that is the attendance. The others are conflicts, and so is a way out that ends
    no stay.

    An online admission stays; among offline ones it is the smallest (corrected time, id), whatever the order of
    arrival.
    """
    live = [passing for passing in passings if not passing.undone]
    ways_in, exits = [passing for passing in live if passing.direction is Direction.IN], exits_of(live)
    standing: dict[int, Passing] = {}
    for admission in ways_in:
        entry = entry_of(admission, exits, entries)
        if entry not in standing or _rank(admission) < _rank(standing[entry]):
            standing[entry] = admission
    ends = {entry: _end_of(admission, exits) for entry, admission in standing.items()}
    stays = {
        entry: Stay(admission, end.moment if (end := ends[entry]) else None) for entry, admission in standing.items()
    }
    in_order = {admission.order for admission in standing.values()} | {end.order for end in ends.values() if end}
    return Reckoning(stays, frozenset(passing.order for passing in live) - in_order)


def entry_of(admission: Passing, exits: Iterable[Passing], entries: Entries) -> int:
    """The entry number: 1, raised by each way out before it where the session lets people in again."""
    return 1 if entries is Entries.ONCE else 1 + _before(admission, exits)


def _before(admission: Passing, exits: Iterable[Passing]) -> int:
    """How many ways out came before.

    An offline admission counts those before its own time. An online one was decided by what the server knew, so that
    it counts those which had arrived as well.
    """
    return sum(
        out.moment < admission.moment or (not admission.offline and out.order < admission.order) for out in exits
    )


def _end_of(admission: Passing, exits: Sequence[Passing]) -> Passing | None:
    """The way out that ends a stay: the first, in the order in which they happened, that didn't come before it."""
    before = _before(admission, exits)
    return exits[before] if before < len(exits) else None


def exits_of(passings: Iterable[Passing]) -> list[Passing]:
    """The ways out as they happened: where people come again, the first of them ends entry 1, the second entry 2."""
    outs = [passing for passing in passings if passing.direction is Direction.OUT and not passing.undone]
    return sorted(outs, key=lambda out: (out.moment, out.order))


def _rank(admission: Passing) -> tuple[bool, datetime, str, int]:
    tie = admission.scan_id if admission.offline else ""
    return (admission.offline, admission.moment, tie, admission.order)
