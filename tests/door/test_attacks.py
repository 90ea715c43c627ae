"""What people with an unlocked phone, a link that they made up or a supervisor's rights elsewhere try at the door."""

import csv
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from eventreg.door import attending, pairing, paper, queries, reconciling
from eventreg.door.models import DoorDevice, Scan, Settlement
from eventreg.tickets import queries as ticket_queries
from eventreg.visitors import service as visitors
from eventreg.visitors.models import Visit
from eventreg.visitors.rules import CameAlready
from eventreg.visitors.service import VisitDetails
from tests.door.conftest import HOUR, written
from tests.door.phone_page import Phones, type_code, verdict
from tests.door.test_app_phone import ON_DISK
from tests.factories.people import sign_in
from tests.support.visitor import soup


@pytest.fixture
def supervisor(visitor):
    return sign_in(visitor(language="en"), "panitia@demo.test", Role.ORGANISER)


@pytest.fixture
def url(fair):
    return f"/staff/events/{fair.slug}/door"


def device_of(fair, phone):
    with fair.app.app_context():
        return db.session.get_one(DoorDevice, phone.id)


def ask(at, what, **body):
    address = f"/api/v1/events/{at.slug}/door/{what}"
    return at.app.test_client().post(address, json={"id": str(uuid.uuid4())} | body, headers=at.headers)


# ---- Addresses that somebody made up ---------------------------------------------------------------


@pytest.mark.sqlite_only
@pytest.mark.parametrize("asked", ["_scheme=javascript&_external=1", "endpoint=door.scan", "_method=PATCH"])
def test_a_link_to_the_next_page_takes_nothing_from_the_address_but_what_is_asked(phone, supervisor, url, asked):
    phone.send(*(phone.scan("nonsense") for _number in range(51)))

    page = supervisor.get(f"{url}/scans?verdict=unreadable&{asked}")

    assert page.status_code == 200
    [following] = soup(page).select("nav.pages a, a[rel=next]")[:1]
    assert following["href"].startswith(f"{url}/scans?")
    assert "verdict=unreadable" in following["href"]


@pytest.mark.databases("sqlite", "postgresql")
@pytest.mark.parametrize("number", ["99999999999999999999", "-99999999999999999999", "2147483648", "²", "1e9", "NaN"])
def test_a_phone_of_no_such_number_is_no_error(phone, supervisor, url, number):
    phone.send(phone.scan("nonsense"))

    assert supervisor.get(f"{url}/scans?phone={quote(number)}").status_code == 200


# ---- What a phone tells of itself ------------------------------------------------------------------


@pytest.mark.sqlite_only
def test_a_list_from_the_future_is_nonsense(fair, phone):
    """A phone that says so would never seem old, and would seem to hold people who came later."""
    first = written(clock.now() - timedelta(minutes=3))
    phone.get(f"events/{fair.slug}/door/status?list_at={quote(first)}&waiting=1")

    for told in (written(clock.now() + HOUR), "2199-12-31T00:00:00Z", "NaN", "-1", "9" * 5000):
        assert phone.get(f"events/{fair.slug}/door/status?waiting=2&list_at={quote(told)}").status_code == 200

    device = device_of(fair, phone)
    assert (written(device.list_at), device.waiting) == (first, 2)


@pytest.mark.sqlite_only
def test_the_same_scan_with_other_content_moves_no_admission(fair, token):
    """Its offline verdict is added; the time at which it counts stays the one that was stored."""
    north, south = fair.phone(), fair.phone("Gate Selatan")
    south.send(south.scan(token))
    scan = north.scan(token, at=written(fair.started + timedelta(minutes=50)))
    assert north.verdicts(scan) == ["already_admitted"]

    other = {"at": written(fair.started + timedelta(minutes=1)), "offset_ms": -3_600_000, "offline_verdict": "admitted"}
    [answer] = north.send(scan | other)

    assert answer["conflict"]
    with fair.app.app_context():
        stored = db.session.query(Scan).filter_by(scan_id=scan["id"]).one()
        assert stored.moment == fair.started + timedelta(minutes=50)


