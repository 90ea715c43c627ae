"""Which pictures of tickets the door's page reads, by what, and how fast: `.venv/bin/python bench/pictures.py`.

The table for docs/door-pictures.md, from five tickets each, on stdout; `--strip FILE` draws the pictures of one ticket
beside each other. `--verdict` measures from the frame in which a ticket appears before the camera to the verdict on the
page, with the whole app, a film for a camera, and a processor made four times slower. Measure on an idle machine.
"""

import argparse
import base64
import io
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from eventreg.app import create_app  # noqa: E402
from eventreg.core import qr  # noqa: E402
from eventreg.core.config import Settings  # noqa: E402
from eventreg.core.db import db  # noqa: E402
from eventreg.events.models import Event  # noqa: E402
from eventreg.tickets import service as tickets  # noqa: E402
from eventreg.tickets.models import Ticket  # noqa: E402
from eventreg.tickets.rules import TicketState  # noqa: E402
from tests.browser.council import demo_environ  # noqa: E402
from tests.door.ticket_pictures import PICTURES, scene  # noqa: E402
from tests.support import chromium  # noqa: E402
from tests.support.server import free_port, serving  # noqa: E402

TICKETS = 5
LOOKS = 4  # at once, and by each of three treatments
SLOWER = 4
FPS = 30  # of Chromium's films
SHOWN, PAUSE = 30, 36  # frames with a ticket, and without
LOOK = """async ({ picture, looks }) => {
  const { makeDecoder } = await import("/static/js/door/decoder.js");
  window.decode ??= await makeDecoder();
  const bitmap = await createImageBitmap(await (await fetch(`data:image/jpeg;base64,${picture}`)).blob());
  const canvas = Object.assign(document.createElement("canvas"), { width: bitmap.width, height: bitmap.height });
  canvas.getContext("2d", { willReadFrequently: true }).drawImage(bitmap, 0, 0);
  let seen = { texts: [] };
  const began = performance.now();
  for (let look = 0; look < looks && !seen.texts.length; look += 1) seen = await decode(canvas);
  return { ...seen, took: performance.now() - began };
}"""
# A white corner tells in which frames there is a ticket
WATCH = """
  window.took = [];
  addEventListener("DOMContentLoaded", () => {
    const [video, box] = [document.querySelector("video"), document.getElementById("verdict")];
    const corner = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
    let since = null, was = false;
    const frame = () => {
      corner.drawImage(video, 0, 0, 8, 8, 0, 0, 1, 1);
      const is = corner.getImageData(0, 0, 1, 1).data[0] > 128;
      if (is !== was) since = is ? performance.now() : null;
      was = is;
      video.requestVideoFrameCallback(frame);
    };
    video.requestVideoFrameCallback(frame);
    new MutationObserver(() => {
      if (box.hidden || since === null) return;
      window.took.push({ took: performance.now() - since, alone: box.hasAttribute("data-alone") });
      since = null;
    }).observe(box, { attributes: true, subtree: true, childList: true });
  });
"""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--strip", type=Path)
    asked.add_argument("--verdict", action="store_true")
    given = asked.parse_args()
    if given.strip:
        draw_strip(given.strip)
    elif given.verdict:
        measure_verdicts()
    else:
        print_table()


# ---- Which are read ---------------------------------------------------------------------------------


def made_up(number: int) -> str:
    """What a ticket's QR code says, at full length; whoever reads it need not verify it."""
    dice = random.Random(number)  # noqa: S311
    return qr.ticket_url(
        "https://daftar.example.org", "AE" + "".join(dice.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=126))
    )


def jpeg(picture: Image.Image, quality: int = 92) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return file.getvalue()


def print_table() -> None:
    """A row a picture: of how many tickets it was read at once, in the end, and by zxing-cpp; how, and how fast."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.arguments())
        page = browser.new_context().new_page()
        page.route("**/*", answer)
        page.goto("http://localhost/")
        detector = page.evaluate("'BarcodeDetector' in window")
        print(f"BarcodeDetector in this browser: {'yes' if detector else 'no'}\n")
        print("| picture | at once | within four looks | how | ms | zxing-cpp |\n| --- | --- | --- | --- | --- | --- |")
        see(page, "held well", made_up(0))  # the reader's first picture costs its start
        for name in PICTURES:
            seen = [see(page, name, made_up(number)) for number in range(TICKETS)]
            read = [one for one in seen if one["right"]]
            ways = sorted({one["by"].partition(", ")[2] for one in read} - {"at once"})
            at_once = sum(one["by"].endswith("at once") for one in read)
            cpp = sum(one["cpp"] for one in seen)
            took = statistics.median(one["took"] for one in (read or seen))
            print(f"| {name} | {at_once} | {len(read)} | {', '.join(ways) or '–'} | {took:.0f} | {cpp} |", flush=True)
        browser.close()


def see(page: Any, name: str, url: str) -> dict[str, Any]:
    """One picture of one ticket, as the page's reader sees it; `cpp`: whether zxing-cpp reads it in one look."""
    picture = PICTURES[name](url)
    found: dict[str, Any] = page.evaluate(LOOK, {"picture": base64.b64encode(jpeg(picture)).decode(), "looks": LOOKS})
    natively = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return found | {"right": found["texts"] == [url], "cpp": [one.text for one in natively] == [url]}


