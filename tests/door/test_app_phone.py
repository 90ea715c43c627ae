"""The door kept on a phone: it opens without signal, renews itself when nobody is at the gate, and forgets in time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.i18n import LANGUAGE_COOKIE
from eventreg.core.permissions import SYSTEM
from eventreg.door import pairing
from eventreg.door.models import DoorDevice
from tests.door.phone_page import HELD, Phones, type_code, verdict

QUIET = {15_000: 200}  # milliseconds: nobody comes for a while
# What lies on the disk of the list of people.
ON_DISK = """async () => {
  const asked = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
  const database = await asked(indexedDB.open("eventreg-door"));
  return asked(database.transaction("list").objectStore("list").count());
}"""


@pytest.fixture
def open_phone(fair, live_server, new_context) -> Callable[[], Page]:
    """A phone that is paired and ready: its page says so."""

    def make() -> Page:
        page = Phones(fair, live_server, new_context).open(service_workers="allow", slowed=HELD | QUIET)
        expect(page.locator("#ready-dialog [data-whole]")).to_have_text("This phone can admit people without signal.")
        return page

    return make


def open_again(page: Page, *, offline: bool = False, later: timedelta | None = None) -> Page:
    """Close the page and open it anew, on the same phone."""
    context = page.context
    page.close()
    context.set_offline(offline)
    again = context.new_page()
    if later is not None:
        again.clock.set_fixed_time(clock.now() + later)
    again.goto("/door/")
    return again


def point(page: Page, name: str) -> Any:
    return page.locator(f"#ready-dialog [data-point={name}]")


def test_in_airplane_mode_the_door_opens_and_admits(fair, token, open_phone):
    page = open_again(open_phone(), offline=True)

    type_code(page, fair.code_of(token))

    expect(verdict(page, "recorded")).to_contain_text("Sri Wahyuni")
    page.get_by_role("button", name="Scan next").click()
    page.get_by_role("button", name="Find by name").click()
    page.get_by_label("Name, business, booth").fill("bu srie")
    expect(page.locator("#find-dialog [data-found]")).to_contain_text("Sri Wahyuni")
    page.locator("#find-dialog [data-close]").first.click()
    assert fair.stored() == 0

    page.context.set_offline(False)
    expect(page.locator("[data-count=unsent]")).to_have_text("0")
    assert fair.attending() == [(1, "Gate Utara")]


def test_the_panel_says_what_is_missing_and_mends_it_with_signal(token, open_phone):
    page = open_phone()
    expect(page.locator("#not-ready")).to_be_hidden()
    page.context.set_offline(True)
    page.evaluate("caches.keys().then((names) => caches.delete(names[0]))")  # as browsers do when a phone is full

    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Ready without signal").click()
    expect(point(page, "page")).to_contain_text("Connect the phone and open this page again.")
    page.locator("#ready-dialog [data-close]").click()
    page.get_by_role("button", name="Not ready without signal").click()
    expect(page.locator("#ready-dialog")).to_contain_text("Missing for that: 1.")
    page.get_by_role("button", name="Renew the list now").click()
    expect(page.locator("[data-told]")).to_have_text("No signal. The list on this phone stays as it is.")
    expect(point(page, "list")).to_contain_text("1 tickets, read less than a minute ago.")

    page.context.set_offline(False)
    page.get_by_role("button", name="Renew the list now").click()

    expect(page.locator("[data-told]")).to_have_text("The list is up to date.")
    expect(page.locator("#ready-dialog [data-whole]")).to_have_text("This phone can admit people without signal.")
    page.locator("#ready-dialog [data-close]").click()
    expect(page.locator("#not-ready")).to_be_hidden()


def test_a_newer_version_waits_for_a_quiet_moment_and_loses_no_scan(fair, token, open_phone):
    page = open_phone()
    page.context.set_offline(True)
    type_code(page, fair.code_of(token))
    verdict(page, "recorded")

    # the page is another one for readers of another language
    page.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": "id", "url": page.url}])
    page.route("**/api/**", lambda route: route.abort())
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-newer]")).to_have_js_property("hidden", False)
    page.wait_for_timeout(1000)  # five times as long as quiet lasts here
    expect(verdict(page, "recorded")).to_contain_text("Sri Wahyuni")
    expect(page.locator("html")).to_have_attribute("lang", "en")

    page.get_by_role("button", name="Scan next").click()

    expect(page.locator("html")).to_have_attribute("lang", "id")
    expect(page.locator("#gate")).to_have_text("Gate Utara")
    expect(page.locator("[data-count=unsent]")).to_have_text("1")
    page.unroute("**/api/**")
    expect(page.locator("[data-count=unsent]")).to_have_text("0")
    assert fair.attending() == [(1, "Gate Utara")]


def test_after_the_event_nobodys_name_is_left_on_the_phone(token, open_phone):
    page = open_phone()
    assert page.evaluate(ON_DISK) == 1

    page = open_again(page, offline=True, later=timedelta(days=2))

    expect(point(page, "list")).to_contain_text("The event is over.")
    expect(page.locator("#not-ready")).to_be_visible()
    assert page.evaluate(ON_DISK) == 0


def test_a_revoked_phone_forgets_when_it_is_opened(app, token, open_phone):
    page = open_phone()
    with app.app_context(), unit_of_work():
        pairing.revoke(db.session.query(DoorDevice).one(), actor=SYSTEM, now=clock.now())

    page = open_again(page)

    expect(page.locator("#pair")).to_contain_text("This phone was taken off the door.")
    assert page.evaluate(ON_DISK) == 0
