"""How long the best booth plan takes: `.venv/bin/python bench/allocation.py [NAME …]`, on an idle machine.

Prints a line for each problem of `tests/allocation/problems`: what was reached and proven, and the seconds it took,
beside the time that the problem gives, and the seconds for all applicants' reasons.
"""

import json
import sys
import time
from pathlib import Path

from eventreg.allocation import solver
from eventreg.allocation.by_score import plan_by_score
from eventreg.allocation.problem_file import read_problem
from eventreg.allocation.reasons import reasons

PROBLEMS = Path(__file__).resolve().parent.parent / "tests" / "allocation" / "problems"


def main(names: list[str]) -> None:
    """Solve the named problems, or all that have a reference."""
    heads = ("merit", "bound", "wishes", "bound", "seconds", "of", "reasons")
    print(f"{'problem':22}{'status':12}" + "".join(f"{head:>9}" for head in heads) + "   by score")
    for reference in sorted(PROBLEMS.glob("*.reference.json")):
        name = reference.name.removesuffix(".reference.json")
        if names and name not in names:
            continue
        problem = read_problem(json.loads((PROBLEMS / f"{name}.json").read_text()))
        began = time.perf_counter()
        result = solver.solve(problem)
        seconds = time.perf_counter() - began
        began = time.perf_counter()
        reasons(problem, result.plan or {})
        telling = time.perf_counter() - began
        plan, score = result.plan or {}, plan_by_score(problem)
        print(
            f"{name:22}{result.status:12}{problem.merit(plan):9}{result.merit_bound:9}{problem.wish_points(plan):9}"
            f"{result.wish_points_bound:9}{seconds:9.1f}{problem.time_limit_s:9.0f}{telling:9.2f}   "
            + (f"{problem.merit(score)} / {problem.wish_points(score)}" if score else "none"),
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
