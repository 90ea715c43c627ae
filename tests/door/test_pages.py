"""The organisers' door page and the commands behind it."""

import json

import pytest

from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from eventreg.door import pairing, queries, rules
from eventreg.door.models import DoorDevice
from tests.factories.people import sign_in
from tests.support.server import run_eventreg
from tests.support.visitor import soup


@pytest.fixture
def organiser(visitor):
    return sign_in(visitor(language="en"), "panitia@demo.test", Role.ORGANISER)


@pytest.fixture
def url(fair):
    return f"/staff/events/{fair.slug}/door/"


def audited(app):
    with app.app_context():
        return [entry.action for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]


def test_an_organiser_adds_a_gate_and_shows_a_code(app, organiser, url):
    assert organiser.post(f"{url}gates", name="  Gate   Timur ").status_code == 302
    page = soup(organiser.get(url))
    gate = page.select_one("#gate option")

    code = organiser.post(f"{url}pairings", gate=gate["value"])

    assert gate.text == "Gate Timur"
    assert soup(code).select_one("svg.qr")
    typed = soup(code).select_one(".code").text
    answer = app.test_client().post("/api/v1/door/pairings", json={"code": typed})
    assert answer.get_json()["gate"] == "Gate Timur"
    assert audited(app)[-3:] == ["gate.added", "pairing.started", "door_device.paired"]


@pytest.mark.sqlite_only
def test_a_gate_needs_a_name_and_is_made_once(fair, organiser, url):
    assert organiser.post(f"{url}gates", name=" ").status_code == 422
    assert organiser.post(f"{url}gates", name="x" * 61).status_code == 422
    for _time in range(2):
        organiser.post(f"{url}gates", name="Gate Timur")

    assert [option.text for option in soup(organiser.get(url)).select("#gate option")] == ["Gate Timur"]


@pytest.mark.sqlite_only
def test_the_page_with_the_code_learns_that_it_was_taken(app, fair, organiser, url):
    with app.app_context(), unit_of_work():
        event, now = queries.get_event(fair.slug), clock.now()
        gate = pairing.add_gate(event, "Gate Timur", actor=SYSTEM, now=now)
        waits, code = pairing.start_pairing(event, gate, actor=SYSTEM, now=now)
        over, _code = pairing.start_pairing(event, gate, actor=SYSTEM, now=now - 2 * rules.PAIRING_TIME)
        addresses = [f"{url}pairings/{made.id}" for made in (waits, over)]

    assert [organiser.get(address).get_json()["state"] for address in addresses] == ["waiting", "over"]
    app.test_client().post("/api/v1/door/pairings", json={"code": code})
    assert organiser.get(addresses[0]).get_json()["state"] == "taken"


def test_revoking_asks_first_and_works_at_once(app, fair, phone, token, organiser, url):
    revocation = f"{url}devices/{phone.id}/revocation"

    assert organiser.get(revocation).status_code == 200
    assert phone.shows(token) == "admitted"
    assert organiser.post(revocation).status_code == 302
    assert phone.shows(token) == "quarantined"
    assert organiser.post(revocation).status_code == 302
    assert audited(app).count("door_device.revoked") == 1


@pytest.mark.sqlite_only
def test_the_pages_show_scans_conflicts_and_the_count(fair, phone, token, organiser, url):
    phone.send(phone.scan(token), phone.offline(token, 5), phone.scan("nonsense"))

    page, live = soup(organiser.get(url)), soup(organiser.get(f"{url}live"))

    rows = [row.text for row in live.select("section[aria-labelledby=scans] tbody tr")]
    assert len(rows) == 3
    assert sum("Sri Wahyuni" in row for row in rows) == 2
    assert sum("Conflict" in row for row in rows) == 1
    assert [row.dd.text for row in page.select(".numbers > div")] == ["1", "1", "1", "0"]
    assert page.select("section[aria-labelledby=phones] tbody tr")


@pytest.mark.sqlite_only
def test_the_door_is_for_those_who_manage_this_one(fair, make_fair, visitor, url, phone):
    other = make_fair((-2, 6), slug="Pasar Kriya")
    curator = sign_in(visitor(), "kurator1@demo.test", Role.CURATOR)
    with fair.app.app_context():
        event_id = queries.get_event(other.slug).id
    elsewhere = sign_in(visitor(), "pengawas@demo.test", Role.DOOR_SUPERVISOR, event_id=event_id)

    assert visitor().get(url).status_code == 302
    assert curator.get(url).status_code == 403
    assert elsewhere.get(url).status_code == 404
    assert elsewhere.post(f"{url}devices/{phone.id}/revocation").status_code == 404
    assert elsewhere.get(f"/staff/events/{other.slug}/door/").status_code == 200
    assert elsewhere.post(f"/staff/events/{other.slug}/door/devices/{phone.id}/revocation").status_code == 404


@pytest.mark.sqlite_only
def test_the_phones_page_may_use_camera_and_webassembly(client):
    page = client.get("/door/")

    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy
    assert "unsafe-inline" not in policy
    assert "camera=(self)" in page.headers["Permissions-Policy"]
    assert set(json.loads(soup(page).select_one("#door-words").string)["verdicts"]) == set(rules.Verdict)


def test_a_phone_is_paired_from_the_shell(app, fair, token, environ):
    line = run_eventreg(environ, "door", "pair", fair.slug, "--gate", "Gate Barat", "--json")

    made = json.loads(line)
    assert line.count("\n") == 1
    assert made["url"] == f"http://localhost:8000/door/#key={made['device_key']}"
    headers = {"Authorization": f"Bearer {made['device_key']}"}
    assert app.test_client().get("/api/v1/door/device", headers=headers).get_json()["gate"] == "Gate Barat"
    assert audited(app)[-2:] == ["gate.added", "door_device.paired"]
    with app.app_context():
        assert db.session.query(DoorDevice).count() == 1


@pytest.mark.sqlite_only
def test_every_scan_is_printed(fair, phone, token, environ):
    scans = [phone.scan(token), phone.scan("nonsense"), phone.offline(token, 5)]
    phone.send(*scans)

    lines = [json.loads(line) for line in run_eventreg(environ, "door", "scans", fair.slug, "--json").splitlines()]

    assert [set(line) for line in lines] == [{"id", "code", "verdict", "at", "received_at", "gate", "conflict"}] * 3
    assert [line["id"] for line in lines] == [scan["id"] for scan in scans]
    assert [(line["code"], line["verdict"], line["conflict"]) for line in lines] == [
        (fair.code_of(token), "admitted", False),
        (None, "unreadable", False),
        (fair.code_of(token), "admitted", True),
    ]


def test_a_gate_that_no_database_holds_is_not_found(organiser, url):
    assert organiser.post(f"{url}pairings", gate="9" * 20).status_code == 404
