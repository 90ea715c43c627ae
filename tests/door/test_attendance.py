"""Attendance: participants tell by the code on the projector, staff correct with a reason; files, one's own page."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Role
from eventreg.door import attending, queries
from eventreg.door.models import DoorSettings, PresenceNote
from eventreg.tickets import queries as tickets
from eventreg.tickets.rules import TicketState
from tests.factories.people import make_person, sign_in
from tests.support.queries import asked
from tests.support.visitor import soup

SECOND = timedelta(seconds=1)
WRONG = "000000"


@pytest.fixture
def training(make_fair):
    """Yesterday, now, and tomorrow."""
    return make_fair((-26, -22), (-1, 6), (22, 26))


@pytest.fixture
def organiser(visitor):
    return sign_in(visitor(language="en"), "panitia@demo.test", Role.ORGANISER)


@pytest.fixture
def list_url(training):
    return f"/staff/events/{training.slug}/attendance/"


@pytest.fixture
def later(monkeypatch):
    """Moves the time on: `later(40 * SECOND)`."""
    real = clock.now

    def move(by):
        monkeypatch.setattr(clock, "now", lambda: real() + by)

    return move


def on_screen(training, which=1):
    """The code that the projector shows now."""
    with training.app.app_context():
        session = queries.get_event(training.slug).sessions[which]
        return attending.on_screen(session, clock.now()).code


def id_of(training, token):
    with training.app.app_context():
        return tickets.get_by_token(token).id


def told(training):
    """(ticket id, session id) of those who told with the code."""
    with training.app.app_context():
        return [(note.ticket_id, note.session_id) for note in db.session.query(PresenceNote).order_by(PresenceNote.id)]


def row_of(page, name):
    return next(row for row in soup(page).select("table tbody tr") if name in row.text).text


# ---- By the code on the projector ----------------------------------------------------------------


@pytest.mark.databases("sqlite", "postgresql")
def test_tapped_twice_at_once_it_is_told_once(training):
    token, ready = training.ticket(), Barrier(8)

    def tap(_number):
        with training.app.app_context():
            session = queries.get_event(training.slug).sessions[1]
            ticket = tickets.get_by_token(token)
            ready.wait()
            with unit_of_work():
                return attending.tell(ticket, session, now=clock.now()).id

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(tap, range(8)))

    assert len(ids) == 1
    assert told(training) == [(id_of(training, token), training.sessions[1])]


def test_whoever_scans_types_their_ticket_once_and_taps_the_next_time(training, visitor, later):
    session, phone = training.sessions[1], visitor(language="en")
    code = training.code_of(training.ticket("Eko"))

    page = phone.get(f"/PRESENT/{session}-{on_screen(training)}", follow=True)
    later(100 * SECOND)  # the page that was opened holds on
    refused = phone.post(f"/present/{session}", ticket="ABCD")
    thanks = phone.post(f"/present/{session}", ticket=code.lower(), follow=True)

    assert not soup(page).select("[name=code]")
    assert refused.status_code == 422
    assert soup(refused).select_one("[name=ticket]")["value"] == "ABCD"
    assert "It is written down that you are present" in thanks.text
    assert "Present since" in thanks.text

    with training.app.app_context(), unit_of_work():
        db.session.query(PresenceNote).delete()
    again = soup(phone.get(f"/present/{session}-{on_screen(training)}", follow=True))
    button = again.select_one("button[name=own]")
    phone.post(f"/present/{session}", own=button["value"])
    assert "Eko" in button.text
    assert len(told(training)) == 1


def test_a_code_is_over_after_forty_seconds_and_an_address_is_nothing_without_it(training, visitor, later):
    session, code = training.sessions[1], training.code_of(training.ticket())
    shown = on_screen(training)
    later(40 * SECOND)

    late = visitor(language="en").get(f"/present/{session}-{shown}")
    friend = visitor(language="en").post(f"/present/{session}", ticket=code)
    guess = visitor(language="en").post(f"/present/{session}", ticket=code, code=WRONG)

    assert [answer.status_code for answer in (late, friend, guess)] == [422] * 3
    assert "not on the screen, or no longer" in guess.text
    assert soup(guess).select_one("[name=ticket]")["value"] == code
    assert told(training) == []


def test_a_page_that_was_opened_holds_for_three_minutes(training, visitor, later):
    phone, session, code = visitor(), training.sessions[1], training.code_of(training.ticket())
    phone.get(f"/present/{session}-{on_screen(training)}")

    later(181 * SECOND)

    assert phone.post(f"/present/{session}", ticket=code).status_code == 422
    assert phone.post(f"/present/{session}", ticket=code, code=on_screen(training)).status_code == 302
    assert len(told(training)) == 1


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"state": TicketState.REVOKED}, "took this ticket back"),
        ({"state": TicketState.ON_HOLD}, "on hold"),
        ({"valid_until": clock.now() - SECOND}, "over"),
    ],
)
def test_only_a_ticket_that_admits_makes_present(training, visitor, change, said):
    phone, session, token = visitor(language="en"), training.sessions[1], training.ticket()
    training.change(token, **change)

    phone.get(f"/present/{session}-{on_screen(training)}")
    answer = phone.post(f"/present/{session}", ticket=training.code_of(token))

    assert answer.status_code == 422
    assert said in answer.text
    assert told(training) == []


@pytest.mark.sqlite_only
def test_tickets_of_another_event_and_sessions_that_dont_run_are_refused(training, make_fair, visitor, later):
    phone, (over, session, _tomorrow) = visitor(language="en"), training.sessions
    other = make_fair((-1, 6), slug="Lain")
    foreign = other.code_of(other.ticket())
    phone.get(f"/present/{session}-{on_screen(training)}")

    assert "no ticket with this code" in phone.post(f"/present/{session}", ticket=foreign).text
    assert "over" in phone.get(f"/present/{over}").text
    own = training.code_of(training.ticket())
    later(timedelta(hours=7))
    assert phone.post(f"/present/{session}", ticket=own).status_code == 422
    assert told(training) == told(other) == []


@pytest.mark.sqlite_only
def test_whoever_is_signed_in_taps_once(training, visitor):
    session = training.sessions[1]
    with training.app.app_context(), unit_of_work():
        sri = make_person("sri@contoh.id").id
    training.ticket("Sri", person_id=sri)
    training.ticket("Eko")
    phone = sign_in(visitor(), "sri@contoh.id")

    page = soup(phone.get(f"/present/{session}-{on_screen(training)}", follow=True))
    buttons = page.select("button[name=own]")
    thanks = phone.post(f"/present/{session}", own=buttons[0]["value"], follow=True)

    assert [button.text for button in buttons] == ["Saya hadir: Sri"]
    assert "Hadir sejak" in thanks.text


def test_the_ticket_page_takes_the_code_too(training, visitor):
    token, phone = training.ticket().lower(), visitor(language="en")
    (address,) = [link["href"] for link in soup(phone.get(f"/t/{token}")).select("a[href$=presence]")]

    wrong = phone.post(address, code="abc 23")
    phone.post(address, code=on_screen(training).lower())

    assert soup(wrong).select_one("[name=code]")["value"] == "abc 23"
    assert "not on the screen" in wrong.text
    page = phone.get(f"/t/{token}")
    assert "Present in 1 of 3 sessions" in page.text
    assert "Not enough for the certificate" in page.text  # yesterday is over: two of three aren't 80 %
    assert not soup(page).select("a[href$=presence]")


@pytest.mark.sqlite_only
def test_where_it_is_switched_off_there_is_nothing(training, visitor, organiser, list_url):
    session, token = training.sessions[1], training.ticket().lower()
    code = on_screen(training)
    with training.app.app_context(), unit_of_work():
        event = queries.get_event(training.slug)
        db.session.add(DoorSettings(event_id=event.id, code_on_screen=False))

    assert visitor().get(f"/present/{session}-{code}").status_code == 404
    assert visitor().post(f"/present/{session}", code=code).status_code == 404
    assert organiser.get(f"{list_url}{session}/screen").status_code == 404
    assert visitor().post(f"/t/{token}/presence", code=code).status_code == 422


@pytest.mark.sqlite_only
def test_the_projector_shows_the_code_only_while_the_session_runs(training, organiser, list_url, monkeypatch):
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)
    now, tomorrow = (organiser.get(f"{list_url}{training.sessions[which]}/screen") for which in (1, 2))

    assert soup(now).select_one(".screencode").text.replace(" ", "") == on_screen(training)
    assert soup(now).select_one("svg.qr")
    assert soup(now).select_one("noscript meta[http-equiv=refresh]")
    assert not soup(tomorrow).select(".screencode")
    assert "The code appears here at" in tomorrow.text


# ---- Staff ---------------------------------------------------------------------------------------


def test_staff_correct_with_a_reason_and_nothing_is_lost(training, organiser, list_url):
    token = training.ticket("Sri Wahyuni")
    training.phone().send(training.phone("Gate Selatan").scan(token))
    url = f"{list_url}{training.sessions[1]}/{id_of(training, token)}"

    without = organiser.post(url, present="no", reason=" ")
    organiser.post(url, present="no", reason="Tiketnya dipakai orang lain")
    twice = organiser.post(url, present="no", reason="Sekali lagi")
    organiser.post(url, present="yes", reason="Ternyata benar")

    page = organiser.get(url)
    assert without.status_code == twice.status_code == 422
    assert "says so already" in twice.text
    assert "Sekali lagi" in twice.text
    history = [row.text for row in soup(page).select(".history li")]
    assert "Ternyata benar" in history[0]
    assert "Tiketnya dipakai orang lain" in history[1]
    assert "Gate" in history[2]
    with training.app.app_context():
        states = [entry.states for entry in db.session.query(AuditEntry).filter_by(action="presence.corrected")]
    assert states == [{"presence": "absent"}, {"presence": "present"}]
    assert "corrected" in row_of(organiser.get(list_url), "Sri Wahyuni")


def test_the_list_tells_who_reaches_the_minimum(training, organiser, list_url):
    every, _once = training.ticket("Zainab"), training.ticket("Ani")
    training.ticket("Tidak Datang", state=TicketState.REVOKED)
    with training.app.app_context(), unit_of_work():
        event = queries.get_event(training.slug)
        db.session.add(DoorSettings(event_id=event.id, presence_percent=66))
        for session in event.sessions[:2]:
            note = {"source": "screen", "at": clock.now()}
            db.session.add(PresenceNote(ticket_id=tickets.get_by_token(every).id, session_id=session.id, **note))
        assert queries.present_enough(event.id) == {id_of(training, every)}

    names = [row.select_one("b").text for row in soup(organiser.get(list_url)).select("table tbody tr")]
    enough = organiser.get(list_url, enough="enough")
    missing = organiser.get(f"{list_url}{training.sessions[0]}/", show="missing")

    assert names == ["Ani", "Zainab"]
    assert "2 of 3" in row_of(enough, "Zainab")
    assert "Ani" not in soup(enough).select_one("table").text
    assert [row.select_one(".who").text for row in soup(missing).select("tbody tr")] == ["Ani"]
    assert "Zainab" in organiser.get(list_url, q="zai").text
    with training.app.app_context():
        assert queries.count_present(queries.get_event(training.slug).id, training.sessions[0]) == 1


@pytest.mark.sqlite_only
def test_the_list_leaves_as_a_file_and_that_is_written_down(training, organiser, list_url):
    training.ticket("=Sri Wahyuni")
    base = list_url.rstrip("/")

    text = organiser.post(f"{base}.csv").data.decode("utf-8-sig")
    book = organiser.post(f"{base}.xlsx")

    (row,) = list(csv.DictReader(io.StringIO(text)))
    assert row["Name"] == "'=Sri Wahyuni"
    assert (row["Sessions present"], row["Sessions in all"]) == ("0", "3")
    assert row["Certificate"] == "Not enough for the certificate"
    assert book.data.startswith(b"PK")
    with training.app.app_context():
        found = db.session.query(AuditEntry).filter_by(action="event.attendance_exported").order_by(AuditEntry.id)
        assert [entry.states["format"] for entry in found] == ["csv", "xlsx"]


@pytest.mark.sqlite_only
def test_the_list_asks_the_database_the_same_however_many_there_are(training, organiser, list_url):
    training.ticket("Satu")
    organiser.get(list_url)
    with asked(training.app) as one:
        organiser.get(list_url)
    for number in range(3):
        training.ticket(f"Orang {number}")
    with asked(training.app) as four:
        organiser.get(list_url)

    assert len(one) == len(four)
