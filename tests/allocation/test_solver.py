"""The best plan: as good as brute force finds it, proven, and the references' on problems of a fair's size."""

import json
import sys
from pathlib import Path
from subprocess import run

import pytest
from hypothesis import given, settings

from eventreg.allocation import solver
from eventreg.allocation.by_score import plan_by_score
from eventreg.allocation.problem_file import read_problem
from tests.allocation.checker import best_goals, complaints, envies, goals
from tests.allocation.small import made, problems

PROBLEMS = Path(__file__).parent / "problems"
PATIENCE_S = 900  # whether it is quick enough is asked in bench/, on an idle machine
BIG = {"expo-hall", "national-fair"}
NAMES = sorted(path.stem for path in PROBLEMS.glob("*.json") if not path.name.endswith("reference.json"))
WITH_A_PLAN = [name for name in NAMES if not name.endswith("clash")]


def load(name: str) -> dict:
    return dict(json.loads((PROBLEMS / f"{name}.json").read_text()))


def lists(plan: dict | None) -> dict:
    return {applicant: list(booths) for applicant, booths in (plan or {}).items()}


def is_as_good_as_brute_force(problem: dict) -> None:
    result = solver.solve(read_problem(problem), time_limit_s=PATIENCE_S)
    best = best_goals(problem)
    if best is None:
        assert (result.status, result.plan) == (solver.INFEASIBLE, None)
        assert result.is_clash_irreducible
        clash = [rule for rule in problem["rules"] if rule["id"] in result.clash]
        assert best_goals(problem, clash) is None, "these rules can be kept together"
        for idle in clash:
            assert best_goals(problem, [rule for rule in clash if rule is not idle]) is not None, f"{idle} is idle"
        return
    assert result.status == solver.OPTIMAL
    assert complaints(problem, lists(result.plan)) == []
    assert goals(problem, lists(result.plan)) == best
    assert (result.merit_bound, result.wish_points_bound) == best[:2]


@given(problem=problems())
def test_it_finds_what_brute_force_finds(problem) -> None:
    is_as_good_as_brute_force(problem)


@pytest.mark.long
@settings(max_examples=3_000)
@given(problem=problems())
def test_it_finds_what_brute_force_finds_in_thousands(problem) -> None:
    is_as_good_as_brute_force(problem)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.long) if name in BIG else name for name in WITH_A_PLAN]
)
def test_the_references_are_reached_and_proven(name) -> None:
    problem, reference = load(name), json.loads((PROBLEMS / f"{name}.reference.json").read_text())
    result = solver.solve(read_problem(problem), time_limit_s=PATIENCE_S)
    assert result.status == solver.OPTIMAL
    assert complaints(problem, lists(result.plan)) == []
    merit, points, changes = goals(problem, lists(result.plan))
    assert (merit, points) == (reference["merit"], reference["wish_points"])
    assert (result.merit_bound, result.wish_points_bound) == (merit, points)
    assert changes == reference.get("changes", 0)


def test_where_no_plan_exists_the_clash_is_named() -> None:
    problem = load("village-bazaar-clash")
    result = solver.solve(read_problem(problem))
    # Two from other cities are asked for, and only one has applied.
    assert (result.status, result.clash) == (solver.INFEASIBLE, ("half-other-cities",))
    assert sum(one["district"] == "other" for one in problem["applicants"]) == 1


def test_the_same_problem_gets_the_same_answer() -> None:
    problem = load("city-square")
    again = {**problem, "applicants": [dict(reversed(one.items())) for one in problem["applicants"]]}
    plans = [solver.solve(read_problem(one), time_limit_s=PATIENCE_S).plan for one in (problem, again)]
    assert plans[0] == plans[1]


def test_without_time_the_plan_by_score_is_kept_and_nothing_is_called_proven() -> None:
    problem = load("market-hall")
    result = solver.solve(read_problem(problem), time_limit_s=0)
    assert result.status == solver.FEASIBLE
    assert complaints(problem, lists(result.plan)) == []
    merit, points, _ = goals(problem, lists(result.plan))
    assert merit <= 34119 <= result.merit_bound
    assert points <= result.wish_points_bound


