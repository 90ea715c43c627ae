"""Scripts in every text that people write, and in every search: no page runs them, in a real browser.

The texts go straight into the database, past every check of a form: a page must not rely on one.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Dialog, Page
from sqlalchemy import Column, Enum, String, Text, text

from eventreg.app import create_app
from eventreg.core import audit, clock
from eventreg.core.config import Settings
from eventreg.core.db import Model, db, unit_of_work
from eventreg.core.permissions import SYSTEM
from eventreg.events.models import Event
from tests.browser.conftest import _made_once
from tests.browser.council import Council, Look, demo_environ
from tests.browser.places import PLACES, Place
from tests.support.databases import Databases
from tests.support.server import free_port, serving
from tests.support.tree import PACKAGE, sources, text_of

SHORT = """"><img src=x onerror=__hacked=1>"""
LONG = (
    SHORT
    + """<script>__hacked=2</script><svg/onload=__hacked=3>'-alert(1)-' [tekan](javascript:__hacked=4) """
    + """![x](javascript:__hacked=5) <a href="javascript:__hacked=6">x</a> {{7*7}} {%print 7*7%} </textarea></title>"""
)
LINK = "javascript:__hacked=7"
SEEN = "<img src=x onerror=__hacked=1>"  # as a person reads it
# Not a person's text: what the app itself makes, compares or sends to
OURS = re.compile(
    r"_hash$|^mac$|^key$|^code$|^slug$|^kind$|^email$|^address$|^action$|^subject_type$|^purpose$|^scan_id$|^undoes$"
    r"|^offline_verdict$|^next_path$|^seal_address$"
)
PEOPLES_OWN = {("organisation", "address")}
IN_LINKS = {"map_url"}
WAYS_ON = {"next", "back"}
# What an injected script, handler or link would leave behind
TRACES = """() => [
  ...(window.__hacked ? [`ran: ${window.__hacked}`] : []),
  ...[...document.querySelectorAll("*")].filter((one) => [...one.attributes].some((a) => /^on/i.test(a.name)))
    .map((one) => `handler: ${one.outerHTML.slice(0, 200)}`),
  ...[...document.querySelectorAll("[href], [src], [action], [formaction]")]
    .filter((one) => ["href", "src", "action", "formaction"]
      .some((name) => /^\\s*javascript:/i.test(one.getAttribute(name) ?? "")))
    .map((one) => `link: ${one.outerHTML.slice(0, 200)}`),
  ...[...document.scripts].filter((one) => one.type !== "application/ld+json" && !one.src)
    .filter((one) => one.textContent.includes("__hacked") && one.type !== "application/json")
    .map((one) => `script: ${one.outerHTML.slice(0, 200)}`),
]"""


def texts() -> Iterator[Column]:
    """Every column that a person's words end up in."""
    for table in Model.metadata.sorted_tables:
        for column in table.columns:
            is_text = isinstance(column.type, String) and not isinstance(column.type, Enum)
            if not is_text or column.primary_key or column.foreign_keys:
                continue
            room = getattr(column.type, "length", None) or 10_000
            if room > len(SHORT) + 6 and (not OURS.search(column.name) or (table.name, column.name) in PEOPLES_OWN):
                yield column


def poison(app) -> int:
    """Put scripts into every text of every row; how many columns had rows."""
    poisoned = 0
    with app.app_context():
        with unit_of_work():
            event = db.session.query(Event).first()
            audit.record(SYSTEM, "event.changed", event, reason=LONG, now=clock.now())
        with db.engine.begin() as connection:
            for column in texts():
                if column.table.name.startswith("audit_"):
                    continue  # append-only: the entry above
                words = LINK if column.name in IN_LINKS else LONG if isinstance(column.type, Text) else SHORT
                room = (getattr(column.type, "length", None) or len(LONG)) - 6
                words = LONG if len(LONG) <= room else words
                rows = connection.execute(
                    text(f"UPDATE {column.table.name} SET {column.name} = substr(rowid, 1, 6) || :words"),
                    {"words": words},
                )
                if column.name in IN_LINKS:
                    connection.execute(text(f"UPDATE {column.table.name} SET {column.name} = :words"), {"words": LINK})
                poisoned += rows.rowcount > 0
        db.engine.dispose()
    return poisoned