# ---- After the event -------------------------------------------------------------------------------


@pytest.mark.sqlite_only
def test_half_a_day_after_the_event_no_phone_reads_names_any_more(make_fair):
    over = make_fair((-30, -13))
    phone = over.phone()
    over.ticket("Sri Wahyuni")

    answer = phone.get(f"events/{over.slug}/door/list")

    assert answer.status_code == 200
    assert (answer.get_json()["tickets"], answer.get_json()["passings"]) == ([], [])


@pytest.mark.sqlite_only
def test_a_session_that_somebody_told_to_be_in_stays(make_fair):
    fair = make_fair((-2, 6), (-1, 5))
    token = fair.ticket()
    with fair.app.app_context(), unit_of_work():
        event = queries.get_event(fair.slug)
        attending.tell(ticket_queries.get_by_token(token), event.sessions[1], now=clock.now())
    told_in = fair.sessions[1]

    with fair.app.app_context():
        assert told_in in queries.sessions_in_use([told_in])


@pytest.mark.sqlite_only
def test_a_session_to_which_a_gate_leads_stays(make_fair):
    """Without it the gate would lead nowhere: whoever comes would be sent away."""
    fair = make_fair((-2, 6), (-1, 5))
    fair.phone("Gate VIP")
    first, second = fair.sessions
    with fair.app.app_context(), unit_of_work():
        event = queries.get_event(fair.slug)
        queries.find_gate(event.id, "Gate VIP").session_ids = [second]

    with fair.app.app_context():
        assert queries.sessions_in_use([first, second]) == {second}


# ---- Paper -----------------------------------------------------------------------------------------


@pytest.mark.sqlite_only
def test_paper_is_no_phone_that_could_be_taken_off_the_door(fair, phone, token, supervisor, url):
    with fair.app.app_context(), unit_of_work():
        event = queries.get_event(fair.slug)
        gate = queries.find_gate(event.id, phone.gate)
        device_id = paper.device_of(event, gate, actor=SYSTEM, now=clock.now()).id

    supervisor.post(f"{url}/devices/{device_id}/revocation")

    with fair.app.app_context():
        assert db.session.get_one(DoorDevice, device_id).revoked_at is None


# ---- Places ----------------------------------------------------------------------------------------


@pytest.mark.sqlite_only
def test_whoever_is_in_frees_no_place_by_cancelling(fair, phone):
    with fair.app.app_context(), unit_of_work():
        queries.get_event(fair.slug).sessions[0].visitor_quota = 3
    made = ask(phone, "walk-ins", name="Bu Ratmi", people=3).get_json()
    assert phone.shows(made["url"], companions=2) == "admitted"
    with fair.app.app_context():
        visit_id = db.session.query(Visit).one().id

    for change in (visitors.cancel, lambda number, **who: visitors.reduce(number, 1, **who)):
        with fair.app.app_context(), pytest.raises(CameAlready), unit_of_work():
            change(visit_id, actor=SYSTEM, now=clock.now())

    assert ask(phone, "walk-ins", name="Pak Joko", people=1).get_json()["code"] == "full"


# ---- Whose data a phone held -----------------------------------------------------------------------


@pytest.mark.sqlite_only
def test_a_phone_can_not_hide_that_it_has_read_the_list(fair, phone, token):
    """Whoever reads it with the key alone and never tells, or tells that it was long ago, has read it all the same."""
    before = clock.now()
    phone.get(f"events/{fair.slug}/door/list")
    phone.get(f"events/{fair.slug}/door/status?waiting=0&list_at=1970-01-02T00:00:00Z")

    device = device_of(fair, phone)
    assert device.list_at is not None
    assert device.list_at >= before


# ---- Replacing -------------------------------------------------------------------------------------


