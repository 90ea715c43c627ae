"""The plan by score: in order of merit, each takes the best booth that is left. Pure.

What councils do by hand, made exact, so that it can be shown beside the best plan. Nobody's booth is taken away again
for somebody else's sake, but for the shares at the end.
"""

from collections.abc import Iterable, Sequence

from eventreg.allocation.board import Board
from eventreg.allocation.problem import (
    Applicant,
    CategoryShareMax,
    DistrictMin,
    GroupMin,
    Pin,
    Problem,
)


def plan_by_score(problem: Problem) -> dict[str, tuple[str, ...]] | None:
    """A plan that keeps every rule, or None where this way finds none.

    1. Who is pinned goes where it is pinned. 2. For each minimum, in the order of the rules, those of most merit who
    count for it take their booths, until it is reached. 3. All others follow by merit, equals by id; each takes the
    booth of its best wish that keeps the rules, among equals the one with the least to spare. Shares are tested at the
    end: the one of least merit of a category with too many leaves, unless a pin or a minimum needs it.
    """
    board = Board(problem)
    greedy = _Greedy(board)
    order = sorted(problem.applicants.values(), key=lambda one: (-one.merit, one.id))
    pinned = {rule.applicant for rule in problem.rules if isinstance(rule, Pin)}
    for one in order:
        if one.id in pinned and not greedy.place(one):
            return None
    for rule in problem.rules:
        greedy.reserve(rule, order)
    for one in order:
        greedy.place(one)
    _hold_shares(board, order, pinned)
    return dict(board.plan) if not board.faults() else None


class _Greedy:
    def __init__(self, board: Board) -> None:
        self.board = board
        # Minimums are not reached yet while the plan grows, and shares of few are no shares.
        self.later = {
            rule.id for rule in board.problem.rules if isinstance(rule, GroupMin | DistrictMin | CategoryShareMax | Pin)
        }

    def place(self, one: Applicant) -> bool:
        """Give the applicant the best booth that keeps the rules; whether it has one."""
        if one.id in self.board.plan:
            return True
        for booths in self._by_wish(one):
            self.board.put(one.id, booths)
            pins = [rule for rule in self.board.problem.rules if isinstance(rule, Pin) and rule.applicant == one.id]
            if all(pin.booth in booths for pin in pins) and not any(
                fault.rule not in self.later for fault in self.board.faults_of([one.id])
            ):
                return True
            self.board.put(one.id)
        return False

    def _by_wish(self, one: Applicant) -> Iterable[tuple[str, ...]]:
        problem = self.board.problem

        def rank(booths: tuple[str, ...]) -> tuple[object, ...]:
            spare = [problem.booths[booth] for booth in booths]
            return -problem.points(one.id, booths), sum(b.area_m2 for b in spare), sum(b.power_w for b in spare)

        at = self.board.at
        room = [
            booths
            for booths in problem.places(one.id)
            if all(len(at[booth]) < problem.booths[booth].capacity for booth in booths)
        ]
        return sorted(room, key=rank)

    def reserve(self, rule: object, order: Sequence[Applicant]) -> None:
        """Place those of most merit who count for a minimum, until it is reached."""
        match rule:
            case GroupMin():
                counts = [one for one in order if rule.group in one.groups]
            case DistrictMin():
                counts = [one for one in order if one.district == rule.district]
            case _:
                return
        placed = sum(one.id in self.board.plan for one in counts)
        for one in counts:
            if placed >= rule.count:
                return
            if one.id not in self.board.plan and self.place(one):
                placed += 1


def _hold_shares(board: Board, order: Sequence[Applicant], pinned: set[str]) -> None:
    """The lowest of a category leave until its share holds; who a minimum needs stays."""
    minimums = {rule.id for rule in board.problem.rules if isinstance(rule, GroupMin | DistrictMin)}
    shares = {rule.id: rule for rule in board.problem.rules if isinstance(rule, CategoryShareMax)}
    while broken := [shares[fault.rule] for fault in board.faults_of(()) if fault.rule in shares]:
        category = broken[0].category
        leaving = next(
            (
                one.id
                for one in reversed(order)
                if one.category == category
                and one.id in board.plan
                and one.id not in pinned
                and not any(fault.rule in minimums for fault in board.faults_if({one.id: ()}))
            ),
            None,
        )
        if leaving is None:
            return
        board.put(leaving)
