"""The Flask side: ways that stay here, headers on every answer, pages that help when something breaks."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from werkzeug.urls import iri_to_uri

from eventreg.app import create_app
from eventreg.core import web
from eventreg.core.config import Settings
from eventreg.core.db import db
from tests.support.visitor import soup

HERE = "https://acara.contoh.id/sign-in"


@given(st.text("/\\:.a@?#\t\n %", max_size=12))
def test_a_local_way_never_leads_away(target):
    if web.is_local(target):
        browser_reads = target.replace("\t", "").replace("\n", "").replace("\r", "").replace("\\", "/")
        assert urlsplit(urljoin(HERE, iri_to_uri(browser_reads))).netloc == "acara.contoh.id"


@pytest.mark.parametrize(
    "target", [None, "", "events", "//x", "/\\x", "\\\\x", "https://x", "/\t/x", "/\n/x", "javascript:1"]
)
def test_ways_that_lead_away(target):
    assert not web.is_local(target)


@pytest.mark.parametrize("target", ["/", "/events/?q=a b&page=2", "/me/#x", "/events/pekan-batik/apply"])
def test_ways_that_stay(target):
    assert web.is_local(target)


@pytest.mark.parametrize(
    "path", ["/sign-in", "/nothing-here", "/healthz", "/static/css/eventreg.css", "/api/v1/nothing"]
)
def test_every_answer_is_guarded(client, path):
    headers = client.get(path).headers

    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in {"same-origin", "strict-origin-when-cross-origin"}
    assert headers["Cross-Origin-Resource-Policy"] == headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(headers["Permissions-Policy"].split(", "))


def test_alive(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_a_page_that_is_not_there_helps(visitor):
    page = visitor(language="en").get("/nothing-here")

    assert page.status_code == 404
    assert soup(page).h1.text == "This page does not exist"
    assert soup(page).select_one("a[href='/events/']")


def test_machines_get_problems_they_can_read(visitor):
    answer = visitor(language="en").get("/api/v1/nothing")

    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == 404


def test_the_language_is_remembered(visitor):
    reader = visitor()
    assert soup(reader.get("/sign-in")).html["lang"] == "id"

    answer = reader.post("/language", language="en", next="/sign-in")

    assert answer.location == "/sign-in"
    assert soup(reader.get("/sign-in")).html["lang"] == "en"


@pytest.mark.parametrize("choice", ["xx", "", "../en"])
def test_a_language_that_nobody_offers_changes_nothing(visitor, choice):
    reader = visitor()

    assert reader.post("/language", language=choice, next="//evil.example").location == "/"
    assert soup(reader.get("/sign-in")).html["lang"] == "id"


@pytest.mark.sqlite_only
def test_a_database_that_fails_still_gets_a_page(app, visitor):
    """Its page needs the organisation's name, which is in the database that fails."""
    reader = visitor(language="en")
    with reader.client.session_transaction() as session:
        session["device"] = "somebody"
    with app.app_context():
        for table in ("signed_in_device", "organisation"):
            with db.engine.connect() as connection:
                connection.exec_driver_sql(f"DROP TABLE {table}")
                connection.commit()

    page = reader.get("/sign-in")

    assert page.status_code == 503
    assert "Nothing was lost." in page.text


def test_an_error_of_the_database_tells_nobody_what_was_written(app):
    with app.app_context(), pytest.raises(DBAPIError) as caught:
        db.session.execute(text("select 1 from nowhere where secret = :secret"), {"secret": "482913"})

    assert "482913" not in str(caught.value)


@pytest.mark.environ(EVENTREG_BASE_URL="https://acara.contoh.id")
def test_over_https_cookies_and_browsers_insist_on_it(client):
    answer = client.client.get("/sign-in", base_url="https://acara.contoh.id")

    assert answer.headers["Strict-Transport-Security"]
    cookie = next(
        value for name, value in answer.headers if name == "Set-Cookie" and value.startswith("__Host-session=")
    )
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.sqlite_only
@pytest.mark.parametrize("behind_proxy", [True, False])
def test_whom_a_limit_counts(environ, behind_proxy):
    """Behind a proxy it is whom the proxy names; without one nobody can name somebody else."""
    settings = Settings.from_environ(environ | {"EVENTREG_BASE_URL": "https://acara.contoh.id"})
    phone = create_app(settings, behind_proxy=behind_proxy).test_client()

    statuses = {
        phone.post(
            "/api/v1/door/pairings", json={"code": "x"}, headers={"X-Forwarded-For": f"192.0.2.{number}"}
        ).status_code
        for number in range(30)
    }

    assert statuses == ({404} if behind_proxy else {404, 429})
