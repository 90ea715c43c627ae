"""Pictures of a ticket as a phone's camera sees it in a crowded hall: drawn by Pillow, the same in every run.

`drawn(url)` gives them by name, 1280 by 720 and grey, as `static/js/door/camera.js` hands them to the reader. They are
drawings, not photographs: what they leave out (lenses, rolling shutters, skin) is told in docs/door-pictures.md.
"""

import random
from collections.abc import Callable, Iterator
from functools import lru_cache

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from eventreg.core import qr

SIZE = (1280, 720)
WALL = 96  # what is behind a ticket
PAPER = 245
USUAL = 420  # pixels of a code that is held well

Picture = Image.Image


@lru_cache(maxsize=8)
def sharp(url: str) -> Picture:
    """The code with its quiet zone, 16 pixels a module."""
    modules = qr.matrix(url, mask=qr.TICKET_MASK)
    across = len(modules) + 2 * qr.QUIET
    small = Image.new("L", (across, across), PAPER)
    for column, row, length in qr.runs(modules):
        small.paste(10, (column + qr.QUIET, row + qr.QUIET, column + qr.QUIET + length, row + qr.QUIET + 1))
    return small.resize((across * 16, across * 16), Image.Resampling.NEAREST)


def code(url: str, side: int) -> Picture:
    """The same, `side` pixels wide, its edges as soft as a lens makes them."""
    return sharp(url).resize((side, side), Image.Resampling.BOX)


def scene(held: Picture) -> Picture:
    """Somebody's phone or paper in the middle, before a wall that isn't even."""
    light = np.tile(np.linspace(WALL - 30, WALL + 30, SIZE[0]), (SIZE[1], 1)).astype(np.uint8)
    picture = Image.fromarray(light)
    picture.paste(held, ((SIZE[0] - held.width) // 2, (SIZE[1] - held.height) // 2))
    return picture


def grainy(picture: Picture, much: float, seed: int = 1) -> Picture:
    """The noise of a small sensor."""
    dice = np.random.default_rng(seed)
    values = np.asarray(picture, dtype=float) + dice.normal(0, much, (picture.height, picture.width))
    return Image.fromarray(values.clip(0, 255).astype(np.uint8))


def blurred(radius: float) -> Callable[[str], Picture]:
    return lambda url: grainy(scene(code(url, USUAL)).filter(ImageFilter.GaussianBlur(radius)), 4)


def small(side: int, radius: float = 0.5) -> Callable[[str], Picture]:
    return lambda url: grainy(scene(code(url, side)).filter(ImageFilter.GaussianBlur(radius)), 3)


def turned(degrees: float) -> Callable[[str], Picture]:
    def draw(url: str) -> Picture:
        held = code(url, USUAL).rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=WALL)
        return grainy(scene(held), 4)

    return draw


def tilted(much: float, *, degrees: float = 0) -> Callable[[str], Picture]:
    """Held away at the top by `much` of its width, and turned."""

    def draw(url: str) -> Picture:
        held = code(url, USUAL)
        side = held.width
        corners = [
            (side * much / 2, side * much / 3),
            (side * (1 - much / 2), side * much / 3),
            (side, side),
            (0, side),
        ]
        bent = held.transform(held.size, Image.Transform.PERSPECTIVE, _bend(corners, side), Image.Resampling.BICUBIC)
        mask = Image.new("L", held.size, 255).transform(
            held.size, Image.Transform.PERSPECTIVE, _bend(corners, side), Image.Resampling.BICUBIC
        )
        whole = Image.composite(bent, Image.new("L", held.size, WALL), mask)
        return grainy(scene(whole.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=WALL)), 4)

    return draw


