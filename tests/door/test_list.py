"""What phones hold of an event's door: the list of tickets and who passed by them, their changes, the door itself."""

import base64
from datetime import timedelta

import pytest
from sqlalchemy import event

from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.door import queries
from eventreg.door.models import DoorDevice, DoorSettings, Gate, Scan
from eventreg.tickets import queries as ticket_queries
from eventreg.tickets.models import Ticket
from eventreg.tickets.rules import TicketState
from tests.factories.businesses import make_business
from tests.factories.people import make_person


def read(phone, since=""):
    """The list as a phone reads it."""
    answer = phone.get(f"events/{phone.slug}/door/list?since={since}")
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def holders(answer):
    return [ticket["holder"] for ticket in answer["tickets"]]


def told(answer):
    """(direction, gate, own, undone) of the passings."""
    return [(one["direction"], one["gate"], one["own"], one["undone"]) for one in answer["passings"]]


# ---- Tickets --------------------------------------------------------------------------------------


def test_the_list_has_what_the_door_needs_and_no_more(app, fair, phone, token):
    until = clock.now() + timedelta(hours=2)
    with app.app_context(), unit_of_work():
        ticket = db.session.query(Ticket).one()
        ticket.business_id = make_business(make_person(), phone="0812 3456 7890").id
        ticket.valid_until = until
        number = ticket.number

    listed = read(phone)

    assert listed["tickets"] == [
        {
            "number": number,
            "state": "valid",
            "code": fair.code_of(token),
            "holder": "Sri Wahyuni",
            "business": "Batik Lintang",
            "booth": "",
            "category": "Batik tulis",
            "phone_end": "890",
            "confirmed": True,
            "sessions": None,
            "gate_category": "Batik tulis",
            "party": 1,
            "valid_from": None,
            "valid_until": until.isoformat().replace("+00:00", "Z"),
        }
    ]


def test_the_list_tells_what_changed(fair, phone):
    first, _second = fair.ticket("Ayu"), fair.ticket("Budi")
    whole = read(phone)

    unchanged = read(phone, whole["changes"])
    fair.change(first, state=TicketState.REVOKED)
    changed = read(phone, unchanged["changes"])

    assert holders(whole) == ["Ayu", "Budi"]
    assert unchanged["tickets"] == []
    assert ("Ayu", "revoked") in [(ticket["holder"], ticket["state"]) for ticket in changed["tickets"]]
    assert read(phone, changed["changes"])["tickets"] == []


def place(cursor):
    """A cursor's moment; it only grows."""
    return int(cursor.partition("-")[0])


@pytest.mark.sqlite_only
def test_whatever_a_phone_sends_as_a_cursor_loses_nothing(fair, phone):
    for name in ("Ayu", "Budi"):
        fair.ticket(name)
    whole = read(phone)
    of_a_scan = phone.post(phone.scan("x")).get_json()["changes"]

    assert place(whole["changes"]) < place(of_a_scan) < place(read(phone, of_a_scan)["changes"])
    for nonsense in ("", "x", "1-", "-1", "9" * 40 + "-1", "9" * 16 + "-1", "²-1"):
        assert holders(read(phone, nonsense)) == ["Ayu", "Budi"], nonsense
    of_an_earlier_version = f"{place(whole['changes'])}-17"
    assert holders(read(phone, of_an_earlier_version)) == ["Ayu", "Budi"]


def test_what_is_written_late_is_told_all_the_same(app, fair, phone):
    """Somebody decided before the list was read, but waited for a lock and wrote after it."""
    fair.ticket("Ayu")
    decided = clock.now()
    known = read(phone)["changes"]
    fair.ticket("Budi", changed_at=decided)

    after = read(phone, known)

    assert "Budi" in holders(after)
    assert read(phone, after["changes"])["tickets"] == []


# ---- Who passed -----------------------------------------------------------------------------------


def test_the_list_tells_who_passed_at_all_gates(fair, phone, token):
    other = fair.phone("Gate Selatan")
    phone.send(phone.scan(token))
    other.send(other.scan(token, direction="out"))
    other.send(other.scan(fair.ticket("Budi", state=TicketState.REVOKED)))  # nobody went in by it

    passings = read(phone)["passings"]

    assert told({"passings": passings}) == [("in", "Gate Utara", True, False), ("out", "Gate Selatan", False, False)]
    assert {one["number"] for one in passings} == {read(phone)["tickets"][0]["number"]}
    assert passings[0]["order"] < passings[1]["order"]
    assert {(one["session"], one["offline"]) for one in passings} == {(fair.sessions[0], False)}


