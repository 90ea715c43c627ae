"""axe finds nothing on any page, however it is looked at."""

from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from eventreg.door.rules import Verdict
from tests.browser.council import Council, Look
from tests.browser.places import NO_PAGES, NOBODY, PLACES, Place, phone_paired

ALL_LOOKS = [Look(*look) for look in product((360, 1280), ("id", "en"), ("light", "dark"))]
# each pair shows both widths, both languages and both schemes; the pages take turns
PAIRS = [
    (Look(360, "id", "light"), Look(1280, "en", "dark")),
    (Look(360, "en", "dark"), Look(1280, "id", "light")),
    (Look(360, "id", "dark"), Look(1280, "en", "light")),
    (Look(360, "en", "light"), Look(1280, "id", "dark")),
]

# the page's own module shows what a server would have answered
SHOW_VERDICT = """async (verdict) => {
  const page = await import("/static/js/door/verdict.js");
  const ticket = { holder: "Sri Wahyuni", business: "Batik Lintang", booth: "A-12", code: "0".repeat(12) };
  const first = verdict === "already_admitted" ? { at: new Date().toISOString(), gate: "Gate Utara" } : null;
  const scan = { at: new Date().toISOString() };
  if (verdict === "queued") page.showQueued(scan, 1);
  else page.showResult({ verdict, ticket, first, conflict: verdict === "admitted" }, scan);
}"""


def complaints(page: Page) -> list[str]:
    """What axe finds, a line each."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {node['html'][:160]} ({node['failureSummary']})"
        for violation in found
        for node in violation["nodes"]
    ]


def test_the_list_of_pages_is_complete(council: Council) -> None:
    routes = {rule.endpoint for rule in council.app.url_map.iter_rules() if "GET" in (rule.methods or ())}

    assert routes - {place.endpoint for place in PLACES} == NO_PAGES


@pytest.mark.parametrize("number", range(len(PLACES)), ids=[str(place) for place in PLACES])
def test_axe_finds_nothing(council: Council, number: int) -> None:
    check(council, PLACES[number], PAIRS[number % len(PAIRS)])


@pytest.mark.long
@pytest.mark.parametrize("place", PLACES, ids=str)
def test_axe_finds_nothing_however_the_page_is_looked_at(council: Council, place: Place) -> None:
    check(council, place, ALL_LOOKS)


def test_axe_finds_nothing_in_any_verdict(council: Council) -> None:
    found = {}
    for look in PAIRS[0]:
        page = council.context(NOBODY, look).new_page()
        phone_paired(council, page)
        for verdict in [*Verdict, "queued"]:
            page.evaluate(SHOW_VERDICT, verdict)
            expect(page.locator("#verdict .word")).to_be_visible()
            if lines := complaints(page):
                found[f"{verdict} {look}"] = lines
        page.context.close()
    assert found == {}


def check(council: Council, place: Place, looks: Any) -> None:
    """Look at one page in several ways."""
    found = {}
    for look in looks:
        page = place.visit(council, look)
        if lines := complaints(page):
            found[str(look)] = lines
        page.close()
    assert found == {}
