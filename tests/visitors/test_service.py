"""At the door, when the event is off, by e-mail, and what a copy and time do with visitors' data."""

from datetime import timedelta

import pytest

from eventreg.accounts import queries as people
from eventreg.core import clock, outbox
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM
from eventreg.door.models import Scan
from eventreg.events import slots
from eventreg.events.rules import EventState
from eventreg.records import erasure, retention
from eventreg.records.holdings import HOLDINGS, subject_of
from eventreg.records.rules import ERASED
from eventreg.tickets.models import Ticket
from eventreg.tickets.rules import TicketState
from eventreg.visitors.models import Visit
from tests.door.conftest import Phone
from tests.factories.people import make_person


@pytest.fixture
def phone(fair):
    return Phone(fair.app, fair.slug, "Utara")


def code_of(fair, number=0):
    return fair.tickets()[number].code


def test_a_visitor_is_admitted_on_their_day_alone(fair, phone):
    fair.register(session_id=fair.today)
    fair.register(session_id=fair.tomorrow)

    assert phone.shows(code=code_of(fair, 0)) == "admitted"
    assert phone.shows(code=code_of(fair, 1)) == "wrong_session"
    assert phone.shows(code=code_of(fair, 1), session=fair.tomorrow) == "too_early"


def test_companions_count_up_to_the_people_registered(fair, phone):
    fair.register(session_id=fair.today, party=40, school="SDN Kauman")

    assert phone.shows(code=code_of(fair), companions=45) == "admitted"
    with fair.app.app_context():
        assert db.session.query(Scan).one().companions_counted == 39


@pytest.mark.parametrize("news", [EventState.CANCELLED, EventState.POSTPONED])
def test_an_event_that_is_off_revokes_and_tells(fair, news):
    fair.register(email="ratmi@contoh.id")
    fair.register(name="Pak Slamet")
    with fair.app.app_context(), unit_of_work():
        told = slots.tell_visitors(fair.event_id, news, reason="Banjir", actor=SYSTEM, now=clock.now())

    assert told == 1
    assert {ticket.state for ticket in fair.tickets()} == {TicketState.REVOKED}
    # Pak Slamet gave no address: his waits for somebody to tell it
    assert fair.messages()[-2:] == [("visit_cancelled", "ratmi@contoh.id"), ("visit_cancelled", "")]


@pytest.mark.sqlite_only
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_messages_say_when_and_carry_the_ticket(fair, smtp, language):
    fair.register(email="ratmi@contoh.id")
    with fair.app.app_context():
        with unit_of_work():
            db.session.query(outbox.OutboxMessage).one().language = language
        with unit_of_work():
            slots.tell_visitors(fair.event_id, EventState.CANCELLED, reason="Banjir", actor=SYSTEM, now=clock.now())
            db.session.query(outbox.OutboxMessage).filter_by(kind="visit_cancelled").one().language = language
        ticket, cancelled = (
            outbox.render(message) for message in db.session.query(outbox.OutboxMessage).order_by("id")
        )
    assert "Bu Ratmi" in ticket.text
    assert "/visits/1-" in ticket.text
    assert "Banjir" in cancelled.text
    assert "Pekan Batik" in cancelled.subject
    assert [a.media_type for a in ticket.attachments] == ["text/calendar"]  # the ticket is revoked by now


@pytest.mark.sqlite_only
def test_the_ticket_is_attached_while_it_holds(fair):
    fair.register(email="ratmi@contoh.id")
    with fair.app.app_context():
        rendered = outbox.render(db.session.query(outbox.OutboxMessage).one())
    assert [a.media_type for a in rendered.attachments] == ["application/pdf", "text/calendar"]
    assert rendered.attachments[0].data.startswith(b"%PDF")


@pytest.mark.sqlite_only
def test_a_visit_is_its_address_owners(fair):
    fair.register(email="ratmi@contoh.id", school="Keluarga Ratmi")
    fair.register(name="Pak Slamet")
    with fair.app.app_context():
        with unit_of_work():
            person_id = make_person("ratmi@contoh.id", "Ratmi").id
        person = people.find_person("ratmi@contoh.id")
        held = {holding.key: holding for holding in HOLDINGS}
        subject = subject_of(person)
        assert [row.name for row in db.session.scalars(held["visits"].rows(subject))] == ["Bu Ratmi"]
        assert [row.holder for row in db.session.scalars(held["tickets"].rows(subject))] == ["Bu Ratmi"]
        with unit_of_work():
            erasure.erase(person_id, actor=SYSTEM, now=clock.now())
        visits, tickets = db.session.query(Visit).order_by(Visit.id), db.session.query(Ticket).order_by(Ticket.id)
        assert [(visit.name, visit.email) for visit in visits] == [(ERASED, ""), ("Pak Slamet", "")]
        assert [(ticket.holder, ticket.business_name) for ticket in tickets] == [(ERASED, ""), ("Pak Slamet", "")]


def test_names_go_half_a_year_after_the_event_and_counts_stay(fair):
    fair.register(email="ratmi@contoh.id", party=4)
    for later, name in ((170, "Bu Ratmi"), (190, ERASED)):
        with fair.app.app_context(), unit_of_work():
            retention.carry_out(actor=SYSTEM, now=clock.now() + timedelta(days=later))
        (visit,) = fair.visits()
        assert (visit.name, visit.party) == (name, 4)
        assert fair.tickets()[0].holder == name
    assert (visit.phone, visit.email) == ("", "")
