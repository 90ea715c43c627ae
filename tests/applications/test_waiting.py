"""The waiting list: it moves by itself, staff hold it or pass somebody over, and the page tells why."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from eventreg.applications import rules, service, waiting
from eventreg.applications.chores import pass_time
from eventreg.applications.models import Application, PassedOver
from eventreg.applications.room import Full
from eventreg.applications.rules import Status
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Role
from eventreg.events.models import Event, Quota
from eventreg.events.rules import Admission, QuotaKind
from tests.factories.applications import make_application
from tests.factories.people import sign_in

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def full(council):
    """One place for whoever comes first: three apply."""
    fair = council(0, quota=1)
    with fair.app.app_context(), unit_of_work():
        db.session.get_one(Event, fair.event_id).admission = Admission.FIRST_COME
        fair.ids = [make_application(fair.event_id, name=f"Batik ke-{number}").id for number in range(3)]
    return fair


def passed_over(fair):
    with fair.app.app_context():
        rows = db.session.scalars(select(PassedOver).order_by(PassedOver.id))
        return [(row.application_id, row.reason) for row in rows]


def test_a_place_given_back_is_offered_to_the_next_at_once_and_then_to_the_one_after(full):
    assert full.statuses() == [Status.CONFIRMED, Status.WAITLISTED, Status.WAITLISTED]

    full.as_applicant(service.withdraw, full.ids[0], reason="Sakit")
    assert full.statuses() == [Status.WITHDRAWN, Status.OFFERED, Status.WAITLISTED]
    offered = full.application(full.ids[1])
    assert timedelta(hours=47) < offered.deadline_at - clock.now() <= timedelta(hours=48)

    for hours in (25, 26):
        with full.app.app_context():
            pass_time(clock.now() + hours * HOUR)
    assert full.messages().count("application_offer_reminder") == 1
    with full.app.app_context():
        pass_time(clock.now() + 49 * HOUR)
    assert full.statuses() == [Status.WITHDRAWN, Status.LAPSED, Status.OFFERED]


def test_whoever_is_passed_over_by_hand_is_told_apart_with_a_reason(council):
    fair = council(3, quota=1)
    fair.decide(*fair.ids[:2], verdict=Status.WAITLISTED)

    with pytest.raises(rules.OutOfOrder):
        fair.decide(fair.ids[1], verdict=Status.OFFERED)
    fair.decide(fair.ids[1], verdict=Status.OFFERED, reason="Satu-satunya pembatik cap")

    assert fair.statuses() == [Status.WAITLISTED, Status.OFFERED, Status.SUBMITTED]
    assert passed_over(fair) == [(fair.ids[0], "Satu-satunya pembatik cap")]


def test_a_held_list_offers_nothing_until_it_moves_again(full):
    with full.app.app_context(), unit_of_work():
        waiting.pause(full.event_id, actor=full.committee, reason="Rapat", now=clock.now())
    full.as_applicant(service.withdraw, full.ids[0], reason="Sakit")
    assert full.statuses()[1:] == [Status.WAITLISTED] * 2

    with full.app.app_context(), unit_of_work():
        waiting.resume(full.event_id, actor=full.committee, now=clock.now())
    assert full.statuses()[1:] == [Status.OFFERED, Status.WAITLISTED]


@pytest.mark.sqlite_only
def test_staff_pass_one_over_on_the_page_and_the_place_goes_to_the_next(full, visitor):
    staff = sign_in(visitor(), "komite@contoh.id", Role.COMMITTEE)
    code, address = full.codes()[1], f"/staff/events/{full.slug}/waiting"
    assert "Batik ke-1" in staff.get(address).text

    assert staff.post(f"{address}/skip", code=code, reason="").status_code == 422
    assert staff.post(f"{address}/skip", code=code, reason="Tidak bisa dihubungi").status_code == 302
    full.as_applicant(service.withdraw, full.ids[0], reason="Sakit")

    assert full.statuses()[1:] == [Status.WAITLISTED, Status.OFFERED]
    assert "Tidak bisa dihubungi" in staff.get(address).text
    assert staff.post(f"{address}/pause", reason="Rapat").status_code == 302
    assert staff.post(f"{address}/skip", code=code).status_code == 302
    assert full.statuses()[1] is Status.WAITLISTED


def test_postponed_the_confirmed_are_asked_again_and_keep_their_place(full):
    with full.app.app_context(), unit_of_work():
        assert waiting.offer_again(full.event_id, actor=full.committee, now=clock.now()) == 1

    assert full.statuses() == [Status.OFFERED, Status.WAITLISTED, Status.WAITLISTED]
    assert {ticket.state.value for ticket in full.tickets()} == {"revoked"}
    full.as_applicant(service.confirm, full.ids[0])
    assert [ticket.state.value for ticket in full.tickets()] == ["revoked", "valid"]


def test_whom_the_free_place_does_not_fit_is_told_why_another_got_it(council, visitor):
    fair = council(0, quota=2)
    with fair.app.app_context(), unit_of_work():
        event = db.session.get_one(Event, fair.event_id)
        event.admission = Admission.FIRST_COME
        crafts = ("batik-cap", "batik-tulis", "batik-cap", "batik-tulis")
        fair.ids = [
            make_application(event.id, email=f"ke{number}@demo.test", category_code=code, name=code).id
            for number, code in enumerate(crafts)
        ]
        cap = db.session.get_one(Application, fair.ids[0]).business.category_id
        event.quotas.append(Quota(kind=QuotaKind.LIMIT, category_id=cap, places=1))
    assert fair.statuses()[2:] == [Status.WAITLISTED, Status.WAITLISTED]

    fair.as_applicant(service.withdraw, fair.ids[1], reason="Sakit")

    assert fair.statuses()[2:] == [Status.WAITLISTED, Status.OFFERED]
    assert passed_over(fair) == [(fair.ids[2], Full.CRAFT.value)]
    with fair.app.app_context():
        pass_time(clock.now() + HOUR)
    assert len(passed_over(fair)) == 1
    page = sign_in(visitor(), "ke2@demo.test").get(f"/me/applications/{fair.codes()[2]}").text
    assert "Tempat untuk kriya Anda sudah penuh." in page
    assert "Tempat untuk kategorinya penuh." not in page
