"""The back of a certificate: what was taught, each topic with its lessons. And the measures of both sides."""

from dataclasses import dataclass

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from eventreg.documents.fonts import BOLD, REGULAR
from eventreg.documents.ornament import draw_band, draw_rule
from eventreg.documents.pdf import INK, INK_2, LINE, NILA, fit, put, put_lines

WIDTH, HEIGHT = landscape(A4)
EDGE, BAND = 8 * mm, 9 * mm
SIDE = 26 * mm
"""From the edge of the page to the text."""
ROOM, MIDDLE = WIDTH - 2 * SIDE, WIDTH / 2
ROWS, ROW = 20, 21.0
"""So many on a page, and so high at most."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """The back: what was taught, each with its lessons or "" where nobody counted them."""

    heading: str
    columns: tuple[str, str, str]
    rows: tuple[tuple[str, str], ...]
    total: str = ""


def draw_backs(canvas: Canvas, lessons: Lessons, title: str, whose: str, *, with_band: bool) -> None:
    """On as many pages as it takes. `whose`: the holder and the number, so that a page that got loose is known."""
    for start in range(0, len(lessons.rows), ROWS):
        if with_band:
            draw_band(canvas, EDGE, HEIGHT - EDGE - BAND / 2, WIDTH - 2 * EDGE, BAND / 2)
        _table(canvas, _head(canvas, lessons.heading, title, whose), lessons, start)
        canvas.showPage()


def _head(canvas: Canvas, heading: str, title: str, whose: str) -> float:
    """Gives the y where the table begins."""
    canvas.setFillColor(NILA)
    y = put_lines(canvas, fit(heading, BOLD, ROOM, sizes=(20, 18)), MIDDLE, HEIGHT - 20 * mm, BOLD, align=0.5)
    canvas.setFillColor(INK)
    named = fit(title, BOLD, ROOM, sizes=(13, 12, 11), depth=32)
    y = put_lines(canvas, named, MIDDLE, y - 4, BOLD, align=0.5)
    canvas.setFillColor(INK_2)
    y = put_lines(canvas, fit(whose, REGULAR, ROOM, sizes=(10, 9, 8)), MIDDLE, y - 2, REGULAR, align=0.5)
    draw_rule(canvas, MIDDLE, y - 12, 92 * mm)
    return y - 26


def _table(canvas: Canvas, y: float, lessons: Lessons, start: int) -> None:
    rows = lessons.rows[start : start + ROWS]
    is_last = start + ROWS >= len(lessons.rows)
    deep = min(ROW, (y - 20 * mm) / (ROWS + 2))
    y = _row(canvas, y, deep, lessons.columns, BOLD)
    for number, (topic, hours) in enumerate(rows, start=start + 1):
        y = _row(canvas, y, deep, (f"{number}.", topic, hours), REGULAR)
    if lessons.total and is_last:
        _row(canvas, y, deep, ("", "", lessons.total), BOLD)


def _row(canvas: Canvas, y: float, deep: float, cells: tuple[str, str, str], font: str) -> float:
    left, right = SIDE + 10 * mm, WIDTH - SIDE - 10 * mm
    number, topic, hours = cells
    base = y - deep * 0.68
    canvas.setFillColor(NILA if font == BOLD else INK)
    put(canvas, number, left + 10 * mm, base, font, 10.5, align=1)
    told = fit(topic, font, right - left - 40 * mm, sizes=(10.5, 10, 9.5, 9, 8.5, 8, 7))
    put_lines(canvas, told, left + 15 * mm, base + told.leading, font)
    put(canvas, hours, right - 2 * mm, base, font, 10.5, align=1)
    canvas.setStrokeColor(NILA if font == BOLD else LINE)
    canvas.setLineWidth(0.9 if font == BOLD else 0.35)
    canvas.line(left, y - deep, right, y - deep)
    return y - deep
