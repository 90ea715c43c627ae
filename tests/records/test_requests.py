"""Asking about one's data, and the queue in which staff answer within the law's time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from eventreg.accounts.models import Person
from eventreg.applications.models import Application
from eventreg.consents import service as consents
from eventreg.core import clock, delivery
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.outbox import OutboxMessage
from eventreg.core.permissions import SYSTEM, Role
from eventreg.events.models import Event
from eventreg.records import service
from eventreg.records.models import DataRequest, RequestKind, RequestState
from tests.factories.consents import agree
from tests.factories.people import actor_of, make_person, sign_in
from tests.records.conftest import EMAIL, NIK, TEXTS
from tests.support.queries import asked
from tests.support.smtp import text_of
from tests.support.visitor import soup

HOUR = timedelta(hours=1)


@pytest.fixture
def sri(visitor):
    return sign_in(visitor(language="en"), "sri@contoh.id")


@pytest.fixture
def admin(visitor):
    return sign_in(visitor(language="en"), "admin@contoh.id", Role.ADMINISTRATOR)


def make_request(app, email, kind=RequestKind.CORRECTION, *, words="", ago=timedelta(0)):
    with app.app_context(), unit_of_work():
        now = clock.now() - ago
        return service.open_request(make_person(email).id, kind, words, actor=SYSTEM, now=now).id


def stored(app, number):
    with app.app_context():
        return db.session.get(DataRequest, number)


def messages(app):
    with app.app_context():
        return list(db.session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)))


def rows(page):
    return [" ".join(row.text.split()) for row in soup(page).select("tbody tr")]


# ---- Asking -------------------------------------------------------------------------------------------


def test_somebody_asks_and_sees_the_clock_run(app, sri):
    page = sri.post("/me/requests", kind="correction", words="Nama usaha salah", follow=True)

    assert "Your request has been received" in page.text
    assert "71 hours left" in page.text or "72 hours left" in page.text
    request = stored(app, 1)
    assert request.due_at - request.opened_at == 72 * HOUR
    assert messages(app) == ["request_received"]


def test_a_correction_needs_words_and_nothing_typed_is_lost(app, sri):
    page = sri.post("/me/requests", kind="correction")
    assert page.status_code == 422
    assert "Write what is wrong, and what is right." in page.text

    page = sri.post("/me/requests", words="Tolong")
    assert page.status_code == 422
    assert "Choose what you ask for." in page.text
    assert "Tolong" in page.text
    assert messages(app) == []


def test_the_same_is_asked_once_at_a_time(app, sri):
    sri.post("/me/requests", kind="access")

    page = sri.post("/me/requests", kind="access")

    assert page.status_code == 422
    assert "has been asked for already" in page.text
    assert sri.post("/me/requests", kind="stop").status_code == 302


def test_an_open_one_is_taken_back_but_not_an_answered_one(app, sri):
    sri.post("/me/requests", kind="access")
    page = sri.post("/me/requests/1/withdrawal", follow=True)
    assert "has been taken back" in page.text
    assert stored(app, 1).state is RequestState.WITHDRAWN

    assert "answered already" in sri.post("/me/requests/1/withdrawal", follow=True).text


def test_nobody_takes_back_anothers(app, sri):
    number = make_request(app, "lain@contoh.id")

    assert sri.post(f"/me/requests/{number}/withdrawal").status_code == 404
    assert stored(app, number).state is RequestState.OPEN


def test_withdrawing_the_required_consent_asks_to_stop(app):
    with app.app_context(), unit_of_work():
        person = make_person("sri@contoh.id")
        agree(person.id)
        for purpose in sorted({text.purpose for text in consents.queries.current_texts()}):
            consents.withdraw(person.id, purpose, actor=actor_of(person), now=clock.now())

    with app.app_context():
        request = db.session.scalars(select(DataRequest)).one()
        assert request.kind is RequestKind.STOP
        assert request.words


# ---- The queue ----------------------------------------------------------------------------------------


def test_an_empty_queue_says_so(admin):
    assert "Nobody has asked for anything yet" in admin.get("/staff/requests/").text


def test_the_most_urgent_comes_first_and_what_is_late_is_marked(app, admin):
    make_request(app, "satu@contoh.id", ago=1 * HOUR)
    make_request(app, "dua@contoh.id", ago=80 * HOUR)
    make_request(app, "tiga@contoh.id", RequestKind.ACCESS, ago=60 * HOUR)

    page = admin.get("/staff/requests/")

    found = rows(page)
    assert ["dua@" in found[0], "tiga@" in found[1], "satu@" in found[2]] == [True] * 3
    assert "Overdue" in found[0]
    assert "overdue by 9 hours" in found[0] or "overdue by 8 hours" in found[0]
    assert "11 hours left" in found[1] or "12 hours left" in found[1]
    tabs = [" ".join(tab.text.split()) for tab in soup(page).select(".tabs a")]
    assert tabs == ["Open 3", "Carried out 0", "Refused 0", "Taken back 0", "All 3"]
    assert soup(page).select_one(".side .count").text == "3"


def test_search_and_pages(app, admin):
    for number in range(27):
        make_request(app, f"orang{number}@contoh.id")

    first = admin.get("/staff/requests/")
    second = admin.get(soup(first).select_one("[rel=next]")["href"])

    assert (len(rows(first)), len(rows(second))) == (25, 2)
    assert len(rows(admin.get("/staff/requests/", q="orang26@"))) == 1
    assert "No request found" in admin.get("/staff/requests/", q="%").text
    for odd in ("0", "-3", "999", "x"):
        assert admin.get("/staff/requests/", page=odd, state=odd).status_code == 200


def test_a_list_costs_the_same_with_one_row_and_with_three(app, admin):
    counts = []
    for number in range(3):
        make_request(app, f"orang{number}@contoh.id")
        with asked(app) as statements:
            admin.get("/staff/requests/")
        counts.append(len(statements))

    assert len(set(counts)) == 1


def test_it_is_carried_out_and_the_person_told(app, admin, smtp):
    number = make_request(app, "sri@contoh.id", words="Nama salah")
    assert "Nama salah" in admin.get(f"/staff/requests/{number}").text

    page = admin.post(f"/staff/requests/{number}", deed="done", answer="Nama sudah diperbaiki.", follow=True)

    assert "The request is answered" in page.text
    assert stored(app, number).state is RequestState.DONE
    assert messages(app) == ["request_received", "request_closed"]
    with app.app_context():
        while delivery.deliver_next(clock.now):
            pass
    received, closed = smtp.to("sri@contoh.id")
    assert "Koreksi" in text_of(received) or "Correction" in text_of(received)
    assert "Nama sudah diperbaiki." in text_of(closed)


def test_a_refusal_needs_a_reason(app, admin):
    number = make_request(app, "sri@contoh.id")

    page = admin.post(f"/staff/requests/{number}", deed="refused", answer=" ")

    assert page.status_code == 422
    assert "Write why: the person will read it." in page.text
    assert admin.post(f"/staff/requests/{number}", deed="refused", answer="Bukan data Anda").status_code == 302
    assert stored(app, number).state is RequestState.REFUSED
    again = admin.post(f"/staff/requests/{number}", deed="done", answer="")
    assert "answered already" in again.text


@pytest.mark.parametrize("kind", [RequestKind.CORRECTION, RequestKind.STOP])
def test_who_had_something_done_is_told_what(app, admin, kind):
    number = make_request(app, "sri@contoh.id", kind)
    assert "(optional)" not in soup(admin.get(f"/staff/requests/{number}")).select_one("[for=answer]").text

    page = admin.post(f"/staff/requests/{number}", deed="done", answer=" ")

    assert page.status_code == 422
    assert "Write what was done" in page.text
    assert stored(app, number).state is RequestState.OPEN


def test_the_page_leads_to_what_it_is_about_and_says_who_closed_it(app, admin, somebody):
    with app.app_context(), unit_of_work():
        make_person("admin@contoh.id").name = "Rahayu Admin"
    number = make_request(app, EMAIL, RequestKind.ACCESS)

    main = soup(admin.get(f"/staff/requests/{number}")).select_one("main")
    addresses = {link["href"] for link in main.select("a")}
    assert f"/staff/people/{somebody.person_id}" in addresses
    assert f"/staff/businesses/{somebody.business_id}" in addresses
    assert any(address.startswith("/staff/applications/") for address in addresses)
    assert "where you" not in main.text
    assert "Whom you" not in main.text
    page = admin.post(f"/staff/requests/{number}", deed="done", answer="", follow=True)
    assert "Rahayu Admin" in soup(page).select_one("main").text


def test_staff_see_that_a_stop_came_from_a_withdrawn_consent(app, admin):
    with app.app_context(), unit_of_work():
        person = make_person("sri@contoh.id")
        agree(person.id)
        consents.withdraw(person.id, "registration", actor=actor_of(person), now=clock.now())
    make_request(app, "dewi@contoh.id", RequestKind.STOP)

    told = soup(admin.get("/staff/requests/1")).select_one("main")

    with app.app_context():
        title = consents.queries.get_text("registration").title_en
    assert f"Consent withdrawn: {title}" in told.text
    assert "Consent withdrawn" not in admin.get("/staff/requests/2").text


def test_staff_open_one_for_somebody_without_email(app, admin):
    with app.app_context(), unit_of_work():
        person = Person(email=None, name="Mbok Darmi", phone="+6281234500000", created_at=clock.now())
        db.session.add(person)
        db.session.flush()
        person_id = person.id
    found = admin.get("/staff/requests/new", q="0812 3450 0000")
    link = soup(found).select_one("tbody a")["href"]
    assert "Mbok Darmi" in admin.get(link).text

    page = admin.post(
        "/staff/requests/new", person=str(person_id), kind="access", words="Datang ke kantor", follow=True
    )

    assert "The request is open" in page.text
    assert "on the person's behalf" in soup(page).text
    copy = admin.get("/staff/requests/1/copy")
    assert "Mbok Darmi" in copy.text
    with app.app_context():
        entry = db.session.scalars(select(AuditEntry).filter_by(action="data.exported")).one()
        assert (entry.person_id, entry.states) == (person_id, {"form": "paper"})
    admin.post("/staff/requests/1", deed="done", answer="Diserahkan")
    assert admin.get("/staff/requests/1/copy").status_code == 404


def test_numbers_on_a_copy_for_paper_count_as_opened(app, admin, somebody):
    with app.app_context(), unit_of_work():
        person = db.session.get_one(Person, somebody.person_id)
        asked = service.open_request(person.id, RequestKind.ACCESS, "", actor=SYSTEM, now=clock.now())
        number = asked.id

    assert NIK in admin.get(f"/staff/requests/{number}/copy").text

    with app.app_context():
        opened = db.session.scalars(select(AuditEntry).filter_by(action="identity.opened").order_by(AuditEntry.id))
        told = [(entry.subject_type, entry.fields, entry.reason) for entry in opened]
    why = f"Copy for data request {number}"
    assert told == [("person", ["nik"], why), ("business", ["npwp"], why)]


@pytest.mark.parametrize("person", ["", "0", "999", "x", "99999999999999999999"])
def test_nobody_is_chosen(admin, person):
    assert admin.post("/staff/requests/new", person=person, kind="access").status_code in {404, 422}


# ---- Erasure ------------------------------------------------------------------------------------------


def test_erasure_is_shown_first_then_done(app, admin, somebody):
    number = make_request(app, EMAIL, RequestKind.ERASURE)
    page = admin.get(f"/staff/requests/{number}/erasure")
    assert "Nobody else acts for" in page.text
    assert "How many came stays" in page.text
    assert TEXTS["name"] in page.text

    refused = admin.post(f"/staff/requests/{number}/erasure")
    assert refused.status_code == 422
    assert "Tick this first." in refused.text
    assert somebody.traces()

    page = admin.post(f"/staff/requests/{number}/erasure", is_sure="y", follow=True)
    assert "data is erased" in page.text
    assert stored(app, number).state is RequestState.DONE
    assert messages(app)[-1] == "person_erased"
    assert admin.get(f"/staff/requests/{number}/erasure").status_code == 404
    assert {trace.split(":")[0] for trace in somebody.traces()} == {"outbox_message.address"}


def test_what_stands_in_the_way_is_told(app, admin):
    with app.app_context(), unit_of_work():
        make_person("staf@contoh.id", "Staf", Role.ORGANISER)
    number = make_request(app, "staf@contoh.id", RequestKind.ERASURE)

    page = admin.get(f"/staff/requests/{number}/erasure")

    assert "Take the roles away first" in page.text
    ways_out = [link["href"] for link in soup(page).select("main a.btn")]
    assert ways_out == [f"/staff/people/{stored(app, number).person_id}", f"/staff/requests/{number}"]
    assert "Erase now" not in page.text
    assert admin.post(f"/staff/requests/{number}/erasure", is_sure="y").status_code == 422
    assert stored(app, number).state is RequestState.OPEN


def test_a_place_in_the_way_leads_to_its_application(app, admin, somebody):
    with app.app_context(), unit_of_work():
        db.session.get_one(Event, somebody.event_id).ends_at = clock.now() + 24 * HOUR
        code = db.session.get_one(Application, somebody.application_id).code
    number = make_request(app, EMAIL, RequestKind.ERASURE)

    page = admin.get(f"/staff/requests/{number}/erasure")

    assert "The person's part in it" in soup(page).select_one("main").text
    ways_out = [link["href"] for link in soup(page).select("main a.btn")]
    assert ways_out == [f"/staff/applications/{code}", f"/staff/requests/{number}"]


def test_erasure_is_never_carried_out_by_a_word(app, admin):
    number = make_request(app, "sri@contoh.id", RequestKind.ERASURE)

    page = admin.post(f"/staff/requests/{number}", deed="done", answer="Sudah")

    assert page.status_code == 422
    assert "Erasure is carried out on its own page" in page.text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_the_queue_is_for_administrators(app, visitor, role):
    other = sign_in(visitor(), "staf@contoh.id", role)

    for path in ("/staff/requests/", "/staff/retention", "/staff/incidents/"):
        assert other.get(path).status_code == 403
