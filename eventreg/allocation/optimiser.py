"""Questions to HiGHS about a formulation, each with a bound that is proven. The one place that knows the optimiser.

The bound of a relaxation is reckoned again in whole numbers from its dual solution (weak duality), and branch and bound
is never given a start: with one, HiGHS once called plans optimal that were not.
"""

import ctypes
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import highspy
import numpy as np

from eventreg.allocation.formulation import Formulation, Row

MERIT, WISHES, CHANGES = "merit", "wishes", "changes"
SCALE = 2**20  # dual values are rounded to such parts of one before they prove anything


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
class Program:
    """A formulation as arrays; narrowed by bounds on columns and rows that every plan good enough keeps."""

    formulation: Formulation
    low: Any
    high: Any
    rows: list[Row]

    @classmethod
    def of(cls, formulation: Formulation) -> "Program":
        """Nothing is left out yet."""
        high = np.array([column.most for column in formulation.columns], dtype=np.int64)
        return cls(formulation, np.zeros(len(high), dtype=np.int64), high, list(formulation.rows))

    def objective(self, goal: str) -> Any:
        """What a unit of each column adds to the goal."""
        name = {MERIT: "merit", WISHES: "points", CHANGES: "keeps"}[goal]
        return np.array([getattr(column, name) for column in self.formulation.columns], dtype=np.int64)

    def nothing(self) -> Any:
        """No goal: any plan will do."""
        return np.zeros(len(self.high), dtype=np.int64)

    def with_least(self, objective: Any, least: int) -> "Program":
        """Only plans in which the objective is at least so much."""
        columns = np.nonzero(objective)[0]
        row = Row(least, None, tuple(map(int, columns)), tuple(map(int, objective[columns])))
        return Program(self.formulation, self.low, self.high, [*self.rows, row])

    def matrix(self) -> tuple[Any, Any, Any]:
        """The rows one after the other: where each begins, columns, coefficients."""
        starts = np.cumsum([0, *(len(row.columns) for row in self.rows)])
        columns = np.fromiter((one for row in self.rows for one in row.columns), dtype=np.int64)
        coefficients = np.fromiter((one for row in self.rows for one in row.coefficients), dtype=np.int64)
        return starts, columns, coefficients


@dataclass
class Found:
    """What a question was answered."""

    status: str  # "optimal", "infeasible", "open"
    values: Any = None  # whole numbers; None without a solution
    bound: float = float("inf")
    reduced: Any = None  # of a relaxation: what a unit of each column costs, in 1/SCALE
    prices: Any = None  # of a relaxation: what a unit of each row is worth, in 1/SCALE
    exact_bound: int = 0  # of a relaxation, in 1/SCALE


class Optimiser:
    """Asks HiGHS until a deadline."""

    def __init__(self, deadline: float, is_stopped: Callable[[], bool] | None) -> None:
        self.deadline = deadline
        self._stops = is_stopped is not None
        self._is_stopped = is_stopped or (lambda: False)

    @property
    def is_over(self) -> bool:
        """Whether nothing more may be asked."""
        return self._is_stopped() or time.monotonic() >= self.deadline

    def _load(self, program: Program, objective: Any, *, whole: bool) -> Any:
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

    def relax(self, program: Program, objective: Any) -> Found:
        """The linear relaxation, with a bound that holds exactly."""
        highs = self._load(program, objective, whole=False)
        if self._stops:  # a large relaxation takes minutes; asked at every step, it would cost time for nothing
            highs.cbSimplexInterrupt.subscribe(lambda event: event.interrupt(self._is_stopped()))
        highs.run()
        status = highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return Found("infeasible")
        if status != highspy.HighsModelStatus.kOptimal:
            return Found("open")
        prices = np.rint(np.array(highs.getSolution().row_dual) * SCALE).astype(np.int64)
        return _with_exact_bound(program, objective, prices)

    def best(
        self,
        program: Program,
        objective: Any,
        *,
        nodes: int | None = None,
        found: Callable[[Any, float], None] | None = None,
    ) -> Found:
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
            return Found("infeasible")
        has_one = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        values = np.rint(np.array(highs.getSolution().col_value)).astype(np.int64) if has_one else None
        is_done = has_one and status == highspy.HighsModelStatus.kOptimal
        bound = float(info.mip_dual_bound) if np.isfinite(info.mip_dual_bound) else float("inf")
        return Found("optimal" if is_done else "open", values, bound)


def _with_exact_bound(program: Program, objective: Any, prices: Any) -> Found:
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
    return Found("optimal", None, total / SCALE, reduced, prices, total)


def narrowed(program: Program, relaxed: Found, least: int) -> Program:
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
    return Program(program.formulation, low, high, rows)
