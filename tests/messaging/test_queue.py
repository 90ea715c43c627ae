"""Staff send by WhatsApp, one message after the other: each once, by one of them, and none is lost."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from eventreg.accounts import service as accounts
from eventreg.accounts.models import Person
from eventreg.core import clock, outbox
from eventreg.core.audit import AuditEntry
from eventreg.core.channels import Channel
from eventreg.core.db import db, unit_of_work
from eventreg.core.kinds import KINDS
from eventreg.core.outbox import MessageState, OutboxMessage
from eventreg.core.permissions import SYSTEM, Actor, Role
from eventreg.messaging import chatting, unsubscribing
from tests.factories.applications import make_application
from tests.factories.events import make_event
from tests.factories.people import make_person, sign_in
from tests.support.queries import asked
from tests.support.visitor import soup

QUEUE = "/staff/outbox/queue/"
NAMES = ("Bu Ani", "Bu Tini", "Pak Budi")


@pytest.fixture
def waiting(app):
    """Three people without an address wait for the same news; name → the id of the message."""
    with app.app_context(), unit_of_work():
        make_application(make_event().id, email="rajut@contoh.id", name="Rajut Tini")
        first = db.session.scalars(db.select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
        found = {}
        for number, name in enumerate(NAMES):
            person = accounts.enter_person(name, phone=f"+628123456789{number}", actor=SYSTEM, now=clock.now())
            message = outbox.queue(
                first.kind, to="", language="en", now=clock.now(), person_id=person.id, **first.params
            )
            db.session.flush()
            found[name] = message.id
        return found


@pytest.fixture
def panitia(visitor):
    return sign_in(visitor(language="en"), "panitia@contoh.id", Role.ORGANISER)


@pytest.fixture
def colleague(visitor):
    return sign_in(visitor(language="en"), "rekan@contoh.id", Role.ORGANISER)


def begin(staff):
    return soup(staff.post(f"{QUEUE}taking", follow=True))


def does(staff, what, number, **more):
    return soup(staff.post(f"{QUEUE}{number}/{what}", follow=True, **more))


def shown(page):
    """Whose message stands there to be opened next."""
    found = page.select_one("#next")
    return found.text if found else None


def opened(page):
    found = page.select_one("#opened")
    return found.text if found else None


def find(app, number):
    with app.app_context():
        return db.session.get(OutboxMessage, number)


def later(app, **past):
    """Everything that is held was taken that much earlier."""
    with app.app_context(), unit_of_work():
        for message in db.session.scalars(db.select(OutboxMessage)):
            message.due_at -= timedelta(**past)
            if message.opened_at:
                message.opened_at -= timedelta(**past)


def test_one_tap_each_and_what_it_says_stands_there_first(app, panitia, waiting):
    assert "3 left" in panitia.get(QUEUE).text
    page = begin(panitia)
    assert shown(page) == "Bu Ani"
    assert "Rajut Tini" in page.select_one("article .prose").text

    for number, name in enumerate(NAMES):
        form = page.select_one("form[data-chat]")
        chat = urlsplit(form["data-chat"])
        assert (chat.netloc, chat.path) == ("wa.me", f"/628123456789{number}")
        assert "Rajut Tini" in parse_qs(chat.query)["text"][0]
        fields = {field["name"]: field["value"] for field in form.select("input") if field["name"] != "csrf_token"}
        page = soup(panitia.post(form["action"], follow=True, **fields))
        assert name in opened(page)
        assert shown(page) == (*NAMES, None)[number + 1]

    page = does(panitia, "sent", waiting["Pak Budi"])
    assert "Nothing waits to be sent by WhatsApp" in page.text
    assert {find(app, number).state for number in waiting.values()} == {MessageState.SENT}
    with app.app_context():
        told = db.session.scalars(db.select(AuditEntry.action).where(AuditEntry.action.like("message.%"))).all()
    assert sorted(told) == ["message.opened"] * 3 + ["message.told"] * 3


def test_looking_takes_nothing(app, panitia, colleague, waiting):
    for staff in (panitia, colleague):
        assert shown(soup(staff.get(QUEUE))) is None

    assert {find(app, number).claim for number in waiting.values()} == {""}


def test_two_never_have_the_same_one(app, panitia, colleague, waiting):
    assert shown(begin(panitia)) == "Bu Ani"
    assert shown(begin(colleague)) == "Bu Tini"

    page = does(colleague, "opening", waiting["Bu Ani"])

    assert "A colleague is sending this message just now" in page.text
    assert find(app, waiting["Bu Ani"]).opened_at is None
    assert "A colleague is sending" in colleague.get(f"/staff/outbox/{waiting['Bu Ani']}/whatsapp", follow=True).text
    assert panitia.get(f"/staff/outbox/{waiting['Bu Ani']}/whatsapp").location.startswith("https://wa.me/")


def test_what_somebody_left_is_free_after_ten_minutes(app, panitia, colleague, waiting):
    begin(panitia)
    later(app, minutes=11)

    assert shown(soup(panitia.get(QUEUE))) is None, "she has to take it anew before she opens it"
    taken = {shown(begin(colleague))}
    for _ in NAMES[1:]:
        page = does(
            colleague, "opening", next(waiting[name] for name in taken if not find(app, waiting[name]).opened_at)
        )
        taken.add(shown(page))
    assert taken == set(NAMES)


def test_what_was_opened_and_not_marked_is_not_lost_and_not_sent_twice(app, panitia, colleague, waiting):
    begin(panitia)
    does(panitia, "opening", waiting["Bu Ani"])
    later(app, minutes=11)

    page = begin(colleague)
    assert shown(page) != "Bu Ani", "she may have it already"
    told = page.select_one("[aria-labelledby=others]").text
    assert "Bu Ani" in told
    assert "opened by panitia@contoh.id" in told

    page = does(colleague, "return", waiting["Bu Ani"])
    assert not page.select("[aria-labelledby=others]")
    assert find(app, waiting["Bu Ani"]).opened_at is None
    assert shown(page) == "Bu Ani"


def test_opened_twice_is_written_down_once(app, panitia, waiting):
    begin(panitia)
    for _ in range(2):
        does(panitia, "opening", waiting["Bu Ani"])

    with app.app_context():
        assert len(db.session.scalars(db.select(AuditEntry).filter_by(action="message.opened")).all()) == 1


def test_the_tap_marks_only_what_one_opened_oneself(app, panitia, colleague, waiting):
    begin(panitia)
    does(panitia, "opening", waiting["Bu Ani"])
    begin(colleague)

    does(colleague, "opening", waiting["Bu Tini"], sent=waiting["Bu Ani"])

    assert find(app, waiting["Bu Ani"]).state is MessageState.BY_HAND


def test_who_is_skipped_comes_last(panitia, waiting):
    begin(panitia)
    page = does(panitia, "skipping", waiting["Bu Ani"])
    assert shown(page) == "Bu Tini"
    page = does(panitia, "opening", waiting["Bu Tini"])
    assert shown(page) == "Pak Budi"
    page = does(panitia, "opening", waiting["Pak Budi"])
    assert shown(page) == "Bu Ani"


def test_marked_by_mistake_is_taken_back_for_an_hour(app, panitia, colleague, waiting):
    begin(panitia)
    does(panitia, "opening", waiting["Bu Ani"])
    page = does(panitia, "sent", waiting["Bu Ani"])
    assert "Marked as sent last: Bu Ani" in page.text

    assert "told already" in does(colleague, "return", waiting["Bu Ani"]).text, "it was not theirs"
    page = does(panitia, "return", waiting["Bu Ani"])

    assert shown(page) == "Bu Ani"
    assert find(app, waiting["Bu Ani"]).state is MessageState.BY_HAND
    assert find(app, waiting["Bu Ani"]).sent_at is None


def test_a_wrong_number_leaves_the_queue_with_all_that_waits_for_it(app, panitia, waiting):
    with app.app_context(), unit_of_work():
        one = db.session.get(OutboxMessage, waiting["Bu Ani"])
        again = outbox.queue(one.kind, to="", language="en", now=clock.now(), person_id=one.person_id, **one.params)
        db.session.flush()
        again, person_id = again.id, one.person_id
    begin(panitia)

    page = does(panitia, "wrong-number", waiting["Bu Ani"])

    assert "2 left" in page.text
    assert "2 messages have no other way and wait below" in page.text
    assert shown(page) == "Bu Tini"
    assert page.select_one("[aria-labelledby=wrong]").text.count("Bu Ani") == 4, "both stand there, each with a button"
    assert {find(app, number).state for number in (waiting["Bu Ani"], again)} == {MessageState.BY_HAND}

    with app.app_context(), unit_of_work():  # the number is corrected: they come back by themselves
        db.session.get(Person, person_id).phone = "+6281234567000"
    assert "4 left" in panitia.get(QUEUE).text


def test_who_has_an_address_is_told_by_mail_instead(app, panitia, waiting):
    with app.app_context(), unit_of_work():
        message = db.session.get(OutboxMessage, waiting["Bu Ani"])
        person = db.session.get(Person, message.person_id)
        person.email, person.channel = "ani@contoh.id", Channel.WHATSAPP
    begin(panitia)

    page = does(panitia, "wrong-number", waiting["Bu Ani"])

    assert "1 message goes another way." in page.text
    moved = find(app, waiting["Bu Ani"])
    assert (moved.channel, moved.state, moved.address) == (Channel.EMAIL, MessageState.WAITING, "ani@contoh.id")
    with app.app_context(), unit_of_work():
        person_id = db.session.get(OutboxMessage, waiting["Bu Ani"]).person_id
        assert outbox.reach_of(person_id).phone_refused, "the next one doesn't try this number again"


def test_news_for_a_wrong_number_has_failed_and_goes_another_way_when_sent_again(app, panitia, waiting, monkeypatch):
    with app.app_context(), unit_of_work():
        kind = db.session.get(OutboxMessage, waiting["Bu Ani"]).kind
        monkeypatch.setitem(KINDS, kind, replace(KINDS[kind], matters=False))
    begin(panitia)

    page = does(panitia, "wrong-number", waiting["Bu Ani"])

    assert "1 message is news that nobody needs: it is not sent." in page.text
    assert find(app, waiting["Bu Ani"]).state is MessageState.FAILED
    failed = panitia.get(f"/staff/outbox/{waiting['Bu Ani']}")
    assert "Staff found this WhatsApp number to be wrong." in failed.text
    assert "mail server" not in failed.text
    with app.app_context(), unit_of_work():
        message = db.session.get(OutboxMessage, waiting["Bu Ani"])
        db.session.get(Person, message.person_id).email = "ani@contoh.id"
    panitia.post(f"/staff/outbox/{waiting['Bu Ani']}/resend")
    again = find(app, waiting["Bu Ani"])
    assert (again.channel, again.state, again.address) == (Channel.EMAIL, MessageState.WAITING, "ani@contoh.id")


def test_one_occasion_after_the_other(app, panitia, waiting):
    with app.app_context(), unit_of_work():
        one = db.session.get(OutboxMessage, waiting["Bu Tini"])
        bulk = outbox.open_bulk("Jadwal baru", None, Actor(person_id=None), clock.now())
        many = outbox.queue(
            one.kind, to="", language="en", now=clock.now(), person_id=one.person_id, bulk_id=bulk.id, **one.params
        )
        db.session.flush()
        key = f"{many.kind}:{bulk.id}"

    tabs = [" ".join(tab.text.split()) for tab in soup(panitia.get(QUEUE)).select(".tabs a")]
    assert tabs == ["All 4", "Application received 3", "Jadwal baru 1"]

    page = soup(panitia.post(f"{QUEUE}taking", occasion=key, follow=True))
    assert shown(page) == "Bu Tini"
    assert page.select_one(".tabs [aria-current]").text.split()[0] == "Jadwal"


@pytest.mark.databases("sqlite", "postgresql")
def test_many_at_once_hold_each_something_else(app, waiting):
    with app.app_context(), unit_of_work():
        people = [make_person(f"staf{number}@contoh.id").id for number in range(6)]
    held, gate = [], Barrier(len(people))

    def take(person_id):
        gate.wait()
        with app.app_context(), unit_of_work():
            message = chatting.take_next("", actor=Actor(person_id=person_id), now=clock.now())
            held.append(message.id if message else None)

    threads = [Thread(target=take, args=(person_id,)) for person_id in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(number for number in held if number) == sorted(waiting.values())
    assert held.count(None) == 3


def test_ten_waiting_ask_the_database_no_more_than_three(app, panitia, waiting):
    begin(panitia)
    with asked(app) as for_three:
        panitia.get(QUEUE)
    with app.app_context(), unit_of_work():
        one = db.session.get(OutboxMessage, waiting["Bu Ani"])
        for number in range(7):
            person = accounts.enter_person(
                f"Orang {number}", phone=f"+62812345670{number}0", actor=SYSTEM, now=clock.now()
            )
            outbox.queue(one.kind, to="", language="en", now=clock.now(), person_id=person.id, **one.params)

    with asked(app) as for_ten:
        panitia.get(QUEUE)
    assert len(for_ten) == len(for_three)


def test_it_is_for_those_who_may_resend(visitor, waiting):
    auditor = sign_in(visitor(language="en"), "auditor@contoh.id", Role.AUDITOR)

    assert auditor.get(QUEUE).status_code == 403
    assert auditor.post(f"{QUEUE}{waiting['Bu Ani']}/opening").status_code == 403


def test_what_its_reader_no_longer_wants_is_not_offered(app, panitia, waiting):
    with app.app_context(), unit_of_work():
        message = db.session.get_one(OutboxMessage, waiting["Bu Ani"])
        message.kind, message.address = "reminder_thanks", "ani@contoh.id"
        unsubscribing.unsubscribe("ani@contoh.id", now=clock.now())

    page = soup(panitia.post(f"{QUEUE}taking", follow=True, occasion="reminder_thanks"))

    assert shown(page) is None
    assert find(app, waiting["Bu Ani"]).state is MessageState.STOPPED
    assert shown(begin(panitia)) == "Bu Tini"


def test_what_lets_its_reader_in_is_never_typed_into_a_chat(app, panitia, waiting):
    with app.app_context(), unit_of_work():
        message = db.session.get_one(OutboxMessage, waiting["Bu Ani"])
        message.kind, message.params = "sign_in", {"request": 1, "token": "t" * 43, "code": "482913"}

    page = panitia.post(f"{QUEUE}taking", follow=True, occasion="sign_in")

    assert shown(soup(page)) == "Bu Ani"
    assert "482" not in soup(page).select_one("article").text
    assert not soup(page).select("[data-chat]")


@pytest.mark.parametrize("sent", ["9" * 20, "9" * 5000, "-1", "x"])
def test_a_number_that_no_database_holds_marks_nothing(panitia, waiting, sent):
    begin(panitia)

    page = does(panitia, "opening", waiting["Bu Ani"], sent=sent)

    assert "Bu Ani" in opened(page)


def test_a_chat_speaks_of_no_attachment_and_says_where_the_files_are(app, panitia, waiting):
    with app.app_context(), unit_of_work():
        message = db.session.get_one(OutboxMessage, waiting["Bu Ani"])
        message.kind, message.language = "application_confirmed", "id"

    page = soup(panitia.post(f"{QUEUE}taking", follow=True, occasion="application_confirmed"))

    text = page.select_one("article .prose").text
    assert "lampir" not in text
    assert f"/me/messages/{waiting['Bu Ani']}" in text
    assert "lampir" not in panitia.get(f"/staff/outbox/{waiting['Bu Ani']}").text
    with app.app_context(), unit_of_work():
        db.session.get_one(OutboxMessage, waiting["Bu Ani"]).channel = Channel.EMAIL
    assert "lampir" in panitia.get(f"/staff/outbox/{waiting['Bu Ani']}").text
