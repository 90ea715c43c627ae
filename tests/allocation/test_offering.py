"""What becomes of offered booths: who confirms keeps them, who leaves frees them, who does not pay lapses."""

from datetime import timedelta

import pytest

from eventreg.allocation import offering, repairing, rules
from eventreg.allocation.models import Method, Run
from eventreg.allocation.offering import Filters, Shown
from eventreg.applications import chores, service
from eventreg.applications.models import Application
from eventreg.applications.rules import OwnApplication, ReasonMissing, Status
from eventreg.core import clock
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Role
from tests.allocation.hall import Hall
from tests.factories.people import actor_of, make_person

pytestmark = pytest.mark.sqlite_only
DAY = timedelta(days=1)


@pytest.fixture
def hall(app):
    return Hall(app).published()


def counts(hall, now=None):
    with hall.app.app_context():
        found = offering.counts(hall.event_id, Filters(), now or clock.now())
        return {shown.value: count for shown, count in found.items()}


def pay(hall, number, receipt="KW-12", **more):
    actor = more.pop("actor", hall.treasurer)
    hall.do(offering.mark_paid, hall.codes[number - 1], receipt=receipt, actor=actor, **more)


def lapse(hall, number, reason="Belum dibayar", **more):
    hall.do(offering.lapse, hall.codes[number - 1], reason=reason, **more)


def test_whoever_confirms_has_the_booth_for_good_and_whoever_declines_frees_it(hall):
    hall.step(1, service.confirm)
    hall.step(2, service.decline)
    assert hall.placed() == {"A-01": [(1, "confirmed")]}
    hall.step(1, service.withdraw, reason="Sakit")
    assert hall.placed() == {}
    with hall.app.app_context():
        assert offering.vacant(hall.event_id) == 2


def test_an_offer_that_nobody_answers_lapses_with_its_booth(hall):
    with hall.app.app_context():
        chores.pass_time(clock.now() + 6 * DAY)
    assert hall.statuses()[:2] == [Status.LAPSED, Status.LAPSED]
    assert hall.placed() == {}


def test_an_event_that_is_called_off_frees_all_booths(hall):
    hall.do(service.cancel_all, reason="Hujan")
    assert hall.placed() == {}


def test_the_treasurer_marks_a_fee_as_paid_and_takes_a_wrong_mark_back(hall):
    with pytest.raises(NotFound):
        pay(hall, 1, actor=hall.organiser)
    with pytest.raises(rules.ReceiptMissing):
        pay(hall, 1, receipt="  ")
    pay(hall, 1)
    assert (hall.offer(1).receipt, counts(hall)["paid"], counts(hall)["unpaid"]) == ("KW-12", 1, 1)
    with pytest.raises(rules.AlreadyPaid):
        pay(hall, 1)
    hall.do(offering.unmark_paid, hall.codes[0], reason="Salah orang", actor=hall.treasurer)
    assert (hall.offer(1).paid_at, hall.offer(1).receipt, counts(hall)["unpaid"]) == (None, "", 2)
    with pytest.raises(rules.NotPaid):
        hall.do(offering.unmark_paid, hall.codes[0], reason="Lagi", actor=hall.treasurer)
    assert hall.audited("booth_fee") == ["booth_fee.paid", "booth_fee.unpaid"]


def test_whoever_confirmed_and_never_paid_lapses_by_hand_once_the_time_is_over(hall):
    hall.step(1, service.confirm)
    with pytest.raises(rules.NotDueYet):
        lapse(hall, 1)
    late = clock.now() + 6 * DAY
    assert counts(hall, late)["overdue"] == 2
    with pytest.raises(ReasonMissing):
        lapse(hall, 1, reason=" ", now=late)
    with pytest.raises(NotFound):
        lapse(hall, 1, actor=hall.treasurer, now=late)
    lapse(hall, 1, now=late)
    assert hall.statuses()[0] is Status.LAPSED
    assert "A-01" not in hall.placed()
    assert (1, "application_lapsed") in hall.messages()
    with hall.app.app_context():
        assert db.session.get_one(Application, hall.ids[0]).moves[-1].reason == "Belum dibayar"


def test_whoever_paid_does_not_lapse(hall):
    hall.step(1, service.confirm)
    pay(hall, 1)
    with pytest.raises(rules.AlreadyPaid):
        lapse(hall, 1, now=clock.now() + 6 * DAY)


def test_what_costs_nothing_is_not_paid(app):
    hall = Hall(app, fee=0).published()
    with pytest.raises(rules.NothingToPay):
        pay(hall, 1)
    with pytest.raises(rules.NothingToPay):
        lapse(hall, 1, now=clock.now() + 6 * DAY)
    assert counts(hall)["unpaid"] == 0


def test_only_whoever_confirmed_is_asked_whether_they_would_move(hall):
    with hall.inside(), pytest.raises(rules.NothingToMove):
        offering.agree_to_move(hall.codes[0], True, actor=hall.applicant(1), now=clock.now())
    hall.step(1, service.confirm)
    with hall.inside(), pytest.raises(NotFound):
        offering.agree_to_move(hall.codes[0], True, actor=hall.applicant(2), now=clock.now())


def test_a_repair_asks_for_a_plan_in_which_who_confirmed_stays(hall):
    with pytest.raises(rules.NothingVacant):
        hall.do(repairing.begin)
    hall.step(1, service.confirm)
    hall.step(2, service.withdraw, reason="Sakit")
    with pytest.raises(NotFound):
        hall.do(repairing.begin, actor=hall.treasurer)
    hall.do(repairing.begin)
    with hall.app.app_context():
        version = hall.version(2)
        assert (version.method, version.run) == (Method.REPAIR, Run.WAITING)
        problem = version.problem
    assert {one["id"] for one in problem["applicants"]} == {hall.codes[0], hall.codes[2]}
    (stays,) = [one for one in problem["rules"] if one["kind"] == "pin"]
    assert (stays["applicant"], stays["booth"]) == (hall.codes[0], "a-01")


def test_offers_are_found_by_name_and_by_what_is_missing(hall):
    pay(hall, 2)
    with hall.app.app_context():

        def found(text="", shown=Shown.ALL):
            page = offering.page_of_offers(hall.event_id, Filters(text, shown), 1, clock.now())
            return [hall.codes.index(one.application.code) + 1 for one in page.rows]

        assert found() == [1, 2]
        assert found("ke-2") == [2]
        assert found(hall.codes[0]) == [1]
        assert found(shown=Shown.UNPAID) == [1]
        assert found("%") == []


def test_nobody_marks_the_fee_of_their_own_business(hall):
    with hall.inside():
        own = actor_of(make_person(hall.emails[0], "", Role.TREASURER))

    with pytest.raises(OwnApplication):
        pay(hall, 1, actor=own)
    pay(hall, 2, actor=own)
    assert (hall.offer(1).paid_at is None, hall.offer(2).paid_at is None) == (True, False)
