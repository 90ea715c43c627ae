"""How people are told: what they choose, what comes next when that fails, and what becomes of a bad address."""

import re

import pytest

from eventreg.accounts.models import Person
from eventreg.core import clock, delivery, outbox
from eventreg.core.audit import AuditEntry
from eventreg.core.channels import Channel
from eventreg.core.db import db, unit_of_work
from eventreg.core.outbox import MessageState, OutboxMessage
from eventreg.core.permissions import Role
from tests.factories.applications import make_application
from tests.factories.events import make_event
from tests.factories.people import sign_in
from tests.support.smtp import text_of
from tests.support.visitor import soup

SRI, PHONE = "sri@contoh.id", "+6281234567890"


@pytest.fixture
def sri(visitor):
    return sign_in(visitor(language="en"), SRI)


@pytest.fixture
def applied(app, sri):
    """Sri has applied; what she is told of it can be queued again."""
    with app.app_context(), unit_of_work():
        make_application(make_event().id, email=SRI)
        message = db.session.scalars(db.select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
        kind, params, person_id = message.kind, dict(message.params), message.person_id
        db.session.delete(message)

    def tell(**changes):
        """Queue it once more, after changes to the person; gives the message's id."""
        with app.app_context(), unit_of_work():
            person = db.session.get(Person, person_id)
            for name, value in changes.items():
                setattr(person, name, value)
            db.session.flush()
            told = outbox.queue(
                kind, to=person.email or "", language="en", now=clock.now(), person_id=person_id, **params
            )
            db.session.flush()
            return told.id

    return tell


def find(app, number):
    with app.app_context():
        message = db.session.get(OutboxMessage, number)
        return message.channel, message.state, message.phone


def deliver_all(app):
    with app.app_context():
        while delivery.deliver_next(clock.now):
            pass


@pytest.mark.parametrize(
    ("chosen", "channel", "state", "number"),
    [
        ("email", Channel.EMAIL, MessageState.WAITING, ""),
        ("whatsapp", Channel.WHATSAPP, MessageState.BY_HAND, PHONE),
        ("notice", Channel.NOTICE, MessageState.SENT, ""),
    ],
)
def test_what_is_chosen_on_the_account_page_holds_from_then_on(app, sri, applied, chosen, channel, state, number):
    page = sri.post("/me/account", name="Sri", phone="0812 3456 7890", channel=chosen, follow=True)

    assert soup(page).select_one("[name=channel][checked]")["value"] == chosen
    assert find(app, applied()) == (channel, state, number)


def test_whatsapp_needs_a_number(sri):
    page = sri.post("/me/account", name="Sri", phone="", channel="whatsapp")

    assert page.status_code == 422
    assert "Enter your WhatsApp number, or choose another way below." in page.text
    assert soup(page).select_one("[name=channel][checked]")["value"] == "whatsapp", "what was chosen is kept"


def test_without_an_address_mail_is_no_choice(app, sri):
    with app.app_context(), unit_of_work():
        db.session.scalars(db.select(Person).filter_by(email=SRI)).one().email = None

    choices = [field["value"] for field in soup(sri.get("/me/account")).select("[name=channel]")]

    assert choices == ["whatsapp", "notice"]


def test_a_business_without_a_number_of_its_owners_lends_its_own(app, applied):
    number = applied(channel=Channel.WHATSAPP, phone="")

    channel, state, phone = find(app, number)
    assert (channel, state) == (Channel.WHATSAPP, MessageState.BY_HAND)
    assert phone.startswith("+62")


async def refuse(server, session, envelope, address, options):
    return "550 5.1.1 no such user here"


@pytest.mark.sqlite_only
def test_mail_that_comes_back_takes_the_next_way_and_marks_the_address(app, visitor, sri, applied, smtp):
    smtp.handle_RCPT = refuse
    number = applied(phone=PHONE)
    deliver_all(app)

    assert find(app, number) == (Channel.WHATSAPP, MessageState.BY_HAND, PHONE)
    with app.app_context():
        person = db.session.scalars(db.select(Person).filter_by(email=SRI)).one()
        assert person.address_refused_at is not None
        entry = db.session.scalars(db.select(AuditEntry).filter_by(action="address.refused")).one()
        assert entry.subject_id == person.id
        person_id = person.id
    assert f"does not arrive at {SRI}" in sri.get("/me/").text
    admin = sign_in(visitor(language="en"), "admin@contoh.id", Role.ADMINISTRATOR)
    assert "No mail arrives at this address." in admin.get(f"/staff/people/{person_id}").text
    assert "No mail arrives" in admin.get("/staff/people/?q=sri").text


def mark(app, *, phone=""):
    with app.app_context(), unit_of_work():
        person = db.session.scalars(db.select(Person).filter_by(email=SRI)).one()
        person.address_refused_at, person.address_problem, person.phone = clock.now(), "550 unknown", phone


def is_marked(app):
    with app.app_context():
        return db.session.scalars(db.select(Person).filter_by(name="Sri")).one().address_refused_at is not None


@pytest.fixture
def marked(app, sri):
    sri.post("/me/account", name="Sri", phone="", channel="email")
    mark(app)
    return sri


def test_what_she_is_told_next_does_not_go_to_a_bad_address(app, applied, marked):
    assert find(app, applied(phone=PHONE))[0] is Channel.WHATSAPP


@pytest.mark.sqlite_only
def test_a_mail_that_arrives_clears_it(app, visitor, marked, smtp):
    visitor().post("/sign-in", email=SRI)
    deliver_all(app)

    assert smtp.to(SRI)
    assert not is_marked(app)


def test_she_can_say_that_the_address_is_right(app, marked):
    marked.post("/me/account/address/trial")

    assert not is_marked(app)


@pytest.mark.sqlite_only
def test_another_address_takes_its_place(app, marked, smtp):
    marked.post("/me/account/address", email="baru@contoh.id")
    deliver_all(app)
    (link,) = re.findall(r"/me/account/address/\S+", text_of(smtp.to("baru@contoh.id")[0]))
    assert marked.get(link).status_code == 200
    marked.post(link)

    assert not is_marked(app)
    assert "baru@contoh.id" in marked.get("/me/account").text


def test_a_good_address_is_not_changed_this_way(app, sri):
    assert sri.post("/me/account/address", email="baru@contoh.id").status_code == 422

    with app.app_context():
        assert not db.session.scalars(db.select(OutboxMessage).filter_by(address="baru@contoh.id")).all()


def test_staff_do_not_change_theirs_this_way(app, visitor):
    panitia = sign_in(visitor(language="en"), SRI, Role.ORGANISER)
    mark(app)

    assert not soup(panitia.get("/me/account")).select("#address")
    assert panitia.post("/me/account/address", email="baru@contoh.id").status_code == 422
