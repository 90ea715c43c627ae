"""Whatever changes what a ticket is good for reaches the phones with the next reading of their list."""

import pytest

from eventreg.applications import participants
from eventreg.applications import service as applications
from eventreg.applications.answering import ParticipantDetails
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM, Actor, Role
from eventreg.door import queries
from eventreg.visitors import service as visitors
from eventreg.visitors.models import Visit
from eventreg.visitors.service import VisitDetails
from tests.factories.applications import make_application
from tests.factories.people import actor_of


@pytest.fixture
def news(app, fair, phone):
    """What a phone hears of after a deed: (holder, state, gate_category, party)."""
    path = f"events/{fair.slug}/door/list"

    def after(deed, *args, **given):
        known = phone.get(path).get_json()["changes"]
        with app.app_context(), unit_of_work():
            deed(*args, now=clock.now(), **given)
        tickets = phone.get(f"{path}?since={known}").get_json()["tickets"]
        return sorted((one["holder"], one["state"], one["gate_category"], one["party"]) for one in tickets)

    return after


@pytest.fixture
def applied(app, fair):
    """The id of an application that waits for its decision, and who applied."""
    with app.app_context(), unit_of_work():
        event = queries.get_event(fair.slug)
        application = make_application(event.id, now=event.opens_at)
        return event.id, application.id, actor_of(application.applicant)


def craft_of(app, application_id):
    with app.app_context():
        return db.session.get_one(Application, application_id).business.category.name_id


def organiser(event_id):
    return Actor(person_id=None, roles=frozenset({(Role.ORGANISER, event_id)}))


def test_a_place_that_is_confirmed_and_given_back(app, news, applied):
    event_id, application_id, owner = applied
    craft = craft_of(app, application_id)

    confirmed = news(applications.decide, event_id, [application_id], Status.ACCEPTED, actor=SYSTEM, reason="")
    given_back = news(applications.withdraw, application_id, actor=owner, reason="Sakit")

    assert confirmed == [("Sri", "valid", craft, 1)]
    assert given_back == [("Sri", "revoked", craft, 1)]


def test_somebody_else_comes(app, news, applied):
    event_id, application_id, _owner = applied
    craft = craft_of(app, application_id)
    news(applications.decide, event_id, [application_id], Status.ACCEPTED, actor=SYSTEM, reason="")
    with app.app_context():
        participant = db.session.get_one(Application, application_id).participants[0].id

    comer, staff = ParticipantDetails("Budi"), organiser(event_id)
    told = news(participants.replace, participant, comer, actor=staff, reason="Sakit")

    assert told == [("Budi", "valid", craft, 1), ("Sri", "replaced", craft, 1)]


def test_a_group_that_gets_smaller(app, fair, news):
    with app.app_context(), unit_of_work():
        event = queries.get_event(fair.slug)
        event.visitors_open, event.sessions[0].visitor_quota = True, 50
        group = VisitDetails("Bu Ratmi", 30, phone="+6281234567890", school="SDN 1")
        visit = visitors.register(event.id, event.sessions[0].id, group, by_staff=True, actor=SYSTEM, now=clock.now())
        visit_id = visit.id

    assert news(visitors.reduce, visit_id, 12, actor=SYSTEM) == [("Bu Ratmi", "valid", "Rombongan", 12)]
    assert news(visitors.cancel, visit_id, actor=SYSTEM) == [("Bu Ratmi", "revoked", "Rombongan", 12)]
    with app.app_context():
        assert db.session.get_one(Visit, visit_id).cancelled_at
