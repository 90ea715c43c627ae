"""Decisions that haven't gone out: put down by hand, given by a line, and what would have no room."""

import pytest
from sqlalchemy import select

from eventreg.applications import rules as application_rules
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.businesses.models import Category
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor, Role
from eventreg.curation import pending, rules, settling, standings
from eventreg.events.models import Quota
from eventreg.events.rules import QuotaKind
from tests.curation.committee import ACCEPTED, REJECTED, REVISION, WAITLISTED, Committee
from tests.factories.people import actor_of, make_person


@pytest.fixture
def committee(app):
    return Committee(app)


@pytest.mark.sqlite_only
def test_the_fair_is_ranked_as_its_places_say(committee):
    with committee.app.app_context():
        rows = standings.complete(committee.event(), clock.now()).rows
        assert [row.application.id for row in rows] == committee.ids
        assert [row.standing.rank for row in rows] == [1, 2, 3, 4, 5]


def test_a_decision_is_put_down_changed_and_taken_back_and_nothing_goes_out(committee):
    committee.put(2, ACCEPTED)
    committee.put(2, REJECTED, "  Bukan buatan sendiri ")
    committee.put(3, REVISION, "NIB belum ada")
    assert committee.pending() == [(2, REJECTED, "Bukan buatan sendiri", False), (3, REVISION, "NIB belum ada", False)]

    committee.do(pending.take_back, committee.ids[1])
    committee.do(pending.take_back, committee.ids[1])
    assert committee.verdicts() == {3: REVISION}
    assert committee.statuses() == [Status.SUBMITTED] * 5
    assert committee.messages() == []
    assert committee.audited("decision.") == ["decision.put"] * 3 + ["decision.taken_back"]


@pytest.mark.sqlite_only
@pytest.mark.parametrize("verdict", [REJECTED, REVISION])
def test_who_is_not_selected_or_has_to_mend_is_told_why(committee, verdict):
    with pytest.raises(application_rules.ReasonMissing):
        committee.put(1, verdict, "  ")
    assert committee.pending() == []


@pytest.mark.sqlite_only
@pytest.mark.parametrize("verdict", [Status.CONFIRMED, Status.OFFERED, Status.WITHDRAWN])
def test_only_what_a_committee_decides_can_be_pending(committee, verdict):
    with pytest.raises(application_rules.IllegalMove):
        committee.put(1, verdict)


@pytest.mark.sqlite_only
def test_what_has_been_withdrawn_is_not_decided_on(committee):
    committee.change(Application, committee.ids[0], status=Status.WITHDRAWN)
    with pytest.raises(application_rules.IllegalMove):
        committee.put(1)


@pytest.mark.sqlite_only
def test_strangers_curators_and_those_who_stay_away_find_nothing(app, committee):
    with app.app_context(), unit_of_work():
        curator = actor_of(make_person("kurator@contoh.id", "", Role.CURATOR))
        elsewhere = actor_of(make_person("lain@contoh.id", "", Role.COMMITTEE, event_id=committee.event_id + 1))
    committee.recuse(1, committee.organiser)
    for actor in (curator, elsewhere, committee.organiser):
        with pytest.raises(NotFound):
            committee.put(1, actor=actor)
        with pytest.raises(NotFound):
            committee.do(pending.take_back, committee.ids[0], actor=actor)
        with pytest.raises(NotFound):
            committee.do(settling.settle, committee.ids[0], eligible=True, must_place=False, actor=actor)
    for actor in (curator, elsewhere):
        with pytest.raises(NotFound):
            committee.draw(2, actor=actor)
    assert committee.pending() == []


# ---- The line ----------------------------------------------------------------------------------------------------


def test_the_line_decides_on_all_that_is_undecided(committee):
    committee.draw(2, WAITLISTED)
    assert committee.line_at() == 2
    assert committee.pending() == [
        (1, ACCEPTED, "", True),
        (2, ACCEPTED, "", True),
        (3, WAITLISTED, "", True),
        (4, WAITLISTED, "", True),
        (5, WAITLISTED, "", True),
    ]


def test_a_moved_line_leaves_what_was_decided_by_hand(committee):
    committee.put(1, REJECTED, "Bukan buatan sendiri")
    committee.put(5, ACCEPTED, "Satu-satunya anyaman")
    committee.draw(2, REJECTED, "Kuota penuh")
    committee.draw(3, WAITLISTED)
    assert committee.pending() == [
        (1, REJECTED, "Bukan buatan sendiri", False),
        (2, ACCEPTED, "", True),
        (3, ACCEPTED, "", True),
        (4, WAITLISTED, "", True),
        (5, ACCEPTED, "Satu-satunya anyaman", False),
    ]

    committee.draw(3)
    assert committee.verdicts() == {1: REJECTED, 2: ACCEPTED, 3: ACCEPTED, 5: ACCEPTED}
    committee.do(pending.remove_line)
    assert committee.verdicts() == {1: REJECTED, 5: ACCEPTED}
    assert committee.line_at() is None


@pytest.mark.sqlite_only
def test_the_line_leaves_what_nobody_reviewed_and_what_is_decided(app):
    committee = Committee(app, 5, unreviewed=1)
    committee.change(Application, committee.ids[1], status=Status.CONFIRMED)
    committee.draw(99, WAITLISTED)
    assert committee.line_at() == 5
    assert committee.verdicts() == {1: ACCEPTED, 3: ACCEPTED, 4: ACCEPTED}


@pytest.mark.sqlite_only
def test_a_line_below_which_nobody_is_selected_needs_a_reason(committee):
    with pytest.raises(application_rules.ReasonMissing):
        committee.draw(2, REJECTED)
    with pytest.raises(application_rules.IllegalMove):
        committee.draw(2, REVISION, "NIB belum ada")
    assert committee.line_at() is None


