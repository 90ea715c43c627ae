"""The projector and a phone, in browsers: the code changes by itself, a scan of it counts."""

import threading
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Role
from tests.browser.people import open_as
from tests.factories.people import make_person

PHONE = {"width": 360, "height": 740}
PROJECTOR = {"width": 800, "height": 600}


@pytest.fixture
def moved(monkeypatch):
    """The server's time stands still but for what a test moves it by: a busy machine makes no code too old."""
    start, moved = clock.now(), {"by": timedelta()}
    monkeypatch.setattr(clock, "now", lambda: start + moved["by"])
    return moved


@pytest.fixture
def base_url(app, moved):
    """The app in this process, so that a test can move its time."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def someone(browser, base_url):
    opened = []

    def make(viewport):
        context = browser.new_context(base_url=base_url, viewport=viewport, locale="id-ID", reduced_motion="reduce")
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


def test_the_code_changes_by_itself_and_a_phone_that_scans_it_is_present(app, make_fair, someone, moved):
    training = make_fair((-1, 6))
    training.ticket("Eko Prasetyo")
    token = training.ticket("Sri Wahyuni")
    with app.app_context(), unit_of_work():
        make_person("panitia@demo.test", "", Role.ORGANISER)
    projector = open_as(app, someone(PROJECTOR), "panitia@demo.test")
    projector.clock.install()
    projector.goto(f"/staff/events/{training.slug}/attendance/{training.sessions[0]}/screen")
    code, count = projector.locator(".screencode"), projector.locator("[data-present]")
    first = code.text_content()
    expect(count).to_have_text("0")
    assert projector.evaluate("document.documentElement.scrollHeight <= innerHeight")

    moved["by"] += timedelta(seconds=20)
    projector.clock.fast_forward(21_000)
    expect(code).not_to_have_text(first)

    phone = someone(PHONE).new_page()
    shown = code.text_content().replace(" ", "")
    phone.goto(f"/PRESENT/{training.sessions[0]}-{shown}")
    phone.locator("[name=ticket]").fill(training.code_of(token))
    phone.locator("main form button.btn").click()
    expect(phone.locator("main .note.ok").last).to_contain_text("Sri Wahyuni")

    moved["by"] += timedelta(seconds=20)
    projector.clock.fast_forward(21_000)
    expect(count).to_have_text("1")
