"""The best plan, with its proof, by HiGHS. The one place that knows the optimiser.

Why this way, and what was measured: docs/adr/0006-best-booth-plan.md. In short: the linear relaxation of `Formulation`
is nearly always as good as the best plan in merit, and its dual solution says which places no plan of that merit uses.
What is left of them is a small program, which branch and bound ends quickly with the wishes as its goal.

What is called proven is proven so: the bound of a relaxation is reckoned again in whole numbers from its dual solution
(weak duality), and branch and bound is never given a start: with one, HiGHS once called plans optimal that were not.
"""

import ctypes
import os
import sys
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cache
from math import floor
from typing import Any

import highspy
import numpy as np

from eventreg.allocation.board import Board
from eventreg.allocation.by_score import plan_by_score
from eventreg.allocation.formulation import Formulation, Row
from eventreg.allocation.problem import Applicant, Plan, Problem

OPTIMAL, FEASIBLE, INFEASIBLE, UNKNOWN = "optimal", "feasible", "infeasible", "unknown"
MERIT, WISHES, CHANGES = "merit", "wishes", "changes"

SCALE = 2**20  # dual values are rounded to such parts of one before they prove anything
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


def bounds_of_any(problem: Problem) -> tuple[int, int]:
    """Merit and wish points that no plan exceeds, without looking for one: as many of most merit as there is room."""
    room = sum(booth.capacity for booth in problem.booths.values())
    best = sorted((one.merit for one in problem.applicants.values() if problem.places(one.id)), reverse=True)[:room]
    most = [
        max((problem.points(one.id, booths) for booths in problem.places(one.id)), default=0)
        for one in problem.applicants.values()
    ]
    return sum(best), sum(sorted(most, reverse=True)[:room])


# ---- One question to the optimiser -----------------------------------------------------------------------------------


