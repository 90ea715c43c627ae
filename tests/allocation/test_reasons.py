"""Envies and reasons: each claim holds in the plan, by a second reading of the rules."""

import json
import re

import pytest
from hypothesis import given

from eventreg.allocation import reasons as told
from eventreg.allocation import solver
from eventreg.allocation.by_score import plan_by_score
from eventreg.allocation.envies import envies
from eventreg.allocation.problem_file import read_problem
from eventreg.allocation.reasons import Obstacle, Reason, packed, reasons, unpacked
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
        return bool(min(merits) > one["merit"])
    if obstacle.kind == told.TOGETHER:
        return one["id"] not in plan and bool(min(merits) < one["merit"] <= sum(merits))
    if obstacle.kind == told.EQUAL:
        return bool(min(merits) == one["merit"]) and tie_holds(problem, plan, one, obstacle, is_best=is_best)
    if obstacle.kind == told.RULE:
        return obstacle.detail in wrong
    if obstacle.kind == told.WHOLE:
        return wrong == [] and bool(min(merits) < one["merit"]) and (not is_best or one["id"] in plan)
    if obstacle.kind == told.STANDING:
        return wrong == [] and bool(one["merit"] == 0 == len(problem["standing"][one["id"]]))
    return wrong == [] and not is_best  # left open


def tie_holds(problem: dict, plan: dict, one: dict, obstacle: Obstacle, *, is_best: bool) -> bool:
    """Whether what is said of an exchange with somebody of the same merit is true."""
    if len(obstacle.holders) > 1:
        return obstacle.detail == ""
    changed = {name: booths for name, booths in plan.items() if name not in (one["id"], *obstacle.holders)}
    changed |= {one["id"]: list(obstacle.place)}
    if one["id"] in plan:
        changed |= {obstacle.holders[0]: plan[one["id"]]}
    wrong = checker.complaints(problem, changed)
    (merit, points, before), (new_merit, new_points, after) = (checker.goals(problem, x) for x in (plan, changed))
    more, fewer = new_points - points, before - after
    assert merit == new_merit
    return {
        told.WISHES: more < 0,
        told.CHANGES: more == 0 and fewer < 0,
        told.BARRED: wrong != [],
        told.ALIKE: more == fewer == 0,
        told.BETTER: wrong == [] and (more, fewer) > (0, 0) and not is_best,
    }[obstacle.detail]


@given(problem=problems(most_applicants=6))
def test_every_claim_of_a_reason_holds(problem) -> None:
    read = read_problem(problem)
    for plan, is_best in ((plan_by_score(read), False), (solver.solve(read).plan, True)):
        if plan is None:
            continue
        found = reasons(read, plan)
        assert list(found) == [one["id"] for one in problem["applicants"]]
        assert unpacked(read, plan, json.loads(json.dumps(packed(found)))) == found
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
        sentence(made({}, {}, {}), "u2") == "No booth: of the 2 places that fit, 2 are held by higher merit (own: 8)."
    )
    pin = {"id": "pinned", "kind": "pin", "applicant": "u1", "booth": "A-0"}
    assert (
        sentence(made(wishing, {}, rules=(pin,)), "u0", rule_name=lambda rule: "Committee's choice")
        == "A-1, which was not among the wishes: "
        "A-0 went to u1; in their place it would break the rule “Committee's choice”."
    )
    assert sentence(made({"power_w": 2200}), "u0") == "No booth: of all 2 booths 2 have too little power."


def equals(*, wishes=(["A-0"], ["A-0"]), **more) -> dict:
    """Two of merit 500 and a third of less, who asks for nothing."""
    merits = [{"merit": 500, "wishes": each} for each in wishes]
    return made(*merits, {"merit": 100}, booths=3, **more)


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("problem", "applicant", "told_"),
    [
        (equals(), "u1", "the same (500); if they changed places, the plan would be worth the same."),
        (
            equals(wishes=([], ["A-0"]), rules=({"id": "held", "kind": "pin", "applicant": "u0", "booth": "A-0"},)),
            "u1",
            "A-0 went to u0; in their place it would break the rule “held”.",
        ),
        (
            equals(wishes=(["A-0"], ["A-0", "A-1"])),
            "u1",
            "A-0 went to u0, whose merit is the same (500); if they changed places, wishes would be met less well.",
        ),
        (
            equals(standing={"u0": ["A-0"], "u1": ["A-1"]}),
            "u1",
            "the same (500); if they changed places, more would differ from the plan before.",
        ),
        (
            made({}, {"merit": 10}, booths=1),
            "u1",
            "No booth: of the 1 place that fits, 1 is taken, and all count the same",
        ),
        (
            made({"wishes": ["A-0"]}, {"merit": 10}, {"merit": 5}, booths=1),
            "u1",
            "1 is held by equal merit (wishes are met better this way).",
        ),
    ],
)
def test_equals_are_not_told_to_have_less_merit_but_what_decided(words, problem, applicant, told_) -> None:
    for with_figures in (True, False):
        said = sentence(problem, applicant, with_figures=with_figures)
        assert told_ in said
        assert "500 to 500" not in said


@pytest.mark.sqlite_only
def test_an_applicant_is_told_its_own_merit_and_nobody_elses(words) -> None:
    read = read_problem(load("market-hall"))
    plan = plan_by_score(read)
    assert plan is not None
    hidden: dict = {"name_of": lambda _: None, "booth_name": lambda uid: "it", "rule_name": lambda rule: "a rule"}
    teller = Teller(read, with_figures=False, **hidden)
    found = reasons(read, plan)
    for code, reason in found.items():
        figures = {int(number) for number in re.findall(r"\b\d{3,4}\b", teller.tell(reason))}
        assert figures <= {read.applicants[code].merit}
    assert {"higher", "whole"} <= {part.kind for reason in found.values() if reason.wish for part in reason.parts}


@pytest.mark.sqlite_only
def test_in_indonesian_no_sentence_is_english(app) -> None:
    problem = read_problem(load("market-hall"))
    plan = solver.solve(problem).plan
    assert plan is not None
    with app.test_request_context():
        told_ = [Teller(problem).tell(reason) for reason in reasons(problem, plan).values()]
    assert not [one for one in told_ if re.search(r"\b(the|booth|wish|held|rule)\b", one)]
    assert len({re.sub(r"[\w-]*\d[\w-]*|“[^”]*”", "", one) for one in told_}) > 8
