"""An announcement's page in a browser: how far it is comes by itself, and at the end nothing more is asked."""

import re

import pytest
from playwright.sync_api import expect

from eventreg.applications.rules import Status
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.outbox import MessageState, OutboxMessage
from eventreg.core.permissions import SYSTEM, Role
from eventreg.messaging import announcing, writing
from eventreg.messaging.audience import Audience
from eventreg.messaging.rules import Nature
from eventreg.messaging.writing import Draft
from tests.browser.people import open_as
from tests.factories.applications import make_application
from tests.factories.events import make_event
from tests.factories.people import make_person


@pytest.fixture
def on_its_way(app):
    """An announcement whose one message waits; the address of its page."""
    with app.app_context(), unit_of_work():
        make_person("panitia@contoh.id", "", Role.ORGANISER)
        event, now = make_event(), clock.now()
        make_application(event.id, email="sri@contoh.id")
        draft = Draft("Parkir", "Halo", "", "", Audience(frozenset({Status.SUBMITTED})), Nature.EVENT)
        number = writing.write(event.id, draft, actor=SYSTEM, now=now).id
        announcing.schedule(number, None, actor=SYSTEM, now=now)
        announcing.begin(number, now)
        announcing.expand(number, now)
        return f"/staff/events/{event.slug}/announcements/{number}"


def settle(app):
    """Its one message leaves."""
    with app.app_context(), unit_of_work():
        message = db.session.scalars(db.select(OutboxMessage).where(OutboxMessage.bulk_id.is_not(None))).one()
        message.state = MessageState.SENT


def test_the_outbox_follows_what_goes_to_many(app, live_server, new_context, on_its_way):
    page = open_as(app, new_context(), "panitia@contoh.id")
    page.clock.install()
    page.goto("/staff/outbox/")
    expect(page.locator("main")).to_contain_text("0 dari 1 terkirim")

    settle(app)
    page.clock.fast_forward(21_000)

    expect(page.locator("main a.btn", has_text="Hentikan")).to_have_count(0)
    expect(page.locator("[data-renewing]")).to_be_hidden()


def test_what_is_sent_meanwhile_is_seen_without_a_touch(app, live_server, new_context, on_its_way):
    page = open_as(app, new_context(), "panitia@contoh.id")
    page.clock.install()
    page.goto(on_its_way)
    expect(page.locator("#progress")).to_have_text("0 dari 1 terkirim")
    expect(page.locator("[data-renewing]")).to_have_text(re.compile("."))
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    settle(app)
    page.clock.fast_forward(21_000)

    expect(page.locator("#progress")).to_have_text("1 dari 1 terkirim")
    expect(page.locator("main .status").first).to_have_text("Semua terkirim")
    expect(page.locator("main a.btn", has_text="Hentikan")).to_have_count(0)
    expect(page.locator("[data-renewing]")).to_be_hidden()
    seen = len(asked)
    page.clock.fast_forward(61_000)
    page.wait_for_load_state("networkidle")
    assert len(asked) == seen
