"""Plans in numbers, side by side, and changed by hand: on small random problems, and on a few made for a question."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventreg.allocation import comparing
from eventreg.allocation.board import FULL, Board
from eventreg.allocation.by_score import plan_by_score
from eventreg.allocation.comparing import Part, Step
from eventreg.allocation.problem_file import read_problem
from tests.allocation.small import problems


def booth(name, **given):
    return {"id": name, "zone": "A", "area_m2": 9, "power_w": 900, "capacity": 1, "categories": None} | given


def applicant(name, merit, *wishes, **given):
    needs = {"category": "batik", "district": "utara", "groups": [], "min_area_m2": 4, "power_w": 0, "booths": 1}
    return {"id": name, "merit": merit, "wishes": list(wishes)} | needs | given


def problem(booths, applicants, *rules, adjacent=()):
    named = [{"id": f"r{number}", **rule} for number, rule in enumerate(rules)]
    return read_problem(
        {"booths": booths, "applicants": applicants, "rules": named, "adjacent": [list(pair) for pair in adjacent]}
    )


ROW = [booth("a1"), booth("a2"), booth("a3", capacity=2)]
THREE = [
    applicant("rini", 900, "a1", "a2", groups=["binaan"]),
    applicant("budi", 800, "a1", district="barat"),
    applicant("tini", 700, category="kayu", groups=["binaan"]),
]


def test_a_plan_in_numbers():
    plan = {"rini": ("a2",), "budi": ("a3",)}

    told = comparing.measures(problem(ROW, THREE), plan, [("rini", "budi"), ("rini", "gone")])

    assert (told.merit, told.wish_points, told.placed, told.unplaced) == (1700, 9, 2, 1)
    assert told.ranks == {"first": 0, "second": 1, "third": 0, "later": 0, "none": 1, "without": 0}
    assert told.categories == {"batik": Part(2, 2), "kayu": Part(0, 1)}
    assert told.districts == {"barat": Part(1, 1), "utara": Part(1, 2)}
    assert told.groups == {"binaan": Part(1, 2)}
    assert told.sharing == Part(0, 1)  # a pair of whom one doesn't apply any more counts for nothing


def test_partners_share_where_they_have_a_booth_in_common():
    plan = {"rini": ("a3",), "budi": ("a3",), "tini": ("a1",)}

    told = comparing.measures(problem(ROW, THREE), plan, [("rini", "budi"), ("budi", "tini")])

    assert told.sharing == Part(1, 2)


def test_who_is_in_one_plan_alone_and_who_moved():
    one = {"rini": ("a1",), "budi": ("a2",)}
    other = {"rini": ("a2",), "tini": ("a1",)}

    found = comparing.differences(problem(ROW, THREE), one, other)

    assert [(change.applicant, change.merit, change.points) for change in found.left] == [("budi", -800, 0)]
    assert [(change.applicant, change.merit, change.points) for change in found.joined] == [("tini", 700, 0)]
    assert [(change.applicant, change.merit, change.points) for change in found.moved] == [("rini", 0, -1)]


def test_two_exchange_their_booths():
    asked, plan = problem(ROW, THREE), {"rini": ("a2",), "budi": ("a1",)}

    after = comparing.stepped(asked, plan, [Step("rini", other="budi")])

    assert after == {"rini": ("a1",), "budi": ("a2",)}
    told = comparing.effect(asked, plan, after)
    assert (told.merit, told.points, told.envies, told.faults) == (0, 1 - 10, -1, ())


def test_whoever_has_no_booth_takes_the_place_of_another():
    plan = {"rini": ("a2",)}

    assert comparing.stepped(problem(ROW, THREE), plan, [Step("tini", other="rini")]) == {"tini": ("a2",)}


def test_who_asks_for_two_gets_a_neighbour_that_is_free():
    asked = problem(
        [booth("a1"), booth("a2"), booth("a3")],
        [applicant("rini", 900, booths=2), applicant("budi", 800)],
        adjacent=[("a1", "a2"), ("a2", "a3")],
    )

    assert comparing.stepped(asked, {"budi": ("a1",)}, [Step("rini", "a2")])["rini"] == ("a2", "a3")


def test_a_change_that_breaks_a_rule_names_it_and_counts_no_envies():
    asked = problem(ROW, THREE, {"kind": "group_min", "group": "binaan", "count": 2})
    plan = {"rini": ("a1",), "tini": ("a2",)}

    told = comparing.effect(asked, plan, comparing.stepped(asked, plan, [Step("tini")]))

    assert [fault.rule for fault in told.faults] == ["r0"]
    assert told.envies is None


def test_a_full_booth_is_told():
    asked, plan = problem(ROW, THREE), {"rini": ("a1",)}

    told = comparing.effect(asked, plan, comparing.stepped(asked, plan, [Step("budi", "a1")]))

    assert [(fault.what, fault.booth) for fault in told.faults] == [(FULL, "a1")]


@pytest.mark.parametrize("step", [Step("gone", "a1"), Step("rini", "gone"), Step("rini", other="gone")])
def test_a_step_with_somebody_unknown_does_nothing(step):
    assert comparing.stepped(problem(ROW, THREE), {"rini": ("a1",)}, [step]) == {"rini": ("a1",)}


@settings(max_examples=60, deadline=None)
@given(problems(most_booths=4, most_applicants=5))
def test_measures_add_up(given):
    asked = read_problem(given)
    plan = plan_by_score(asked) or {}

    told = comparing.measures(asked, plan)

    assert sum(told.ranks.values()) == told.placed == len(plan)
    assert told.placed + told.unplaced == len(asked.applicants)
    for parts in (told.categories, told.districts):
        assert sum(part.placed for part in parts.values()) == told.placed
        assert sum(part.of for part in parts.values()) == len(asked.applicants)
    assert all(0 <= part.placed <= part.of for part in told.groups.values())


@settings(max_examples=60, deadline=None)
@given(problems(most_booths=4, most_applicants=5), st.data())
def test_the_effect_of_steps_is_the_difference_of_the_measures(given, data):
    asked = read_problem(given)
    plan = plan_by_score(asked)
    if plan is None:
        return
    who = st.sampled_from(sorted(asked.applicants))
    somewhere = st.builds(Step, who, st.sampled_from(["", *asked.booths])) | st.builds(Step, who, st.just(""), who)
    after = comparing.stepped(asked, plan, data.draw(st.lists(somewhere, max_size=3)))

    told = comparing.effect(asked, plan, after)
    one, other = comparing.differences(asked, plan, after), comparing.differences(asked, after, plan)

    assert list(told.faults) == Board(asked, after).faults()
    if not told.faults:
        before, now = comparing.measures(asked, plan), comparing.measures(asked, after)
        assert told.merit == now.merit - before.merit
        assert told.points == now.wish_points - before.wish_points
        assert told.envies == now.envies - before.envies
    changes = [*one.left, *one.joined, *one.moved]
    assert sum(change.merit for change in changes) == told.merit
    assert sum(change.points for change in changes) == told.points
    assert {change.applicant for change in one.left} == {change.applicant for change in other.joined}
