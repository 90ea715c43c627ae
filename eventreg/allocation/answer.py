"""What is answered to an allocation problem: `eventreg-allocation/1`, described in `docs/allocation.md`."""

from typing import Any

from eventreg.allocation import solver
from eventreg.allocation.envies import envies
from eventreg.allocation.problem import Plan, Problem
from eventreg.allocation.reasons import reasons
from eventreg.allocation.sentences import Teller
from eventreg.allocation.solver import Result


def solved(problem: Problem, method: str, time_limit_s: float | None = None) -> Result:
    """The result of a method."""
    return solver.solve(problem, time_limit_s=time_limit_s) if method == "optimal" else solver.by_score(problem)


def answer(problem: Problem, result: Result) -> dict[str, Any]:
    """The answer as it is written to JSON. Reasons in the language of the day."""
    plan: Plan = result.plan or {}
    found: dict[str, Any] = {
        "status": result.status,
        "assignments": {applicant: list(booths) for applicant, booths in plan.items()},
        "merit": problem.merit(plan),
        "merit_bound": result.merit_bound,
        "wish_points": problem.wish_points(plan),
        "wish_points_bound": result.wish_points_bound,
        "changes": problem.changes(plan),
        "envies": len(envies(problem, plan)) if plan else 0,
        "reasons": _sentences(problem, result),
    }
    if result.status == solver.INFEASIBLE:
        found["clash"] = list(result.clash)
        found["clash_is_irreducible"] = result.is_clash_irreducible
    return found


def _sentences(problem: Problem, result: Result) -> dict[str, str]:
    teller = Teller(problem)
    if result.plan is None:
        without = teller.without_plan(result.status == solver.INFEASIBLE, result.clash)
        return dict.fromkeys(problem.applicants, without)
    return {applicant: teller.tell(reason) for applicant, reason in reasons(problem, result.plan).items()}