@pytest.fixture(scope="module")
def council(databases: Databases, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    """A council of its own, every word of which is a script."""
    folder = tmp_path_factory.mktemp("poisoned")
    shutil.copytree(_made_once(databases), folder, dirs_exist_ok=True)
    environ = demo_environ(folder, f"http://localhost:{free_port()}")
    app = create_app(Settings.from_environ(environ))
    council = Council(environ["EVENTREG_BASE_URL"], app, browser)  # knows people by the names that they had
    assert poison(app) > 30
    with serving(environ, folder, ["--workers", "1"]):
        yield council
        council.close()


def pages() -> list[Place]:
    """Every page in each state that its address alone brings about; what only an act opens, once."""
    opened = [place for place in PLACES if place.act is None]
    known = {place.endpoint for place in opened}
    return opened + list({place.endpoint: place for place in PLACES if place.endpoint not in known}.values())


class Watched:
    """A page that writes down what it runs that it should not."""

    def __init__(self, page: Page) -> None:
        self.page, self.found = page, list[str]()
        page.on("dialog", self._note_dialog)
        page.add_init_script(
            """addEventListener("securitypolicyviolation", (event) =>
               console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`))"""
        )
        page.on("console", lambda message: self._note_violation(message.text))

    def _note_dialog(self, dialog: Dialog) -> None:
        self.found.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _note_violation(self, text: str) -> None:
        if text.startswith("policy:"):
            self.found.append(text)


def visit(council: Council, place: Place, looked: dict[str, Watched], more: str = "") -> tuple[list[str], bool]:
    """What went wrong on a page, and whether the script stood there to be read.

    Who only looks goes on from page to page in the same tab, which `looked` holds: a new one takes as long as the page.
    """
    who = place.who.format(**council.facts)
    act = None if more else place.act
    watched = None if act else looked.get(who)
    if watched is None:
        watched = Watched(council.page(who, Look(1280, "en")))
    page = watched.page
    path = place.path.format(**council.facts)
    answer = page.goto(path + ("&" if "?" in path else "?") * bool(more) + more)
    assert answer is not None
    found = [f"status: {answer.status}"] if answer.status >= 500 else []
    if act:
        act(council, page)
    found += page.evaluate(TRACES)
    html = page.content()
    found += watched.found
    watched.found.clear()
    if act:
        page.close()
    else:
        looked[who] = watched
    return found, SEEN.replace("<", "&lt;").replace(">", "&gt;") in html


def routes_once() -> list[Place]:
    """One page of each route."""
    return list({place.endpoint: place for place in reversed(pages())}.values())


@pytest.mark.parametrize("places", [routes_once, pytest.param(pages, marks=pytest.mark.long)])
def test_what_people_wrote_is_read_and_never_run(council: Council, places: Callable[[], list[Place]]) -> None:
    found, seen, looked = {}, set(), dict[str, Watched]()
    for place in places():
        wrong, is_shown = visit(council, place, looked)
        if wrong:
            found[str(place)] = wrong
        if is_shown:
            seen.add(place.endpoint)

    assert found == {}
    assert len(seen) > 25  # otherwise the scripts were nowhere


def asked_by_views() -> set[str]:
    """Every name that a view reads from an address, as the code says it."""
    pattern = re.compile(r"request\.(?:args|values)\.(?:get|getlist)\(\s*\"(\w+)\"")
    return {name for path in sources(PACKAGE, ".py") for name in pattern.findall(text_of(path))}


@pytest.mark.long
def test_what_an_address_says_is_never_run(council: Council) -> None:
    names = asked_by_views()
    assert {"q", "next", "state", "page"} <= names
    asked = urlencode({name: LINK if name in WAYS_ON else LONG for name in sorted(names)})
    found, looked = {}, dict[str, Watched]()
    for place in routes_once():
        wrong, _ = visit(council, place, looked, asked)
        if wrong:
            found[str(place)] = wrong

    assert found == {}


def test_the_demo_is_where_it_was(databases: Databases) -> None:
    """The poisoned council is a copy."""
    assert SEEN.encode() not in (Path(_made_once(databases)) / "test.sqlite3").read_bytes()
