"""Guests without a ticket, and others who come in somebody's place, as the phone asks for them."""

import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from eventreg.applications.models import Participant
from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM
from eventreg.door import queries
from eventreg.door.api.people import FASTEST_BY_HAND
from eventreg.door.models import DoorDevice, DoorSettings
from eventreg.events.rules import Admission
from eventreg.tickets import queries as ticket_queries
from eventreg.tickets.rules import TicketState
from eventreg.visitors import service as visitors
from eventreg.visitors.models import Visit
from eventreg.visitors.service import VisitDetails
from tests.factories.applications import make_application

BOTH = pytest.mark.databases("sqlite", "postgresql")
RUSH = 12


def ask(phone, what, body):
    url = f"/api/v1/events/{phone.slug}/door/{what}"
    answer = phone.app.test_client().post(url, json={"id": str(uuid.uuid4()), **body}, headers=phone.headers)
    return answer.status_code, answer.get_json()


def walk_in(at, **given):
    return ask(at, "walk-ins", {"name": "Bu Ratmi", "phone": "0812 3456 7890", "people": 1} | given)


def replace(at, number, **given):
    comer = {"number": number, "name": "Budi Santoso", "phone": "", "reason": "Sri sakit"}
    return ask(at, "replacements", comer | given)


def code_of(answer):
    status, body = answer
    return status, body["code"]


def take_visitors(fair, quota):
    with fair.app.app_context(), unit_of_work():
        queries.get_event(fair.slug).sessions[0].visitor_quota = quota


def visits(fair):
    with fair.app.app_context():
        found = db.session.query(Visit).order_by(Visit.id)
        return [(visit.name, visit.phone, visit.party, visit.walk_in, bool(visit.cancelled_at)) for visit in found]


def scan_ticket(phone, made, **fields):
    return phone.shows(made["url"], **fields)


# ---- Walk-ins --------------------------------------------------------------------------------------


def test_a_walk_in_takes_a_place_and_is_let_in_with_all_who_came_along(fair, phone):
    take_visitors(fair, 5)

    status, made = walk_in(phone, name="  Bu   Ratmi ", people=3)

    assert status == 201
    assert made["ticket"]["holder"] == "Bu Ratmi"
    assert (made["ticket"]["party"], made["ticket"]["phone_end"], made["ticket"]["state"]) == (3, "890", "valid")
    assert made["ticket"]["sessions"] == fair.sessions
    assert made["qr"].startswith("<svg")
    assert visits(fair) == [("Bu Ratmi", "+6281234567890", 3, True, False)]
    assert scan_ticket(phone, made, companions=2) == "admitted"
    assert code_of(walk_in(phone, people=3)) == (409, "full")
    assert walk_in(phone, people=2, phone="")[0] == 201


def test_the_same_sending_again_is_the_same_ticket(fair, phone):
    take_visitors(fair, 1)
    sending = str(uuid.uuid4())

    first, again = walk_in(phone, id=sending), walk_in(phone, id=sending.upper())

    assert first == again
    assert len(visits(fair)) == 1
    assert code_of(walk_in(fair.phone("Gate Selatan"), id=sending)) == (409, "full")  # ids belong to their phone


@pytest.mark.sqlite_only
def test_without_visitors_the_places_are_those_that_nobody_holds(make_fair):
    fair = make_fair((-2, 6), quota=3, admission=Admission.FIRST_COME)
    phone = fair.phone()
    with fair.app.app_context(), unit_of_work():
        event = queries.get_event(fair.slug)
        make_application(event.id, now=event.opens_at)

    assert code_of(walk_in(phone, people=3)) == (409, "full")
    assert walk_in(phone, people=2)[0] == 201
    assert code_of(walk_in(phone, people=1)) == (409, "full")


@pytest.mark.sqlite_only
def test_what_is_wrong_is_told_in_words(fair, phone, make_fair):
    take_visitors(fair, 100)

    answers = [
        walk_in(phone, name=" "),
        walk_in(phone, phone="12"),
        walk_in(phone, people=0),
        walk_in(phone, people=61),
        walk_in(phone, people="3"),
        walk_in(phone, session=9999),
        walk_in(phone, id="satu"),
        walk_in(make_fair((3, 5), slug="Nanti").phone()),
    ]

    assert [code_of(answer) for answer in answers] == [
        (422, "name_missing"),
        (422, "not_a_mobile_number"),
        (422, "party_out_of_range"),
        (422, "party_out_of_range"),
        (422, "unreadable_request"),
        (409, "nothing_open"),
        (422, "unreadable_request"),
        (409, "nothing_open"),
    ]
    assert all(body["title"] for _status, body in answers)
    assert visits(fair) == []


@pytest.mark.sqlite_only
def test_no_ticket_where_the_door_gives_none_nor_to_a_phone_that_was_taken_off(fair, phone):
    with fair.app.app_context(), unit_of_work():
        db.session.add(DoorSettings(event_id=queries.get_event(fair.slug).id, walk_ins=False))
    assert code_of(walk_in(phone)) == (409, "walk_ins_off")

    with fair.app.app_context(), unit_of_work():
        db.session.get_one(DoorDevice, phone.id).revoked_at = clock.now()
    assert code_of(walk_in(phone)) == (401, "device_revoked")
    assert code_of(replace(phone, "0" * 16)) == (401, "device_revoked")


