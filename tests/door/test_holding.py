"""One ticket on the supervisors' page: what it says, and that what is done there holds at the gates at once."""

from datetime import timedelta

import pytest

from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.clock import Zone
from eventreg.core.db import db
from eventreg.core.permissions import Role
from tests.factories.people import sign_in
from tests.support.visitor import soup


@pytest.fixture
def supervisor(visitor):
    return sign_in(visitor(language="en"), "pengawas@demo.test", Role.DOOR_SUPERVISOR)


@pytest.fixture
def at(fair, token):
    """The address of the ticket's page."""
    return f"/staff/events/{fair.slug}/door/tickets/{fair.code_of(token)}"


def audited(app):
    with app.app_context():
        rows = db.session.query(AuditEntry).order_by(AuditEntry.id)
        return [(row.action, row.reason) for row in rows if row.subject_type == "ticket"]


def listed(phone, known):
    """(state, valid_until) as a phone reads them, when it asks what changed."""
    tickets = phone.get(f"events/{phone.slug}/door/list?since={known}").get_json()["tickets"]
    return [(ticket["state"], ticket["valid_until"]) for ticket in tickets]


def known(phone):
    return phone.get(f"events/{phone.slug}/door/list").get_json()["changes"]


def test_a_ticket_is_held_and_let_go(app, fair, phone, token, at, supervisor):
    before = known(phone)
    refused = supervisor.post(f"{at}/hold", hold_reason=" ")
    assert refused.status_code == 422
    assert "Write why, for those at the gates." in refused.text

    page = supervisor.post(f"{at}/hold", hold_reason="Berselisih nama", follow=True)

    assert "Berselisih nama" in page.text
    assert soup(page).select_one("h1 + .status").text == "On hold"
    assert phone.shows(token) == "on_hold"
    assert listed(phone, before) == [("on_hold", None)]
    again = supervisor.post(f"{at}/hold", hold_reason="Sekali lagi")
    assert (again.status_code, "Somebody else has changed this ticket meanwhile" in again.text) == (422, True)

    before = known(phone)
    supervisor.post(f"{at}/release")

    assert ("valid", None) in listed(phone, before)
    assert phone.shows(token) == "admitted"
    assert audited(app)[-2:] == [("ticket.held", "Berselisih nama"), ("ticket.released", "")]


def test_a_ticket_is_revoked_for_good(app, fair, phone, token, at, supervisor):
    supervisor.post(f"{at}/hold", hold_reason="Berselisih nama")
    assert supervisor.post(f"{at}/revocation").status_code == 422

    page = supervisor.post(f"{at}/revocation", revoke_reason="Dijual di luar", follow=True)

    assert soup(page).select_one("h1 + .status").text == "Revoked"
    assert "Dijual di luar" in page.text
    assert not soup(page).select("aside form, main details form")
    assert phone.shows(token) == "revoked"
    assert supervisor.post(f"{at}/release").status_code == 422
    assert audited(app)[-1] == ("ticket.revoked", "Dijual di luar")


def typed(moment):
    """As a field for day and time sends it, on the clock of the event."""
    return f"{moment.astimezone(Zone.WIB.info):%Y-%m-%dT%H:%M}"


def test_a_ticket_is_valid_for_a_time(app, fair, phone, token, at, supervisor):
    now, hour = clock.now(), timedelta(hours=1)
    before = known(phone)

    supervisor.post(f"{at}/validity", valid_from=typed(now + hour))
    assert phone.shows(token) == "too_early"
    supervisor.post(f"{at}/validity", valid_until=typed(now - hour))
    assert phone.shows(token) == "too_late"
    assert [state for state, until in listed(phone, before) if until] == ["valid"]
    backwards = supervisor.post(f"{at}/validity", valid_from=typed(now + hour), valid_until=typed(now - hour))
    assert (backwards.status_code, "The end must be after the beginning." in backwards.text) == (422, True)
    shown = supervisor.post(f"{at}/validity", valid_from=typed(now - hour), valid_until=typed(now + hour), follow=True)

    assert phone.shows(token) == "admitted"
    assert soup(shown).select_one("#valid_until")["value"] == typed(now + hour)
    assert {action for action, _reason in audited(app)[1:]} == {"ticket.limited"}


@pytest.mark.sqlite_only
def test_the_page_tells_whose_it_is_and_what_happened(fair, phone, token, at, supervisor):
    assert "It has not been shown at the door yet." in supervisor.get(at).text
    came = phone.scan(token)
    phone.send(came, phone.scan(token), phone.scan(token, direction="undo", undoes=came["id"], reason="Salah orang"))

    page = soup(supervisor.get(at))

    assert page.select_one("h1").text == "Sri Wahyuni"
    assert "Batik Lintang" in page.text
    rows = [[cell.get_text(" ", strip=True) for cell in row.select("td")[:3]] for row in page.select("tbody tr")]
    assert rows == [
        ["Undo Salah orang", "Undone", "Gate Utara"],
        ["In", "Already in", "Gate Utara"],
        ["In", "Admitted Undone", "Gate Utara"],
    ]


@pytest.mark.sqlite_only
def test_a_code_may_be_written_as_people_say_it_and_must_be_this_events(fair, make_fair, token, at, supervisor):
    code = fair.code_of(token)
    other = make_fair((-2, 6), slug="Pasar Kriya")

    assert supervisor.get(at.replace(code, f"{code[:4]}-{code[4:8]}-{code[8:]}".lower())).status_code == 200
    assert supervisor.get(at.replace(code, "x")).status_code == 404
    assert supervisor.get(f"/staff/events/{other.slug}/door/tickets/{code}").status_code == 404
