"""The plan by score: what its description says, on small problems and on those of a fair's size."""

import json

import pytest
from hypothesis import assume, given

from eventreg.allocation.board import Board
from eventreg.allocation.by_score import plan_by_score
from eventreg.allocation.problem_file import read_problem
from tests.allocation import checker
from tests.allocation.small import made, problems
from tests.allocation.test_solver import PROBLEMS, lists, load


@given(problem=problems(most_booths=6, most_applicants=9))
def test_the_plan_by_score_keeps_every_rule(problem) -> None:
    plan = plan_by_score(read_problem(problem))
    assume(plan is not None)
    assert checker.complaints(problem, lists(plan)) == []


@pytest.mark.parametrize("name", ["village-bazaar", "market-hall", "market-hall-repair", "city-square", "expo-hall"])
def test_on_real_sizes_it_finds_one_and_is_no_better_than_the_best(name) -> None:
    problem = load(name)
    plan = plan_by_score(read_problem(problem))
    assert plan is not None
    assert checker.complaints(problem, lists(plan)) == []
    reference = json.loads((PROBLEMS / f"{name}.reference.json").read_text())
    assert checker.goals(problem, lists(plan))[0] <= reference["merit"]


def by_score(problem: dict) -> dict | None:
    return plan_by_score(read_problem(problem))


def test_who_has_more_merit_chooses_first_and_takes_the_best_wish_that_is_left() -> None:
    wishing = {"wishes": ["A-1", "A-0"]}
    assert by_score(made(wishing, wishing, wishing)) == {"u0": ("A-1",), "u1": ("A-0",)}


def test_equals_choose_by_id() -> None:
    wishing = {"wishes": ["A-1"], "merit": 5}
    assert by_score(made(wishing, wishing)) == {"u0": ("A-1",), "u1": ("A-0",)}


def test_a_minimum_is_reserved_before_others_choose() -> None:
    rule = {"id": "baru", "kind": "group_min", "group": "baru", "count": 1}
    problem = made({"wishes": ["A-0"]}, {}, {"groups": ["baru"], "wishes": ["A-0"]}, rules=(rule,))
    assert by_score(problem) == {"u2": ("A-0",), "u0": ("A-1",)}


def test_the_lowest_of_a_category_leave_until_its_share_holds() -> None:
    rule = {"id": "half", "kind": "category_share_max", "category": "batik", "share_percent": 50}
    batik = {"category": "batik"}
    problem = made(batik, batik, batik, {}, booths=4, rules=(rule,))
    assert set(by_score(problem) or ()) == {"u0", "u3"}


def test_who_is_pinned_goes_there_and_where_that_is_impossible_there_is_no_plan() -> None:
    pin = {"id": "pinned", "kind": "pin", "applicant": "u1", "booth": "A-0"}
    problem = made({"wishes": ["A-0"]}, {"wishes": ["A-1"]}, rules=(pin,))
    assert by_score(problem) == {"u1": ("A-0",), "u0": ("A-1",)}
    assert by_score(made({}, {"min_area_m2": 99}, rules=(pin,))) is None


def test_a_board_is_as_it_was_after_asking_what_if() -> None:
    problem = read_problem(made({}, {}))
    board = Board(problem, {"u0": ("A-0",), "u1": ("A-1",)})
    assert [fault.what for fault in board.faults_if({"u0": ("A-1",)})] == ["full"]
    assert board.faults_if({"u0": ("A-1",), "u1": ("A-0",)}) == []
    assert board.plan == {"u0": ("A-0",), "u1": ("A-1",)}
    assert board.at == {"A-0": {"u0"}, "A-1": {"u1"}}
