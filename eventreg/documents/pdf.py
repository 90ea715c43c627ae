"""A small toolkit for papers: a document that is the same bytes each time, lines that fit, codes drawn as shapes.

Lengths are points, measured from the lower left corner, as PDF does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image
from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from eventreg.documents.fonts import BOLD, REGULAR, WORD_SPACE, glyphs, printable, width

INK = HexColor("#1a1c33")
INK_2 = HexColor("#55566b")
NILA = HexColor("#1b2460")
SOGA = HexColor("#7a4519")
LINE = HexColor("#78737f")
BLACK = HexColor("#000000")
WHITE = HexColor("#ffffff")

rl_config.useA85 = 0  # streams as bytes: text of them takes a quarter more room, and time

LEADING = 1.2
"""From baseline to baseline, in sizes."""

SMALL_MARK = 24
"""The side of the issuer's mark beside a small letterhead."""

Run = tuple[int, int, int]
"""Black modules of a code that touch in a row: column, row, length."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who issues a paper: the council's name, its place (a city or regency), its address; the latter may be empty.

    `line`: how to reach it, `logo`: the picture of its mark, if there are any.
    """

    name: str
    place: str
    address: str
    line: str = ""
    logo: Path | None = None


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines that fit a width, and the size at which they do."""

    lines: tuple[str, ...]
    size: float

    @property
    def leading(self) -> float:
        """From one baseline to the next, in points."""
        return self.size * LEADING


class Document:
    """A PDF in the making. The same calls give the same bytes, whatever the day or the machine."""

    def __init__(self, size: tuple[float, float], *, title: str, author: str, language: str) -> None:
        glyphs()  # makes the faces known
        self._bytes = BytesIO()
        self.canvas = Canvas(
            self._bytes,
            pagesize=size,
            pageCompression=1,
            invariant=1,
            lang=language,
            initialFontName=REGULAR,  # type: ignore[arg-type]  # each page begins with a face: one that is in the file, not Helvetica
        )
        self.canvas.setTitle(title)
        self.canvas.setAuthor(author)
        self.canvas.setSubject("")
        self.canvas.setCreator("eventreg")
        self.canvas.setViewerPreference("DisplayDocTitle", "true")

    def finish(self) -> bytes:
        """The finished file."""
        self.canvas.save()
        return self._bytes.getvalue()


def put(canvas: Canvas, text: str, x: float, y: float, font: str, size: float, *, align: float = 0) -> None:
    """One line with its baseline at y. It begins at x; with `align` 0.5 it is centred there, with 1 it ends there."""
    line = printable(text)
    canvas.setFont(font, size)
    canvas.drawString(x - align * width(line, font, size), y, line, wordSpace=WORD_SPACE * size)


def put_lines(canvas: Canvas, fitted: Fitted, x: float, top: float, font: str, *, align: float = 0) -> float:
    """The lines, one under the other from `top` down; the lowest y used, where the next thing may begin."""
    for line in fitted.lines:
        top -= fitted.leading
        put(canvas, line, x, top, font, fitted.size, align=align)
    return top


def fit(text: str, font: str, room: float, *, sizes: Sequence[float], depth: float = 0) -> Fitted:
    """The text in lines of the width `room`, at the first of the sizes (largest first) that lets it stand.

    As many lines are allowed as `depth` holds, and always one. Words stay whole while a smaller size allows it. What
    doesn't fit at the smallest size is cut, and ends in `…` so that nobody takes it for the whole.
    """
    line = printable(text)
    for size in sizes[:-1]:
        lines = wrap(line, font, size, room)
        if len(lines) <= _most(depth, size) and " ".join(lines) == line:
            return Fitted(tuple(lines), size)
    size = sizes[-1]
    most = _most(depth, size)
    lines = wrap(line, font, size, room)
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(lines[most - 1], font, size, room)]
    return Fitted(tuple(lines), size)


def _most(depth: float, size: float) -> int:
    return max(1, int(depth / (size * LEADING)))


def wrap(text: str, font: str, size: float, room: float) -> list[str]:
    """A printable text broken into lines between words; a word wider than the room is broken inside."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width(longer, font, size) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        *whole, line = _pieces(word, font, size, room)
        lines += whole
    return [*lines, line] if line else lines


def _pieces(word: str, font: str, size: float, room: float) -> list[str]:
    """A word in pieces that fit; one piece, if it fits as it is."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, font, size) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _cut(line: str, font: str, size: float, room: float) -> str:
    while line and width(f"{line}…", font, size) > room:
        line = line[:-1].rstrip()
    return f"{line}…"


def draw_letterhead(canvas: Canvas, letterhead: Letterhead, x: float, top: float, room: float) -> float:
    """The issuer's mark, its name, and its address and place beneath; the lowest y used."""
    if letterhead.logo:
        used = draw_picture(canvas, letterhead.logo, x, top - SMALL_MARK, SMALL_MARK, SMALL_MARK)
        x, room = x + used + 4, room - used - 4
    where = ", ".join(filter(None, (letterhead.address, letterhead.place)))
    canvas.setFillColor(NILA)
    y = put_lines(canvas, fit(letterhead.name, BOLD, room, sizes=(9, 8, 7), depth=17), x, top, BOLD)
    canvas.setFillColor(INK_2)
    y = put_lines(canvas, fit(where, REGULAR, room, sizes=(7, 6.5, 6)), x, y, REGULAR)
    return min(y, top - SMALL_MARK) if letterhead.logo else y


def draw_picture(canvas: Canvas, picture: Path, x: float, y: float, room: float, height: float) -> float:
    """A picture as large as it fits between x and x + room, standing on y; how wide it is.

    It is kept in the file once, however often it is shown.
    """
    reader, name = _opened(picture), f"gambar-{picture.stem}"
    across, down = reader.getSize()
    scale = min(room / across, height / down)
    if not canvas.hasForm(name):
        canvas.beginForm(name, 0, 0, across, down)
        canvas.drawImage(reader, 0, 0, across, down)
        canvas.endForm()
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(scale, scale)
    canvas.doForm(name)
    canvas.restoreState()
    return float(across * scale)


@lru_cache(maxsize=16)
def _opened(picture: Path) -> ImageReader:
    """The picture as a JPEG, which a PDF takes as it is. What is stored under a name never changes."""
    file = BytesIO()
    with Image.open(picture) as opened:
        opened.convert("RGB").save(file, "JPEG", quality=88, subsampling=0)
    return ImageReader(file)


def draw_code(canvas: Canvas, runs: Iterable[Run], modules: int, x: float, y: float, side: float, quiet: int) -> None:
    """A square code of `modules` a side as vectors, black on white, its quiet zone included in `side`.

    All runs are one path, so that no renderer leaves hairlines between the rows.
    """
    module = side / (modules + 2 * quiet)
    canvas.saveState()
    canvas.translate(x, y)
    canvas.setFillColor(WHITE)
    canvas.rect(0, 0, side, side, stroke=0, fill=1)
    canvas.scale(module, module)  # from here a module is one unit, which keeps the file small
    path = canvas.beginPath()
    for column, row, length in runs:  # whole numbers: as `rect` writes them they take as long as all the rest of a page
        path._code_append(f"{column + quiet} {modules - 1 - row + quiet} {length} 1 re")  # type: ignore[attr-defined]
    canvas.setFillColor(BLACK)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()
