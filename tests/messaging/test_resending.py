"""A ticket sent again by oneself: to the address on file alone, and nobody learns who is registered."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from eventreg.accounts.models import Person
from eventreg.applications import service as applications
from eventreg.applications.rules import Status
from eventreg.core import clock, outbox
from eventreg.core.channels import Channel
from eventreg.core.db import db, unit_of_work
from eventreg.core.outbox import MessageState, OutboxMessage
from eventreg.core.permissions import ANONYMOUS, Role
from eventreg.messaging import resending
from eventreg.tickets.models import Ticket
from eventreg.tickets.rules import group_code
from eventreg.visitors import service as visitors
from eventreg.visitors.service import VisitDetails
from tests.factories.applications import make_application
from tests.factories.events import make_event
from tests.factories.people import actor_of, make_person, sign_in
from tests.support.visitor import soup

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def codes(app):
    """An exhibitor (sri@contoh.id) and a visitor (ratmi@contoh.id) with tickets; their codes."""
    with app.app_context(), unit_of_work():
        event = make_event(title="Pekan Batik")
        event.visitors_open = True
        event.sessions[0].visitor_quota = 10
        committee = actor_of(make_person("komite@demo.test", "Hartono", Role.COMMITTEE))
        application = make_application(event.id, email="sri@contoh.id")
        now = clock.now()
        applications.decide(event.id, [application.id], Status.ACCEPTED, actor=committee, reason="", now=now)
        details = VisitDetails(name="Bu Ratmi", party=2, phone="", email="ratmi@contoh.id")
        visit = visitors.register(event.id, event.sessions[0].id, details, actor=ANONYMOUS, now=now)
        ticket = db.session.scalars(select(Ticket).where(Ticket.id != visit.ticket_id)).one()
        return {"application": application.code, "ticket": ticket.code, "visit": visit.ticket.code}


def sent(app):
    with app.app_context():
        found = db.session.scalars(select(OutboxMessage).filter_by(kind="ticket_again").order_by(OutboxMessage.id))
        return [message.address for message in found]


@pytest.mark.parametrize(
    ("typed", "goes_to"),
    [
        (" Sri@Contoh.id ", ["sri@contoh.id"]),
        ("RATMI@contoh.id", ["ratmi@contoh.id"]),
        ("siapa@contoh.id", []),
        ("{application}", ["sri@contoh.id"]),
        ("{ticket}", ["sri@contoh.id"]),
        ("{visit}", ["ratmi@contoh.id"]),
        ("0000-0000-0000", []),
        ("%", []),
    ],
)
def test_it_goes_to_the_address_on_file_and_the_answer_tells_nothing(app, codes, visitor, typed, goes_to):
    if typed.startswith("{"):
        kind = typed.strip("{}")
        typed = codes[kind] if kind == "application" else group_code(codes[kind]).lower()
    stranger = visitor()
    answer = stranger.post("/tickets/again", who=typed)
    assert answer.status_code == 302
    assert answer.location == "/tickets/again/sent"
    assert sent(app) == goes_to


def test_who_asks_is_answered_by_mail_also_where_staff_write_to_them_by_whatsapp(app, codes, visitor):
    with app.app_context(), unit_of_work():
        person = db.session.scalar(select(Person).filter_by(email="sri@contoh.id"))
        person.phone, person.channel = "+6281234567000", Channel.WHATSAPP

    visitor().post("/tickets/again", who="sri@contoh.id")

    with app.app_context():
        (message,) = db.session.scalars(select(OutboxMessage).filter_by(kind="ticket_again")).all()
        assert (message.channel, message.state) == (Channel.EMAIL, MessageState.WAITING)


def test_asked_twice_it_comes_once(app, codes, visitor):
    stranger = visitor()
    for _ in range(3):
        stranger.post("/tickets/again", who="sri@contoh.id")
    assert sent(app) == ["sri@contoh.id"]


def test_nobodys_mailbox_is_filled_over_a_day(app, codes):
    with app.app_context():
        for minutes in range(0, 240, 11):
            with unit_of_work():
                moment = clock.now() + timedelta(minutes=minutes)
                resending.send_to_address("sri@contoh.id", actor=ANONYMOUS, now=moment)
    assert sent(app) == ["sri@contoh.id"] * resending.MOST_A_DAY


def test_it_brings_the_ticket(app, codes, visitor):
    visitor().post("/tickets/again", who="ratmi@contoh.id")
    with app.app_context():
        message = db.session.scalars(select(OutboxMessage).filter_by(kind="ticket_again")).one()
        rendered = outbox.render(message)
    assert group_code(codes["visit"]) in rendered.text
    assert rendered.attachments[0].media_type == "application/pdf"


def test_an_empty_box_is_told_beside_it(visitor):
    page = visitor().post("/tickets/again", who="  ")
    assert page.status_code == 422
    assert soup(page).select_one(".error").text.strip()


def test_on_ones_own_page(app, codes, visitor):
    sri = sign_in(visitor(), "sri@contoh.id")
    page = sri.post(f"/me/applications/{codes['application']}/ticket-again", follow=True)
    assert "Tiket sedang dikirim" in page.text
    assert sent(app) == ["sri@contoh.id"]


def test_not_anothers(app, codes, visitor):
    other = sign_in(visitor(), "lain@contoh.id")
    assert other.post(f"/me/applications/{codes['application']}/ticket-again").status_code == 404
    assert sent(app) == []


def test_nothing_for_a_ticket_that_was_taken_back(app, codes, visitor):
    with app.app_context(), unit_of_work():
        for ticket in db.session.scalars(select(Ticket)):
            ticket.state = "revoked"
    visitor().post("/tickets/again", who="sri@contoh.id")
    assert sent(app) == []