def answer(route: Any) -> None:
    """Our own scripts, and an empty page."""
    path = route.request.url.removeprefix("http://localhost/")
    if path:
        route.fulfill(path=ROOT / path)
    else:
        route.fulfill(body="<!doctype html>", content_type="text/html")


def draw_strip(where: Path) -> None:
    """Each picture's middle, six in a row, with its name."""
    side, line, across = 190, 18, 6
    rows = -(-len(PICTURES) // across)
    strip = Image.new("L", (across * (side + 6), rows * (side + line + 6)), 255)
    pen = ImageDraw.Draw(strip)
    for place, (name, draw) in enumerate(PICTURES.items()):
        left, top = place % across * (side + 6), place // across * (side + line + 6)
        middle = draw(made_up(0)).crop((340, 60, 940, 660)).resize((side, side), Image.Resampling.LANCZOS)
        strip.paste(middle, (left, top))
        pen.text((left + 2, top + side + 2), name, fill=0)
    strip.save(where, optimize=True)


# ---- From the picture to the verdict ----------------------------------------------------------------


def measure_verdicts() -> None:
    """Half and 95 in 100 of the times, with signal and without."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environ = demo_environ(folder, f"http://localhost:{free_port()}")
        command = [str(ROOT / ".venv/bin/eventreg")]
        for words in (["db", "upgrade"], ["demo", "--seed", "1", "--stage", "small"]):
            subprocess.run([*command, *words], env=os.environ | environ, cwd=ROOT, check=True)  # noqa: S603
        slug, urls = tickets_of_a_fair(environ)
        film = folder / "camera.mjpeg"
        film.write_bytes(b"".join(appearing(url) for url in urls))
        with serving(environ, folder, ["--workers", "1"]) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium.find(is_whole=True), args=chromium.arguments(str(film))
            )
            paired = json.loads(server.run("door", "pair", slug, "--gate", "Gate Utara", "--json"))["url"]
            watch(browser, paired, seconds=len(urls) * (SHOWN + PAUSE) / FPS)


def tickets_of_a_fair(environ: dict[str, str]) -> tuple[str, list[str]]:
    """The event with the most valid tickets, and what a dozen of their codes say."""
    app = create_app(Settings.from_environ(environ))
    with app.app_context():
        valid = db.session.query(Ticket).filter_by(state=TicketState.VALID).all()
        most = max({ticket.event_id for ticket in valid}, key=lambda one: sum(t.event_id == one for t in valid))
        chosen = [ticket for ticket in valid if ticket.event_id == most][:12]
        slug = db.session.get_one(Event, most).slug
        return slug, [qr.ticket_url(environ["EVENTREG_BASE_URL"], tickets.token_of(ticket)) for ticket in chosen]


def appearing(url: str) -> bytes:
    """A second with a ticket, and a little longer without one."""
    empty = scene(Image.new("L", (1, 1), 96))
    ImageDraw.Draw(empty).rectangle((0, 0, 16, 16), fill=0)
    held = PICTURES["held well"](url)
    ImageDraw.Draw(held).rectangle((0, 0, 16, 16), fill=255)
    return jpeg(empty, 80) * PAUSE + jpeg(held, 80) * SHOWN


def watch(browser: Browser, paired: str, *, seconds: float) -> None:
    """Twice through the film with signal, and twice without."""
    context = browser.new_context(permissions=["camera"], viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(paired)
    page.locator(".finder").wait_for(state="visible")
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    time.sleep(5)
    for kind in ("with signal", "without signal"):
        context.set_offline(kind == "without signal")
        page.evaluate("window.took.length = 0")
        page.wait_for_timeout(2000 * seconds)
        took = page.evaluate("window.took")
        times = [one["took"] for one in took]
        p95 = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else 0
        alone = sum(one["alone"] for one in took)
        print(
            f"{kind}: {len(times)} verdicts ({alone} by the phone alone), the quickest {min(times):.0f} ms, half within"
            f" {statistics.median(times):.0f}, 95 in 100 within {p95:.0f}; load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
    browser.close()


if __name__ == "__main__":
    main()
