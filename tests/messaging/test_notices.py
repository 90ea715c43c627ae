"""One's own page of all that one was told: whichever way it went, and nobody else's."""

from urllib.parse import urlsplit

import pytest

from eventreg.accounts.models import Person
from eventreg.applications.models import Application
from eventreg.businesses.models import BusinessMember
from eventreg.core import clock, outbox
from eventreg.core.channels import Channel
from eventreg.core.db import db, unit_of_work
from eventreg.core.outbox import MessageState, OutboxMessage
from eventreg.core.permissions import SYSTEM
from eventreg.messaging import unsubscribing, writing
from eventreg.messaging.audience import Audience
from eventreg.messaging.rules import Nature
from eventreg.messaging.writing import Draft
from tests.factories.applications import make_application
from tests.factories.businesses import make_paper
from tests.factories.events import make_event
from tests.factories.people import sign_in
from tests.support.queries import asked
from tests.support.visitor import soup

MESSAGES = "/me/messages/"
SRI = "sri@contoh.id"


@pytest.fixture
def sri(visitor):
    return sign_in(visitor(language="en"), SRI)


@pytest.fixture
def told(app, sri):
    """Sri has applied, and was told so; the message's id."""
    with app.app_context(), unit_of_work():
        make_application(make_event(title="Pekan Rajut").id, email=SRI, name="Rajut Sri")
        return db.session.scalars(db.select(OutboxMessage.id).filter_by(kind="application_submitted")).one()


def change(app, number, **changes):
    with app.app_context(), unit_of_work():
        message = db.session.get(OutboxMessage, number)
        for name, value in changes.items():
            setattr(message, name, value)


def unread(page):
    found = soup(page).select_one("nav.nav .count")
    return int(found.text.split()[0]) if found else 0


def test_who_stopped_news_sees_so_and_takes_it_back_here(app, sri, told):
    with app.app_context(), unit_of_work():
        unsubscribing.unsubscribe(SRI, now=clock.now())

    page = sri.get(MESSAGES)
    again = soup(page).find("a", string="Get them again")["href"]
    sri.post(f"{urlsplit(again).path}/again")

    assert "You have stopped news" in page.text
    assert "You have stopped news" not in sri.get(MESSAGES).text
    assert soup(sri.get(MESSAGES)).find("a", string="No more news such as thanks and invitations")


def test_who_wants_nothing_sent_reads_it_here(app, sri, told):
    with app.app_context(), unit_of_work():
        person = db.session.scalars(db.select(Person).filter_by(email=SRI)).one()
        person.channel = Channel.NOTICE
        first = db.session.get(OutboxMessage, told)
        outbox.queue(first.kind, to=SRI, language="en", now=clock.now(), person_id=person.id, **first.params)
        db.session.delete(first)

    page = sri.get("/me/")
    assert unread(page) == 1
    page = soup(sri.get(MESSAGES))
    assert "Pekan Rajut" in page.select_one("main li").text
    assert "New" in page.select_one("main li").text

    page = sri.get(page.select_one("main li a")["href"])
    assert "Rajut Sri" in soup(page).select_one(".prose").text
    assert unread(page) == 0
    assert "New" not in soup(sri.get(MESSAGES)).select_one("main ul").text


@pytest.mark.sqlite_only
def test_what_went_another_way_stands_here_too(app, sri, told):
    for state in MessageState:
        change(app, told, state=state)
        is_listed = state not in (MessageState.EXPIRED, MessageState.STOPPED)  # nobody was told after all

        assert ("Application received" in soup(sri.get(MESSAGES)).select_one("main").text) == is_listed
        assert sri.get(f"{MESSAGES}{told}").status_code == (200 if is_listed else 404)


def test_all_are_taken_for_read_at_once(sri, told):
    page = sri.post(f"{MESSAGES}reading", follow=True)

    assert "All are marked as read." in page.text
    assert unread(page) == 0


def test_what_lets_one_in_is_for_the_mailbox_alone(app, visitor, sri):
    visitor().post("/sign-in", email=SRI)
    with app.app_context(), unit_of_work():
        message = db.session.scalars(db.select(OutboxMessage)).one()
        message.person_id = db.session.scalars(db.select(Person.id).filter_by(email=SRI)).one()
        number = message.id

    assert "No messages yet" in sri.get(MESSAGES).text
    assert sri.get(f"{MESSAGES}{number}").status_code == 404


def test_others_messages_do_not_exist(visitor, told):
    eko = sign_in(visitor(), "eko@contoh.id")

    assert eko.get(f"{MESSAGES}{told}").status_code == 404
    assert eko.get(f"{MESSAGES}{told}/files/1").status_code == 404
    assert unread(eko.get("/me/")) == 0


