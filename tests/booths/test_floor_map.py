"""The floor plan as a visitor with a phone holds it: nearer, further, and to the booth that is looked for."""

from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from eventreg.core.db import unit_of_work
from tests.factories.booths import booth, drawn, make_floor, row
from tests.factories.catalogue import make_exhibitor, make_fair

PHONE = {"width": 360, "height": 740}
MAP = "/events/pekan-batik/map"
HAIR = 3  # pixels


class Fingers:
    """Two fingers on the glass: the touches that Chromium gets from a touch screen, not a mouse in disguise."""

    def __init__(self, page):
        self.glass = page.context.new_cdp_session(page)

    def spread(self, middle, start, end, steps=6):
        """Put both down beside a point, so far from it, and move them apart or together."""
        self.tell("touchStart", middle, start)
        for step in range(1, steps + 1):
            self.tell("touchMove", middle, start + (end - start) * step / steps)
        self.glass.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def tell(self, kind, middle, away):
        x, y = middle
        points = [{"x": x - away, "y": y, "id": 0}, {"x": x + away, "y": y, "id": 1}]
        self.glass.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def middle(box):
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def lies_in(inner, outer):
    return (
        inner["x"] >= outer["x"] - HAIR
        and inner["y"] >= outer["y"] - HAIR
        and inner["x"] + inner["width"] <= outer["x"] + outer["width"] + HAIR
        and inner["y"] + inner["height"] <= outer["y"] + outer["height"] + HAIR
    )


@pytest.mark.sqlite_only
def test_on_a_phone_one_looks_nearer_and_a_booth_that_is_looked_for_is_read(app, live_server, new_context):
    with app.app_context(), unit_of_work():
        event = make_fair()
        make_floor(event.id, drawn(*row("A", 6, zone="A"), booth("Z-09", x=36, y=26), zones=("A",)))
        make_exhibitor(event.id, "z-09", name="Batik Lintang")
    page = new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    page.goto(f"{MAP}?q=lintang")
    stand, window, plan = page.locator("#on-z-09 rect"), page.locator("#floor"), page.locator("#floor > svg")

    expect(page.locator("[data-card]")).to_contain_text("Batik Lintang")
    found = stand.bounding_box()
    assert found["width"] > 60, "as large as can be read"
    assert lies_in(found, window.bounding_box())
    assert window.bounding_box()["y"] + window.bounding_box()["height"] <= PHONE["height"]
    expect(page.locator(".is-chosen > text")).to_have_text("Z-09")

    written = page.locator("#on-z-09 .stand-name")
    page.get_by_role("button", name="Dekat").click()
    expect(written.first).to_be_visible()
    assert lies_in(stand.bounding_box(), window.bounding_box()), "it comes nearer where it is"
    first, second = (sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages)
    assert "Lintang" in first
    assert "Lintang" in second, "in the booth, and in the list"

    page.get_by_role("button", name="Seluruh denah").click()
    assert lies_in(plan.bounding_box(), window.bounding_box())
    expect(written.first).to_be_hidden()
    expect(page.get_by_role("button", name="Jauh")).to_have_attribute("aria-disabled", "true")
    page.get_by_role("button", name="Dekat").click()
    assert plan.bounding_box()["width"] > 1.4 * window.bounding_box()["width"]
    window.press("0")
    assert lies_in(plan.bounding_box(), window.bounding_box())

    page.goto(MAP)
    expect(page.get_by_role("group", name="Seberapa dekat dilihat")).to_be_visible()
    window.evaluate("box => box.scrollIntoView({block: 'center'})")
    corner = page.locator("#on-a-04 rect").bounding_box()
    scrolled = page.evaluate("scrollY")
    Fingers(page).spread(middle(corner), 20, 80)
    assert page.locator("#on-a-04 rect").bounding_box()["width"] == pytest.approx(4 * corner["width"], rel=0.05)
    assert middle(page.locator("#on-a-04 rect").bounding_box())[0] == pytest.approx(middle(corner)[0], abs=2 * HAIR)
    assert page.evaluate("[scrollY, visualViewport.scale]") == [scrolled, 1], "the plan comes nearer, not the page"
    page.locator("#on-a-04").click()
    expect(page.locator("[data-card]")).to_contain_text("Kosong")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    page.mouse.move(*middle(window.bounding_box()))
    before = plan.bounding_box()["width"]
    page.keyboard.down("Control")
    page.mouse.wheel(0, 200)
    page.keyboard.up("Control")
    page.wait_for_function(
        "before => document.querySelector('#floor > svg').getBoundingClientRect().width < before", arg=before
    )
