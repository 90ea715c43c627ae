"""The number of the booth on the exhibitors' tickets; on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from eventreg.applications import service as applications
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.booths import placing, queries, service
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM
from eventreg.events.rules import EventKind
from eventreg.tickets.models import Ticket
from tests.factories.applications import make_application
from tests.factories.booths import drawn, make_floor, row
from tests.factories.events import make_event
from tests.factories.people import actor_of


@pytest.fixture
def fair(app):
    """An exhibition with a row of booths and one confirmed exhibitor: (event's id, application's id)."""
    with app.app_context():
        with unit_of_work():
            event = make_event(kind=EventKind.EXHIBITION)
            make_floor(event.id, drawn(*row("A", 4)))
            application = make_application(event.id)
            number = application.id
        with unit_of_work():
            applications.decide(event.id, [number], Status.ACCEPTED, actor=SYSTEM, reason="", now=before())
        yield event.id, number


def before():
    return clock.now() - timedelta(minutes=1)


def act(deed, *args, **given):
    now = clock.now()
    with unit_of_work():
        deed(*args, actor=SYSTEM, now=now, **given)
    return now


def on_ticket():
    """The booth on the ticket, and when phones were told."""
    ticket = db.session.query(Ticket).one()
    return ticket.booth, ticket.changed_at


def test_tickets_tell_the_booth_wherever_it_is(fair):
    event_id, application_id = fair
    assert db.session.get_one(Application, application_id).status is Status.CONFIRMED

    placed = act(placing.place, event_id, application_id, "a-01")
    assert on_ticket() == ("A-01", placed)
    moved = act(placing.move, event_id, application_id, "a-01", "a-03")
    assert on_ticket() == ("A-03", moved)
    second = act(placing.place, event_id, application_id, "a-04", booths=2)
    assert on_ticket() == ("A-03, A-04", second)
    act(placing.release, event_id, application_id, "a-04")
    released = act(placing.release, event_id, application_id, "a-03")
    assert on_ticket() == ("", released)


def test_tickets_tell_the_new_number_of_a_booth(fair):
    event_id, application_id = fair
    placed = act(placing.place, event_id, application_id, "a-01")
    drawing = queries.drawing_of(queries.get(event_id))
    one, other, *others = drawing.booths

    act(service.save, event_id, replace(drawing, booths=(one, replace(other, label="C-9"), *others)), revision=None)
    assert on_ticket() == ("A-01", placed)  # of another's booth phones need not hear
    renamed = act(
        service.save, event_id, replace(drawing, booths=(replace(one, label="B-7"), other, *others)), revision=None
    )

    assert on_ticket() == ("B-7", renamed)


def test_a_ticket_issued_later_tells_the_booth_too(app):
    with app.app_context():
        with unit_of_work():
            event = make_event(kind=EventKind.EXHIBITION, confirm_days=3)
            make_floor(event.id, drawn(*row("A", 2)))
            application = make_application(event.id)
        act(applications.decide, event.id, [application.id], Status.ACCEPTED, reason="")
        act(placing.place, event.id, application.id, "a-02")
        with unit_of_work():
            applications.confirm(application.id, actor=actor_of(application.applicant), now=clock.now())

        assert on_ticket()[0] == "A-02"


@pytest.mark.sqlite_only
def test_long_numbers_find_room(fair):
    event_id, application_id = fair
    drawing = queries.drawing_of(queries.get(event_id))
    one, other, *others = drawing.booths
    long = (replace(one, label="HALAMAN TIMUR-01"), replace(other, label="HALAMAN TIMUR-02"), *others)
    act(service.save, event_id, replace(drawing, booths=long), revision=None)

    act(placing.place, event_id, application_id, "a-01", booths=2)
    act(placing.place, event_id, application_id, "a-02", booths=2)

    assert on_ticket()[0] == "HALAMAN TIMUR-01 +1"
