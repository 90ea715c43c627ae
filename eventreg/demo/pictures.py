"""Pictures of made-up products, drawn from geometry: cloth, weave and jars, each another one."""

import io
from math import cos, pi, sin
from random import Random

from PIL import Image, ImageDraw

SIZE = (480, 360)
PALETTES = (
    ("#1d2663", "#f7eee0", "#e0963f", "#8f9cf0"),
    ("#5b1a1a", "#f9ead2", "#e8b04a", "#c4674a"),
    ("#0e5a55", "#f6efe1", "#f0b93a", "#86c5b4"),
    ("#3a2414", "#f3e3c8", "#c98a3d", "#a3603a"),
    ("#f3eadb", "#27358c", "#b0532f", "#d9a441"),
    ("#2b2d42", "#edf2f4", "#ef8354", "#8d99ae"),
)
WOVEN = {"tenun-atbm", "anyaman-eceng-gondok", "anyaman-bambu", "rajut", "alas-kaki-tas"}
PATCHED = {"perca", "dekorasi", "cendera-mata", "kriya-kayu", "perhiasan-aksesori", "olahan-pangan"}


def product_picture(category: str, random: Random) -> io.BytesIO:
    """A JPEG of something of this category."""
    palette = random.choice(PALETTES)
    image = Image.new("RGB", SIZE, palette[0])
    draw = ImageDraw.Draw(image)
    paint = _weave if category in WOVEN else _patches if category in PATCHED else _stars
    paint(draw, palette, random)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=82)
    file.seek(0)
    return file


def _stars(draw: ImageDraw.ImageDraw, palette: tuple[str, ...], random: Random) -> None:
    """Eight-petalled stars on a lattice, after jlamprang."""
    step = random.choice((90, 120, 150))
    for x in range(0, SIZE[0] + step, step):
        for y in range(0, SIZE[1] + step, step):
            for turn in range(8):
                colour = palette[1] if turn % 2 else palette[2]
                draw.polygon(_petal(x, y, step * (0.42 if turn % 2 else 0.34), turn * pi / 4), fill=colour)
            _dot(draw, x, y, step * 0.09, palette[3])
            _dot(draw, x + step / 2, y + step / 2, step * 0.07, palette[3])
            for turn in range(12):
                angle = turn * pi / 6
                _dot(draw, x + cos(angle) * step * 0.48, y + sin(angle) * step * 0.48, step * 0.018, palette[1])


def _weave(draw: ImageDraw.ImageDraw, palette: tuple[str, ...], random: Random) -> None:
    """Over and under, two colours each way."""
    side = random.choice((24, 36, 45))
    for column, x in enumerate(range(0, SIZE[0], side)):
        for row, y in enumerate(range(0, SIZE[1], side)):
            over = (column + row) % 2 == 0
            colour = palette[1 + (column % 3 == 0)] if over else palette[3 if row % 3 else 0]
            inset = side * 0.08
            box = (x, y + inset, x + side, y + side - inset) if over else (x + inset, y, x + side - inset, y + side)
            draw.rectangle(box, fill=colour)


def _patches(draw: ImageDraw.ImageDraw, palette: tuple[str, ...], random: Random) -> None:
    """Triangles of left-over cloth, sewn together."""
    side = random.choice((90, 108, 135))
    for x in range(0, SIZE[0], side):
        for y in range(0, SIZE[1], side):
            first, second = random.sample(palette, 2)
            draw.polygon([(x, y), (x + side, y), (x, y + side)], fill=first)
            draw.polygon([(x + side, y), (x + side, y + side), (x, y + side)], fill=second)
            _dot(draw, x + side / 2, y + side / 2, side * 0.12, palette[1])


def _petal(x: float, y: float, length: float, angle: float) -> list[tuple[float, float]]:
    across = angle + pi / 2
    half = length * 0.26
    middle = (x + cos(angle) * length * 0.6, y + sin(angle) * length * 0.6)
    return [
        (x, y),
        (middle[0] + cos(across) * half, middle[1] + sin(across) * half),
        (x + cos(angle) * length, y + sin(angle) * length),
        (middle[0] - cos(across) * half, middle[1] - sin(across) * half),
    ]


def _dot(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, colour: str) -> None:
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
