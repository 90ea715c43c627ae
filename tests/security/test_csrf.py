"""A page of somebody else makes a signed-in browser send a form: nothing happens."""

import pytest
from itsdangerous import URLSafeTimedSerializer

from eventreg.core.permissions import Role
from tests.factories.people import sign_in
from tests.support.production import PRODUCTION
from tests.support.queries import asked
from tests.support.routes import CHANGING, routes
from tests.support.visitor import soup

TOO_OLD = "This form has become too old"
# Without a token, each for a reason
EXEMPT = {
    "documents.verify_file": "nothing is at stake: it compares a file, and pages for everybody carry no session cookie",
    "messaging.end_subscription": "carries no cookie, mail programs send it: the sealed address in the link is the key",
    "messaging.subscribe_again": "carries no cookie: the sealed address in the link is the key",
    "web.set_language": "nothing is at stake, and pages for everybody stay free of a session cookie",
    "door_api.record_scans": "carries no cookie: the phone's key stands in a header that no form can send",
    "door_api.register_walk_in": "carries no cookie: the phone's key stands in a header that no form can send",
    "door_api.replace_holder": "carries no cookie: the phone's key stands in a header that no form can send",
    "door_api.take_pairing_code": "carries no cookie: whoever has the code of the screen gets a key of their own",
}
WRITES = ("INSERT", "UPDATE", "DELETE")


def token_made_for(app, session_value):
    return str(URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(session_value))


@pytest.fixture
def ratna(visitor):
    """Somebody who may do nearly everything, signed in."""
    return sign_in(visitor(language="en"), "ratna@contoh.id", Role.ADMINISTRATOR, Role.ORGANISER, Role.COMMITTEE)


def refusal_of(answer):
    heading = soup(answer).h1
    return answer.status_code, heading.text if heading else answer.text[:80]


@pytest.mark.sqlite_only
def test_every_form_asks_for_its_token(app, ratna):
    foreign = token_made_for(app, "0" * 40)
    protected = [route for route in routes(app, *CHANGING) if route.endpoint not in EXEMPT]

    through = {}
    with asked(app) as statements:
        for route in protected:
            for name, fields in (("none", {}), ("foreign", {"csrf_token": foreign}), ("nonsense", {"csrf_token": "x"})):
                answer = ratna.client.open(route.path(), method=route.method, data=fields)
                if refusal_of(answer) != (400, TOO_OLD):
                    through[f"{route} {name}"] = refusal_of(answer)

    assert len(protected) > 20
    assert through == {}
    written = [text for text in statements if text.startswith(WRITES) and "signed_in_device" not in text]
    assert written == []  # that this browser was seen is all that was written down


@pytest.mark.sqlite_only
def test_who_is_exempt_is_still_there(app):
    assert set(EXEMPT) == {route.endpoint for route in routes(app, *CHANGING)} & set(EXEMPT)


@pytest.mark.sqlite_only
def test_scripts_send_the_token_in_a_header(app, ratna):
    """As htmx and the upload do."""
    page = soup(ratna.get("/me/businesses/new"))
    token = page.select_one("main [name=csrf_token]")["value"]

    with_ours = ratna.client.post("/me/photos", headers={"X-CSRFToken": token})
    with_foreign = ratna.client.post("/me/photos", headers={"X-CSRFToken": token_made_for(app, "1" * 40)})

    assert with_ours.status_code == 422  # no photo came along: the view itself says so
    assert refusal_of(with_foreign) == (400, TOO_OLD)


@pytest.mark.sqlite_only
def test_a_token_of_before_the_sign_in_is_worth_nothing_after(visitor):
    """Who could plant a cookie knows the token of the session that it held."""
    sri = visitor(language="en")
    planted = soup(sri.get("/sign-in")).select_one("main [name=csrf_token]")["value"]

    sign_in(sri, "sri@contoh.id")

    assert refusal_of(sri.client.post("/sign-out", data={"csrf_token": planted})) == (400, TOO_OLD)


@pytest.mark.sqlite_only
@pytest.mark.environ(**PRODUCTION)
@pytest.mark.parametrize("referrer", [None, "https://acara.contoh.id.jahat.example/", "http://acara.contoh.id/"])
def test_over_https_a_form_also_comes_from_here(app, visitor, referrer):
    """So that not even a page of the same name without HTTPS can send one."""
    visitor = visitor(language="en")
    here = "https://acara.contoh.id"
    page = visitor.client.get("/sign-in", base_url=here)
    fields = {"csrf_token": soup(page).select_one("main [name=csrf_token]")["value"], "email": "sri@contoh.id"}

    def send(came_from):
        headers = {"Referer": came_from} if came_from else {}
        return visitor.client.post("/sign-in", data=fields, headers=headers, base_url=here).status_code

    assert send(referrer) == 400
    assert send(f"{here}/sign-in") == 302


@pytest.mark.sqlite_only
def test_a_form_of_another_site_brings_no_cookie(ratna):
    """The browser's side of it: tests/security/test_headers.py looks at the cookie itself."""
    cookie = ratna.client.get_cookie("session")

    assert cookie is not None
    assert cookie.same_site == "Lax"
