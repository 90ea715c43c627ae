"""The best plan, with its proof.

Why this way, and what was measured: docs/adr/0006-best-booth-plan.md. In short: the linear relaxation of `Formulation`
is nearly always as good as the best plan in merit, and its dual solution says which places no plan of that merit uses.
What is left of them is a small program, which branch and bound ends quickly with the wishes as its goal.
"""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from math import floor, isfinite
from typing import Any

from eventreg.allocation.board import Board
from eventreg.allocation.by_score import plan_by_score
from eventreg.allocation.formulation import Formulation
from eventreg.allocation.optimiser import CHANGES, MERIT, SCALE, WISHES, Found, Optimiser, Program, narrowed
from eventreg.allocation.problem import Applicant, Plan, Problem

OPTIMAL, FEASIBLE, INFEASIBLE, UNKNOWN = "optimal", "feasible", "infeasible", "unknown"

NEARLY = 1e-6
FACE_NODES = 4_000  # after so many branches the place of equal merit is taken to be empty, unless proven otherwise


@dataclass(frozen=True)
class Progress:
    """How far a run is: `goal` that it works on, the best so far and the bound on it, seconds since it began."""

    goal: str
    merit: int | None
    merit_bound: int
    wish_points: int | None
    wish_points_bound: int
    seconds: float


@dataclass
class Result:
    """What was found. `plan`: None without one; `clash`: ids of rules that can't hold together."""

    status: str = UNKNOWN
    plan: dict[str, tuple[str, ...]] | None = None
    merit_bound: int = 0
    wish_points_bound: int = 0
    clash: tuple[str, ...] = ()
    is_clash_irreducible: bool = False


def solve(
    problem: Problem,
    *,
    time_limit_s: float | None = None,
    report: Callable[[Progress], None] | None = None,
    is_stopped: Callable[[], bool] | None = None,
) -> Result:
    """The plan of most merit, among those of most wish points, among those with fewest changes to the standing plan.

    `report` is told of each step. Where time runs out or `is_stopped` says so, the best plan so far is given.
    """
    return _Run(problem, problem.time_limit_s if time_limit_s is None else time_limit_s, report, is_stopped).solve()


def by_score(problem: Problem) -> Result:
    """The plan by score. Nothing is proven of it; its bounds are those of any plan at all."""
    plan = plan_by_score(problem)
    return Result(UNKNOWN if plan is None else FEASIBLE, plan, *bounds_of_any(problem))


def bounds_of_any(problem: Problem) -> tuple[int, int]:
    """Merit and wish points that no plan exceeds, without looking for one: as many of most merit as there is room."""
    room = sum(booth.capacity for booth in problem.booths.values())
    best = sorted((one.merit for one in problem.applicants.values() if problem.places(one.id)), reverse=True)[:room]
    most = [
        max((problem.points(one.id, booths) for booths in problem.places(one.id)), default=0)
        for one in problem.applicants.values()
    ]
    return sum(best), sum(sorted(most, reverse=True)[:room])


