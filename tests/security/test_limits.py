"""Trying too often ends by address and by account, and gives back what was typed."""

import pytest
from flask_limiter.util import get_qualified_name

from eventreg.core.limits import limiter
from tests.factories.people import sign_in
from tests.support.routes import routes
from tests.support.visitor import soup

# What is limited, and by what. A route that is added to a family belongs in here.
BY_ADDRESS = {
    "accounts.again",
    "accounts.enter_code",
    "accounts.enter_recovery_code",
    "accounts.enter_totp",
    "accounts.send",
    "door_api.take_pairing_code",
}
BY_ACCOUNT = {
    "accounts.accept_invitation",
    "accounts.ask_reset",
    "accounts.invite",
    "applications.apply",
    "applications.edit",
    "applications.upload",
    "businesses.accept_invitation",
    "businesses.edit_product",
    "businesses.invite",
    "businesses.make_handover",
    "businesses.new_product",
    "businesses.open_nik",
    "businesses.open_npwp",
    "businesses.staff_new",
    "businesses.upload_photo",
    "events.staff_upload_cover",
}


def limits_of(app, endpoint):
    """The limits of a route, as the limiter knows them."""
    return list(limiter.limit_manager.decorated_limits(get_qualified_name(app.view_functions[endpoint])))


@pytest.mark.sqlite_only
def test_sign_in_codes_applying_uploads_and_invitations_are_limited(app):
    known = {route.endpoint for route in routes(app, "POST")}

    assert known >= BY_ADDRESS | BY_ACCOUNT
    assert [endpoint for endpoint in sorted(BY_ADDRESS | BY_ACCOUNT) if not limits_of(app, endpoint)] == []


@pytest.mark.sqlite_only
def test_an_account_is_counted_whatever_address_it_comes_from(visitor, from_anywhere):
    sri, eko = sign_in(visitor(language="en"), "sri@contoh.id"), sign_in(visitor(language="en"), "eko@contoh.id")

    def accept(one):
        fields = {"csrf_token": one._csrf_token()}
        return from_anywhere(one.client, "POST", "/me/invitations/tidak-ada", data=fields).status_code

    assert {accept(sri) for _ in range(60)} == {404}
    assert accept(sri) == 429
    assert accept(eko) == 404  # somebody else at the same time


@pytest.mark.sqlite_only
def test_who_tried_too_often_gets_the_form_back(visitor):
    """In their language, with how long to wait, and sent again by one press."""
    sri = visitor(language="en")
    for number in range(60):
        sri.post("/sign-in", email=f"orang{number}@contoh.id")

    page = sri.post("/sign-in", email="sri@contoh.id", next='/me/?a="><b>')

    tree = soup(page)
    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) > 0
    assert "Too many attempts" in tree.h1.text
    assert "Wait" in tree.select_one(".lead").text
    form = tree.select_one("main form:not(.languages)")
    assert {field["name"]: field["value"] for field in form.select("[name=email], [name=next]")} == {
        "email": "sri@contoh.id",
        "next": '/me/?a="><b>',
    }
    assert form.select_one("[name=csrf_token]")
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.sqlite_only
def test_scripts_are_told_in_their_own_way(visitor):
    """The upload shows the sentence beside the photo."""
    sri = sign_in(visitor(language="en"), "sri@contoh.id")
    headers = {"Accept": "application/json"}
    token = {"csrf_token": sri._csrf_token()}
    statuses = [sri.client.post("/me/photos", data=token, headers=headers).status_code for _ in range(300)]

    answer = sri.client.post("/me/photos", data=token, headers=headers)

    assert set(statuses) == {422}
    assert answer.status_code == 429
    assert answer.mimetype == "application/problem+json"
    assert answer.json["title"] == "Too many attempts"
