"""Being signed in: how long, on which browser, and what a cookie is worth afterwards."""

from eventreg.accounts.queries import find_person
from eventreg.core.permissions import Role
from tests.factories.people import sign_in
from tests.support.queries import asked
from tests.support.visitor import soup


def signed_in_as(visitor):
    note = soup(visitor.get("/sign-in")).select_one(".note")
    return note.text.strip() if note and "signed in as" in note.text else None


def test_signing_out_ends_the_session_for_copies_too(english):
    sri, copy = sign_in(english(), "sri@contoh.id"), english()
    copy.client.set_cookie("session", sri.client.get_cookie("session").value)
    assert signed_in_as(copy)

    answer = sri.post("/sign-out", follow=True)

    assert "You are signed out." in answer.text
    assert not signed_in_as(sri)
    assert not signed_in_as(copy)


def test_one_browser_signs_out_alone(english):
    desk, phone = sign_in(english(), "sri@contoh.id"), sign_in(english(), "sri@contoh.id")

    desk.post("/sign-out")

    assert signed_in_as(phone)


def test_signing_in_begins_a_new_session(english):
    visitor = english()
    visitor.post("/sign-in", email="panitia@contoh.id")
    with visitor.client.session_transaction() as before:
        left_behind = set(before.values())

    sign_in(visitor, "sri@contoh.id")

    with visitor.client.session_transaction() as session:
        assert not left_behind & set(session.values())
        assert session.permanent


def test_who_signs_in_as_another_leaves_the_first(english):
    visitor, copy = sign_in(english(), "sri@contoh.id"), english()
    copy.client.set_cookie("session", visitor.client.get_cookie("session").value)

    sign_in(visitor, "eko@contoh.id")

    assert "eko@contoh.id" in signed_in_as(visitor)
    assert not signed_in_as(copy)


def test_recognising_costs_two_queries(app, english, visitor):
    """One for the person with the roles, one for the businesses; a visitor without a cookie costs none of them."""
    ratna = sign_in(english(), "ratna@contoh.id", Role.ADMINISTRATOR, Role.ORGANISER, Role.AUDITOR)
    with asked(app) as for_ratna:
        ratna.get("/sign-in")
    with asked(app) as for_a_stranger:
        visitor().get("/sign-in")

    assert len([text for text in for_ratna if "signed_in_device" in text or "role_grant" in text]) == 1
    assert not [text for text in for_a_stranger if "person" in text or "signed_in_device" in text]


def test_messages_follow_the_language_that_a_person_chose(app, english, inbox):
    sri = sign_in(english(), "sri@contoh.id")
    sri.post("/language", language="en", next="/me/")

    with app.app_context():
        assert find_person("sri@contoh.id").language == "en"


def test_pages_with_a_way_in_are_not_kept(english, inbox):
    sri = english()
    sri.post("/sign-in", email="sri@contoh.id")

    page = sri.get(inbox("sri@contoh.id").path)

    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_a_form_without_its_token_is_refused(english):
    answer = english().client.post("/sign-in", data={"email": "sri@contoh.id"})

    assert answer.status_code == 400
