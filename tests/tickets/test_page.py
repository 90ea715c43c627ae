"""The ticket page: light, there without signal, and its own days for a calendar."""

from urllib.parse import urlsplit

import icalendar
import pytest
from playwright.sync_api import expect

from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM
from eventreg.tickets import service
from eventreg.tickets.models import Ticket
from tests.factories.events import make_event
from tests.support.visitor import soup

LIGHT = 50_000


@pytest.fixture
def ticket(app):
    """The address of a ticket of an event of two days, with the longest names."""
    with app.app_context(), unit_of_work():
        event = make_event(title="Pelatihan Pewarna Alam untuk Pembatik Pemula Angkatan Kesembilan Belas")
        given = {"person_id": None, "business_id": None, "category": "Peserta", "actor": SYSTEM, "now": clock.now()}
        made = service.issue(
            event, holder="Raden Ayu Siti Nurhasanah", business_name="Batik Canting Mbak Yuni", **given
        )
        return f"/t/{service.token_of(made).lower()}"


def revoke(app):
    with app.app_context(), unit_of_work():
        (made,) = db.session.scalars(db.select(Ticket))
        service.revoke(made, actor=SYSTEM, reason="Batal", now=clock.now())


@pytest.mark.sqlite_only
def test_the_whole_page_with_all_that_it_loads_is_light(client, ticket):
    page = client.client.get(ticket, headers={"Accept-Encoding": "gzip"})
    told = soup(client.get(ticket))
    parts = told.select("link[rel=stylesheet], link[rel=preload], link[rel=icon], script[src]")
    addresses = [part.get("href") or part["src"] for part in parts]
    sizes = {one: len(client.client.get(one, headers={"Accept-Encoding": "gzip"}).data) for one in addresses}

    assert len(addresses) >= 4  # the stylesheet, the face, the mark, the script
    assert len(page.data) + sum(sizes.values()) < LIGHT, sizes


@pytest.mark.sqlite_only
def test_a_phone_may_keep_it_but_asks_again_before_it_shows_it(client, ticket):
    page = client.get(ticket)

    assert page.headers["Cache-Control"] == "private, no-cache"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert soup(page).select_one("[data-kept]").has_attr("hidden")  # what only the worker shows


def test_its_days_go_into_a_calendar_with_the_way_back_to_it(app, client, ticket):
    (link,) = soup(client.get(ticket)).select("a[href$='.ics']")
    answer = client.get(link["href"])
    entries = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")

    assert answer.mimetype == "text/calendar"
    assert len(entries) == 2
    assert urlsplit(str(entries[0]["url"])).path == ticket
    assert "Museum Batik" in str(entries[0]["location"])
    revoke(app)
    assert client.get(link["href"]).status_code == 410


def test_the_worker_may_control_addresses_in_capitals_too(client):
    answer = client.get("/t/worker.js")

    assert answer.mimetype == "text/javascript"
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.headers["Cache-Control"] == "no-cache"


def test_opened_once_it_opens_without_signal_and_with_signal_it_tells_the_truth(app, new_context, ticket):
    context = new_context()
    page = context.new_page()
    page.goto(ticket)
    expect(page.locator("[data-kept-here]")).to_be_visible()

    context.set_offline(True)
    page.goto(ticket)
    expect(page.locator("[data-kept]")).to_be_visible()
    expect(page.locator(".ticket .qr")).to_be_visible()
    expect(page.locator("[data-kept-here]")).to_be_hidden()
    expect(page.locator("h1")).to_have_text("Raden Ayu Siti Nurhasanah")

    revoke(app)
    context.set_offline(False)
    page.goto(ticket)
    expect(page.locator("[data-kept]")).to_be_hidden()
    expect(page.locator(".ticket .qr")).to_have_count(0)
