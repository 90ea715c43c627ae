"""What deciding, confirming and stepping back do to applications, tickets, messages and the trail."""

from datetime import timedelta

import pytest

from eventreg.applications import rules, service
from eventreg.applications.chores import pass_time
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.applications.service import Details
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor
from eventreg.events.rules import EventKind, EventState
from eventreg.tickets.rules import TicketState
from tests.factories.applications import answers_for, make_application, make_shown_product
from tests.factories.businesses import make_business, make_product
from tests.factories.consents import agree
from tests.factories.events import days, make_event
from tests.factories.people import actor_of, make_person

pytestmark = pytest.mark.databases("sqlite", "postgresql")

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def test_accepting_confirms_and_issues_a_ticket(council):
    fair = council(1)
    fair.decide(fair.ids[0], reason="Garis canting halus")

    application = fair.application(fair.ids[0])
    assert application.status is Status.CONFIRMED
    assert [move.status for move in application.moves] == [Status.SUBMITTED, Status.ACCEPTED, Status.CONFIRMED]
    assert [ticket.state for ticket in application.tickets] == [TicketState.VALID]
    assert application.tickets[0].holder == application.business.owner_name
    assert fair.messages() == ["application_submitted", "application_confirmed"]
    assert {"application.accepted", "application.confirmed", "ticket.issued"} <= set(fair.audited())


def test_every_booth_keeper_gets_a_ticket_up_to_the_passes(app, council):
    fair = council(0, passes=2)
    with app.app_context(), unit_of_work():
        with pytest.raises(rules.TooManyParticipants) as refusal:
            make_application(fair.event_id, helpers=("Ahmad Fauzi", "Siti"))
        assert refusal.value.details == {"limit": 2}
    with app.app_context(), unit_of_work():
        application_id = make_application(fair.event_id, helpers=("Ahmad Fauzi",)).id
    fair.decide(application_id)

    holders = [ticket.holder for ticket in fair.application(application_id).tickets]
    assert holders == ["Sri", "Ahmad Fauzi"]


def test_an_event_that_asks_for_confirmation_offers_first(council):
    fair = council(1, confirm_days=3)
    now = clock.now()
    fair.decide(fair.ids[0], now=now)

    offered = fair.application(fair.ids[0])
    assert (offered.status, offered.tickets) == (Status.OFFERED, [])
    assert offered.deadline_at == now + 3 * DAY

    fair.as_applicant(service.confirm, fair.ids[0])
    assert fair.application(fair.ids[0]).status is Status.CONFIRMED
    assert len(fair.tickets()) == 1


def test_an_offer_cannot_be_taken_after_its_deadline(council):
    fair = council(1, confirm_days=1)
    fair.decide(fair.ids[0])

    with pytest.raises(rules.DeadlineOver):
        fair.as_applicant(service.confirm, fair.ids[0], now=clock.now() + 2 * DAY)
    assert fair.statuses() == [Status.OFFERED]


def test_a_place_given_back_can_be_given_again(council):
    fair = council(2, quota=1)
    fair.decide(fair.ids[0])
    with pytest.raises(rules.CapacityReached) as refusal:
        fair.decide(fair.ids[1])
    assert refusal.value.details["business"] == "Batik ke-1"

    fair.as_applicant(service.withdraw, fair.ids[0], reason="Sakit")
    fair.decide(fair.ids[1])

    assert fair.statuses() == [Status.WITHDRAWN, Status.CONFIRMED]
    assert [ticket.state for ticket in fair.tickets()] == [TicketState.REVOKED, TicketState.VALID]


def test_deciding_on_many_is_all_or_nothing(council):
    fair = council(3, quota=2)
    before = fair.messages()

    with pytest.raises(rules.CapacityReached):
        fair.decide(*fair.ids)

    assert fair.statuses() == [Status.SUBMITTED] * 3
    assert fair.messages() == before
    assert fair.tickets() == []


def test_deciding_twice_is_refused_in_words_and_changes_nothing(council):
    fair = council(1)
    fair.decide(fair.ids[0], verdict=Status.REJECTED, reason="Bukan buatan sendiri")
    told = fair.messages()

    with pytest.raises(rules.IllegalMove):
        fair.decide(fair.ids[0])
    assert fair.messages() == told


def test_the_waiting_list_gets_the_order_in_which_it_was_decided(council):
    fair = council(3)
    chosen = [fair.ids[1], fair.ids[2], fair.ids[0]]
    fair.decide(*chosen, verdict=Status.WAITLISTED)

    waiting = [fair.application(number) for number in chosen]
    assert waiting[0].waitlisted_at < waiting[1].waitlisted_at < waiting[2].waitlisted_at


def test_a_waiting_business_is_offered_the_place(council):
    fair = council(1, quota=1)
    fair.decide(fair.ids[0], verdict=Status.WAITLISTED)
    fair.decide(fair.ids[0], verdict=Status.OFFERED)

    assert fair.statuses() == [Status.OFFERED]
    assert fair.messages()[-2:] == ["application_waitlisted", "application_offered"]