def number_of(fair, token):
    with fair.app.app_context():
        return ticket_queries.get_by_token(token).number


def replace(at, number, **given):
    comer = {"number": number, "name": "Budi Santoso", "phone": "", "reason": "Sri sakit"}
    answer = ask(at, "replacements", **comer | given)
    return answer.status_code, answer.get_json()


@pytest.mark.sqlite_only
def test_after_the_event_nobody_comes_in_anybodys_place(make_fair):
    over = make_fair((-9, -2))
    number = number_of(over, over.ticket())

    status, body = replace(over.phone(), number)

    assert (status, body["code"]) == (409, "not_replaceable")


@pytest.mark.sqlite_only
def test_a_phone_of_another_door_reads_and_writes_nothing_here(fair, phone, token, make_fair):
    stranger = make_fair((-2, 6), slug="Pasar Kriya").phone()
    stranger.slug = fair.slug
    number = number_of(fair, token)

    answers = [
        ask(stranger, "walk-ins", name="Bu Ratmi", people=1),
        ask(stranger, "replacements", number=number, name="Budi", reason="sakit"),
        stranger.get(f"events/{fair.slug}/door/list"),
        stranger.get(f"events/{fair.slug}/door/status"),
        stranger.post(stranger.scan(token)),
    ]

    assert [(one.status_code, one.get_json()["code"]) for one in answers] == [(403, "other_event")] * 5
    assert phone.shows(token) == "admitted"


@pytest.mark.databases("sqlite", "postgresql")
def test_one_ticket_replaced_at_two_gates_at_once_has_one_follower(fair, phone, token):
    number, phones, ready = number_of(fair, token), [phone, fair.phone("Gate Selatan")], Barrier(6)

    def come(place):
        ready.wait()
        return replace(phones[place % 2], number, name=f"Tamu {place}")[0]

    with ThreadPoolExecutor(6) as pool:
        statuses = sorted(pool.map(come, range(6)))

    assert statuses == [201, *[409] * 5]


# ---- What people write is shown, never run ---------------------------------------------------------


@pytest.mark.sqlite_only
def test_nothing_that_was_scanned_or_typed_becomes_part_of_a_page(fair, supervisor, url):
    evil = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
    phone = fair.phone(evil)
    mine, other = fair.ticket(evil, business_name=evil, booth="<b>1"), fair.phone("Gate Selatan")
    phone.send(phone.offline(mine, 5), phone.scan(evil), phone.scan(None, code=evil), phone.scan(mine, gate=evil))
    other.send(other.offline(mine, 6, reason=evil))
    supervisor.post(f"{url}/devices/{phone.id}/label", label=evil[:60])
    with fair.app.app_context():
        scans = [scan.id for scan in db.session.query(Scan)]
    pages = ["/", "/live", "/scans", "/conflicts", "/quarantine", "/paper", f"/devices/{phone.id}", "/live?session=-1"]
    pages += [
        f"/devices/{phone.id}/people",
        f"/tickets/{fair.code_of(mine)}",
        *(f"/scans/{number}" for number in scans),
    ]

    for page in pages:
        answer = supervisor.get(f"{url}{page}")
        assert answer.status_code == 200, page
        assert not soup(answer).select("script:not([src]):not([type]), img[onerror]"), page
        assert "<script>alert" not in answer.text, page


@pytest.mark.sqlite_only
def test_a_table_of_people_has_no_formulas(fair, phone, supervisor, url):
    evil = '=HYPERLINK("http://evil.example","Sri")'
    fair.ticket(evil, business_name="@SUM(A1)", booth="+1")
    phone.send(phone.offline(fair.ticket(), 5, gate="=1+1"))

    files = [
        supervisor.post(f"{url}/devices/{phone.id}/people.csv"),
        supervisor.post(f"{url}/live.csv"),
        supervisor.post(f"/staff/events/{fair.slug}/attendance.csv"),
    ]

    for file in files:
        assert file.status_code == 200
        for row in csv.reader(file.get_data(as_text=True).lstrip("\ufeff").splitlines()):
            assert not [cell for cell in row if cell[:1] in "=+-@\t\r" and cell]


