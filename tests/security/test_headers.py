"""What browsers are told on every page: where scripts may come from, who may use the camera, what cookies are."""

import re
from typing import Any

import pytest

from eventreg.core.permissions import Role
from tests.factories.people import sign_in
from tests.support.production import HOST, PRODUCTION
from tests.support.routes import routes

SAME_FOR_ALL = {"events.feed"}  # calendars fetch it without a sign-in, and a cache may keep it

HERE = f"https://{HOST}"
DOOR = "door.phone"
USED_BY_NOBODY = {"microphone", "geolocation", "payment", "usb", "serial", "hid", "midi", "display-capture"}

ANSWERS: list[Any] = []


@pytest.fixture
def everything(app, visitor):
    """An answer of every route that can be looked at: as nobody, as somebody, and as one who may do everything.

    They are asked for once: the tests look at them and change nothing.
    """
    if not ANSWERS:
        ANSWERS.extend(answers(app, visitor))
    return ANSWERS


def answers(app, visitor):
    visitors = [visitor(), sign_in(visitor(), "sri@contoh.id"), sign_in(visitor(), "ratna@contoh.id", *Role)]
    return [
        (route.endpoint, path, one.client.get(path))
        for route in routes(app, "GET")
        for one in visitors
        for path in [route.path({"filename": "css/eventreg.css"} if route.endpoint == "static" else {})]
    ]


def directives(answer):
    parts = (part.strip().partition(" ") for part in answer.headers["Content-Security-Policy"].split(";"))
    return {name: sources.split() for name, _, sources in parts}


@pytest.mark.sqlite_only
def test_scripts_and_styles_come_from_here_alone(everything):
    assert len(everything) > 100
    for endpoint, path, answer in everything:
        policy = directives(answer)
        allowed = {source for sources in policy.values() for source in sources}

        assert policy["default-src"] == ["'none'"], path
        assert policy["style-src"] == ["'self'"], path
        assert policy["script-src"] == (["'self'", "'wasm-unsafe-eval'"] if endpoint == DOOR else ["'self'"]), path
        assert policy["form-action"] == ["'self'"], path
        assert policy["base-uri"] == policy["frame-ancestors"] == ["'none'"], path
        assert allowed <= {"'self'", "'none'", "data:"} | (
            {"blob:", "'wasm-unsafe-eval'"} if endpoint == DOOR else set()
        )


@pytest.mark.sqlite_only
def test_the_camera_is_for_the_door_alone(everything):
    for endpoint, path, answer in everything:
        allowed = dict(part.split("=") for part in answer.headers["Permissions-Policy"].split(", "))

        assert allowed["camera"] == ("(self)" if endpoint == DOOR else "()"), path
        assert {allowed[feature] for feature in USED_BY_NOBODY} == {"()"}, path


@pytest.mark.sqlite_only
def test_nobody_puts_us_in_a_frame_or_guesses_what_a_file_is(everything):
    for _endpoint, path, answer in everything:
        assert answer.headers["X-Frame-Options"] == "DENY", path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin", path
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", path
        assert "Access-Control-Allow-Origin" not in answer.headers, path


@pytest.mark.sqlite_only
def test_where_somebody_comes_from_is_told_of_public_pages_alone(everything):
    """To others nothing of the pages of people, staff, sign-in and tickets; to ourselves enough to know our forms."""
    private = re.compile(r"/(me|staff|sign-in|t|T|door)(/|$)")
    told = {path: answer.headers["Referrer-Policy"] for _endpoint, path, answer in everything}

    assert {told[path] for path in told if private.match(path)} <= {"same-origin", "no-referrer"}
    assert set(told.values()) <= {"same-origin", "no-referrer", "strict-origin-when-cross-origin"}


@pytest.mark.sqlite_only
def test_what_is_for_one_person_is_kept_by_no_cache(app, visitor):
    sri = sign_in(visitor(), "sri@contoh.id")

    kept = {
        route.path(): answer.headers.get("Cache-Control", "")
        for route in routes(app, "GET")
        if route.endpoint not in {"static", "web.healthz", "web.readyz", *SAME_FOR_ALL}
        for answer in [sri.client.get(route.path())]
    }

    assert {path: how for path, how in kept.items() if not re.search("private|no-store|no-cache", how)} == {}
    for endpoint in SAME_FOR_ALL:
        (path,) = {route.path() for route in routes(app, "GET") if route.endpoint == endpoint}
        assert sri.client.get(path).data == visitor().client.get(path).data


@pytest.mark.sqlite_only
@pytest.mark.environ(**PRODUCTION)
def test_over_https_browsers_are_held_to_it(client):
    answer = client.client.get("/sign-in", base_url=HERE)

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.sqlite_only
@pytest.mark.environ(**PRODUCTION)
def test_cookies_over_https(client):
    """No script reads them, no other site brings them, and no neighbouring name can plant the session's."""
    client.client.post("/language", data={"language": "en"}, base_url=HERE)
    cookies = [
        value
        for answer in (
            client.client.get("/sign-in", base_url=HERE),
            client.client.post("/language", data={"language": "en"}, base_url=HERE),
        )
        for value in answer.headers.getlist("Set-Cookie")
    ]

    assert len(cookies) >= 2
    for cookie in cookies:
        attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"secure", "httponly"} <= attributes, cookie
        assert {"samesite=lax", "samesite=strict"} & attributes, cookie
        assert not [part for part in attributes if part.startswith("domain=")], cookie
    (session,) = {cookie.split("=")[0] for cookie in cookies if not cookie.startswith("language=")}
    assert session.startswith("__Host-")
    assert all("path=/" in cookie.lower() for cookie in cookies)


@pytest.mark.sqlite_only
def test_public_pages_plant_no_cookie(app, visitor):
    for path in ("/", "/events/", "/door/", "/healthz", "/tidak-ada"):
        assert visitor().client.get(path).headers.getlist("Set-Cookie") == [], path
