"""Envies and reasons: each claim holds in the plan, by a second reading of the rules."""

import re

import pytest
from hypothesis import given

from eventreg.allocation import reasons as told
from eventreg.allocation import solver
from eventreg.allocation.by_score import plan_by_score
from eventreg.allocation.envies import envies
from eventreg.allocation.problem_file import read_problem
from eventreg.allocation.reasons import Obstacle, Reason, reasons
from eventreg.allocation.sentences import Teller
from tests.allocation import checker
from tests.allocation.small import made, problems
from tests.allocation.test_solver import lists, load


@given(problem=problems(most_applicants=6))
def test_envies_are_counted_as_they_are_described(problem) -> None:
    read = read_problem(problem)
    for plan in (plan_by_score(read), solver.solve(read).plan):
        if plan is not None:
            assert sorted(envies(read, plan)) == sorted(checker.envies(problem, lists(plan)))


# ---- Reasons ---------------------------------------------------------------------------------------------------------


def holds(problem: dict, plan: dict, reason: Reason, obstacle: Obstacle, *, is_best: bool) -> bool:
    """Whether a claim is true, by the second reading of the rules."""
    people = {one["id"]: one for one in problem["applicants"]}
    one, place = people[reason.applicant], list(obstacle.place)
    merits = [people[holder]["merit"] for holder in obstacle.holders]
    changed = {name: booths for name, booths in plan.items() if name not in obstacle.holders} | {one["id"]: place}
    if not all(set(plan[holder]) & set(place) for holder in obstacle.holders):
        return False
    wrong = checker.complaints(problem, changed)
    if obstacle.kind == told.UNFIT:
        return any(one["id"] in complaint for complaint in checker.complaints(problem, {one["id"]: place}, []))
    if obstacle.kind == told.HIGHER:
        return bool((min(merits) if one["id"] in plan else sum(merits)) >= one["merit"])
    if obstacle.kind == told.RULE:
        return obstacle.detail in wrong
    if obstacle.kind == told.WHOLE:
        return wrong == [] and bool(min(merits) < one["merit"]) and (not is_best or one["id"] in plan)
    if obstacle.kind == told.STANDING:
        return wrong == [] and bool(one["merit"] == 0 == len(problem["standing"][one["id"]]))
    return wrong == [] and not is_best  # left open


@given(problem=problems(most_applicants=6))
def test_every_claim_of_a_reason_holds(problem) -> None:
    read = read_problem(problem)
    for plan, is_best in ((plan_by_score(read), False), (solver.solve(read).plan, True)):
        if plan is None:
            continue
        found = reasons(read, plan)
        assert list(found) == [one["id"] for one in problem["applicants"]]
        for one in problem["applicants"]:
            reason = found[one["id"]]
            points = checker.points(problem, one, list(plan.get(one["id"], ())))
            assert reason.booths == plan.get(one["id"], ())
            assert reason.rank == (11 - points if points else None)
            if reason.wish:
                assert reason.wish == one["wishes"][0]
                assert reason.rank != 1
            assert all(holds(problem, lists(plan), reason, each, is_best=is_best) for each in reason.obstacles), reason


@pytest.fixture
def words(app):
    with app.test_request_context(headers={"Cookie": "language=en"}):
        yield


def sentence(problem: dict, applicant: str, **options) -> str:
    read = read_problem(problem)
    plan = solver.solve(read).plan
    assert plan is not None
    return Teller(read, **options).tell(reasons(read, plan)[applicant])


@pytest.mark.sqlite_only
def test_the_sentences_say_who_has_it_and_by_what(words) -> None:
    wishing = {"wishes": ["A-0"]}
    assert sentence(made(wishing, wishing), "u0") == "A-0, the first wish."
    assert (
        sentence(made(wishing, wishing), "u1")
        == "A-1, which was not among the wishes: A-0 went to u0, whose merit is 10 to 9."
    )
    assert (
        sentence(made(wishing, wishing), "u1", name_of=lambda _: None)
        == "A-1, which was not among the wishes: A-0 went to 1 other business, whose merit is 10 to 9."
    )
    assert (
        sentence(made({}, {}, {}), "u2")
        == "No booth: of the 2 places that fit, 2 are held by as much merit or more (own: 8)."
    )
    pin = {"id": "pinned", "kind": "pin", "applicant": "u1", "booth": "A-0"}
    assert (
        sentence(made(wishing, {}, rules=(pin,)), "u0", rule_name=lambda rule: "Committee's choice")
        == "A-1, which was not among the wishes: "
        "A-0 went to u1; in their place it would break the rule “Committee's choice”."
    )
    assert sentence(made({"power_w": 2200}), "u0") == "No booth: of all 2 booths 2 have too little power."


@pytest.mark.sqlite_only
def test_in_indonesian_no_sentence_is_english(app) -> None:
    problem = read_problem(load("market-hall"))
    plan = solver.solve(problem).plan
    assert plan is not None
    with app.test_request_context():
        told_ = [Teller(problem).tell(reason) for reason in reasons(problem, plan).values()]
    assert not [one for one in told_ if re.search(r"\b(the|booth|wish|held|rule)\b", one)]
    assert len({re.sub(r"[\w-]*\d[\w-]*|“[^”]*”", "", one) for one in told_}) > 8
