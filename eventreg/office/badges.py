"""Badges (tanda pengenal), eight or ten to a page of A4, with marks to cut along."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from eventreg.core import qr
from eventreg.documents.fonts import BOLD, REGULAR
from eventreg.documents.ornament import draw_band
from eventreg.documents.pdf import (
    INK,
    INK_2,
    LINE,
    NILA,
    SOGA,
    WHITE,
    Document,
    draw_code,
    fit,
    put,
    put_lines,
)

PAD, MARK, GAP = 4.5 * mm, 4 * mm, 1.5 * mm
COLUMNS = 2
TICKET = qr.TICKET_MASK


class BadgeSize(StrEnum):
    """How many stand on a page: ten of 90 × 55 mm, as name cards, or eight of 96 × 69 mm."""

    TEN = "10"
    EIGHT = "8"


@dataclass(frozen=True, slots=True)
class Shape:
    """A badge's width and height in points, and how many rows of two a page holds."""

    width: float
    height: float
    rows: int

    @property
    def on_a_page(self) -> int:
        """How many fit a page."""
        return self.rows * COLUMNS

    @property
    def left(self) -> float:
        """Where the first column begins."""
        return (A4[0] - COLUMNS * self.width) / 2

    @property
    def low(self) -> float:
        """Where the lowest row begins."""
        return (A4[1] - self.rows * self.height) / 2


SHAPES = {
    BadgeSize.TEN: Shape(90 * mm, 55 * mm, 5),
    BadgeSize.EIGHT: Shape(96 * mm, 69 * mm, 4),
}


@dataclass(frozen=True, slots=True)
class Badge:
    """What one says. `address`: of the ticket, for its code, `spoken`: the same to be said; both may be empty.

    `is_staff`: the committee's wear the other colour, so that visitors know whom to ask.
    """

    name: str
    role: str
    event: str
    business: str = ""
    booth: str = ""
    address: str = ""
    spoken: str = ""
    is_staff: bool = False


def badges_pdf(badges: Iterable[Badge], size: BadgeSize, *, title: str, author: str, language: str) -> bytes:
    """All of them as one file, row by row."""
    document, shape, place = Document(A4, title=title, author=author, language=language), SHAPES[size], 0
    for badge in badges:
        if place == shape.on_a_page:
            document.canvas.showPage()
            place = 0
        if place == 0:
            _marks(document.canvas, shape)
        row, column = divmod(place, COLUMNS)
        _badge(
            document.canvas,
            badge,
            shape,
            shape.left + column * shape.width,
            shape.low + (shape.rows - 1 - row) * shape.height,
        )
        place += 1
    document.canvas.showPage()
    return document.finish()


def _marks(canvas: Canvas, shape: Shape) -> None:
    """Outside the grid where to lay the ruler; inside it a small cross where four badges meet."""
    across = [shape.left + column * shape.width for column in range(COLUMNS + 1)]
    down = [shape.low + row * shape.height for row in range(shape.rows + 1)]
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.35)
    for x in across:
        canvas.line(x, down[0] - GAP - MARK, x, down[0] - GAP)
        canvas.line(x, down[-1] + GAP, x, down[-1] + GAP + MARK)
    for y in down:
        canvas.line(across[0] - GAP - MARK, y, across[0] - GAP, y)
        canvas.line(across[-1] + GAP, y, across[-1] + GAP + MARK, y)


def _crosses(canvas: Canvas, shape: Shape, x: float, y: float) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.25)
    for corner_x in (x, x + shape.width):
        for corner_y in (y, y + shape.height):
            canvas.line(corner_x - 3, corner_y, corner_x + 3, corner_y)
            canvas.line(corner_x, corner_y - 3, corner_x, corner_y + 3)


def _badge(canvas: Canvas, badge: Badge, shape: Shape, x: float, y: float) -> None:
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(x, y, shape.width, shape.height)
    canvas.clipPath(clip, stroke=0, fill=0)
    colour = SOGA if badge.is_staff else NILA
    strip, band = shape.height * 0.19, 3.2 * mm
    canvas.setFillColor(colour)
    canvas.rect(x, y + shape.height - strip, shape.width, strip, stroke=0, fill=1)
    _strip(canvas, badge, x, y + shape.height, shape.width, strip)
    draw_band(canvas, x, y, shape.width, band)
    low, top = y + band + 2 * mm, y + shape.height - strip - 2 * mm
    beside = _beside(canvas, badge, shape, x + shape.width - PAD, low, top, colour)
    _who(canvas, badge, x + PAD, low, top, shape.width - 2 * PAD - beside, colour)
    canvas.restoreState()
    _crosses(canvas, shape, x, y)


def _strip(canvas: Canvas, badge: Badge, x: float, top: float, across: float, deep: float) -> None:
    """The event, in white on the badge's colour."""
    event = fit(badge.event, BOLD, across - 2 * PAD, sizes=(9.5, 8.5, 7.5, 6.5), depth=deep - 4)
    beneath = top - (deep - len(event.lines) * event.leading) / 2 + event.size * 0.14
    canvas.setFillColor(WHITE)
    put_lines(canvas, event, x + PAD, beneath, BOLD)


def _beside(canvas: Canvas, badge: Badge, shape: Shape, right: float, low: float, top: float, colour: Color) -> float:
    """The ticket's code, and the booth above it; how much room they take at the right."""
    if not (badge.address or badge.booth):
        return 0
    side = shape.height * 0.36
    if badge.address:
        modules = qr.matrix(badge.address, mask=TICKET)
        draw_code(canvas, qr.runs(modules), len(modules), right - side + 2, low + 6, side, 2)
        canvas.setFillColor(INK_2)
        put(canvas, badge.spoken, right - side / 2 + 2, low, REGULAR, 5.6, align=0.5)
    if badge.booth:
        number = fit(badge.booth, BOLD, side + 2, sizes=(20, 17, 14, 11, 9, 7), depth=top - low - side - 6)
        beneath = top if badge.address else (low + top + number.leading * len(number.lines)) / 2
        canvas.setFillColor(colour)
        put_lines(canvas, number, right + 1, beneath, BOLD, align=1)
    return side + 2 * mm


def _who(canvas: Canvas, badge: Badge, x: float, low: float, top: float, room: float, colour: Color) -> None:
    """What they are here, their name as large as it goes, and whose they are."""
    role = fit(badge.role.upper(), BOLD, room, sizes=(7.5, 7, 6.5, 6))
    business = fit(badge.business, REGULAR, room, sizes=(9.5, 9, 8.5, 8, 7.5), depth=24)
    around = sum(len(part.lines) * part.leading for part in (role, business)) + 2 * mm
    name = fit(badge.name, BOLD, room, sizes=_name_sizes(top - low), depth=top - low - around)
    used = around + len(name.lines) * name.leading
    y = top - (top - low - used) / 2
    canvas.setFillColor(colour)
    y = put_lines(canvas, role, x, y, BOLD)
    canvas.setFillColor(INK)
    y = put_lines(canvas, name, x, y - 0.5 * mm, BOLD) - 1.2 * mm
    canvas.setFillColor(INK_2)
    put_lines(canvas, business, x, y, REGULAR)


def _name_sizes(height: float) -> Sequence[float]:
    largest = min(28.0, height / 4.2)
    return [round(largest - step * 1.5, 1) for step in range(20) if largest - step * 1.5 >= 8]
