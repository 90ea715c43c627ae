"""Draw the house's ornament from geometry into `static/img/`: `python scripts/ornament.py`.

Jlamprang, the geometric batik of Pekalongan, descends from Indian patola cloth: a square lattice, an eight-petalled
star in a ring, stepped lozenges between, and nitik (small square dots) everywhere. Nothing here is traced.

Writes the mark (`tanda.svg`, and `tanda-….png` for home screens) and six cloths for events without a photograph:
`kain-N.svg` for pages, `kain-N.jpg` (1200 by 630) for links that are shared. The pictures need Chromium on the PATH.
"""

import io
import shutil
from collections.abc import Iterator
from math import cos, pi, sin
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "static" / "img"
TILE = 120  # side of one repeat
GROUND = '<path fill="#1b2460" d="M-66-66h132v132h-132z"/>'
INDIGO, COTTON, TURMERIC, BARK = "#1f2a6d", "#f6efe2", "#ffc22e", "#8a4b1f"


class Dye(NamedTuple):
    """The colours of a cloth, and how its star is filled (isen: 0, 1 or 2)."""

    ground: str
    long_petals: str
    short_petals: str
    dots: str
    lines: str
    filling: int
    shift: tuple[int, int]


CLOTHS = (
    Dye(INDIGO, COTTON, "#e2934a", TURMERIC, "#8c9bf0", 0, (-60, 0)),
    Dye("#6d3716", "#f3d9b0", "#d98b45", COTTON, "#c2793c", 1, (0, -60)),
    Dye("#0f5750", COTTON, TURMERIC, COTTON, "#8fc9c0", 2, (-30, -30)),
    Dye("#8c2a25", COTTON, "#f0a25a", TURMERIC, "#e08a7c", 0, (-60, -60)),
    Dye(COTTON, INDIGO, "#b3392b", BARK, "#9aa2cf", 1, (-60, 0)),
    Dye("#2b2350", "#f2b8a2", TURMERIC, COTTON, "#9b8be0", 2, (0, 0)),
)


def short(value: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{value:.1f}".rstrip("0").rstrip(".").replace("-0.0", "0") or "0"


def petal(inner: float, outer: float, half_width: float, belly: float = 0.55) -> str:
    """A pointed leaf on the upward axis, from radius `inner` to `outer`."""
    i, o, w, m = (short(v) for v in (-inner, -outer, half_width, -(inner + (outer - inner) * belly)))
    return f"M0 {i}C{w} {m} {w} {m} 0 {o}C{short(-half_width)} {m} {short(-half_width)} {m} 0 {i}Z"


def around(path: str, count: int, start: float = 0.0) -> str:
    """The path, turned `count` times about the middle."""
    return "".join(f'<path d="{path}" transform="rotate({short(start + 360 / count * i)})"/>' for i in range(count))


def squares(points: Iterator[tuple[float, float]], size: float) -> str:
    """Nitik: one path of small upright squares."""
    s = short(size)
    return "".join(f"M{short(x - size / 2)} {short(y - size / 2)}h{s}v{s}h-{s}z" for x, y in points)


def ring(radius: float, count: int, size: float, start: float) -> str:
    """Nitik on a ring."""
    angles = (start + 2 * pi * i / count for i in range(count))
    return squares(((radius * cos(a), radius * sin(a)) for a in angles), size)


def row(x0: float, y0: float, x1: float, y1: float) -> str:
    """Nitik on a line, without its ends."""
    return squares(((x0 + (x1 - x0) * i / 9, y0 + (y1 - y0) * i / 9) for i in range(1, 9)), 2.6)


def stepped(radius: float, steps: int) -> str:
    """The stepped lozenge of patola: a diamond made of stairs."""
    s = radius / steps
    stairs = ""
    for dx, dy in ((1, 1), (-1, 1), (-1, -1), (1, -1)):
        across, down = f"h{short(dx * s)}", f"v{short(dy * s)}"
        stairs += (across + down if dx * dy > 0 else down + across) * steps
    return f"M0 {short(-radius)}{stairs}z"


def star(dye: Dye) -> str:
    """The eight-petalled star of a repeat."""
    filling = (petal(15, 33, 6), petal(18, 37, 8.5, 0.7), petal(12, 26, 5))[dye.filling]
    return (
        f'<g fill="{dye.short_petals}">{around(petal(9, 36, 12), 4, 45)}</g>'
        f'<g fill="{dye.long_petals}">{around(petal(9, 41, 17), 4)}</g>'
        f'<g fill="{dye.ground}">{around(filling, 4)}</g>'
        f'<g fill="{dye.dots}">{around(petal(17, 28, 3.4), 4, 45)}<path d="{ring(44, 8, 3.4, pi / 8)}"/></g>'
        f'<circle r="10.5" fill="{dye.ground}"/><circle r="7.6" fill="{dye.dots}"/>'
        f'<circle r="3.4" fill="{dye.short_petals}"/>'
    )


def repeat(dye: Dye) -> str:
    """One repeat of the cloth: the star in its ring, a lozenge at each corner, a small one on each edge."""
    corner = (
        f'<path fill="{dye.lines}" d="{stepped(24, 6)}"/><path fill="{dye.ground}" d="{stepped(17, 5)}"/>'
        f'<g fill="{dye.short_petals}">{around(petal(2, 13, 7), 4)}</g><circle r="2.6" fill="{dye.dots}"/>'
    )
    edge = f'<path fill="{dye.short_petals}" d="{stepped(8, 4)}"/><path fill="{dye.dots}" d="M-1.7-1.7h3.4v3.4h-3.4z"/>'
    places = [(x, y, corner) for x in (0, TILE) for y in (0, TILE)]
    places += [(60, 0, edge), (60, TILE, edge), (0, 60, edge), (TILE, 60, edge)]
    return (
        f'<rect width="{TILE}" height="{TILE}" fill="{dye.ground}"/>'
        f'<g transform="translate(60 60)">{star(dye)}<path fill="{dye.lines}" d="{ring(52, 32, 2.6, pi / 32)}"/></g>'
        + "".join(f'<g transform="translate({x} {y})">{drawing}</g>' for x, y, drawing in places)
    )


def cloth(dye: Dye, width: int, height: int) -> str:
    """A piece of cloth, which fills whatever frame it is put into."""
    x, y = dye.shift
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" preserveAspectRatio="xMidYMid slice">'
        f'<defs><pattern id="k" width="{TILE}" height="{TILE}" patternUnits="userSpaceOnUse" x="{x}" y="{y}" '
        f'viewBox="0 0 {TILE} {TILE}">{repeat(dye)}</pattern></defs>'
        f'<rect width="{width}" height="{height}" fill="url(#k)"/></svg>'
    )