def _bend(corners: list[tuple[float, float]], side: int) -> list[float]:
    """Pillow's eight numbers that bring a square's corners to these."""
    square = [(0, 0), (side, 0), (side, side), (0, side)]
    rows, sought = [], []
    for (x, y), (u, v) in zip(corners, square, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        sought += [u, v]
    found: list[float] = np.linalg.solve(np.array(rows, dtype=float), np.array(sought, dtype=float)).tolist()
    return found


def levels(black: int, white: int, *, noise: float) -> Callable[[str], Picture]:
    """All greys between two."""

    def draw(url: str) -> Picture:
        picture = scene(code(url, USUAL)).point([black + value * (white - black) // 255 for value in range(256)])
        return grainy(picture, noise)

    return draw


def inverted(url: str) -> Picture:
    """White on black, as some phones' night mode shows a picture that was sent."""
    return grainy(scene(ImageChops.invert(code(url, USUAL))), 4)


def glare(radius: int, *, at: tuple[int, int]) -> Callable[[str], Picture]:
    """A lamp in the glass, that far from the code's middle: white there, and paler around."""

    def draw(url: str) -> Picture:
        picture = scene(code(url, USUAL))
        light = Image.new("L", SIZE)
        middle = (SIZE[0] // 2 + at[0], SIZE[1] // 2 + at[1])
        ImageDraw.Draw(light).circle(middle, radius, fill=255)
        light = light.filter(ImageFilter.GaussianBlur(radius / 4))
        return grainy(ImageChops.lighter(picture, light), 4)

    return draw


def cracked(cracks: int) -> Callable[[str], Picture]:
    """A broken screen: bright and dark lines from where it fell on, out to the edges."""

    def draw(url: str) -> Picture:
        picture = scene(code(url, USUAL))
        dice = random.Random(cracks)
        pen = ImageDraw.Draw(picture)
        start = (SIZE[0] // 2 + 150, SIZE[1] // 2 + 120)
        for _crack in range(cracks):
            at: tuple[float, float] = start
            way = dice.uniform(2.2, 5.4)
            for _piece in range(9):
                way += dice.uniform(-0.35, 0.35)
                to = (at[0] + 70 * float(np.cos(way)), at[1] + 70 * float(np.sin(way)))
                pen.line([at, to], fill=dice.choice((20, 200, 255)), width=dice.choice((1, 2, 3)))
                at = to
        return grainy(picture, 4)

    return draw


def covered(part: float) -> Callable[[str], Picture]:
    """A thumb over the lower edge: that part of the code's area, away from its three corners."""

    def draw(url: str) -> Picture:
        held = code(url, USUAL)
        width = held.width * part**0.5
        box = (held.width * 0.62, held.height * 0.6, held.width * 0.62 + width, held.height * 0.6 + width)
        ImageDraw.Draw(held).ellipse(box, fill=140)
        return grainy(scene(held), 4)

    return draw


def shaken(pixels: int) -> Callable[[str], Picture]:
    """Moved while the shutter was open."""

    def draw(url: str) -> Picture:
        picture = np.asarray(scene(code(url, USUAL)), dtype=float)
        moved = np.mean([np.roll(picture, step - pixels // 2, axis=1) for step in range(pixels)], axis=0)
        return grainy(Image.fromarray(moved.astype(np.uint8)), 4)

    return draw


def moire(much: float, period: float) -> Callable[[str], Picture]:
    """Waves where the screen's grid and the sensor's don't agree."""

    def draw(url: str) -> Picture:
        x, y = np.meshgrid(np.arange(SIZE[0]), np.arange(SIZE[1]))
        waves = much * np.sin(2 * np.pi * (x + 0.4 * y) / period) * np.sin(2 * np.pi * (y - 0.3 * x) / (period * 1.3))
        values = np.asarray(scene(code(url, USUAL)), dtype=float) + waves
        return grainy(Image.fromarray(values.clip(0, 255).astype(np.uint8)), 4)

    return draw


PICTURES: dict[str, Callable[[str], Picture]] = {
    "held well": small(USUAL),
    "blurred, radius 3": blurred(3),
    "blurred, radius 4": blurred(4),
    "blurred, radius 4.5": blurred(4.5),
    "blurred, radius 5": blurred(5),
    "small, 300 px": small(300),
    "small, 220 px": small(220),
    "small, 170 px": small(170),
    "small, 120 px": small(120),
    "small, 75 px": small(75),
    "small, 60 px": small(60),
    "300 px and blurred, radius 3": small(300, 3),
    "170 px and blurred, radius 1.6": small(170, 1.6),
    "turned by 45°": turned(45),
    "upside down": turned(180),
    "tilted far, turned": tilted(0.45, degrees=20),
    "dark": levels(2, 60, noise=4),
    "very dark": levels(4, 28, noise=4),
    "low contrast": levels(110, 150, noise=3),
    "faded": levels(180, 215, noise=4),
    "night mode (inverted)": inverted,
    "lamp beside the middle": glare(55, at=(-20, 60)),
    "large lamp": glare(85, at=(60, 90)),
    "lamp on a corner": glare(45, at=(-150, -150)),
    "cracked screen": cracked(4),
    "badly cracked screen": cracked(9),
    "shattered screen": cracked(16),
    "thumb over 9 %": covered(0.09),
    "thumb over 16 %": covered(0.16),
    "moved by 9 px": shaken(9),
    "moved by 14 px": shaken(14),
    "moire": moire(60, 17),
    "strong moire": moire(110, 9),
}


def drawn(url: str) -> Iterator[tuple[str, Picture]]:
    """Every picture of a ticket, by its name."""
    for name, draw in PICTURES.items():
        yield name, draw(url)
