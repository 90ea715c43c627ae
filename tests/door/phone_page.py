"""What tests do with the phone's page: open it paired, type, look at the verdict, go without signal."""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import BrowserContext, Page

from eventreg.core import qr
from tests.door.conftest import Fair
from tests.support.server import Server

PHONE = {"width": 360, "height": 740}
# Rests of the page's scripts in milliseconds, and how long they last instead. On a busy machine a verdict that goes by
# itself is gone before it is pressed, and the server answers later than the phone waits; a slow phone looks through its
# camera so rarely that a code is almost forgotten.
HELD, SELDOM, PATIENT = {3000: 120_000}, {90: 2100}, {550: 60_000}
SLOWED = """
    const usual = window.setTimeout, slowed = new Map(Object.entries(%s));
    window.setTimeout = (work, rest, ...more) => usual(work, slowed.get(String(rest)) ?? rest, ...more);
"""


def frame(text: str) -> bytes:
    """What the camera sees when a code is held in front of it."""
    modules = qr.matrix(text)
    side = len(modules) + 2 * qr.QUIET
    code = Image.new("L", (side, side), 255)
    for column, row, length in qr.runs(modules):
        code.paste(0, (column + qr.QUIET, row + qr.QUIET, column + qr.QUIET + length, row + qr.QUIET + 1))
    picture = Image.new("L", (1280, 720), 120)
    picture.paste(code.resize((600, 600), Image.Resampling.NEAREST), (340, 60))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=90)
    return file.getvalue()


class Phones:
    """Phones that are paired from the shell with the fair's door."""

    def __init__(self, fair: Fair, server: Server, new_context: Callable[..., BrowserContext]) -> None:
        self.fair, self.server, self.new_context = fair, server, new_context

    def context(self, *, slowed: Mapping[int, int] | None = None, script: str = "", **options: Any) -> BrowserContext:
        """A phone whose page isn't open yet."""
        usual = {"language": "en", "viewport": PHONE, "service_workers": "block"}  # workers hide requests from tests
        context = self.new_context(**{**usual, **options})
        context.add_init_script(SLOWED % json.dumps({**PATIENT, **(slowed or {})}) + script)
        return context

    def address(self, gate: str = "Gate Utara", slug: str = "") -> str:
        """What pairs a phone with a gate."""
        said = self.server.run("door", "pair", slug or self.fair.slug, "--gate", gate, "--json")
        return str(json.loads(said)["url"])

    def open(self, gate: str = "Gate Utara", *, address: str = "", **options: Any) -> Page:
        """A phone's page at the gate."""
        page = self.context(**options).new_page()
        page.goto(address or self.address(gate))
        return page


def film_of(texts: Sequence[str], folder: Path) -> Path:
    """A film of codes, each held before the camera for some seconds."""
    film = folder / "camera.mjpeg"
    film.write_bytes(b"".join(frame(text) * 90 for text in texts))
    return film


def verdict(page: Page, *names: str) -> Any:
    """The verdict, once it is that one (or one of these)."""
    found = page.locator(", ".join(f"#verdict[data-verdict={name}]" for name in names))
    found.wait_for(state="visible")
    return found


def type_code(page: Page, code: str) -> None:
    """As a volunteer does, who first takes the last verdict away."""
    if page.locator("#verdict").is_visible():
        page.get_by_role("button", name="Scan next").click()
    page.get_by_role("button", name="Type code").click()
    page.get_by_label("Code on the ticket").fill(code)
    page.get_by_role("button", name="Check", exact=True).click()