def mark(colour: str) -> str:
    """The mark: eight petals in one colour, legible at 20 pixels."""
    petals = around(petal(8, 48, 17), 4) + around(petal(13, 43, 10.5), 4, 45)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-50 -50 100 100"><g fill="{colour}">{petals}</g></svg>'


def photograph(page: Page, body: str, width: int, height: int) -> Image.Image:
    """What Chromium makes of a drawing."""
    page.set_viewport_size({"width": width, "height": height})
    page.set_content(f"<style>body{{margin:0}}svg{{display:block;width:100vw;height:100vh}}</style>{body}")
    return Image.open(io.BytesIO(page.screenshot(omit_background=True)))


def icons(page: Page) -> Iterator[tuple[str, Image.Image]]:
    """The mark on indigo for home screens, by file. Phones that cut icons into their own shape get a full square."""
    filling = mark("#ffffff").replace("-50 -50 100 100", "-66 -66 132 132").replace("<g", GROUND + "<g")
    rounded = filling.replace(GROUND, GROUND.replace("<path", '<path clip-path="inset(0 round 28px)"'))
    for name, drawing, side in (
        ("tanda-180", filling, 180),
        ("tanda-192", rounded, 192),
        ("tanda-512", rounded, 512),
        ("tanda-512-penuh", filling, 512),
    ):
        picture = photograph(page, drawing, side, side)
        yield name, picture if drawing is rounded else picture.convert("RGB")


def main() -> None:
    """Draw everything anew."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    (IMAGES / "tanda.svg").write_text(mark("#27358c") + "\n")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        for name, picture in icons(page):
            picture.quantize(32).save(IMAGES / f"{name}.png", optimize=True)
        for number, dye in enumerate(CLOTHS, 1):
            (IMAGES / f"kain-{number}.svg").write_text(cloth(dye, 600, 240) + "\n")
            # three repeats across: a phone shows the picture of a shared link an inch wide
            photograph(page, cloth(dye, 400, 210), 1200, 630).convert("RGB").save(
                IMAGES / f"kain-{number}.jpg", quality=72, optimize=True, progressive=True
            )
        browser.close()


if __name__ == "__main__":
    main()
