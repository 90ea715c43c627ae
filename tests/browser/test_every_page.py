"""Every page, however it is looked at: axe finds nothing, nothing leaves a small phone's screen, every target is high
enough for a thumb, nothing comes from elsewhere, and the policy is kept."""

from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from eventreg.door.rules import Verdict
from tests.browser.council import Council, Look, Scheme
from tests.browser.places import NO_PAGES, NOBODY, PLACES, Place, phone_paired

SCHEMES: tuple[Scheme, ...] = ("light", "dark")
ALL_LOOKS = [Look(width, language, scheme) for width, language, scheme in product((360, 1280), ("id", "en"), SCHEMES)]
# each pair shows both widths, both languages and both schemes; the pages take turns. Staff pages and further states
# take one look here, further states of staff pages none; the long run takes all looks at everything
PAIRS = [
    (Look(360, "id", "light"), Look(1280, "en", "dark")),
    (Look(360, "en", "dark"), Look(1280, "id", "light")),
    (Look(360, "id", "dark"), Look(1280, "en", "light")),
    (Look(360, "en", "light"), Look(1280, "id", "dark")),
]

AXE = Axe()
RUN_AXE = "async (options) => (await axe.run(document, options)).violations"
VIOLATIONS_ALONE = {"resultTypes": ["violations"]}  # axe tells the rest by one node a rule, which is quicker
SMALL_PHONES = (360, 320)
LEAST_HEIGHT = 44
# a card of an event is a target as a whole; links within sentences are exempt, and what screen readers alone see
TOO_LOW = """(least) => [...document.querySelectorAll(".btn, .link, .key, .doorkey, .choice, .tabs a, .hit, select")]
  .filter((target) => target.checkVisibility() && !target.closest(".sr"))
  .map((target) => [target.getBoundingClientRect().height, target.outerHTML.slice(0, 120)])
  .filter(([height]) => height < least - 0.5)
  .map(([height, html]) => `${height} ${html}`)"""
# what the policy blocks is told by the page itself; everything else that goes wrong stands in the console already
TELL_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`))"""
# the page's own module shows what a server would have answered; a thumb on it lets it stay
SHOW_VERDICT = """async (verdict) => {
  const page = await import("/static/js/door/verdict.js");
  const ticket = { holder: "Sri Wahyuni", business: "Batik Lintang", booth: "A-12", code: "0".repeat(12) };
  const first = verdict === "already_admitted" ? { at: new Date().toISOString(), gate: "Gate Utara" } : null;
  const scan = { at: new Date().toISOString() };
  if (verdict === "queued") page.showQueued(scan, 1);
  else page.showResult({ verdict, ticket, first, conflict: verdict === "admitted" }, scan);
  document.getElementById("verdict").dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
}"""


def axe_finds(page: Page) -> list[str]:
    """What axe finds, a line each."""
    if not page.evaluate("'axe' in window"):  # half a megabyte, once a page
        page.evaluate(AXE.axe_script)
    found: list[dict[str, Any]] = page.evaluate(RUN_AXE, VIOLATIONS_ALONE)
    return [
        f"{violation['id']}: {node['html'][:160]} ({node['failureSummary']})"
        for violation in found
        for node in violation["nodes"]
    ]


def phone_finds(page: Page) -> list[str]:
    """What a thumb would miss, and how far the page reaches beyond a small phone's edge."""
    found = [f"low: {target}" for target in page.evaluate(TOO_LOW, LEAST_HEIGHT)]
    for width in SMALL_PHONES:
        page.set_viewport_size({"width": width, "height": 640})
        needed = page.evaluate("document.scrollingElement.scrollWidth")
        if needed > width:
            found.append(f"sideways: {needed} at {width}")
    return found


def listener(host: str, found: list[str]) -> Callable[[Page], None]:
    """Writes down what a page asks of others, what it fails to get, and what it complains about."""

    def watch(page: Page) -> None:
        page.add_init_script(TELL_VIOLATIONS)
        page.on("request", lambda request: note_stranger(request.url))
        page.on("response", lambda answer: note_failure(answer.request.resource_type, answer.status, answer.url))
        page.on("pageerror", lambda error: found.append(f"script: {error}"))
        page.on("console", lambda message: note_error(message.type, message.text))

    def note_stranger(url: str) -> None:
        if not url.startswith((f"{host}/", "data:", "blob:", "about:")):
            found.append(f"stranger: {url}")

    def note_failure(kind: str, status: int, url: str) -> None:
        if status >= 400 and kind != "document":  # a page may be one that tells of an error
            found.append(f"missing: {status} {url}")

    def note_error(kind: str, text: str) -> None:
        if kind in {"error", "warning"} and not text.startswith("Failed to load resource"):
            found.append(f"console: {text}")

    return watch


def test_the_list_of_pages_is_complete(council: Council) -> None:
    routes = {rule.endpoint for rule in council.app.url_map.iter_rules() if "GET" in (rule.methods or ())}

    assert routes - {place.endpoint for place in PLACES} == NO_PAGES


def is_first_of_its_route(number: int) -> bool:
    return PLACES[number].endpoint not in {place.endpoint for place in PLACES[:number]}


def is_for_staff(number: int) -> bool:
    return PLACES[number].path.startswith("/staff/")


SHORT_RUN = [number for number in range(len(PLACES)) if is_first_of_its_route(number) or not is_for_staff(number)]


def looks_of(number: int) -> Sequence[Look]:
    pair = PAIRS[number % len(PAIRS)]
    is_thorough = is_first_of_its_route(number) and not is_for_staff(number)
    return pair if is_thorough else [pair[number // len(PAIRS) % 2]]


@pytest.mark.parametrize("number", SHORT_RUN, ids=[str(PLACES[number]) for number in SHORT_RUN])
def test_a_page(council: Council, number: int) -> None:
    check(council, PLACES[number], looks_of(number))


@pytest.mark.long
@pytest.mark.parametrize("place", PLACES, ids=str)
def test_a_page_in_all_its_looks(council: Council, place: Place) -> None:
    check(council, place, ALL_LOOKS)


def test_a_verdict_at_the_door(council: Council) -> None:
    found = {}
    for look in PAIRS[0]:
        page = council.context(NOBODY, look).new_page()
        phone_paired(council, page)
        for verdict in [*Verdict, "queued"]:
            page.evaluate(SHOW_VERDICT, verdict)
            expect(page.locator("#verdict .word")).to_be_visible()
            if lines := axe_finds(page):
                found[f"{verdict} {look}"] = lines
        page.context.close()
    assert found == {}


def check(council: Council, place: Place, looks: Iterable[Look]) -> None:
    """Look at one page in several ways."""
    found: dict[str, list[str]] = {}
    for look in looks:
        complaints = found[str(look)] = []
        page = place.visit(council, look, watch=listener(council.url, complaints))
        complaints += axe_finds(page)
        if look.width < 700:
            complaints += phone_finds(page)
        page.close()
    assert not any(found.values()), found