def test_who_stops_it_keeps_the_best_so_far() -> None:
    problem = read_problem(load("market-hall"))
    seen: list[solver.Progress] = []
    result = solver.solve(problem, report=seen.append, is_stopped=lambda: any(one.merit == 34119 for one in seen))
    assert result.plan is not None
    assert problem.merit(result.plan) == 34119
    assert result.status in {solver.FEASIBLE, solver.OPTIMAL}
    assert complaints(load("market-hall"), lists(result.plan)) == []


def test_progress_tells_the_best_so_far_and_a_gap_that_closes() -> None:
    seen: list[solver.Progress] = []
    solver.solve(read_problem(load("market-hall")), report=seen.append, time_limit_s=PATIENCE_S)
    merits = [one.merit for one in seen if one.merit is not None]
    bounds = [one.merit_bound for one in seen]
    assert merits == sorted(merits)
    assert bounds == sorted(bounds, reverse=True)
    assert all(merit <= bound for merit, bound in zip(merits[::-1], bounds[::-1], strict=False))
    assert (seen[-1].merit, seen[-1].merit_bound) == (34119, 34119)
    assert (seen[-1].wish_points, seen[-1].wish_points_bound) == (248, 248)


def test_the_command_prints_one_json_object_and_nothing_else() -> None:
    command = [sys.executable, "-m", "eventreg", "booths", "solve", str(PROBLEMS / "village-bazaar.json")]
    told = run(command, capture_output=True, text=True, check=True, cwd=PROBLEMS.parents[2])
    assert told.stderr == ""
    assert json.loads(told.stdout)["status"] == "optimal"


@pytest.mark.sqlite_only
@pytest.mark.parametrize("method", ["optimal", "by-score"])
def test_the_answer_tells_what_holds_in_its_plan(app, method) -> None:
    problem = load("village-bazaar")
    told = app.test_cli_runner().invoke(
        args=["booths", "solve", str(PROBLEMS / "village-bazaar.json"), "--method", method]
    )
    answer = json.loads(told.stdout)
    assert complaints(problem, answer["assignments"]) == []
    merit, points, changes = goals(problem, answer["assignments"])
    assert (answer["merit"], answer["wish_points"], answer["changes"]) == (merit, points, changes)
    assert answer["merit"] <= answer["merit_bound"]
    assert answer["wish_points"] <= answer["wish_points_bound"]
    assert answer["status"] == ("optimal" if method == "optimal" else "feasible")
    assert list(answer["reasons"]) == [one["id"] for one in problem["applicants"]]
    assert all(answer["reasons"].values())
    assert answer["envies"] == len(envies(problem, answer["assignments"]))


@pytest.mark.sqlite_only
def test_where_no_plan_exists_the_answer_names_the_clash(app) -> None:
    told = app.test_cli_runner().invoke(args=["booths", "solve", str(PROBLEMS / "village-bazaar-clash.json")])
    answer = json.loads(told.stdout)
    assert (told.exit_code, answer["status"], answer["assignments"]) == (0, "infeasible", {})
    assert answer["clash"] == ["half-other-cities"]
    assert all("half-other-cities" in sentence for sentence in answer["reasons"].values())


@pytest.mark.sqlite_only
@pytest.mark.parametrize("content", ["{", "[]", '{"booths": 3}', '{"format": "other/1"}'])
def test_a_file_that_is_no_problem_is_refused_in_one_line(app, tmp_path, content) -> None:
    path = tmp_path / "wrong.json"
    path.write_text(content)
    told = app.test_cli_runner().invoke(args=["booths", "solve", str(path)])
    assert told.exit_code == 1
    assert told.output.startswith("Error: wrong.json: ")
    assert told.output.count("\n") == 1


def test_whoever_still_fits_is_placed_also_where_time_ran_out() -> None:
    # By score all of batik leave for the share, and nobody is left; u2 may stand then, and u0 beside it.
    share = {"id": "half", "kind": "category_share_max", "category": "batik", "share_percent": 50}
    problem = read_problem(made({"category": "batik"}, {"category": "batik"}, {}, rules=(share,)))
    assert plan_by_score(problem) == {}
    assert set(solver.solve(problem, time_limit_s=0).plan or ()) == {"u0", "u2"}
