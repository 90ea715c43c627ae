"""Handing out, by hand, to those who help, and away from those who stay away."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import delete

from eventreg.accounts.models import RoleGrant
from eventreg.applications.models import Application, Objection
from eventreg.applications.rules import Status
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.errors import Forbidden, NotFound
from eventreg.core.permissions import Role
from eventreg.curation import assigning, helping, recusing, reviewing, rules
from eventreg.curation.rules import Conflict
from tests.curation.fair import Fair
from tests.factories.applications import make_application
from tests.factories.businesses import make_business
from tests.factories.curation import phase
from tests.factories.events import make_event
from tests.factories.people import make_person


def test_handing_out_is_even_and_doing_it_again_changes_nothing(app):
    fair = Fair(app, applications=7, curators=3)

    first = fair.hand_out()
    again = fair.hand_out()

    assert sorted(fair.loads().values()) == [4, 5, 5]
    assert all(len(fair.reviewers(one)) == 2 for one in fair.ids)
    assert (first.ended, first.short) == ([], {})
    assert (again.given, again.ended) == ([], [])
    assert fair.audited() == ["review.handed_out"]


def test_late_applications_are_handed_out_and_nothing_given_moves(app):
    fair = Fair(app, applications=3, curators=3)
    fair.hand_out()
    before = fair.pairs()
    with app.app_context(), unit_of_work():
        late = make_application(fair.event_id).id

    fair.hand_out()

    assert before < fair.pairs()
    assert len(fair.reviewers(late)) == 2
    assert max(fair.loads().values()) - min(fair.loads().values()) <= 1


def test_somebody_who_joins_gets_what_nobody_has_begun_when_it_is_evened_out(app):
    fair = Fair(app, applications=4, curators=2)
    fair.hand_out()
    begun = fair.first_of(0)
    fair.do(reviewing.save_draft, begun, fair.writing(), revision=0, actor=fair.actor(0))
    with app.app_context(), unit_of_work():
        newcomer = make_person("baru@contoh.id", "Baru", Role.CURATOR).id
    assert fair.hand_out().given == []

    moved = fair.hand_out(evens=True)

    assert len(moved.given) == len(moved.ended) == fair.loads()[newcomer] == 2
    assert (begun, fair.people[0]) in fair.pairs()
    assert fair.hand_out(evens=True).given == []


def test_what_was_given_by_hand_stays_where_it_is_when_the_rest_is_evened_out(app):
    fair = Fair(app, applications=4, curators=2, reviews_each=1)
    for one in fair.ids:
        fair.do(assigning.give, one, fair.people[0])

    assert fair.hand_out(evens=True).ended == []
    assert fair.pairs() == {(one, fair.people[0]) for one in fair.ids}

    for one in fair.ids[:3]:  # back and forth: handed out by the app, they are the app's again
        fair.do(assigning.take_away, one, fair.people[0])
    fair.hand_out()
    fair.hand_out(evens=True)
    assert sorted(fair.loads().values()) == [2, 2]
    assert (fair.ids[3], fair.people[0]) in fair.pairs()


def test_too_few_reviewers_are_told_and_whoever_stays_away_by_rule_is_passed_over(app):
    fair = Fair(app, applications=2, curators=2)
    with app.app_context(), unit_of_work():
        own = make_person(fair.emails[0])
        application = db.session.get_one(Application, fair.ids[0])
        application.business_id = make_business(own, phone="0813 3456 7890").id

    done = fair.hand_out()

    assert fair.reviewers(fair.ids[0]) == {fair.people[1]}
    assert done.short == {fair.ids[0]: 1}
    with app.app_context():
        assert assigning.plan(fair.event_id, now=clock.now()).short == {fair.ids[0]: 1}


def test_who_lost_their_role_is_replaced_and_what_they_sent_stays(app):
    fair = Fair(app, applications=4, curators=3)
    fair.hand_out()
    sent = fair.first_of(0)
    fair.send(0, sent)
    with app.app_context(), unit_of_work():
        db.session.execute(delete(RoleGrant).where(RoleGrant.person_id == fair.people[0]))

    fair.hand_out()

    assert {one for one, person in fair.pairs() if person == fair.people[0]} == {sent}
    assert all(len(fair.reviewers(one)) == 2 for one in fair.ids)


def test_each_phase_is_handed_out_to_its_own_reviewers(app):
    now = clock.now()
    day = timedelta(days=1)
    phases = [
        phase("Kurator", now - day, now + day),
        phase("Panitia kurasi", now + day, reviewers=[Role.COMMITTEE], decides=True),
    ]
    fair = Fair(app, applications=2, curators=2, phases=phases)
    with app.app_context(), unit_of_work():
        committee = {make_person(f"komite{n}@contoh.id", "", Role.COMMITTEE).id for n in (1, 2)}
    fair.hand_out()
    assert set(fair.loads()) == set(fair.people)

    fair.hand_out(now=now + 2 * day)

    assert set(fair.loads()) == committee


def test_a_recusal_ends_the_assignment_and_another_has_it_at_once(app):
    fair = Fair(app, applications=4, curators=3)
    fair.hand_out()
    mine = fair.first_of(0)

    first = fair.recuse(0, mine)
    again = fair.recuse(0, mine)

    assert first.id == again.id
    assert fair.people[0] not in fair.reviewers(mine)
    assert len(fair.reviewers(mine)) == 2
    assert fair.hand_out().given == []
    assert fair.audited().count("review.recused") == 1
    with pytest.raises(rules.NotAReviewer):
        fair.do(assigning.give, mine, fair.people[0])
    with pytest.raises(Forbidden):
        fair.do(recusing.recuse, mine, fair.people[1], Conflict.OTHER, actor=fair.actor(2))


def test_a_recusal_that_was_a_mistake_is_taken_back(app):
    fair = Fair(app, applications=1, curators=2)
    fair.hand_out()
    recusal = fair.recuse(0, fair.ids[0])
    assert fair.reviewers(fair.ids[0]) == {fair.people[1]}

    fair.do(recusing.take_back_recusal, recusal.id)

    assert fair.reviewers(fair.ids[0]) == set(fair.people)
    assert fair.audited()[-1] == "review.recusal_withdrawn"


def test_by_hand_one_more_one_less_and_one_instead_of_another(app):
    fair = Fair(app, applications=1, curators=3)
    fair.hand_out()
    one = fair.ids[0]
    (outside,) = set(fair.people) - fair.reviewers(one)
    leaving = min(fair.reviewers(one))

    fair.do(assigning.hand_over, one, leaving, outside)
    assert leaving not in fair.reviewers(one)
    assert outside in fair.reviewers(one)
    fair.do(assigning.give, one, leaving)
    assert fair.reviewers(one) == set(fair.people)
    fair.do(assigning.take_away, one, outside)
    assert outside not in fair.reviewers(one)
    assert {"review.assigned", "review.unassigned"} <= set(fair.audited())
    for person in (leaving, fair.organiser.person_id):
        with pytest.raises(rules.NotAReviewer):
            fair.do(assigning.give, one, person)
    with pytest.raises(NotFound):
        fair.do(assigning.take_away, one, outside)
    fair.change(Application, one, status=Status.WITHDRAWN)
    with pytest.raises(rules.NotReviewable):
        fair.do(assigning.give, one, outside)


def test_whoever_is_done_helps_with_what_is_reviewed_least(app):
    fair = Fair(app, applications=3, curators=3, reviews_each=1)
    fair.hand_out()
    mine = fair.first_of(0)
    with pytest.raises(rules.OwnReviewsFirst):
        fair.do(helping.take, fair.event_id, actor=fair.actor(0))
    fair.send(0, mine)
    fair.send(1, fair.first_of(1))
    (left,) = set(fair.ids) - {mine, fair.first_of(1)}

    taken = fair.do(helping.take, fair.event_id, actor=fair.actor(0))

    assert (taken.application_id, taken.taken) == (left, True)
    fair.send(0, left)
    with pytest.raises(rules.NothingToTake):
        fair.do(helping.take, fair.event_id, actor=fair.actor(1))
    with pytest.raises(rules.NotReviewedNow):
        fair.do(helping.take, fair.event_id, actor=fair.organiser)


@pytest.mark.databases("sqlite", "postgresql")
def test_two_who_help_at_the_same_moment_take_different_applications(app):
    fair = Fair(app, applications=4, curators=4, reviews_each=1)
    fair.hand_out()
    for number in (0, 1):
        fair.send(number, fair.first_of(number))
    ready, actors = Barrier(2), [fair.actor(0), fair.actor(1)]

    def take(actor):
        ready.wait()
        return fair.do(helping.take, fair.event_id, actor=actor).application_id

    with ThreadPoolExecutor(2) as pool:
        taken = list(pool.map(take, actors))

    assert len(set(taken)) == 2


def test_an_objection_goes_to_those_who_had_nothing_to_do_with_the_application(app):
    fair = Fair(app, applications=1, curators=4, objection_reviews=1)
    fair.hand_out()
    one, before = fair.ids[0], fair.reviewers(fair.ids[0])
    fair.change(Application, one, status=Status.REJECTED)
    with app.app_context(), unit_of_work():
        objection = Objection(application_id=one, text="Foto saya jelas", at=clock.now())
        db.session.add(objection)
        db.session.flush()
        (new,) = assigning.for_objection(objection, actor=fair.organiser, now=clock.now())
        chosen, number = new.person_id, objection.id
    assert chosen not in before

    index = fair.people.index(chosen)
    fair.send(index, one)
    assert Counter(review.objection_id for review in fair.reviews()) == {number: 1}
    other = fair.people.index(min(before))
    with pytest.raises(rules.NotReviewable):
        fair.send(other, one)


def test_an_event_without_review_hands_nothing_out(app):
    fair = Fair(app, applications=0, curators=0)
    with app.app_context(), unit_of_work():
        without = make_event().id

    with pytest.raises(NotFound):
        fair.do(assigning.hand_out, without)