def test_attached_files_can_be_fetched(app, sri, told):
    with app.app_context(), unit_of_work():
        first = db.session.get(OutboxMessage, told)
        outbox.queue(
            "application_confirmed", to=SRI, language="en", now=clock.now(), person_id=first.person_id, **first.params
        )
    page = soup(sri.get(f"{MESSAGES}{told + 1}"))

    links = page.select("[aria-labelledby=attached] a")
    assert links
    file = sri.get(links[-1]["href"])
    assert file.status_code == 200
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Cache-Control"] == "private, no-store"
    assert sri.get(f"{MESSAGES}{told + 1}/files/9").status_code == 404


def test_who_left_the_business_no_longer_reads_what_is_so_today(app, sri, told):
    with app.app_context(), unit_of_work():
        db.session.scalars(db.select(BusinessMember)).one().ended_at = clock.now()

    page = sri.get(f"{MESSAGES}{told}")

    assert page.status_code == 200
    assert "Rajut Sri" not in page.text
    assert "no longer act for" in page.text


def test_a_bad_address_is_told_here_too(app, sri, told):
    with app.app_context(), unit_of_work():
        db.session.scalars(db.select(Person).filter_by(email=SRI)).one().address_refused_at = clock.now()

    for path in (MESSAGES, f"{MESSAGES}{told}"):
        assert f"does not arrive at {SRI}" in sri.get(path).text


def test_ten_ask_the_database_no_more_than_one(app, sri, told):
    sri.get(MESSAGES)
    with asked(app) as for_one:
        sri.get(MESSAGES)
    with app.app_context(), unit_of_work():
        first = db.session.get(OutboxMessage, told)
        for _ in range(9):
            outbox.queue(first.kind, to=SRI, language="en", now=clock.now(), person_id=first.person_id, **first.params)

    with asked(app) as for_ten:
        sri.get(MESSAGES)
    assert len(for_ten) == len(for_one)


def listed(page):
    """Heading and line of each message on the page."""
    cards = soup(page).select("main li.card")
    return [(card.select_one("a").text, " ".join(card.select_one("p").text.split())) for card in cards]


def test_two_of_a_kind_are_told_apart_by_their_event_their_number_and_their_business(app, sri, told):
    with app.app_context(), unit_of_work():
        second = make_application(make_event(title="Bazar Setono").id, email=SRI, name="Batik Sri")
        third = make_application(second.event_id, email=SRI, name="Tenun Sri")
        codes = second.code, third.code

    headings = listed(sri.get(MESSAGES))

    assert [heading for heading, _ in headings] == [
        "Application received: Bazar Setono",
        "Application received: Bazar Setono",
        "Application received: Pekan Rajut",
    ]
    assert headings[0][1].startswith(f"{codes[1]} · Tenun Sri")
    assert headings[1][1].startswith(f"{codes[0]} · Batik Sri")


def test_what_is_about_no_application_says_what_it_is_about_too(app, sri, told):
    with app.app_context(), unit_of_work():
        person = db.session.scalars(db.select(Person).filter_by(email=SRI)).one()
        person.name = "Sri Wahyuni"
        application = db.session.scalars(db.select(Application)).one()
        paper = make_paper(application.business, person)
        now, draft = clock.now(), Draft("{{ name }}, jam berubah", "Halo", "", "", Audience(), Nature.EVENT)
        news = writing.write(application.event_id, draft, actor=SYSTEM, now=now)
        to = {"to": SRI, "language": "en", "now": now, "person_id": person.id}
        outbox.queue("announcement", **to, announcement=news.id, person=person.id, applications=[application.id])
        outbox.queue("reminder_paper", **to, paper=paper.id)
        outbox.queue("paper_refused", **to, business=application.business_id, paper_kind="nib", title="", remark="?")
        outbox.queue("fault_answered", **to, application=application.id, booth="C-07", state="done", fault=1)
        outbox.queue("reminder_paper", **to, paper=2**30)
        code = application.code

    headings = listed(sri.get(MESSAGES))

    assert headings[0][0] == "Reminder: paper expires", "what is gone names nothing"
    assert headings[1][0].endswith(": Pekan Rajut")
    assert headings[1][1].startswith(f"{code} · Rajut Sri · C-07")
    assert headings[2][0].endswith(": Rajut Sri")
    assert headings[2][1].startswith("NIB")
    assert headings[3][0] == "Reminder: paper expires: Rajut Sri"
    assert headings[4][0] == "Announcement: Sri Wahyuni, jam berubah"
    assert headings[4][1].startswith("Pekan Rajut")


def test_the_name_of_a_business_is_its_peoples_alone(app, sri, told):
    with app.app_context(), unit_of_work():
        db.session.scalars(db.select(BusinessMember)).one().ended_at = clock.now()

    assert "Rajut Sri" not in sri.get(MESSAGES).text