# ---- Supervisors of another event ------------------------------------------------------------------


@pytest.mark.sqlite_only
def test_supervisors_of_another_event_find_nothing_here(app, fair, phone, token, visitor, make_fair):
    elsewhere = make_fair((-2, 6), slug="Pasar Kriya")
    with app.app_context(), unit_of_work():
        own, other = queries.get_event(elsewhere.slug).id, queries.get_event(fair.slug).id
        assert own != other
    stranger = sign_in(visitor(language="en"), "lain@demo.test", Role.DOOR_SUPERVISOR, event_id=own)
    phone.send(phone.offline(token, 5))
    with fair.app.app_context():
        scan = db.session.query(Scan).one().id
        ticket_id = ticket_queries.get_by_token(token).id
    here, there = (f"/staff/events/{slug}" for slug in (elsewhere.slug, fair.slug))
    code = fair.code_of(token)
    session = fair.sessions[0]
    paths = [
        "door/live", "door/conflicts", "door/quarantine", "door/scans", "door/paper", "door/settings", "attendance/",
        f"door/paper/{session}", f"door/paper/{session}/entry", f"door/devices/{phone.id}",
        f"door/devices/{phone.id}/people", f"door/devices/{phone.id}/people/list", f"door/tickets/{code}",
        f"door/scans/{scan}", f"door/scans/{scan}/undoing", f"door/conflicts/{scan}", f"door/quarantine/{phone.id}",
        f"attendance/{session}/", f"attendance/{session}/screen", f"attendance/{session}/{ticket_id}",
    ]  # fmt: skip
    assert stranger.get(f"{here}/door/live").status_code == 200
    own_lists = {"door/live", "door/conflicts", "door/quarantine", "door/scans", "door/paper", "door/settings"}

    assert {path: stranger.get(f"{there}/{path}").status_code for path in paths} == dict.fromkeys(paths, 404)
    ids = [path for path in paths if path not in own_lists | {"attendance/"}]
    assert {path: stranger.get(f"{here}/{path}").status_code for path in ids} == dict.fromkeys(ids, 404)
    for path in ("door/live.csv", "attendance.xlsx", f"door/devices/{phone.id}/people.csv"):
        assert stranger.post(f"{there}/{path}").status_code == 404


# ---- The least that a phone needs, and once ---------------------------------------------------------


@pytest.mark.sqlite_only
def test_a_phone_reads_no_more_of_people_than_the_door_needs(fair, phone):
    with fair.app.app_context(), unit_of_work():
        event = queries.get_event(fair.slug)
        event.sessions[0].visitor_quota, event.visitors_open = 9, True
        who = VisitDetails("Bu Ratmi", 1, phone="+6281234567890", email="ratmi@example.org")
        visitors.register(event.id, event.sessions[0].id, who, actor=SYSTEM, now=clock.now())
    made = ask(phone, "walk-ins", name="Pak\u202e Joko\x00\u200b ", phone="0812 9999 8888", people=1)

    read = [phone.get(f"events/{fair.slug}/door/{what}").text for what in ("list", "status")]
    read += [phone.get("door/device").text, made.text, phone.post(phone.scan(made.get_json()["url"])).text]

    assert made.get_json()["ticket"]["holder"] == "Pak Joko"
    assert "890" in read[0]
    for text in read:
        assert not [part for part in ("@", "81234567890", "81299998888", "+62", "0812") if part in text]
    with fair.app.app_context():
        deeds = db.session.query(AuditEntry).filter_by(action="visit.registered").order_by(AuditEntry.id)
        assert [entry.device_id for entry in deeds] == [None, phone.id]


