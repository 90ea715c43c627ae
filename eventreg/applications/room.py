"""Whether there is room for an application: in the event, its sessions, its craft and its groups. Pure.

A reserve keeps places for a group (or a craft) until it falls back. Whoever belongs to a reserve counts for it first;
members beyond it, and everybody else, take from the common places. So another one fits while, after it, everything
that is kept and not yet filled still fits into the quota. Someone of several groups counts wherever that leaves
the most room for the others: it is a flow, worked out anew each time, and a place that comes free is never lost.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Full(StrEnum):
    """What has no room. KEPT: places are left, but for groups that this one doesn't belong to."""

    EVENT = "event_full"
    KEPT = "places_kept"
    SESSION = "session_full"
    CRAFT = "craft_full"
    GROUP = "group_full"


@dataclass(frozen=True)
class Seat:
    """What one application takes: so many places, from everything that it touches.

    `crafts`: its category and those above it; `groups`: as they were when it was sent.
    """

    places: int = 1
    crafts: frozenset[int] = frozenset()
    groups: frozenset[str] = frozenset()
    sessions: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Part:
    """A limit or a reserve of `places` for a craft or, where `craft` is None, for a group."""

    id: int
    places: int
    craft: int | None = None
    group: str = ""

    def touches(self, seat: Seat) -> bool:
        """Whether this application is one of these."""
        return self.craft in seat.crafts if self.craft is not None else self.group in seat.groups


@dataclass(frozen=True)
class Hall:
    """What there is: the quota, limits, reserves that have not fallen back, and the quotas of sessions."""

    quota: int
    limits: tuple[Part, ...] = ()
    reserves: tuple[Part, ...] = ()
    sessions: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Lack:
    """Why there is no room. `id`: of the session, or of the limit."""

    full: Full
    id: int | None = None


def lack_of(hall: Hall, held: Sequence[Seat], wanted: Seat) -> Lack | None:
    """What is full for `wanted` while `held` are taken; None where it fits."""
    taken = sum(seat.places for seat in held)
    if taken + wanted.places > hall.quota:
        return Lack(Full.EVENT)
    for number, quota in hall.sessions:
        if number in wanted.sessions:
            there = sum(seat.places for seat in held if number in seat.sessions)
            if there + wanted.places > quota:
                return Lack(Full.SESSION, number)
    for limit in hall.limits:
        if limit.touches(wanted) and _of(limit, held) + wanted.places > limit.places:
            return Lack(Full.CRAFT if limit.craft is not None else Full.GROUP, limit.id)
    before = taken + kept(hall, held)
    after = taken + wanted.places + kept(hall, [*held, wanted])
    # where a later reserve is more than was left, those of its group still fit: they make it no worse
    return Lack(Full.KEPT) if after > max(hall.quota, before) else None


def kept(hall: Hall, held: Iterable[Seat]) -> int:
    """How many reserved places are still kept for their groups."""
    supply: Counter[frozenset[int]] = Counter()
    for seat in held:
        belongs = frozenset(place for place, reserve in enumerate(hall.reserves) if reserve.touches(seat))
        if belongs:
            supply[belongs] += seat.places
    sizes = tuple(reserve.places for reserve in hall.reserves)
    return sum(sizes) - _filled(sizes, tuple(sorted((tuple(sorted(key)), count) for key, count in supply.items())))


def pool_of(hall: Hall, held: Sequence[Seat], wanted: Seat) -> Part | None:
    """The reserve that this one fills; None where it takes a common place."""
    filled = kept(hall, held) - kept(hall, [*held, wanted])
    mine = [reserve for reserve in hall.reserves if reserve.touches(wanted)]
    return mine[0] if mine and filled > 0 else None


def held_by_session(hall_sessions: Collection[int], held: Iterable[Seat]) -> Mapping[int, int]:
    """Session id → how many places of it are held."""
    counts: Counter[int] = Counter()
    for seat in held:
        for number in seat.sessions & frozenset(hall_sessions):
            counts[number] += seat.places
    return counts


def held_by_part(parts: Iterable[Part], held: Sequence[Seat]) -> Mapping[int, int]:
    """Limit or reserve id → how many places those have whom it is about."""
    return {part.id: _of(part, held) for part in parts}


def _of(part: Part, held: Iterable[Seat]) -> int:
    return sum(seat.places for seat in held if part.touches(seat))


@lru_cache(maxsize=4096)
def _filled(  # noqa: C901 (one search)
    sizes: tuple[int, ...], supply: tuple[tuple[tuple[int, ...], int], ...]
) -> int:
    """The most reserved places that these applications can fill: a flow by augmenting paths."""
    left = list(sizes)
    given: list[dict[int, int]] = [dict.fromkeys(belongs, 0) for belongs, _count in supply]

    def place(source: int, amount: int, seen: set[int]) -> int:
        """Put `amount` of a source into a reserve, moving others' on where it is full; how many went in."""
        for reserve in supply[source][0]:
            if reserve in seen:
                continue
            seen.add(reserve)
            moved = min(amount, left[reserve])
            left[reserve] -= moved
            if not moved:
                for other, shares in enumerate(given):
                    if other != source and shares.get(reserve, 0):
                        moved = place(other, min(amount, shares[reserve]), seen)
                        shares[reserve] -= moved
                        if moved:
                            break
            if moved:
                given[source][reserve] += moved
                return moved
        return 0

    total = 0
    for source, (_belongs, count) in enumerate(supply):
        rest = count
        while rest:
            moved = place(source, rest, set())
            if not moved:
                break
            rest, total = rest - moved, total + moved
    return total