@cache
def _quieten() -> None:
    """HiGHS greets on the standard output when it is first used, whatever its options say: what we print is read."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        highspy.Highs()  # type: ignore[no-untyped-call]
        ctypes.CDLL(None).fflush(None)
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


@dataclass
class _Program:
    """A formulation as arrays; narrowed by bounds on columns and rows that every plan good enough keeps."""

    formulation: Formulation
    low: Any
    high: Any
    rows: list[Row]

    @classmethod
    def of(cls, formulation: Formulation) -> "_Program":
        high = np.array([column.most for column in formulation.columns], dtype=np.int64)
        return cls(formulation, np.zeros(len(high), dtype=np.int64), high, list(formulation.rows))

    def objective(self, goal: str) -> Any:
        name = {MERIT: "merit", WISHES: "points", CHANGES: "keeps"}[goal]
        return np.array([getattr(column, name) for column in self.formulation.columns], dtype=np.int64)

    def with_least(self, objective: Any, least: int) -> "_Program":
        """Only plans in which the objective is at least so much."""
        columns = np.nonzero(objective)[0]
        row = Row(least, None, tuple(map(int, columns)), tuple(map(int, objective[columns])))
        return _Program(self.formulation, self.low, self.high, [*self.rows, row])

    def matrix(self) -> tuple[Any, Any, Any]:
        starts = np.cumsum([0, *(len(row.columns) for row in self.rows)])
        columns = np.fromiter((one for row in self.rows for one in row.columns), dtype=np.int64)
        coefficients = np.fromiter((one for row in self.rows for one in row.coefficients), dtype=np.int64)
        return starts, columns, coefficients


@dataclass
class _Answer:
    status: str  # "optimal", "infeasible", "open"
    values: Any = None  # whole numbers; None without a solution
    bound: float = float("inf")
    reduced: Any = None  # of a relaxation: what a unit of each column costs, in 1/SCALE
    prices: Any = None  # of a relaxation: what a unit of each row is worth, in 1/SCALE
    exact_bound: int = 0  # of a relaxation, in 1/SCALE


class _Optimiser:
    """Asks HiGHS until a deadline."""

    def __init__(self, deadline: float, is_stopped: Callable[[], bool] | None) -> None:
        self.deadline = deadline
        self._is_stopped = is_stopped or (lambda: False)

    @property
    def is_over(self) -> bool:
        return self._is_stopped() or time.monotonic() >= self.deadline

    def _load(self, program: _Program, objective: Any, *, whole: bool) -> Any:
        starts, columns, coefficients = program.matrix()
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(program.high), len(program.rows)
        lp.col_cost_ = objective.astype(float)
        lp.col_lower_, lp.col_upper_ = program.low.astype(float), program.high.astype(float)
        lp.row_lower_ = np.array([-highspy.kHighsInf if row.low is None else row.low for row in program.rows], float)
        lp.row_upper_ = np.array([highspy.kHighsInf if row.high is None else row.high for row in program.rows], float)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_ = starts.astype(np.int32), columns.astype(np.int32)
        lp.a_matrix_.value_ = coefficients.astype(float)
        lp.sense_ = highspy.ObjSense.kMaximize
        if whole:
            lp.integrality_ = [highspy.HighsVarType.kInteger] * len(program.high)
        _quieten()
        highs = highspy.Highs()  # type: ignore[no-untyped-call]
        highs.silent()
        highs.passModel(lp)
        for name, value in {
            "time_limit": max(0.01, self.deadline - time.monotonic()),
            "mip_rel_gap": 0.0,
            "mip_abs_gap": 0.99,  # everything is counted in whole numbers
            "threads": 1,  # the same problem gives the same answer, on every machine
        }.items():
            highs.setOptionValue(name, value)
        return highs

    def relax(self, program: _Program, objective: Any) -> _Answer:
        """The linear relaxation, with a bound that holds exactly."""
        highs = self._load(program, objective, whole=False)
        highs.run()
        status = highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return _Answer("infeasible")
        if status != highspy.HighsModelStatus.kOptimal:
            return _Answer("open")
        prices = np.rint(np.array(highs.getSolution().row_dual) * SCALE).astype(np.int64)
        return _with_exact_bound(program, objective, prices)

    def best(
        self,
        program: _Program,
        objective: Any,
        *,
        nodes: int | None = None,
        found: Callable[[Any, float], None] | None = None,
    ) -> _Answer:
        """Branch and bound. `found` is told of each better solution, with the bound at that time."""
        highs = self._load(program, objective, whole=True)
        if nodes is not None:
            highs.setOptionValue("mip_max_nodes", nodes)
        highs.cbMipInterrupt.subscribe(lambda event: event.interrupt(self._is_stopped()))
        if found:
            highs.cbMipImprovingSolution.subscribe(
                lambda event: found(np.rint(event.data_out.mip_solution), event.data_out.mip_dual_bound)
            )
        highs.run()
        info, status = highs.getInfo(), highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return _Answer("infeasible")
        has_one = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        values = np.rint(np.array(highs.getSolution().col_value)).astype(np.int64) if has_one else None
        is_done = has_one and status == highspy.HighsModelStatus.kOptimal
        bound = float(info.mip_dual_bound) if np.isfinite(info.mip_dual_bound) else float("inf")
        return _Answer("optimal" if is_done else "open", values, bound)


def _with_exact_bound(program: _Program, objective: Any, prices: Any) -> _Answer:
    """Weak duality in whole numbers: for any prices of the rows, no solution is better than what they add up to.

    A price whose row has no bound on that side is none.
    """
    lows = np.array([row.low is not None for row in program.rows])
    highs = np.array([row.high is not None for row in program.rows])
    prices = np.where((prices > 0) & ~highs, 0, prices)
    prices = np.where((prices < 0) & ~lows, 0, prices)
    starts, columns, coefficients = program.matrix()
    largest = int(np.abs(prices).max(initial=0)) * int(np.abs(coefficients).max(initial=0))
    kind: Any = np.int64 if largest * max(1, len(program.rows)) < 2**62 else object  # Python's own have no end
    prices, coefficients = prices.astype(kind), coefficients.astype(kind)
    reduced = objective.astype(kind) * SCALE
    np.subtract.at(reduced, columns, np.repeat(prices, np.diff(starts)) * coefficients)
    bounds = [row.high if price > 0 else row.low for row, price in zip(program.rows, prices, strict=True)]
    total = sum(int(price) * int(bound or 0) for price, bound in zip(prices, bounds, strict=True) if price)
    total += sum(
        int(value) * int(high if value > 0 else low)
        for value, low, high in zip(reduced, program.low, program.high, strict=True)
        if value
    )
    return _Answer("optimal", None, total / SCALE, reduced, prices, total)


def _narrowed(program: _Program, relaxed: _Answer, least: int) -> _Program:
    """Only what plans with at least so much of the objective use.

    A plan that leaves the bound's columns and rows pays for it; what costs more than lies between is left out.
    """
    budget = relaxed.exact_bound - least * SCALE
    low, high = program.low.copy(), program.high.copy()
    span = high - low
    cost = np.abs(relaxed.reduced)
    free = np.where(cost > 0, budget // np.maximum(cost, 1), span)
    free = np.minimum(free, span)
    high = np.where(relaxed.reduced < 0, low + free, high)
    low = np.where(relaxed.reduced > 0, high - free, low)
    rows = []
    for row, price in zip(program.rows, relaxed.prices, strict=True):
        if price > 0 and row.high is not None:
            least_here = row.high - int(budget // int(price))
            rows.append(replace(row, low=least_here if row.low is None else max(row.low, least_here)))
        elif price < 0 and row.low is not None:
            most_here = row.low + int(budget // int(-price))
            rows.append(replace(row, high=most_here if row.high is None else min(row.high, most_here)))
        else:
            rows.append(row)
    return _Program(program.formulation, low, high, rows)


# ---- The goals, one after the other ----------------------------------------------------------------------------------


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
        self.optimiser = _Optimiser(self.began + time_limit_s, is_stopped)
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

    def _took(self, program: _Program, answer: _Answer) -> bool:
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

    def _found(self, program: _Program, goal: str) -> Callable[[Any, float], None]:
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
        program = _Program.of(Formulation(self.problem))
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
            narrow = _narrowed(program, relaxed, least).with_least(merit, least)
            if not self._reach_points(narrow, wishes):
                return False
            face = narrow
        return self._reach_changes(face.with_least(merit, self.merit_bound), wishes)

    def _lower_merit_bound(self, bound: int) -> None:
        self.merit_bound = min(self.merit_bound, bound)
        self._tell(MERIT)

    def _on_face(self, program: _Program, relaxed: _Answer, wishes: Any) -> _Program | None:
        """Look for the plan of most wish points among those that reach the bound in merit; None where there is none."""
        narrow = _narrowed(program, relaxed, self.merit_bound)
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

    def _lower_points_bound(self, answer: _Answer) -> None:
        if np.isfinite(answer.bound):
            self.points_bound = min(self.points_bound, floor(answer.bound + NEARLY))
        self._tell(WISHES)

    def _reach_merit(self, program: _Program, relaxed: _Answer, merit: Any) -> bool:
        """Goal 1 by branch and bound: whether it is proven."""
        if self.key is not None and self.key[0] == self.merit_bound:
            return True
        if self.optimiser.is_over:
            return False
        least = 0 if self.key is None else self.key[0] + 1
        narrow = _narrowed(program, relaxed, least).with_least(merit, least)
        answer = self.optimiser.best(narrow, merit, found=self._found(program, MERIT))
        if answer.status == "infeasible":
            if self.key is None:
                return self._clash()
            self._lower_merit_bound(self.key[0])
            return True
        self._took(program, answer)
        if np.isfinite(answer.bound):
            self._lower_merit_bound(max(floor(answer.bound + NEARLY), least - 1))
        return self.key is not None and self.key[0] == self.merit_bound

    def _reach_points(self, narrow: _Program, wishes: Any) -> bool:
        """Goal 2 by branch and bound, among plans of most merit: whether it is proven."""
        if self.optimiser.is_over:
            return False
        answer = self.optimiser.best(narrow, wishes, found=self._found(narrow, WISHES))
        is_best = self._took(narrow, answer)
        self._lower_points_bound(answer)
        return is_best and self.key is not None and self.key[1] == self.points_bound

    def _reach_changes(self, program: _Program, wishes: Any) -> bool:
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
        program = _Program.of(Formulation(self.problem, without))
        nothing = np.zeros(len(program.high), dtype=np.int64)
        answer = self.optimiser.best(program, nothing)
        return None if answer.status == "open" and answer.values is None else answer.status != "infeasible"
