"""A ticket of an application that chose some of the sessions admits to these alone."""

from datetime import timedelta

import pytest

from eventreg.applications.models import Application, ApplicationTicket
from eventreg.applications.rules import Status
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.door import reading
from eventreg.events.models import Event
from eventreg.tickets import papers
from eventreg.tickets.models import Ticket
from tests.door.conftest import HOUR, Phone, make_ticket
from tests.factories.applications import make_application
from tests.factories.events import days, make_event


@pytest.mark.sqlite_only
def test_chosen_sessions_admit_and_the_others_do_not(app):
    now = clock.now()
    with app.app_context(), unit_of_work():
        event = make_event(
            sessions=days(now - HOUR, now + timedelta(days=1)), closes_at=now + HOUR, choose_sessions=True
        )
        slug, event_id, (today, tomorrow) = event.slug, event.id, event.sessions
        for chosen in (today, tomorrow):
            application = make_application(event.id, sessions=(chosen.id,))
            db.session.get_one(Application, application.id).status = Status.CONFIRMED
            ticket = make_ticket(event)
            db.session.add(ApplicationTicket(application_id=application.id, ticket_id=ticket.id))
    phone = Phone(app, slug, "Utara")
    with app.app_context():
        event = db.session.get_one(Event, event_id)
        first, second = db.session.query(Ticket).order_by("id")
        assert reading.usable_now(event, [first, second], now=now) == {first.id}
        assert [len(papers.days_for(ticket)) for ticket in (first, second)] == [1, 1]
        codes = [first.code, second.code]

    assert [phone.shows(code=code) for code in codes] == ["admitted", "wrong_session"]
