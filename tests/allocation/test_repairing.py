"""Somebody steps back after publication: their booth goes to another, and nobody moves who has confirmed."""

import pytest

from eventreg.allocation import queries, repairing, running, solver
from eventreg.allocation.models import Method, Stage
from eventreg.applications import service as applications
from eventreg.applications.rules import Status
from eventreg.core import clock
from tests.allocation.hall import Hall


@pytest.fixture
def hall(app):
    """Four applicants, three booths: published; the first two have confirmed, the third steps back."""
    made = Hall(app, count=4, booths=3).published()
    for number in (1, 2):
        made.step(number, applications.confirm)
    made.step(3, applications.withdraw, reason="Sakit")
    return made


def repaired(hall):
    """What the worker's process does: the version's number."""
    hall.do(repairing.begin)
    with hall.inside():
        version = next(one for one in queries.versions(hall.event_id) if one.method is Method.REPAIR)
        problem = queries.problem_of(version)
        running.keep(version, problem, solver.solve(problem), 0, now=clock.now())
        return version.number


def test_who_stepped_back_is_replaced_and_who_confirmed_stays(hall):
    before = hall.placed()
    freed = ({"A-01", "A-02", "A-03"} - before.keys()).pop()

    number = repaired(hall)
    with hall.app.app_context():
        assert hall.version(number).status == solver.OPTIMAL
    assert hall.placed() == before, "nothing is repaired before it is approved"
    hall.propose(number)
    hall.approve(2, 3, number=number)
    hall.publish(number)

    after = hall.placed()
    assert {label: who for label, who in after.items() if label != freed} == before
    assert after[freed] == [(4, "reserved")]
    assert hall.statuses() == [Status.CONFIRMED, Status.CONFIRMED, Status.WITHDRAWN, Status.OFFERED]
    assert (hall.stage(1), hall.stage(number)) == (Stage.REPLACED, Stage.PUBLISHED)
    told = [kind for who, kind in hall.messages() if who == 4]
    assert told[-1] == "application_offered"
    assert [kind for who, kind in hall.messages() if who in {1, 2}].count("application_offered") == 2, (
        "once each, at first"
    )
