"""The numbers that supervisors see: people once, ways in each time, at each gate, in each quarter of an hour."""

import io
import zipfile
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import event as sql_events

from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Role
from eventreg.door import queries
from eventreg.door.models import DoorDevice, Scan, Settlement
from eventreg.door.rules import Settled
from eventreg.tickets import service as tickets
from eventreg.tickets.rules import TicketState
from eventreg.visitors.models import Visit
from tests.door.conftest import make_ticket
from tests.factories.people import sign_in
from tests.support.visitor import soup


@pytest.fixture
def supervisor(visitor):
    return sign_in(visitor(language="en"), "panitia@demo.test", Role.ORGANISER)


@pytest.fixture
def url(fair):
    return f"/staff/events/{fair.slug}/door/live"


@pytest.fixture
def group(fair):
    """The token of a visitor's ticket for as many people, for the event's first session."""

    def make(party):
        with fair.app.app_context(), unit_of_work():
            event, now = queries.get_event(fair.slug), clock.now()
            ticket = make_ticket(event, "Rombongan SMK")
            db.session.add(
                Visit(
                    event_id=event.id,
                    session_id=event.sessions[0].id,
                    ticket_id=ticket.id,
                    name="Rombongan SMK",
                    party=party,
                    created_at=now,
                    agreed_at=now,
                )
            )
            return tickets.token_of(ticket)

    return make


def shown(page):
    """The page's numbers by their titles."""
    return {row.dt.get_text(" ", strip=True): row.dd.text.strip() for row in soup(page).select(".numbers > div")}


def table(page):
    """The rows of the chart's table, as texts."""
    return [[cell.text.strip() for cell in row.select("th, td")] for row in soup(page).select(".chart .plain tbody tr")]


@pytest.mark.databases("sqlite", "postgresql")
def test_people_are_counted_with_companions_once_and_each_way_in_at_its_gate_and_quarter(fair, group, supervisor, url):
    north, east = fair.phone("Gate Utara"), fair.phone("Gate Timur")
    sri, eko, five, undone = fair.ticket(), fair.ticket("Eko"), group(5), fair.ticket("Salah")
    mistaken = north.offline(undone, 3)
    north.send(
        north.offline(sri, 1),
        north.offline(five, 4, companions=3),
        mistaken,
        north.scan(undone, direction="undo", undoes=mistaken["id"], reason="Salah orang"),
        north.offline(sri, 20, said="left", direction="out"),
        north.offline(eko, 16),
        north.offline(eko, 50, said="left", direction="out"),
    )
    east.send(east.offline(sri, 40))

    with fair.app.app_context():
        quarters = queries.quarters(fair.sessions)
        found = queries.numbers_by_session(fair.sessions)[fair.sessions[0]]
        expected = queries.expected(queries.get_event(fair.slug).id, fair.sessions)
    page = supervisor.get(url)

    by_gate = Counter()
    for quarter in quarters:
        by_gate[quarter.gate] += quarter.ways_in
        assert quarter.at.minute % 15 == quarter.at.second == 0
    assert by_gate == {"Gate Utara": 6, "Gate Timur": 1}
    assert sum(quarter.came for quarter in quarters) == 6
    assert (found.inside, found.came) == (5, 6)  # Sri again, four of the group; Eko has gone
    assert expected[fair.sessions[0]] == 3 + 5
    assert shown(page)["Inside now"] == "5"
    assert shown(page)["Came"] == "6"
    assert "of 8 expected" in page.text
    assert sum(int(row[-1]) for row in table(page)) == 7
    assert "1 of them came in again" in page.text


@pytest.mark.sqlite_only
def test_expected_are_those_whom_the_session_will_admit(make_fair):
    fair = make_fair((-2, 6), (20, 26))
    gone = fair.ticket("Dicabut")
    fair.ticket("Datang")
    fair.change(gone, state=TicketState.REVOKED)
    with fair.app.app_context():
        assert queries.expected(queries.get_event(fair.slug).id, fair.sessions) == dict.fromkeys(fair.sessions, 1)


@pytest.mark.sqlite_only
def test_conflicts_and_scans_set_aside_are_open_until_somebody_decided(app, fair, supervisor, url):
    north, east, lost = fair.phone("Gate Utara"), fair.phone("Gate Timur"), fair.phone("Gate Barat")
    twice = fair.ticket()
    north.send(north.offline(twice, 1))
    east.send(east.offline(twice, 2))
    with app.app_context(), unit_of_work():
        db.session.get(DoorDevice, lost.id).revoked_at = clock.now()
    lost.send(lost.offline(fair.ticket("Eko"), 3))
    assert (shown(supervisor.get(url))["Conflicts"], shown(supervisor.get(url))["Set aside"]) == ("1", "1")

    with app.app_context(), unit_of_work():
        for scan, kind in (
            (db.session.query(Scan).filter_by(conflict=True).one(), Settled.CONFLICT_CLOSED),
            (db.session.query(Scan).filter_by(device_id=lost.id).one(), Settled.DISMISSED),
        ):
            db.session.add(Settlement(scan_pk=scan.id, kind=kind, reason="Dilihat", at=clock.now()))

    assert (shown(supervisor.get(url))["Conflicts"], shown(supervisor.get(url))["Set aside"]) == ("0", "0")