@pytest.mark.sqlite_only
def test_faster_than_anybody_types_is_too_fast(fair, phone):
    take_visitors(fair, 100)

    codes = [walk_in(phone, people=0)[1]["code"] for _time in range(FASTEST_BY_HAND.amount + 1)]

    assert codes[-2:] == ["party_out_of_range", "too_fast"]


@BOTH
def test_the_last_places_are_given_once(fair):
    take_visitors(fair, 5)
    phones = [fair.phone(f"Gate {number}") for number in range(3)]
    ready = Barrier(RUSH)

    def come(number):
        ready.wait()
        return walk_in(phones[number % 3], name=f"Tamu {number}", people=2)[0]

    with ThreadPoolExecutor(RUSH) as pool:
        statuses = Counter(pool.map(come, range(RUSH)))

    assert statuses == {201: 2, 409: RUSH - 2}
    assert sum(party for _name, _phone, party, _walk_in, _cancelled in visits(fair)) == 4


@BOTH
def test_one_sending_by_many_threads_is_one_visit(fair, phone):
    take_visitors(fair, 5)
    sending, ready = str(uuid.uuid4()), Barrier(RUSH)

    def come(_number):
        ready.wait()
        return walk_in(phone, id=sending)[1]["ticket"]["number"]

    with ThreadPoolExecutor(RUSH) as pool:
        numbers = set(pool.map(come, range(RUSH)))

    assert len(numbers) == 1
    assert len(visits(fair)) == 1


# ---- Replacing -------------------------------------------------------------------------------------


def number_of(fair, token):
    with fair.app.app_context():
        return ticket_queries.get_by_token(token).number


def test_another_one_comes_by_a_ticket_that_was_used_already(fair, phone, token):
    assert phone.shows(token) == "admitted"
    sending = str(uuid.uuid4())

    status, made = replace(phone, number_of(fair, token), id=sending)

    assert (status, made["ticket"]["holder"]) == (201, "Budi Santoso")
    assert replace(phone, number_of(fair, token), id=sending)[1] == made
    assert phone.shows(token) == "revoked"
    assert scan_ticket(phone, made) == "admitted"
    assert len(fair.attending()) == 2  # who was in, was in
    assert code_of(replace(phone, number_of(fair, token))) == (409, "not_replaceable")
    with fair.app.app_context():
        entry = db.session.query(AuditEntry).filter_by(action="ticket.handed_over").one()
        assert (entry.device_id, entry.actor_id, entry.reason) == (phone.id, None, "Sri sakit")


def test_a_participant_is_replaced_in_their_application(make_fair):
    fair = make_fair((-2, 6), passes=3, admission=Admission.FIRST_COME)
    phone = fair.phone()
    with fair.app.app_context(), unit_of_work():
        event = queries.get_event(fair.slug)
        application = make_application(event.id, helpers=("Budi Santoso",), now=event.opens_at)
        leaver = application.participants[1]
        number, leaver_id, code = leaver.ticket.number, leaver.id, application.code

    status, made = replace(phone, number, name="Wati", phone="0812 3456 7891")

    assert (status, made["ticket"]["holder"], made["ticket"]["state"]) == (201, "Wati", "valid")
    assert scan_ticket(phone, made) == "admitted"
    with fair.app.app_context():
        assert db.session.get_one(Participant, leaver_id).ended_at
        comer = db.session.query(Participant).filter_by(name="Wati").one()
        assert (comer.phone, comer.application.code) == ("+6281234567891", code)
        assert made["ticket"]["number"] in {ticket.number for ticket in comer.application.tickets}


@pytest.mark.sqlite_only
def test_who_comes_with_a_visitors_places_gets_a_visit_of_their_own(fair, phone):
    take_visitors(fair, 4)
    with fair.app.app_context(), unit_of_work():
        event = queries.get_event(fair.slug)
        event.visitors_open = True
        details = VisitDetails("Bu Ratmi", 4, phone="+6281234567890", school="SDN 1")
        visit = visitors.register(event.id, fair.sessions[0], details, by_staff=True, actor=SYSTEM, now=clock.now())
        number = visit.ticket.number

    status, made = replace(phone, number)

    assert (status, made["ticket"]["party"], made["ticket"]["business"]) == (201, 4, "SDN 1")
    assert visits(fair) == [
        ("Bu Ratmi", "+6281234567890", 4, False, True),
        ("Budi Santoso", "", 4, False, False),
    ]
    assert code_of(walk_in(phone)) == (409, "full")  # the places were handed over, not doubled and not lost


@pytest.mark.sqlite_only
def test_nobody_is_replaced_without_name_reason_and_ticket(fair, phone, token, make_fair):
    number = number_of(fair, token)
    elsewhere = make_fair((-2, 6), slug="Pasar Kriya").ticket()

    assert code_of(replace(phone, number, reason=" ")) == (422, "reason_missing")
    assert code_of(replace(phone, number, name="")) == (422, "name_missing")
    assert code_of(replace(phone, number_of(fair, elsewhere))) == (404, "not_found")
    fair.change(token, state=TicketState.ON_HOLD)
    assert code_of(replace(phone, number)) == (409, "not_replaceable")
    assert phone.shows(token) == "on_hold"