@pytest.mark.databases("sqlite", "postgresql")
def test_one_pairing_code_shown_to_many_phones_makes_one(app, fair):
    with app.app_context(), unit_of_work():
        event, now = queries.get_event(fair.slug), clock.now()
        gate = pairing.add_gate(event, "Gate Utara", actor=SYSTEM, now=now)
        _started, code = pairing.start_pairing(event, gate, actor=SYSTEM, now=now)
    ready = Barrier(6)

    def take(_number):
        ready.wait()
        return app.test_client().post("/api/v1/door/pairings", json={"code": code}).status_code

    with ThreadPoolExecutor(6) as pool:
        statuses = sorted(pool.map(take, range(6)))

    assert statuses == [201, *[404] * 5]


@pytest.mark.databases("sqlite", "postgresql")
def test_a_conflict_that_many_close_at_once_is_closed_once(app, fair, phone, token):
    south, ready = fair.phone("Gate Selatan"), Barrier(4)
    south.send(south.offline(token, 5))
    phone.send(phone.offline(token, 10))
    with app.app_context():
        event_id = queries.get_event(fair.slug).id
        [conflict] = queries.conflicts(event_id)
        number, seen = conflict.id, conflict.seen

    def close(_number):
        ready.wait()
        with app.app_context(), unit_of_work():
            said = {"seen": seen, "reason": "Sama orangnya", "actor": SYSTEM, "now": clock.now()}
            return reconciling.close_conflict(event_id, number, **said)

    with ThreadPoolExecutor(4) as pool:
        closed = sorted(pool.map(close, range(4)))

    assert closed == [False, False, False, True]
    with app.app_context():
        assert db.session.query(Settlement).count() == 1


# ---- The phone itself ------------------------------------------------------------------------------


def test_an_open_page_forgets_after_the_event_without_any_signal(fair, token, live_server, new_context):
    page = Phones(fair, live_server, new_context).open()
    expect(page.locator("#ready-dialog [data-point=list]")).to_contain_text("1 tickets")
    page.get_by_role("button", name="Find by name").click()
    page.get_by_label("Name, business, booth").fill("sri")
    expect(page.locator("#find-dialog [data-found]")).to_contain_text("Sri Wahyuni")
    page.locator("#find-dialog [data-close]").first.click()
    page.context.set_offline(True)
    page.clock.set_fixed_time(clock.now() + timedelta(days=2))

    page.evaluate("import('/static/js/door/link.js').then((link) => link.renew())")  # as it does each minute

    assert page.evaluate(ON_DISK) == 0
    assert page.evaluate("import('/static/js/door/list.js').then((list) => list.all().length)") == 0
    expect(page.locator("#find-dialog [data-found] li")).to_have_count(0)
    assert "Sri Wahyuni" not in page.content()


def test_a_link_with_a_key_that_somebody_made_up_takes_no_phone_off_its_door(fair, token, live_server, new_context):
    page = Phones(fair, live_server, new_context).open()
    expect(page.locator("#gate")).to_have_text("Gate Utara")

    page.goto("/door/#key=nonsense")

    expect(page.locator("#pair .error")).not_to_be_empty()
    page.goto("/door/")
    expect(page.locator("#pair")).to_be_hidden()
    type_code(page, fair.code_of(token))
    expect(verdict(page, "admitted")).to_contain_text("Sri Wahyuni")


def test_what_was_typed_of_a_guest_is_forgotten_with_the_list(fair, token, live_server, new_context):
    page = Phones(fair, live_server, new_context).open()
    expect(page.locator("#ready-dialog [data-point=list]")).to_contain_text("1 tickets")
    typed = "import('/static/js/door/store.js').then((store) => store.draft('walk-ins')"
    page.evaluate(f"{typed}.set({{ id: '1', name: 'Bu Ratmi', phone: '081234567890' }}))")

    page.clock.set_fixed_time(clock.now() + timedelta(days=2))
    page.goto("/door/?again")
    expect(page.locator("#gate")).to_have_text("Gate Utara")

    assert page.evaluate(f"{typed}.get())") is None
