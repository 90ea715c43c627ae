"""How a door is set up: gates for some tickets or sessions, sessions that let in once, what else it does."""

import pytest

from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Role
from eventreg.door import queries
from eventreg.door.models import Gate
from eventreg.events.rules import Entries
from tests.factories.people import sign_in
from tests.support.visitor import soup


@pytest.fixture
def supervisor(visitor):
    return sign_in(visitor(language="en"), "pengawas@demo.test", Role.DOOR_SUPERVISOR)


def gates(app, fair):
    """Name → id of the event's gates."""
    with app.app_context():
        return {gate.name: gate.id for gate in queries.gates(queries.get_event(fair.slug).id)}


def address(app, fair, name):
    return f"/staff/events/{fair.slug}/door/gates/{gates(app, fair)[name]}"


def audited(app):
    with app.app_context():
        return [(entry.action, entry.fields) for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]


def ticked(page, name):
    return [control["value"] for control in soup(page).select(f"input[name={name}][checked]")]


def test_a_gate_lets_in_some_categories_alone(app, fair, phone, supervisor):
    vip, other = fair.ticket("Ayu", category="Tamu undangan"), fair.ticket("Budi")
    elsewhere = fair.phone("Gate Selatan")
    at = address(app, fair, "Gate Utara")
    assert "Tamu undangan" in supervisor.get(at).text

    assert supervisor.post(at, categories=["Tamu undangan"]).status_code == 302

    assert ticked(supervisor.get(at), "categories") == ["Tamu undangan"]
    assert phone.shows(other) == "wrong_gate"
    assert phone.shows(vip) == "admitted"
    assert elsewhere.shows(other) == "admitted"
    assert phone.shows(fair.ticket("Citra"), gate="Gerbang lain") == "wrong_gate"  # an unknown gate is the phone's own
    told = {gate["name"]: gate["categories"] for gate in phone.get("door/device").get_json()["gates"]}
    assert told == {"Gate Selatan": None, "Gate Utara": ["Tamu undangan"]}
    supervisor.post(at)
    assert phone.shows(fair.ticket("Dewi")) == "admitted"
    assert ("gate.changed", ["categories"]) in audited(app)


@pytest.mark.sqlite_only
def test_a_gate_leads_to_some_sessions_alone(app, make_fair, supervisor):
    fair = make_fair((-1, 3), (-1, 4))
    phone, token = fair.phone(), fair.ticket()
    first, second = fair.sessions

    supervisor.post(address(app, fair, "Gate Utara"), sessions=[str(second)], check_identity="y")

    assert phone.shows(token, session=first) == "wrong_gate"
    assert phone.shows(token) == "admitted"
    with app.app_context():
        assert db.session.query(Gate).one().check_identity is True
    assert supervisor.post(address(app, fair, "Gate Utara"), sessions=["999"]).status_code == 422
    assert supervisor.post(address(app, fair, "Gate Utara"), categories=["Tidak ada"]).status_code == 422


def test_an_unused_gate_goes_after_a_question(app, fair, phone, supervisor):
    supervisor.post(f"/staff/events/{fair.slug}/door/gates", name="Gate Salah")
    unused, used = address(app, fair, "Gate Salah"), address(app, fair, "Gate Utara")
    supervisor.post(f"/staff/events/{fair.slug}/door/pairings", gate=str(gates(app, fair)["Gate Salah"]))
    assert "Remove this gate" in supervisor.get(unused).text
    assert "Remove this gate" not in supervisor.get(used).text

    assert "Remove “Gate Salah”?" in supervisor.get(f"{unused}/removal").text
    assert supervisor.post(f"{unused}/removal").status_code == 302
    refused = supervisor.post(f"{used}/removal")

    assert list(gates(app, fair)) == ["Gate Utara"]
    assert refused.status_code == 422
    assert "so that it stays" in refused.text
    assert supervisor.get(unused).status_code == 404
    assert audited(app)[-1] == ("gate.removed", [])


def test_a_session_that_lets_in_once_lets_nobody_in_again(app, fair, phone, token):
    with app.app_context(), unit_of_work():
        queries.get_event(fair.slug).sessions[0].entries = Entries.ONCE

    assert phone.verdicts(phone.scan(token), phone.scan(token, direction="out"), phone.scan(token)) == [
        "admitted",
        "left",
        "already_admitted",
    ]


def test_how_a_door_works_is_settled_on_a_page(app, fair, phone, supervisor):
    at = f"/staff/events/{fair.slug}/door/settings"
    assert soup(supervisor.get(at)).select_one("#presence_percent")["value"] == "80"
    assert phone.get("door/device").get_json()["walk_ins"] is True

    assert supervisor.post(at, presence_percent="101").status_code == 422
    assert supervisor.post(at, presence_percent="75", code_on_screen="y", follow=True).status_code == 200

    shown = soup(supervisor.get(at))
    assert shown.select_one("#presence_percent")["value"] == "75"
    assert [one.has_attr("checked") for one in shown.select("#walk_ins, #code_on_screen")] == [False, True]
    assert phone.get("door/device").get_json()["walk_ins"] is False
    assert audited(app)[-1] == ("door.settings_changed", ["presence_percent", "walk_ins"])
