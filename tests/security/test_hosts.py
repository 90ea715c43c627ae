"""Somebody asks for a page under a name of theirs, so that links in pages and messages would lead to them."""

import re

import pytest

from eventreg.core import clock, delivery
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Role
from tests.factories.events import make_event
from tests.factories.people import sign_in
from tests.support.production import HOST, PRODUCTION
from tests.support.routes import routes
from tests.support.smtp import text_of
from tests.support.tree import PACKAGE, TEMPLATES, name_of, sources
from tests.support.tree import text_of as source_of
from tests.support.visitor import soup

HERE = f"https://{HOST}"
FOREIGN = [
    "jahat.example",
    "jahat.example:443",
    f"{HOST}.jahat.example",
    f"jahat.{HOST}",
    f"{HOST}@jahat.example",
    "127.0.0.1",
    "localhost",
    "[::1]",
    "[::",
    "",
    '"><script>alert(1)</script>',
]


@pytest.mark.sqlite_only
@pytest.mark.environ(**PRODUCTION)
@pytest.mark.parametrize("host", FOREIGN)
def test_production_answers_under_its_own_name_alone(app, visitor, host):
    client = visitor(language="en").client

    answered = {
        str(route): answer.status_code
        for route in routes(app, "GET", "POST")
        if route.endpoint not in {"web.healthz", "web.readyz"}
        for answer in [client.open(route.path(), method=route.method, headers={"Host": host})]
        if answer.status_code != 400 or (host and host in answer.text)
    }

    assert answered == {}


@pytest.mark.sqlite_only
@pytest.mark.environ(**PRODUCTION)
@pytest.mark.parametrize("host", [HOST, HOST.upper(), f"{HOST}:443", f"{HOST}:8443"])
def test_its_own_name_is_known_however_it_is_written(client, host):
    assert client.client.get("/events/", headers={"Host": host}).status_code == 200


@pytest.mark.sqlite_only
@pytest.mark.environ(**PRODUCTION)
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_machines_may_ask_for_the_health_by_number(client, path):
    answer = client.client.get(path, headers={"Host": "10.0.0.7:8000"})

    assert answer.status_code == 200
    assert "10.0.0.7" not in answer.text


@pytest.mark.sqlite_only
@pytest.mark.environ(**PRODUCTION)
def test_what_a_proxy_is_told_of_another_name_changes_nothing(client):
    headers = {"X-Forwarded-Host": "jahat.example", "Forwarded": "host=jahat.example", "X-Host": "jahat.example"}

    page = client.client.get("/events/", base_url=HERE, headers=headers)

    assert page.status_code == 200
    assert "jahat.example" not in page.text + str(page.headers)


@pytest.mark.sqlite_only
@pytest.mark.environ(EVENTREG_BASE_URL=HERE)
def test_no_link_is_made_of_the_name_that_was_asked_for(app, visitor, smtp):
    """Not even where foreign names are answered, outside production: pages, previews, calendars and messages."""
    with app.app_context(), unit_of_work():
        slug = make_event(title="Pekan Batik").slug
    ratna = sign_in(visitor(), "ratna@contoh.id", Role.ADMINISTRATOR, Role.ORGANISER)
    asked_as = {"base_url": "https://jahat.example"}

    told = []
    for route in routes(app, "GET"):
        for client in (ratna.client, visitor().client):
            page = client.get(route.path({"slug": slug} if "slug" in route.parameters else {}), **asked_as)
            if page.mimetype in {"text/html", "text/calendar", "application/json"}:
                told += [str(route)] if "jahat.example" in page.text else []
    stranger = visitor(language="en").client
    token = soup(stranger.get("/sign-in", **asked_as)).select_one("main [name=csrf_token]")["value"]
    fields = {"csrf_token": token, "email": "sri@contoh.id"}
    stranger.post("/sign-in", data=fields, headers={"Referer": "https://jahat.example/"}, **asked_as)
    with app.app_context():
        while delivery.deliver_next(clock.now):
            pass

    assert told == []
    (message,) = smtp.to("sri@contoh.id")
    for kind in ("plain", "html"):
        links = re.findall(r"https?://[^/\s\"<>]+", text_of(message, kind))
        assert set(links) == {HERE}


def test_no_code_asks_for_an_address_with_a_name_in_it():
    """`_external` and its like would take the name from the request."""
    made_of_the_request = re.compile(r"_external|host_url|url_root|request\.base_url|request\.url\b|HTTP_HOST")

    found = [
        name_of(path)
        for path in [*sources(PACKAGE, ".py"), *sources(TEMPLATES, ".html", ".md")]
        if made_of_the_request.search(source_of(path))
    ]

    assert found == []
