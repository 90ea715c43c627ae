"""Who reviews which application: to each enough different people, and to nobody much more than to others. Pure.

Applications are given to whoever has the least, then paths are looked for along which a review moves from one person
to the next until the last of them, who has at least two less than the first, takes one more. Where no such path is
left, no other way of sharing is more even: N. J. A. Harvey, R. E. Ladner, L. Lovász and T. Tamir, "Semi-matchings for
bipartite graphs and load balancing", WADS 2003, Journal of Algorithms 59 (2006), 53-78.
"""

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

Pair = tuple[int, int]
"""An application's id, and that of a person who reviews it."""


@dataclass(frozen=True)
class Sharing:
    """`pairs`: who reviews what, all of it. `short`: application's id → how many reviewers it still lacks."""

    pairs: frozenset[Pair]
    short: Mapping[int, int]

    def loads(self, people: Iterable[int]) -> dict[int, int]:
        """How many applications each of these people reviews."""
        found = dict.fromkeys(people, 0)
        for _, person in self.pairs:
            if person in found:
                found[person] += 1
        return found


def share(
    applications: Sequence[int],
    people: Sequence[int],
    *,
    each: int,
    barred: Collection[Pair] = frozenset(),
    standing: Iterable[Pair] = (),
    movable: Iterable[Pair] = (),
    loads: Mapping[int, int] | None = None,
) -> Sharing:
    """Give each application `each` of the people, or all who may where they are fewer.

    `standing` stays as it is; `movable` is given out already and moves to somebody else where that makes the loads more
    even. `loads`: what people review besides. The same question always has the same answer, and asking again with the
    answer changes nothing.
    """
    desk = _Desk(people, frozenset(barred), loads or {})
    for pair in standing:
        desk.hand(pair, fixed=True)
    for pair in sorted(movable):
        desk.hand(pair, fixed=False)
    may = {application: desk.candidates(application) for application in applications}
    for application in sorted(applications, key=lambda one: (len(may[one]), one)):
        for person in desk.least_loaded(application, may[application], each):
            desk.hand((application, person), fixed=False)
    while desk.even_out(frozenset(applications)):
        pass
    short = {application: max(0, each - len(desk.of[application])) for application in applications}
    return Sharing(frozenset(desk.pairs()), {key: missing for key, missing in short.items() if missing})


class _Desk:
    """`of`: application → who reviews it. `load`: person → how many. `held`: person → what may still move from them."""

    def __init__(self, people: Sequence[int], barred: frozenset[Pair], loads: Mapping[int, int]) -> None:
        self.people = list(dict.fromkeys(people))
        self.barred = barred
        self.load = {person: loads.get(person, 0) for person in self.people}
        self.of: dict[int, set[int]] = {}
        self.held: dict[int, set[int]] = {person: set() for person in self.people}

    def hand(self, pair: Pair, *, fixed: bool) -> None:
        """Give an application to a person; those who are no longer of the panel may hold what stands."""
        application, person = pair
        holders = self.of.setdefault(application, set())
        if person in holders:
            return
        holders.add(person)
        if person in self.load:
            self.load[person] += 1
            if not fixed:
                self.held[person].add(application)

    def pairs(self) -> Iterable[Pair]:
        """Who reviews what."""
        return ((application, person) for application, holders in self.of.items() for person in holders)

    def candidates(self, application: int) -> list[int]:
        """Who might still be given it."""
        holders = self.of.setdefault(application, set())
        return [one for one in self.people if one not in holders and (application, one) not in self.barred]

    def least_loaded(self, application: int, candidates: Iterable[int], each: int) -> list[int]:
        """As many as the application lacks; equals in an order of its own, so that pairs of reviewers mix."""
        lacks = max(0, each - len(self.of[application]))
        return sorted(candidates, key=lambda one: (self.load[one], _shuffled(application, one)))[:lacks]

    def even_out(self, applications: frozenset[int]) -> bool:
        """Move reviews along one path that makes the loads more even; whether there was any."""
        for start in sorted(self.people, key=lambda one: (-self.load[one], one)):
            path = self._path(start, applications)
            if path:
                for giver, application, taker in path:
                    self.of[application] ^= {giver, taker}
                    self.held[giver].discard(application)
                    self.held[taker].add(application)
                self.load[start] -= 1
                self.load[path[-1][2]] += 1
                return True
        return False

    def _path(self, start: int, applications: frozenset[int]) -> list[tuple[int, int, int]]:
        """The shortest way to somebody with at least two less: (who gives, what, who takes) for each step."""
        came: dict[int, tuple[int, int]] = {start: (start, 0)}
        queue = deque([start])
        while queue:
            giver = queue.popleft()
            for application in sorted(self.held[giver] & applications):
                for taker in self.candidates(application):
                    if taker in came:
                        continue
                    came[taker] = giver, application
                    if self.load[taker] <= self.load[start] - 2:
                        return self._steps(came, start, taker)
                    queue.append(taker)
        return []

    @staticmethod
    def _steps(came: Mapping[int, tuple[int, int]], start: int, end: int) -> list[tuple[int, int, int]]:
        steps = []
        while end != start:
            giver, application = came[end]
            steps.append((giver, application, end))
            end = giver
        return steps[::-1]


def _shuffled(application: int, person: int) -> bytes:
    return sha256(f"{application}/{person}".encode()).digest()
