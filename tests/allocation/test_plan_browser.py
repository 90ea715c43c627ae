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
from tests.factories.booths import booth, drawn, make_floor, row
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


@pytest.fixture
def shared(app):
    """A version with Rini in A-01, Budi in A-02, and Tini and Eko, who share B-01; the codes of all four."""
    with app.app_context(), unit_of_work():
        event = make_event(kind=EventKind.EXHIBITION, title="Pekan Batik")
        booths = [*row("A", 2, zone="A"), booth("B-01", y=4, w=6, zone="A", capacity=2)]
        make_floor(event.id, drawn(*booths, zones=("A",), width=1200, height=800))
        made = [make_application(event.id, name=name) for name in ("Anyam Rini", "Batik Budi", "Canting Tini", "Eko")]
        codes = [one.code for one in made]
        places = ("a-01", "a-02", "b-01", "b-01")
        make_version(event.id, made, plan={code: [uid] for code, uid in zip(codes, places, strict=True)})
        make_person(STAFF, "Panitia", Role.ORGANISER)
        return codes


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


def test_a_full_shared_booth_asks_with_whom_and_two_hundred_steps_come_back_refused(
    app, live_server, new_context, shared
):
    rini, budi, _tini, _eko = shared
    page = open_as(app, new_context(), STAFF)
    page.goto(PLAN)
    expect(page.locator("[data-scripted]").first).to_be_visible()
    asked, steps = page.locator("[data-picked]"), page.locator(".bp-steps li")

    page.locator("#on-a-01").drag_to(page.locator("#on-b-01"))
    expect(asked).to_contain_text("B-01 sudah penuh. Anyam Rini bertukar dengan siapa?")
    expect(steps).to_have_count(0)
    asked.get_by_role("button", name="Eko").click()
    expect(steps).to_have_text(["Anyam Rini dan Eko bertukar tempat"])

    page.locator("#on-a-02").focus()
    page.keyboard.press("Enter")
    expect(asked).to_contain_text("Batik Budi")
    page.locator("#on-b-01").focus()
    page.keyboard.press("Enter")
    expect(asked.get_by_role("button", name="Anyam Rini")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(steps.nth(1)).to_have_text("Batik Budi dan Canting Tini bertukar tempat")
    expect(page.locator("#on-b-01")).to_be_focused()

    # More steps than an address holds, the last of which nobody may make.
    page.locator("#note").fill("Supaya pintu lega")
    given = [f"{rini}/with:{budi}"] * 197 + [f"{rini}/booth:a-01"]
    page.evaluate(
        """(steps) => document.querySelector("[data-draft]").append(...steps.map((value) =>
            Object.assign(document.createElement("input"), { type: "hidden", name: "step", value })))""",
        given,
    )
    with page.expect_response("**/changed") as answered:
        page.locator("[data-draft] button[value=save]").click()
    assert (answered.value.status, len(answered.value.url) < 200) == (422, True)
    expect(steps).to_have_count(200)
    expect(page.locator("#note")).to_have_value("Supaya pintu lega")
    assert kept(app, 1) == dict(zip(shared, (("a-01",), ("a-02",), ("b-01",), ("b-01",)), strict=True))
