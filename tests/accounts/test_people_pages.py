"""Staff's pages of people: found, invited, given roles, reset."""

import re

import pytest

from eventreg.accounts import queries
from eventreg.accounts.models import Person, SignedInDevice
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Role
from tests.factories.events import make_event
from tests.factories.people import make_person, new_totp, sign_in
from tests.support.visitor import soup


@pytest.fixture
def ratna(app, english):
    """An administrator at her desk."""
    return sign_in(english(), "ratna@contoh.id", Role.ADMINISTRATOR)


def id_of(app, email):
    with app.app_context():
        return db.session.scalar(db.select(Person.id).filter_by(email=email))


def person(app, email, *roles, name=""):
    with app.app_context(), unit_of_work():
        return make_person(email, name, *roles).id


def test_people_are_found_by_name_address_number_and_role(app, ratna):
    with app.app_context(), unit_of_work():
        make_person("sri@contoh.id", "Sri Wahyuni").phone = "+6281234567890"
        make_person("bagus@contoh.id", "Bagus", Role.ORGANISER)

    def found(**query):
        return [link.text for link in soup(ratna.get("/staff/people/", **query)).select("a.who")]

    assert found() == ["ratna@contoh.id", "Bagus", "Sri Wahyuni"]
    assert found(q="wahyuni SRI") == ["Sri Wahyuni"]
    assert found(q="0812-3456") == ["Sri Wahyuni"]
    assert found(q="bagus@") == ["Bagus"]
    assert found(role="staff") == ["ratna@contoh.id", "Bagus"]
    assert found(role="organiser") == ["Bagus"]
    assert "Nobody found" in ratna.get("/staff/people/", q="zzzz").text


def test_an_invitation_is_shown_once_and_never_mailed(app, ratna, english, smtp):
    with app.app_context(), unit_of_work():
        event = make_event(title="Pekan Batik")
        event_id = str(event.id)

    page = ratna.post(
        "/staff/people/new",
        email="wulan@contoh.id",
        name="Wulan",
        phone="0812 3456 7890",
        role="door_supervisor",
        event=event_id,
    )

    link = re.search(r"/sign-in/invitation/[\w-]+", page.text)
    assert link
    assert soup(page).select_one("svg.qr")
    assert link[0] in soup(page).select_one("a[href^='https://wa.me/6281234567890']")["href"].replace("%2F", "/")
    assert page.headers["Cache-Control"] == "private, no-store"
    shown = ratna.get(f"/staff/people/{id_of(app, 'wulan@contoh.id')}").text
    assert "Door supervisor" in shown
    assert "Pekan Batik" in shown
    assert "/sign-in/invitation/" not in shown
    assert smtp.messages == []


def test_mistakes_keep_what_was_typed(ratna):
    page = ratna.post("/staff/people/new", email="wulan", name="Wulan", phone="12", event="")

    assert page.status_code == 422
    assert soup(page).select_one("#name")["value"] == "Wulan"
    assert {"#email", "#phone", "#role"} <= {link["href"] for link in soup(page).select(".errors a")}


def test_a_role_is_given_and_taken_at_once(app, ratna, english):
    bagus = sign_in(english(), "bagus@contoh.id", Role.CURATOR)
    bagus_id = id_of(app, "bagus@contoh.id")
    assert bagus.get("/staff/outbox/").status_code == 403

    ratna.post(f"/staff/people/{bagus_id}/roles", role="organiser", event="")
    assert bagus.get("/staff/outbox/").status_code == 200

    links = soup(ratna.get(f"/staff/people/{bagus_id}")).select("a[href$='/revocation']")
    asked = ratna.get(links[1]["href"])
    assert "Take the role “Organiser” from" in soup(asked).h1.text
    assert bagus.get("/staff/outbox/").status_code == 200
    ratna.post(links[1]["href"])
    assert bagus.get("/staff/outbox/").status_code == 403


def roles_of(app, person_id):
    with app.app_context():
        return {grant.role for grant in db.session.get_one(Person, person_id).grants}


def confirm(visitor, page, path):
    """Press the button of the page that asks, with what it carries."""
    carried = {field["name"]: field["value"] for field in soup(page).select("main form input[type=hidden]")}
    return visitor.post(path, **carried, confirmed="1")


def test_a_first_role_is_chosen_and_confirmed(app, ratna):
    sri = person(app, "sri@contoh.id", name="Sri")
    path = f"/staff/people/{sri}"

    assert not soup(ratna.get(path)).select_one("#role option[selected]")
    assert soup(ratna.get(path)).select_one("#role option")["value"] == ""
    assert ratna.post(f"{path}/roles", role="", event="").status_code == 422

    asked = ratna.post(f"{path}/roles", role="curator", event="")
    assert "Give the role “Curator” to Sri?" in soup(asked).h1.text
    assert "Reads applications" in asked.text
    assert roles_of(app, sri) == set()
    confirm(ratna, asked, f"{path}/roles")
    assert roles_of(app, sri) == {Role.CURATOR}


