"""What would cheat the committee, or an exhibitor: a floor redrawn, a quorum lowered, a fee raised behind a back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from eventreg.allocation import approving, building, offering, publishing, queries, rules, ruling, swapping
from eventreg.allocation.models import Stage
from eventreg.allocation.ruling import Settings
from eventreg.applications import chores, service, waiting
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.booths import placing
from eventreg.booths import service as floors
from eventreg.businesses.publicity import PURPOSE
from eventreg.consents import service as consents
from eventreg.core import clock, outbox
from eventreg.core.db import db
from eventreg.core.outbox import OutboxMessage
from eventreg.events import service as events
from tests.allocation.hall import FEE, Hall
from tests.allocation.test_publishing import at_once
from tests.factories.booths import drawn, row
from tests.factories.people import sign_in

BOTH = pytest.mark.databases("sqlite", "postgresql")
DAY = timedelta(days=1)


@pytest.fixture
def hall(app):
    return Hall(app)


def redraw(hall, *booths):
    with hall.inside():
        floors.save(hall.event_id, drawn(*booths), revision=None, actor=hall.organiser, now=clock.now())


def dearer(one, other):
    return [replace(one, fee=FEE * 3), other]


def relabelled(one, other):
    return [replace(one, label="Z-99"), other]


def shared_by_more(one, other):
    return [replace(one, capacity=2), other]


def exchanged(one, other):
    return [replace(one, rect=other.rect), replace(other, rect=one.rect)]


@pytest.mark.sqlite_only
@pytest.mark.parametrize("change", [dearer, shared_by_more, relabelled, exchanged])
def test_a_plan_whose_booths_were_redrawn_is_approved_again(hall, change):
    hall.propose()
    seen = hall.digest()
    hall.approve(0, 1)
    redraw(hall, *change(*row("A", 2, fee=FEE)))

    assert hall.lacking() == 2
    with pytest.raises(rules.PlanChanged):
        hall.publish(digest=seen)
    with pytest.raises(rules.PlanChanged):
        hall.do(approving.approve, 1, digest=seen, actor=hall.members[2])
    with pytest.raises(rules.QuorumMissing):
        hall.publish()
    hall.approve(0, 1)
    hall.publish()
    assert hall.stage() is Stage.PUBLISHED


@BOTH
def test_redrawn_while_it_is_published_what_goes_out_is_what_was_approved(hall):
    hall.propose()
    hall.approve(0, 1)
    seen = hall.digest()
    published, drawn_anew = at_once(
        lambda: hall.do(publishing.publish, 1, digest=seen),
        lambda: redraw(hall, *dearer(*row("A", 2, fee=FEE))),
    )
    assert drawn_anew is None
    if published is None:
        assert hall.offer(1).fee == FEE
    else:
        assert published is rules.PlanChanged
        assert (hall.offer(1), hall.messages()) == (None, [])


@pytest.mark.sqlite_only
def test_the_quorum_is_not_lowered_under_a_proposed_plan(hall):
    hall.propose()
    with pytest.raises(rules.QuorumLowered):
        hall.do(ruling.settle, Settings(None, approvals_needed=1, time_limit_s=10, days_to_answer=7))
    assert hall.lacking() == 2
    hall.do(ruling.settle, Settings(None, approvals_needed=3, time_limit_s=10, days_to_answer=7))
    assert hall.lacking() == 3
    hall.do(approving.take_back, 1)
    hall.do(ruling.settle, Settings(None, approvals_needed=1, time_limit_s=10, days_to_answer=7))


@pytest.mark.sqlite_only
def test_nobody_takes_back_what_the_committee_said_of_their_own_business(hall):
    reason = {"forbids": True, "reason": "Dekat dapur"}
    with hall.inside():
        pin = swapping.hold(hall.event_id, hall.codes[0], "a-01", **reason, actor=hall.organiser, now=clock.now()).id
    with pytest.raises(rules.OwnPlace):
        hall.do(ruling.unpin, pin, actor=hall.applicant(1))
    hall.do(ruling.unpin, pin)


@pytest.mark.sqlite_only
def test_whoever_takes_their_consent_back_is_named_no_more_to_who_wished_for_their_booth(hall, visitor):
    hall.published()
    other, page = sign_in(visitor(), hall.emails[1]), f"/me/applications/{hall.codes[1]}"
    assert "Batik ke-1" in other.get(page).text
    first = hall.applicant(1)
    with hall.inside():
        consents.withdraw(first.person_id, PURPOSE, actor=first, now=clock.now())
    told = other.get(page).text
    assert "Batik ke-1" not in told
    assert "usaha lain" in told


@pytest.mark.sqlite_only
def test_a_later_plan_changes_no_fee_of_who_stays_or_has_paid(hall):
    hall.published()
    hall.step(1, service.confirm)
    hall.do(offering.mark_paid, hall.codes[1], receipt="KW-1", actor=hall.treasurer)
    hall.step(2, service.confirm)
    with hall.inside():
        offering.agree_to_move(hall.codes[1], True, actor=hall.applicant(2), now=clock.now())
    redraw(hall, *row("A", 3, fee=FEE * 3))
    other = hall.another({1: ["a-01"], 2: ["a-03"], 3: ["a-02"]})
    hall.propose(other)
    hall.approve(0, 1, number=other)
    hall.publish(other)

    assert [hall.offer(number).fee for number in (1, 2, 3)] == [FEE, FEE, FEE * 3]
    assert hall.offer(2).receipt == "KW-1"
    with hall.app.app_context():
        told = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "booth_assigned")).one()
        assert "Rp" not in outbox.render(told).text, "nobody is asked twice for the same money"
        assert "sudah dibayar" in outbox.render(told).text


@pytest.mark.sqlite_only
def test_whoever_paid_does_not_lose_the_booth_for_want_of_an_answer(hall):
    hall.published()
    due = hall.offer(1).due_at
    for number in (1, 2):
        hall.do(offering.mark_paid, hall.codes[number - 1], receipt="KW-1", actor=hall.treasurer)
    hall.do(offering.unmark_paid, hall.codes[1], reason="Salah orang", actor=hall.treasurer)
    with hall.app.app_context():
        assert db.session.get_one(Application, hall.ids[1]).deadline_at == due
        chores.pass_time(clock.now() + 6 * DAY)
    assert hall.statuses()[:2] == [Status.OFFERED, Status.LAPSED]


@BOTH
def test_paid_and_lapsed_at_once_is_one_or_the_other(hall):
    hall.published()
    hall.step(1, service.confirm)
    late, code = clock.now() + 6 * DAY, hall.codes[0]
    paid, lapsed = at_once(
        lambda: hall.do(offering.mark_paid, code, receipt="KW-1", actor=hall.treasurer, now=late),
        lambda: hall.do(offering.lapse, code, reason="Belum dibayar", now=late),
    )
    if paid is None:
        assert lapsed is rules.AlreadyPaid
        assert (hall.statuses()[0], hall.placed()["A-01"]) == (Status.CONFIRMED, [(1, "confirmed")])
    else:
        assert (paid, lapsed) == (rules.NothingToPay, None)
        assert (hall.offer(1).paid_at, hall.statuses()[0]) == (None, Status.LAPSED)


@pytest.mark.sqlite_only
def test_asked_again_for_a_postponed_event_there_is_time_to_pay_again(hall):
    hall.published()
    hall.step(1, service.confirm)
    later = clock.now() + 6 * DAY
    hall.do(waiting.offer_again, now=later)
    with hall.app.app_context():
        due = [db.session.get_one(Application, one).deadline_at for one in hall.ids[:2]]
    assert min(due) > later
    assert [hall.offer(1).due_at, hall.offer(2).due_at] == due
    with pytest.raises(rules.NotDueYet):
        hall.do(offering.lapse, hall.codes[0], reason="Belum dibayar", now=later)


@pytest.mark.sqlite_only
def test_while_the_event_is_postponed_nobody_lapses_for_want_of_money(hall):
    hall.published()
    hall.step(1, service.confirm)
    hall.do(events.postpone, reason="Hujan")
    with pytest.raises(rules.NotDueYet):
        hall.do(offering.lapse, hall.codes[0], reason="Belum dibayar", now=clock.now() + 6 * DAY)


@pytest.mark.sqlite_only
def test_a_repair_leaves_who_confirmed_where_staff_put_them_since(app):
    hall = Hall(app, booths=3, plan={1: ["a-01"], 2: ["a-02"]}).published()
    hall.step(1, service.confirm)
    hall.step(2, service.decline)
    with hall.inside():
        placing.move(hall.event_id, hall.ids[0], "a-01", "a-03", actor=hall.organiser, now=clock.now())
    with hall.inside():
        event = queries.get_version(hall.event_id, 1).event
        problem = building.problem_of_event(event, now=clock.now(), repair=True)
    stays = [one["booth"] for one in problem["rules"] if one["kind"] == "pin"]
    assert stays == ["a-03"]


@pytest.mark.sqlite_only
def test_what_a_change_would_do_is_not_asked_without_end(hall, visitor):
    organiser = sign_in(visitor(), "panitia@contoh.id")
    url = f"/staff/events/{hall.slug}/booth-plan/1/try"
    assert {organiser.post(url).status_code for _ in range(90)} == {422}
    assert organiser.post(url).status_code == 429
