"""Messages for people without an address: no worker tries them, no message is lost, staff tell them."""

from urllib.parse import parse_qs, urlsplit

import pytest

from eventreg.accounts.models import Person
from eventreg.core import clock, delivery, outbox
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.outbox import MessageState, OutboxMessage
from eventreg.core.permissions import Role
from tests.factories.applications import make_application
from tests.factories.events import make_event
from tests.factories.people import sign_in
from tests.support.queries import asked
from tests.support.visitor import soup

TAB = "/staff/outbox/?state=by_hand"


@pytest.fixture
def panitia(visitor):
    return sign_in(visitor(language="en"), "panitia@contoh.id", Role.ORGANISER)


@pytest.fixture
def tini(app):
    """Somebody with a phone and no address who has applied; the id of the message that tells her so."""
    with app.app_context(), unit_of_work():
        make_application(make_event().id, email="tini@contoh.id", name="Rajut Tini")
        message = db.session.scalars(db.select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
        person = db.session.get(Person, message.person_id)
        person.email, person.name, person.phone = None, "Bu Tini", "+6281234567890"
        outbox.queue(message.kind, to="", language="id", now=clock.now(), person_id=person.id, **message.params)
        db.session.delete(message)
        db.session.flush()
        return db.session.scalars(db.select(OutboxMessage.id).filter_by(person_id=person.id)).one()


def state_of(app, number):
    with app.app_context():
        return db.session.get(OutboxMessage, number).state


def test_the_worker_leaves_it_to_people(app, tini, smtp):
    with app.app_context():
        while delivery.deliver_next(clock.now):
            pass

    assert state_of(app, tini) is MessageState.BY_HAND
    assert smtp.messages == []


def test_it_stands_under_a_tab_of_its_own_by_name(panitia, tini):
    page = soup(panitia.get(TAB))

    assert page.select_one("main h2").text == "Application received: Bu Tini"
    assert page.select_one(".tabs [aria-current]").text.split() == ["To", "be", "told", "by", "hand", "1"]
    assert "Bu Tini" in panitia.get("/staff/outbox/?q=tini").text


def test_whatsapp_opens_with_her_number_and_the_whole_text(panitia, tini):
    link = soup(panitia.get(TAB)).select_one("a[href$='/whatsapp']")

    answer = panitia.get(link["href"])

    assert answer.status_code == 302
    chat = urlsplit(answer.location)
    assert (chat.netloc, chat.path) == ("wa.me", "/6281234567890")
    (text,) = parse_qs(chat.query)["text"]
    assert "Rajut Tini" in text
    assert "/me/" in text, "where she looks it up"


def test_told_is_told_once_and_written_down(app, panitia, tini):
    assert panitia.post(f"/staff/outbox/{tini}/told", follow=True).status_code == 200

    assert state_of(app, tini) is MessageState.SENT
    with app.app_context():
        entry = db.session.scalars(db.select(AuditEntry).filter_by(action="message.told")).one()
        assert (entry.subject_type, entry.subject_id) == ("outbox_message", tini)

    assert "told already" in panitia.post(f"/staff/outbox/{tini}/told", follow=True).text
    assert "Send by WhatsApp" in panitia.get(f"/staff/outbox/{tini}").text, "who pressed by mistake can still send it"


def test_what_goes_out_by_mail_is_not_told_by_hand(app, panitia):
    with app.app_context(), unit_of_work():
        number = outbox.queue(
            "sign_in", to="sri@contoh.id", language="id", now=clock.now(), request=1, token="t", code="482913"
        )
        db.session.flush()
        number = number.id

    panitia.post(f"/staff/outbox/{number}/told")

    assert state_of(app, number) is MessageState.WAITING
    assert panitia.get(f"/staff/outbox/{number}/whatsapp").status_code == 404


def test_without_a_phone_there_is_no_link_but_it_can_be_told(app, panitia, tini):
    with app.app_context(), unit_of_work():
        db.session.scalars(db.select(Person).filter_by(name="Bu Tini")).one().phone = ""

    assert "Send by WhatsApp" not in panitia.get(TAB).text
    assert panitia.get(f"/staff/outbox/{tini}/whatsapp").status_code == 404
    assert "Told" in panitia.get(TAB).text


def test_the_auditor_reads_and_tells_nobody(visitor, tini):
    auditor = sign_in(visitor(language="en"), "auditor@contoh.id", Role.AUDITOR)

    assert "Bu Tini" in auditor.get(TAB).text
    assert "Told" not in soup(auditor.get(TAB)).select_one("main ul").text
    assert auditor.post(f"/staff/outbox/{tini}/told").status_code == 403
    assert auditor.get(f"/staff/outbox/{tini}/whatsapp").status_code == 403


def test_ten_rows_ask_the_database_no_more_than_one(app, panitia, tini):
    panitia.get(TAB)
    with asked(app) as one_row:
        panitia.get(TAB)
    with app.app_context(), unit_of_work():
        one = db.session.get(OutboxMessage, tini)
        for _ in range(9):
            outbox.queue(one.kind, to="", language="id", now=clock.now(), person_id=one.person_id, **one.params)

    with asked(app) as ten_rows:
        panitia.get(TAB)
    assert len(ten_rows) == len(one_row)