def test_an_administrator_is_never_made_by_one_click(app, ratna):
    bagus = person(app, "bagus@contoh.id", Role.CURATOR, name="Bagus")

    asked = ratna.post(f"/staff/people/{bagus}/roles", role="administrator", event="")
    assert "give and take every role" in asked.text
    assert roles_of(app, bagus) == {Role.CURATOR}
    confirm(ratna, asked, f"/staff/people/{bagus}/roles")
    assert roles_of(app, bagus) == {Role.CURATOR, Role.ADMINISTRATOR}

    new = {"email": "wulan@contoh.id", "name": "Wulan", "phone": "0812 3456 7890", "role": "administrator", "event": ""}
    asked = ratna.post("/staff/people/new", **new)
    assert id_of(app, "wulan@contoh.id") is None
    assert "/sign-in/invitation/" in confirm(ratna, asked, "/staff/people/new").text
    assert roles_of(app, id_of(app, "wulan@contoh.id")) == {Role.ADMINISTRATOR}


def test_an_administrators_own_page_offers_no_roles(app, ratna):
    own = f"/staff/people/{id_of(app, 'ratna@contoh.id')}"

    assert not soup(ratna.get(own)).select("form[action$='/roles'], a[href$='/revocation']")
    refused = ratna.post(f"{own}/roles", role="committee", event="")
    assert refused.status_code == 422
    assert "Nobody changes their own roles" in refused.text


def test_a_session_is_ended_by_an_administrator(app, ratna, english):
    sri = sign_in(english(), "sri@contoh.id")
    page = f"/staff/people/{id_of(app, 'sri@contoh.id')}"
    with app.app_context():
        device = db.session.scalar(db.select(SignedInDevice).order_by(SignedInDevice.id.desc())).id

    assert ratna.post(f"{page}9/sessions/{device}/ending").status_code == 404
    assert ratna.get(f"{page}9/sessions/{device}/ending").status_code == 404
    asking = soup(ratna.get(page)).select_one("a[href$='/ending']")["href"]
    assert "Sign sri@contoh.id out there?" in soup(ratna.get(asking)).h1.text
    assert sri.get("/me/").status_code == 200
    ratna.post(asking)
    assert sri.get("/me/").status_code == 302


def test_a_lost_phone_takes_two_administrators(app, ratna, english):
    yusuf = sign_in(english(), "yusuf@contoh.id", Role.ADMINISTRATOR)
    bagus_id = person(app, "bagus@contoh.id", Role.ORGANISER, name="Bagus")
    with app.app_context():
        new_totp("bagus@contoh.id")

    assert ratna.post(f"/staff/people/{bagus_id}/resets", reason=" ").status_code == 422
    ratna.post(f"/staff/people/{bagus_id}/resets", reason="Ponselnya hilang di Comal")
    assert not soup(ratna.get(f"/staff/people/{bagus_id}")).select("a[href$='/decision']")
    decision = soup(yusuf.get(f"/staff/people/{bagus_id}")).select_one("a[href$='/decision']")["href"]
    assert not soup(ratna.get(decision)).select("button[value=agreed]")
    assert ratna.post(decision, decision="agreed").status_code == 422

    assert "Bagus" in soup(yusuf.get("/staff/people/")).select_one(".note").text
    assert "Ponselnya hilang di Comal" in yusuf.get(decision).text
    assert yusuf.post(decision).status_code == 422
    yusuf.post(decision, decision="agreed")

    with app.app_context():
        assert not queries.has_factor(bagus_id)
    assert "Make an invitation" in yusuf.get(f"/staff/people/{bagus_id}").text


def test_who_asked_for_a_reset_withdraws_it(app, ratna, english):
    yusuf = sign_in(english(), "yusuf@contoh.id", Role.ADMINISTRATOR)
    bagus = person(app, "bagus@contoh.id", Role.ORGANISER, name="Bagus")
    with app.app_context():
        new_totp("bagus@contoh.id")
    ratna.post(f"/staff/people/{bagus}/resets", reason="Ponselnya hilang")
    withdrawal = soup(ratna.get(f"/staff/people/{bagus}")).select_one("form[action$='/withdrawal']")["action"]

    assert not soup(yusuf.get(f"/staff/people/{bagus}")).select("form[action$='/withdrawal']")
    assert yusuf.post(withdrawal).status_code == 404
    ratna.post(withdrawal)

    assert "Withdrawn" in yusuf.get(f"/staff/people/{bagus}").text
    assert yusuf.post(withdrawal.replace("withdrawal", "decision"), decision="agreed").status_code == 422
    with app.app_context():
        assert queries.has_factor(bagus)
        assert db.session.scalars(db.select(AuditEntry).filter_by(action="factor_reset.withdrawn")).one()


def test_the_auditor_sees_and_changes_nothing(app, english):
    auditor = sign_in(english(), "audit@contoh.id", Role.AUDITOR)
    bagus_id = person(app, "bagus@contoh.id", Role.ORGANISER)

    page = auditor.get(f"/staff/people/{bagus_id}")
    assert page.status_code == 200
    assert not soup(page).select("main form")
    assert auditor.post(f"/staff/people/{bagus_id}/invitations").status_code == 403


@pytest.mark.parametrize("address", ["/staff/people/", "/staff/requests/", "/staff/requests/new"])
def test_a_search_without_measure_finds_nobody(ratna, address):
    for words in ("a " * 3000, "a" * 60_000):
        assert ratna.get(address, q=words).status_code == 200
