"""A plan changed on the floor: by mouse and by keyboard, told at once, undone, and kept as a new version."""

import pytest
from playwright.sync_api import expect

from eventreg.allocation import queries
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Role
from eventreg.events import queries as events
from eventreg.events.rules import EventKind
from tests.browser.people import open_as
from tests.factories.allocation import make_version
from tests.factories.applications import make_application
from tests.factories.booths import drawn, make_floor, row
from tests.factories.events import make_event
from tests.factories.people import make_person

STAFF = "panitia@contoh.id"
PLAN = "/staff/events/pekan-batik/booth-plan/1/"


@pytest.fixture
def codes(app):
    """A version with Rini in A-01, Budi in A-02, nobody in A-03; both would like A-01 most."""
    with app.app_context(), unit_of_work():
        event = make_event(kind=EventKind.EXHIBITION, title="Pekan Batik")
        make_floor(event.id, drawn(*row("A", 3, zone="A"), zones=("A",), width=1200, height=600))
        made = [make_application(event.id, name=name) for name in ("Anyam Rini", "Batik Budi")]
        rini, budi = [one.code for one in made]
        wishes = {rini: ["a-01", "a-02"], budi: ["a-01"]}
        make_version(event.id, made, plan={rini: ["a-01"], budi: ["a-02"]}, wishes=wishes)
        make_person(STAFF, "Panitia", Role.ORGANISER)
        return rini, budi


def kept(app, number):
    with app.app_context():
        return queries.plan_of(queries.get_version(events.find_id("pekan-batik"), number))


def test_two_booths_are_swapped_by_dragging_and_kept_as_a_new_version(app, live_server, new_context, codes):
    rini, budi = codes
    page = open_as(app, new_context(), STAFF)
    page.goto(PLAN)
    expect(page.locator("[data-scripted]").first).to_be_visible()

    page.locator("#on-a-01").drag_to(page.locator("#on-a-02"))

    expect(page.locator("[data-effect=points]")).to_have_text("+9")
    expect(page.locator(".bp-steps")).to_contain_text("Anyam Rini dan Batik Budi bertukar tempat")
    expect(page.locator("#on-a-01")).to_have_attribute("aria-label", "A-01, Batik Budi")
    page.locator("[data-undo]").click()
    expect(page.locator("[data-effect]")).to_have_count(0)
    expect(page.locator("#on-a-01")).to_have_attribute("aria-label", "A-01, Anyam Rini")

    page.locator("#on-a-02").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-picked]")).to_contain_text("Batik Budi")
    page.locator("#on-a-03").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".bp-steps")).to_contain_text("Batik Budi pindah ke A-03")
    page.locator("[data-draft] button[value=save]").click()

    page.wait_for_url("**/booth-plan/2/")
    assert kept(app, 2) == {rini: ("a-01",), budi: ("a-03",)}
    assert kept(app, 1) == {rini: ("a-01",), budi: ("a-02",)}
