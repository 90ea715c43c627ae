"""Reasons stand with their plan: made with it, read by its page and its publication; and what an applicant reads."""

import pytest
from sqlalchemy.orm.attributes import flag_modified

from eventreg.allocation import queries, running, solver, swapping
from eventreg.allocation.comparing import Step
from eventreg.allocation.models import Method
from eventreg.allocation.reasons import packed, reasons
from eventreg.core import clock
from eventreg.core.permissions import Role
from tests.allocation.hall import Hall
from tests.factories.people import sign_in
from tests.support.visitor import soup

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def hall(app):
    return Hall(app)


def reckoned(version):
    return packed(reasons(queries.problem_of(version), queries.plan_of(version)))


def test_whoever_makes_a_plan_keeps_its_reasons(hall):
    with hall.inside():
        made = running.start(hall.event_id, Method.OPTIMAL, actor=hall.organiser, now=clock.now())
        problem = queries.problem_of(made)
        result = solver.solve(problem)
        assert result.plan is not None
        running.keep(made, problem, result, 0, reasons(problem, result.plan), now=clock.now())
        assert made.reasons == reckoned(made)
        step = [Step(hall.codes[2], other=hall.codes[0])]
        drafted = swapping.worked_out(hall.event_id, made.number, step, actor=hall.organiser)
        by_hand = swapping.save(hall.event_id, drafted, actor=hall.organiser, now=clock.now())
        assert by_hand.reasons == reckoned(by_hand) != made.reasons


def test_they_are_read_where_they_stand_and_not_reckoned_again(hall, visitor):
    with hall.inside():
        version = queries.get_version(hall.event_id, 1)
        version.reasons = reckoned(version)
        version.reasons[hall.codes[1]] = ["a-01", [["rule", "kata-dewan", 1]], [hall.codes[0]]]
        flag_modified(version, "reasons")

    page = sign_in(visitor(), "wakil@contoh.id", Role.ORGANISER).get(f"/staff/events/{hall.slug}/booth-plan/1/")
    hall.published()

    assert "“kata-dewan”" in soup(page).select_one(".bp-table").text
    assert "“kata-dewan”" in hall.offer(2).why["id"]


def test_an_applicant_reads_its_own_merit_and_nobody_elses_and_the_committee_reads_both(hall, visitor):
    hall.published()

    page = sign_in(visitor(), "wakil@contoh.id", Role.ORGANISER).get(f"/staff/events/{hall.slug}/booth-plan/1/")

    for words in hall.offer(2).why.values():
        assert "890" in words
        assert "900" not in words
    assert "lebih tinggi" in hall.offer(2).why["id"]
    assert "900 berbanding 890" in page.text