@pytest.mark.sqlite_only
def test_whoever_a_phone_alone_let_in_against_the_servers_word_is_told_and_found(fair, supervisor, url):
    phone, held = fair.phone("Gate Utara"), fair.ticket("Ratna Basuki")
    fair.change(held, state=TicketState.ON_HOLD)
    sure = "was let in by a phone without signal"
    refused = f"/staff/events/{fair.slug}/door/scans?verdict=let-in-wrongly"
    phone.send(phone.scan(held), phone.offline(fair.ticket("Eko"), 1))
    assert sure not in supervisor.get(url).text
    assert "Ratna Basuki" not in supervisor.get(refused).text

    phone.send(phone.offline(held, 2))

    assert sure in supervisor.get(url).text
    rows = soup(supervisor.get(refused)).select("main tbody tr")
    assert [("Ratna Basuki" in row.text, "Let in without signal" in row.text) for row in rows] == [(True, True)]


@pytest.mark.sqlite_only
def test_a_silent_phone_with_scans_is_told_first_in_words(app, fair, supervisor, url):
    well, silent = fair.phone("Gate Utara"), fair.phone("Gate Timur")
    now = clock.now()
    with app.app_context(), unit_of_work():
        db.session.get(DoorDevice, well.id).list_at = now
        phone = db.session.get(DoorDevice, silent.id)
        phone.last_contact_at, phone.waiting, phone.label = now - timedelta(minutes=12, seconds=5), 7, "HP Andi"

    rows = soup(supervisor.get(url)).select("section[aria-labelledby=phones] tbody tr")

    assert "HP Andi" in rows[0].text
    assert "No contact for 12 minutes, 7 scans not sent" in rows[0].text
    assert "Connected" in rows[1].text


@pytest.mark.sqlite_only
def test_a_past_session_is_chosen_by_its_address(make_fair, supervisor):
    fair = make_fair((-30, -20), (-2, 6))
    phone = fair.phone()
    yesterday = fair.sessions[0]
    phone.send(phone.scan(fair.ticket()))
    url = f"/staff/events/{fair.slug}/door/live"

    now, past = supervisor.get(url), supervisor.get(f"{url}?session={yesterday}")

    assert shown(now)["Came"] == "1"
    assert shown(past)["Came"] == "0"
    assert "Inside now" not in shown(past)
    assert "Nobody has come in yet" in past.text
    assert soup(past).select_one(".bysession [aria-current=true]")["href"].endswith(f"session={yesterday}")
    assert supervisor.get(f"{url}?session=999999").status_code == 200


@pytest.mark.sqlite_only
def test_the_numbers_are_taken_along_without_anybodys_name(fair, supervisor, url):
    phone = fair.phone()
    phone.send(phone.offline(fair.ticket(), 1))

    rows = supervisor.post(f"{url}.csv").get_data(as_text=True).splitlines()
    book = zipfile.ZipFile(io.BytesIO(supervisor.post(f"{url}.xlsx").data))

    assert rows[0].lstrip("\ufeff") == "Session,Day,From,Until,Gate,Came in,For the first time"
    assert rows[1].endswith(",Gate Utara,1,1")
    assert "Gate Utara" in book.read("xl/worksheets/sheet1.xml").decode()
    assert "Sri" not in "".join(rows)


@pytest.mark.sqlite_only
def test_more_of_everything_asks_no_more_questions(app, fair, supervisor, url):
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_more):
        asked.append(statement)

    def questions():
        asked.clear()
        assert supervisor.get(url).status_code == 200
        return len(asked)

    with app.app_context():
        engine = db.engine
    phone = fair.phone("Gate A")
    phone.send(phone.offline(fair.ticket(), 1))
    sql_events.listen(engine, "before_cursor_execute", note)
    first = questions()
    for number in range(4):
        phone = fair.phone(f"Gate {number}")
        phone.send(*(phone.offline(fair.ticket(f"Orang {one}"), 15 * one + number) for one in range(4)))
    assert questions() == first
    sql_events.remove(engine, "before_cursor_execute", note)
