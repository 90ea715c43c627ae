"""A fair that is open now, with tickets and phones at its gates."""

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route
from werkzeug.test import TestResponse

from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM
from eventreg.door import pairing, queries
from eventreg.door.models import Attendance, Scan
from eventreg.events.models import Event
from eventreg.events.service import SessionDetails
from eventreg.tickets import queries as ticket_queries
from eventreg.tickets import service as tickets
from eventreg.tickets.models import Ticket
from tests.factories.events import make_event

HOUR = timedelta(hours=1)


def written(moment: datetime) -> str:
    return moment.isoformat()


def make_ticket(event: Event, holder: str = "Sri Wahyuni", **changes: Any) -> Ticket:
    """A valid ticket; the test holds the unit of work."""
    now = clock.now()
    ticket = tickets.issue(
        event,
        holder=holder,
        person_id=None,
        business_id=None,
        business_name="Batik Lintang",
        category="Batik tulis",
        actor=SYSTEM,
        now=now,
    )
    for name, value in changes.items():
        setattr(ticket, name, value)
    return ticket


class Phone:
    """A phone at the door that speaks the real protocol."""

    def __init__(self, app: Flask, slug: str, gate: str) -> None:
        self.app, self.slug, self.gate = app, slug, gate
        with app.app_context(), unit_of_work():
            event, now = queries.get_event(slug), clock.now()
            made = pairing.pair(event, pairing.add_gate(event, gate, actor=SYSTEM, now=now), by_id=None, now=now)
            self.key, self.id = made.key, made.device.id

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    def scan(self, token: str | None = None, **fields: Any) -> dict[str, Any]:
        usual = {
            "id": str(uuid.uuid4()),
            "token": token,
            "gate": self.gate,
            "direction": "in",
            "at": written(clock.now()),
            "offset_ms": 0,
        }
        return usual | fields

    def post(self, *scans: object, slug: str = "") -> TestResponse:
        body = {"scans": list(scans)}
        url = f"/api/v1/events/{slug or self.slug}/door/scans"
        return self.app.test_client().post(url, json=body, headers=self.headers)

    def send(self, *scans: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self.post(*scans)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.get_json()
        return list(body["results"])

    def verdicts(self, *scans: dict[str, Any]) -> list[str]:
        return [result["verdict"] for result in self.send(*scans)]

    def shows(self, token: str | None = None, **fields: Any) -> str:
        """The verdict for one scan."""
        return self.verdicts(self.scan(token, **fields))[0]

    def get(self, path: str) -> TestResponse:
        return self.app.test_client().get(f"/api/v1/{path}", headers=self.headers)

    def offline(self, token: str, minutes: float, said: str = "admitted", **fields: Any) -> dict[str, Any]:
        """A scan that the phone decided by itself, some minutes after the fair's start."""
        at = self.started + timedelta(minutes=minutes)
        return self.scan(token, at=written(at), offline_verdict=said, **fields)

    started: datetime


class Fair:
    """An event by its slug, and what a test does at its door."""

    def __init__(self, app: Flask, slug: str, started: datetime) -> None:
        self.app, self.slug, self.started = app, slug, started

    def phone(self, gate: str = "Gate Utara") -> Phone:
        phone = Phone(self.app, self.slug, gate)
        phone.started = self.started
        return phone

    def ticket(self, holder: str = "Sri Wahyuni", **changes: Any) -> str:
        """The token of a new ticket."""
        with self.app.app_context(), unit_of_work():
            return tickets.token_of(make_ticket(queries.get_event(self.slug), holder, **changes))

    def code_of(self, token: str) -> str:
        with self.app.app_context():
            return str(ticket_queries.get_by_token(token).code)

    def change(self, token: str, **changes: Any) -> None:
        with self.app.app_context(), unit_of_work():
            ticket = ticket_queries.get_by_token(token)
            for name, value in {"changed_at": clock.now(), **changes}.items():
                setattr(ticket, name, value)

    @property
    def sessions(self) -> list[int]:
        with self.app.app_context():
            return [session.id for session in queries.get_event(self.slug).sessions]

    def attending(self) -> list[tuple[int, str]]:
        """(entry, gate) of the attendances that stand."""
        with self.app.app_context():
            rows = db.session.query(Attendance).filter_by(undone_at=None).order_by(Attendance.entry, Attendance.id)
            return [(row.entry, row.gate) for row in rows]

    def conflicts(self) -> list[str]:
        """Gates of the scans in conflict, in the order of arrival."""
        with self.app.app_context():
            return [scan.gate for scan in db.session.query(Scan).filter_by(conflict=True).order_by(Scan.id)]

    def stored(self) -> int:
        with self.app.app_context():
            return db.session.query(Scan).count()


@pytest.fixture
def make_fair(app: Flask) -> Callable[..., Fair]:
    """A fair with sessions that begin and end some hours from now: `make_fair((-1, 3), (20, 24))`."""

    def make(*hours: tuple[float, float], slug: str = "", **given: Any) -> Fair:
        now = clock.now()
        sessions = [SessionDetails(starts_at=now + HOUR * a, ends_at=now + HOUR * b) for a, b in hours]
        with app.app_context(), unit_of_work():
            # it is made as organisers make one: well before
            event = make_event(
                sessions=sessions,
                now=min(session.starts_at for session in sessions) - 30 * 24 * HOUR,
                title=slug or "Pekan Batik",
                **given,
            )
            return Fair(app, event.slug, sessions[0].starts_at)

    return make


@pytest.fixture
def fair(make_fair: Callable[..., Fair]) -> Fair:
    """One session that began two hours ago and ends in six."""
    return make_fair((-2, 6))


@pytest.fixture
def phone(fair: Fair) -> Phone:
    return fair.phone()


@pytest.fixture
def token(fair: Fair) -> str:
    return fair.ticket()


@pytest.fixture(scope="module")
def modules(browser: Browser) -> Iterator[Page]:
    """A page that can import the scripts of the tree and has nothing else: no server, no app.

    Browsers offer their cryptography on localhost; nothing listens there, each request is answered from `static/`.
    """
    page, static = browser.new_page(), Path(__file__).parents[2] / "static"

    def answer(route: Route) -> None:
        path = static / urlsplit(route.request.url).path.removeprefix("/static/")
        if path.suffix in (".js", ".wasm"):
            route.fulfill(path=path)
        else:
            route.fulfill(body="<!doctype html>", content_type="text/html")

    page.route("**/*", answer)
    page.goto("http://localhost/")
    yield page
    page.close()