def test_a_correction_comes_back_to_the_committee(app, council):
    fair = council(1)
    fair.decide(fair.ids[0], verdict=Status.NEEDS_REVISION, reason="Foto kurang jelas")

    with app.app_context(), unit_of_work():
        application = db.session.get_one(Application, fair.ids[0])
        details = Details(application.answers | {"motivation": "Foto baru"})
        service.send_correction(application.id, details, actor=actor_of(application.applicant), now=clock.now())

    again = fair.application(fair.ids[0])
    assert (again.status, again.answers["motivation"]) == (Status.SUBMITTED, "Foto baru")


def test_the_owner_of_a_business_does_not_decide_on_it(council):
    fair = council(1)
    business_id = fair.application(fair.ids[0]).business_id
    owner = Actor(person_id=1, roles=fair.committee.roles, business_ids=frozenset({business_id}))

    with pytest.raises(rules.OwnApplication):
        fair.decide(fair.ids[0], actor=owner)


def test_strangers_cannot_touch_an_application(council):
    fair = council(1)
    stranger = Actor(person_id=99, business_ids=frozenset({99}))
    for act in (service.confirm, service.decline):
        with fair.app.app_context(), unit_of_work(), pytest.raises(NotFound):
            act(fair.ids[0], actor=stranger, now=clock.now())


def running(app, **event):
    """An event that began an hour ago and ends in two days."""
    now = clock.now()
    return {"sessions": days(now - HOUR, now + DAY, hours=24), "closes_at": now + HOUR, **event}


def test_while_an_event_runs_a_correction_has_time_until_its_end(app, council):
    fair = council(1, **running(app))
    fair.decide(fair.ids[0], verdict=Status.NEEDS_REVISION, reason="Foto")
    with app.app_context():
        pass_time(clock.now() + DAY)

    application = fair.application(fair.ids[0])
    assert application.status is Status.NEEDS_REVISION
    assert application.deadline_at == application.event.ends_at


def test_once_an_event_has_begun_nobody_is_put_on_the_waiting_list(app, council):
    fair = council(1, **running(app))
    with pytest.raises(rules.EventBegun):
        fair.decide(fair.ids[0], verdict=Status.WAITLISTED)
    with pytest.raises(rules.EventOver):
        fair.decide(fair.ids[0], now=clock.now() + 3 * DAY)
    assert fair.statuses() == [Status.SUBMITTED]


def test_calling_an_event_off_ends_everything_and_tells_everybody(council):
    fair = council(3)
    fair.decide(fair.ids[0])
    fair.decide(fair.ids[1], verdict=Status.REJECTED, reason="Penuh")
    with fair.app.app_context(), unit_of_work():
        count = service.cancel_all(fair.event_id, actor=fair.committee, reason="Hujan", now=clock.now())

    assert count == 2
    assert fair.statuses() == [Status.CANCELLED, Status.REJECTED, Status.CANCELLED]
    assert [ticket.state for ticket in fair.tickets()] == [TicketState.REVOKED]
    assert fair.messages().count("application_cancelled") == 2


def test_time_ends_what_nobody_answered(app, council):
    fair = council(4, confirm_days=2)
    fair.decide(fair.ids[0])
    fair.decide(fair.ids[1], verdict=Status.NEEDS_REVISION, reason="Foto")
    fair.decide(fair.ids[2], verdict=Status.WAITLISTED)
    with app.app_context():
        pass_time(clock.now() + 3 * DAY)
    assert fair.statuses() == [Status.LAPSED, Status.NEEDS_REVISION, Status.WAITLISTED, Status.SUBMITTED]
    with app.app_context():
        pass_time(clock.now() + 30 * DAY)
        pass_time(clock.now() + 30 * DAY)  # again: nothing is told twice
    assert fair.statuses() == [Status.LAPSED, Status.LAPSED, Status.CLOSED, Status.SUBMITTED]
    assert fair.messages().count("application_lapsed") == 2


def test_a_business_applies_once(app):
    with app.app_context(), unit_of_work():
        event = make_event()
        person = make_person()
        business = make_business(person)
        details = Details(answers_for(event, make_shown_product(business, person)))
        agree(person.id)
        first = service.submit(event.id, business.id, details, actor=actor_of(person), now=clock.now())
        with pytest.raises(rules.AlreadyApplied) as refusal:
            service.submit(event.id, business.id, details, actor=actor_of(person), now=clock.now())
        assert refusal.value.details["code"] == first.code


@pytest.mark.parametrize("state", [EventState.DRAFT, EventState.CLOSED, EventState.CANCELLED])
def test_an_event_that_is_not_open_takes_nothing(app, state):
    with app.app_context(), unit_of_work():
        event = make_event(state=state)
        with pytest.raises(rules.NotOpen):
            make_application(event.id)


def test_an_application_without_a_photo_is_kept_as_a_draft_only(app):
    with app.app_context(), unit_of_work():
        event, person = make_event(kind=EventKind.EXHIBITION), make_person()
        business = make_business(person)
        without_photo = make_product(business, person)
        details = Details(answers_for(event, without_photo))
        draft = service.save_draft(event.id, business.id, details, actor=actor_of(person), now=clock.now())
        assert draft.status is Status.DRAFT
        agree(person.id)
        with pytest.raises(rules.TooLittleShown):
            service.submit(event.id, business.id, details, actor=actor_of(person), now=clock.now())
