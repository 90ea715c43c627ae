"""A plan is proposed by one and approved by others, and by nobody twice; nothing goes out meanwhile."""

import pytest

from eventreg.accounts import service as accounts
from eventreg.allocation import approving, queries, rules
from eventreg.allocation.models import Run, Stage
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Role
from tests.allocation.hall import Hall
from tests.factories.people import actor_of, make_person

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def hall(app):
    return Hall(app)


def test_two_others_approve_what_one_of_the_committee_proposed(hall):
    hall.propose(actor=hall.members[0])
    assert (hall.stage(), hall.lacking()) == (Stage.PROPOSED, 2)
    with pytest.raises(rules.ProposerApproves):
        hall.approve(0)
    hall.approve(1)
    hall.approve(1)
    assert hall.lacking() == 1, "twice is once"
    hall.approve(2)
    assert hall.lacking() == 0
    assert hall.audited("allocation.") == ["allocation.proposed", "allocation.approved", "allocation.approved"]
    assert (hall.messages(), hall.placed(), hall.offer(1)) == ([], {}, None), "nobody is told before publication"


def test_what_is_approved_is_the_plan_that_was_seen(hall):
    seen = hall.digest()
    hall.propose()
    hall.approve(0)
    with hall.inside():
        version = hall.version()
        version.plan = {hall.codes[2]: ["a-01"]}
    with pytest.raises(rules.PlanChanged):
        hall.do(approving.approve, 1, digest=seen, actor=hall.members[1])
    assert hall.lacking() == 2, "and the approval of what it was counts no more"
    hall.approve(0, 1)
    assert hall.lacking() == 0


def test_another_proposal_sends_the_earlier_one_back_without_its_approvals(hall):
    hall.propose()
    hall.approve(0, 1)
    other = hall.another({1: ["a-02"], 2: ["a-01"]})
    hall.propose(other)
    assert (hall.stage(), hall.stage(other)) == (Stage.DRAFT, Stage.PROPOSED)
    with pytest.raises(rules.NotProposed):
        hall.approve(2)
    hall.propose()
    assert hall.lacking() == 2


def test_taken_back_it_is_a_draft_and_its_approvals_fall(hall):
    hall.propose()
    hall.approve(0)
    hall.do(approving.take_back, 1)
    assert hall.stage() is Stage.DRAFT
    with pytest.raises(rules.NotProposed):
        hall.do(approving.take_back, 1)
    hall.propose()
    assert hall.lacking() == 2


def test_whoever_acts_for_an_applicant_does_not_approve(hall):
    with hall.inside():
        owner = make_person(hall.emails[2], "")
        accounts.create_person(hall.emails[2], "", [Role.COMMITTEE], now=clock.now())
        actor = actor_of(owner)
    hall.propose()
    with pytest.raises(rules.StaysAwayFromOne):
        hall.do(approving.approve, 1, digest=hall.digest(), actor=actor)


def test_whoever_has_left_the_committee_has_not_approved(hall):
    hall.propose()
    hall.approve(0, 1)
    with hall.inside():
        grants = db.session.get_one(accounts.Person, hall.members[0].person_id).grants
        for grant in list(grants):
            db.session.delete(grant)
    assert hall.lacking() == 1


def test_who_may_propose_and_approve(hall):
    for actor in (hall.treasurer, hall.applicant(1)):
        with pytest.raises(NotFound):
            hall.propose(actor=actor)
    hall.propose()
    with pytest.raises(NotFound):
        hall.do(approving.approve, 1, digest=hall.digest(), actor=hall.treasurer)
    with pytest.raises(NotFound):
        hall.do(approving.approve, 1, digest=hall.digest(), actor=hall.organiser)


def test_only_a_finished_plan_is_proposed(hall):
    with hall.inside():
        hall.version().run = Run.RUNNING
    with pytest.raises(rules.PlanUnfinished):
        hall.propose()
    with hall.inside():
        hall.version().run, hall.version().plan = Run.DONE, None
    with pytest.raises(rules.PlanUnfinished):
        hall.propose()


def test_without_others_needed_nobody_is_missing(app):
    hall = Hall(app, needed=0)
    hall.propose()
    hall.publish()
    assert hall.stage() is Stage.PUBLISHED
    with app.app_context(), unit_of_work():
        assert queries.published(hall.event_id) is not None
    with pytest.raises(rules.WasPublished):
        hall.propose()