@pytest.mark.sqlite_only
def test_what_was_withdrawn_loses_what_the_line_gave_it_when_it_is_drawn_again(committee):
    committee.draw(2)
    committee.change(Application, committee.ids[0], status=Status.WITHDRAWN)
    committee.draw(2)
    assert committee.verdicts() == {2: ACCEPTED, 3: ACCEPTED}


@pytest.mark.sqlite_only
def test_whoever_stays_away_draws_the_line_around_it_and_learns_nothing_of_it(committee):
    committee.recuse(2, committee.organiser)
    committee.draw(2, WAITLISTED, actor=committee.organiser)
    assert committee.verdicts() == {1: ACCEPTED, 3: ACCEPTED, 4: WAITLISTED, 5: WAITLISTED}
    assert committee.line_at() == 3

    committee.draw(4, WAITLISTED)
    with committee.app.app_context():
        now, event = clock.now(), committee.event()
        seen = standings.standings(event, now, viewer=committee.organiser)
        assert pending.line_seen(seen, event, now) == 3
        listed = pending.listed(event, now, viewer=committee.organiser)
        assert [one.application.id for one in listed] == [committee.ids[place - 1] for place in (1, 3, 4, 5)]
    committee.draw(1, actor=committee.organiser)
    assert committee.verdicts() == {1: ACCEPTED, 2: ACCEPTED}


# ---- The list ----------------------------------------------------------------------------------------------------


@pytest.mark.sqlite_only
def test_the_digest_changes_with_every_change_of_the_list_and_comes_back_with_it(committee):
    committee.draw(2, WAITLISTED)
    first = committee.digest()
    committee.put(5, REJECTED, "Bukan buatan sendiri")
    second = committee.digest()
    committee.put(5, REJECTED, "Bukan buatan sendiri.")
    third = committee.digest()
    committee.put(5, WAITLISTED)
    assert len({first, second, third}) == 3
    assert committee.digest() == first


@pytest.mark.sqlite_only
def test_a_late_review_that_changes_the_order_changes_the_digest(app):
    from tests.factories.curation import make_curators, make_review

    committee = Committee(app, 3)
    committee.draw(3)
    before = committee.digest()
    with app.app_context(), unit_of_work():
        (late,) = make_curators(1)
        make_review(db.session.get_one(Application, committee.ids[0]), late, 1)
    assert committee.digest() != before


def test_what_has_no_room_is_named_with_the_rule(app):
    committee = Committee(app, 4, event={"quota": 3})
    with app.app_context(), unit_of_work():
        craft = db.session.scalars(select(Category).order_by(Category.id)).first()
        for place in (1, 2):
            db.session.get_one(Application, committee.ids[place - 1]).business.category_id = craft.id
        other = db.session.scalars(
            select(Category).where(Category.parent_id.is_(None), Category.id != craft.id)
        ).first()
        for place in (3, 4):
            db.session.get_one(Application, committee.ids[place - 1]).business.category_id = other.id
        event = committee.event()
        db.session.add(Quota(event_id=event.id, kind=QuotaKind.LIMIT, category_id=craft.id, places=1))
    committee.draw(4)
    with app.app_context():
        now, event = clock.now(), committee.event()
        refused = pending.without_room(event, pending.listed(event, now), now)
        assert [(type(one), one.details["business"]) for one in refused] == [
            (application_rules.CraftFull, "Batik ke-2")
        ]
    committee.change(type(committee_event(committee)), committee.event_id, quota=2)
    with app.app_context():
        now, event = clock.now(), committee.event()
        refused = pending.without_room(event, pending.listed(event, now), now)
        assert [type(one) for one in refused] == [application_rules.CraftFull, application_rules.CapacityReached]


def committee_event(committee):
    with committee.app.app_context():
        return committee.event()


# ---- For the booths ----------------------------------------------------------------------------------------------


@pytest.mark.sqlite_only
def test_who_must_have_a_booth_and_who_may_not_is_settled_with_a_reason(committee):
    settle = settling.settle
    with pytest.raises(application_rules.ReasonMissing):
        committee.do(settle, committee.ids[0], eligible=True, must_place=True)
    committee.do(settle, committee.ids[0], eligible=True, must_place=True, reason="Juara tahun lalu")
    committee.do(settle, committee.ids[1], eligible=False, must_place=True, reason="Sudah dua tahun berturut-turut")
    one, two = committee.candidate(1), committee.candidate(2)
    assert (one.eligible, one.must_place, one.reason) == (True, True, "Juara tahun lalu")
    assert (two.eligible, two.must_place) == (False, False)
    committee.do(settle, committee.ids[0], eligible=True, must_place=False)
    assert committee.candidate(1).must_place is False
    assert committee.audited("candidate.") == ["candidate.settled"] * 3


@pytest.mark.sqlite_only
def test_what_was_settled_for_the_booths_is_undone_until_the_decision_goes_out(committee):
    for place in (1, 2):
        committee.do(settling.settle, committee.ids[place - 1], eligible=True, must_place=True, reason="Juara")
    with pytest.raises(NotFound):
        committee.do(settling.unsettle, committee.ids[0], actor=Actor(committee.members[0].person_id))

    committee.do(settling.unsettle, committee.ids[0])
    committee.do(settling.unsettle, committee.ids[0])

    assert committee.candidate(1) is None
    assert committee.audited("candidate.")[2:] == ["candidate.unsettled"]
    committee.change(Application, committee.ids[1], status=Status.CONFIRMED)
    with pytest.raises(rules.SettledForGood):
        committee.do(settling.unsettle, committee.ids[1])
    assert committee.candidate(2).must_place is True