class _Run:
    def __init__(
        self,
        problem: Problem,
        time_limit_s: float,
        report: Callable[[Progress], None] | None,
        is_stopped: Callable[[], bool] | None,
    ) -> None:
        self.problem = problem
        self.began = time.monotonic()
        self.optimiser = Optimiser(self.began + time_limit_s, is_stopped)
        self.report = report or (lambda progress: None)
        self.merit_bound, self.points_bound = bounds_of_any(problem)
        self.result = Result()
        self.key: tuple[int, int, int] | None = None  # how good the best plan is: merit, wish points, less changes

    def solve(self) -> Result:
        start = plan_by_score(self.problem)
        if start is not None:
            self._consider(start)
        proven = self._reach_goals()
        self._fill()
        result = self.result
        result.merit_bound, result.wish_points_bound = self.merit_bound, self.points_bound
        if result.status != INFEASIBLE:
            result.status = UNKNOWN if result.plan is None else OPTIMAL if proven else FEASIBLE
        return result

    # What was found on the way

    def _consider(self, plan: Plan, *, at_least: bool = False) -> None:
        """Keep the plan if it keeps the rules, in our own reading of them, and is better than the one before.

        `at_least`: it may be as good.
        """
        key = self.problem.merit(plan), self.problem.wish_points(plan), -self.problem.changes(plan)
        if (self.key is None or key > self.key or (at_least and key == self.key)) and not Board(
            self.problem, plan
        ).faults():
            self.key, self.result.plan = key, dict(plan)

    def _took(self, program: Program, answer: Found) -> bool:
        """Keep what was found; whether it is the best there is, and keeps the rules in our own reading of them too."""
        if answer.values is None:
            return False
        plan = program.formulation.plan(answer.values.tolist())
        self._consider(plan)
        return answer.status == OPTIMAL and not Board(self.problem, plan).faults()

    def _fill(self) -> None:
        """Whoever still has a place that keeps the rules gets it, though merit of 0 adds nothing to the goals."""
        if self.result.plan is None:
            return
        board = Board(self.problem, self.result.plan)
        waiting = sorted(self.problem.applicants.values(), key=lambda one: (-one.merit, one.id))
        placed = True
        while placed:  # one more placed may leave room in a share for those before
            placed = False
            for one in waiting:
                placed |= one.id not in board.plan and self._place(board, one)
        self._consider(board.plan, at_least=True)

    def _place(self, board: Board, one: Applicant) -> bool:
        for booths in self.problem.places(one.id):
            has_room = all(len(board.at[booth]) < self.problem.booths[booth].capacity for booth in booths)
            if has_room and not board.faults_if({one.id: booths}):
                board.put(one.id, booths)
                return True
        return False

    def _found(self, program: Program, goal: str) -> Callable[[Any, float], None]:
        def told(values: Any, bound: float) -> None:
            self._consider(program.formulation.plan(values.tolist()))
            self._tell(goal)

        return told

    def _tell(self, goal: str) -> None:
        merit, points, _ = self.key or (None, None, 0)
        seconds = time.monotonic() - self.began
        self.report(Progress(goal, merit, self.merit_bound, points, self.points_bound, seconds))

    # The goals

    def _reach_goals(self) -> bool:
        """Whether all goals are proven."""
        program = Program.of(Formulation(self.problem))
        merit, wishes = program.objective(MERIT), program.objective(WISHES)
        self._tell(MERIT)
        if self.optimiser.is_over:
            return False
        relaxed = self.optimiser.relax(program, merit)
        if relaxed.status == "infeasible":
            return self._clash()
        if relaxed.status == "open":
            return False
        self._lower_merit_bound(floor(relaxed.exact_bound / SCALE))
        face = self._on_face(program, relaxed, wishes)
        if face is None:
            if not self._reach_merit(program, relaxed, merit):
                return False
            least = self.merit_bound
            narrow = narrowed(program, relaxed, least).with_least(merit, least)
            if not self._reach_points(narrow, wishes):
                return False
            face = narrow
        return self._reach_changes(face.with_least(merit, self.merit_bound), wishes)

    def _lower_merit_bound(self, bound: int) -> None:
        self.merit_bound = min(self.merit_bound, bound)
        self._tell(MERIT)

    def _on_face(self, program: Program, relaxed: Found, wishes: Any) -> Program | None:
        """Look for the plan of most wish points among those that reach the bound in merit; None where there is none."""
        narrow = narrowed(program, relaxed, self.merit_bound)
        if relaxed.exact_bound >= (self.merit_bound * SCALE) + SCALE // 1000:
            narrow = narrow.with_least(program.objective(MERIT), self.merit_bound)
        answer = self.optimiser.best(narrow, wishes, nodes=FACE_NODES, found=self._found(program, WISHES))
        if answer.status == "infeasible":
            self._lower_merit_bound(self.merit_bound - 1)
            return None
        is_best = self._took(program, answer)
        if self.key is None or self.key[0] != self.merit_bound:
            return None
        self._lower_points_bound(answer)
        return narrow if is_best and self.key[1] == self.points_bound else None

    def _lower_points_bound(self, answer: Found) -> None:
        if isfinite(answer.bound):
            self.points_bound = min(self.points_bound, floor(answer.bound + NEARLY))
        self._tell(WISHES)

    def _reach_merit(self, program: Program, relaxed: Found, merit: Any) -> bool:
        """Goal 1 by branch and bound: whether it is proven."""
        if self.key is not None and self.key[0] == self.merit_bound:
            return True
        if self.optimiser.is_over:
            return False
        least = 0 if self.key is None else self.key[0] + 1
        narrow = narrowed(program, relaxed, least).with_least(merit, least)
        answer = self.optimiser.best(narrow, merit, found=self._found(program, MERIT))
        if answer.status == "infeasible":
            if self.key is None:
                return self._clash()
            self._lower_merit_bound(self.key[0])
            return True
        self._took(program, answer)
        if isfinite(answer.bound):
            self._lower_merit_bound(max(floor(answer.bound + NEARLY), least - 1))
        return self.key is not None and self.key[0] == self.merit_bound

    def _reach_points(self, narrow: Program, wishes: Any) -> bool:
        """Goal 2 by branch and bound, among plans of most merit: whether it is proven."""
        if self.optimiser.is_over:
            return False
        answer = self.optimiser.best(narrow, wishes, found=self._found(narrow, WISHES))
        is_best = self._took(narrow, answer)
        self._lower_points_bound(answer)
        return is_best and self.key is not None and self.key[1] == self.points_bound

    def _reach_changes(self, program: Program, wishes: Any) -> bool:
        """Goal 3: whether it is proven. Without a standing plan there is nothing to do."""
        if not self.problem.standing:
            return True
        if self.optimiser.is_over:
            return False
        self._tell(CHANGES)
        program = program.with_least(wishes, self.points_bound)
        answer = self.optimiser.best(program, program.objective(CHANGES), found=self._found(program, CHANGES))
        return self._took(program, answer)

    # No plan at all

    def _clash(self) -> bool:
        """Find rules that can't hold together, none of them idle: leave out one after the other."""
        if self.key is not None:
            return False  # there is a plan: whatever says that there is none reckons wrongly, and proves nothing
        result = self.result
        result.status = INFEASIBLE
        clash = [rule.id for rule in self.problem.rules]
        result.is_clash_irreducible = True
        for rule in reversed(list(clash)):
            kept = [one for one in clash if one != rule]
            possible = self._is_possible(kept)
            if possible is None:
                result.is_clash_irreducible = False
                break
            if not possible:
                clash = kept
        result.clash = tuple(clash)
        return False

    def _is_possible(self, rules: Collection[str]) -> bool | None:
        """Whether a plan keeps these rules; None where time ran out."""
        if self.optimiser.is_over:
            return None
        without = {rule.id for rule in self.problem.rules} - set(rules)
        fewer = Problem(
            self.problem.name,
            self.problem.booths,
            self.problem.applicants,
            self.problem.adjacent,
            tuple(rule for rule in self.problem.rules if rule.id in rules),
        )
        if plan_by_score(fewer) is not None:
            return True
        program = Program.of(Formulation(self.problem, without))
        answer = self.optimiser.best(program, program.nothing())
        return None if answer.status == "open" and answer.values is None else answer.status != "infeasible"