def test_the_list_tells_who_passed_since(fair, phone, token):
    other = fair.phone("Gate Selatan")
    known = read(phone)["changes"]
    came = other.scan(token)
    other.send(came)

    news = read(phone, known)
    other.send(other.scan(token, direction="undo", undoes=came["id"]))
    undone = read(phone, news["changes"])

    assert told(news) == [("in", "Gate Selatan", False, False)]
    assert told(undone) == [("in", "Gate Selatan", False, True)]
    assert [one["scan_id"] for one in undone["passings"]] == [came["id"]]
    assert read(phone, undone["changes"])["passings"] == []
    assert read(phone)["passings"] == []


def test_a_passing_that_a_phone_tells_of_late_reaches_the_others(fair, phone, token):
    """The server had refused; the phone got no answer in time and had let the person in."""
    other = fair.phone("Gate Selatan")
    refused = other.scan(token)
    phone.send(phone.scan(token))
    other.send(refused)
    known = read(phone)["changes"]

    other.send(refused | {"offline_verdict": "admitted"})

    assert ("in", "Gate Selatan", False, False) in told(read(phone, known))


def test_a_scan_that_was_written_late_is_told_all_the_same(app, fair, phone, token):
    other = fair.phone("Gate Selatan")
    decided = clock.now()
    known = read(phone)["changes"]
    other.send(other.scan(token))
    with app.app_context(), unit_of_work():
        db.session.query(Scan).one().received_at = decided

    assert told(read(phone, known)) == [("in", "Gate Selatan", False, False)]


@pytest.mark.sqlite_only
def test_sessions_that_are_long_over_are_no_longer_told(app, make_fair):
    fair = make_fair((-6, -3), (-1, 3))
    phone, token = fair.phone(), fair.ticket()
    phone.send(phone.offline(token, 5), phone.scan(token))

    assert [one["session"] for one in read(phone)["passings"]] == fair.sessions[1:]


@pytest.mark.sqlite_only
def test_the_list_takes_a_constant_number_of_questions(app, fair, phone):
    def asked():
        phone.send(phone.scan(fair.ticket()))
        statements = []

        def note(*given):
            statements.append(given[2])

        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", note)
            known = read(phone)["changes"]
            read(phone, f"{place(known)}-0")
            event.remove(db.engine, "before_cursor_execute", note)
        return len(statements)

    assert asked() == asked() < 40


# ---- The door itself ------------------------------------------------------------------------------


def test_a_phone_learns_which_door_it_is_at(app, make_fair):
    fair = make_fair((-2, 6), (20, 24))
    phone, _ = fair.phone(), fair.ticket()
    with app.app_context(), unit_of_work():
        found = queries.get_event(fair.slug)
        found.sessions[1].entries = "once"
        db.session.add(DoorSettings(event_id=found.id, walk_ins=False))
        gate = Gate(event_id=found.id, name="Gate Barat", categories=["VIP"], session_ids=[fair.sessions[1]])
        gate.check_identity = True
        db.session.add(gate)
        number, last = found.id, found.sessions[1].ends_at
        public = ticket_queries.public_keys(found.id)[1]

    door = phone.get("door/device").get_json()

    assert door["event"] == {
        "number": number,
        "slug": fair.slug,
        "title": "Pekan Batik",
        "zone": "WIB",
        "iana": "Asia/Jakarta",
    }
    assert door["gate"] == "Gate Utara"
    assert door["gates"] == [
        {"name": "Gate Barat", "categories": ["VIP"], "sessions": [fair.sessions[1]], "check_identity": True},
        {"name": "Gate Utara", "categories": None, "sessions": None, "check_identity": False},
    ]
    assert [(session["id"], session["entries"]) for session in door["sessions"]] == list(
        zip(fair.sessions, ["repeated", "once"], strict=True)
    )
    assert [(key["key_id"], base64.b64decode(key["public"])) for key in door["keys"]] == [(1, public)]
    assert door["walk_ins"] is False
    assert door["forget_at"] == (last + timedelta(hours=12)).isoformat().replace("+00:00", "Z")


def device(app, phone):
    with app.app_context():
        found = db.session.get_one(DoorDevice, phone.id)
        return found.waiting, found.list_at, found.version


@pytest.mark.sqlite_only
def test_a_phone_tells_how_it_is(app, fair, phone):
    path = f"events/{fair.slug}/door/status"
    phone.get(f"{path}?waiting=3&list_at=2026-11-01T02:05:00Z&version=abc-1.2")
    waiting, list_at, version = device(app, phone)

    phone.get(f"{path}?waiting=-1&list_at=yesterday&version=<script>")

    assert (waiting, list_at.isoformat(), version) == (3, "2026-11-01T02:05:00+00:00", "abc-1.2")
    assert device(app, phone) == (waiting, list_at, version)
    phone.get(f"{path}?waiting=0")
    assert device(app, phone) == (0, list_at, version)
