"""Photos and receipts as pages: two photos to a sheet with what they show, a receipt as large as it goes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from eventreg.documents.fonts import BOLD, REGULAR
from eventreg.documents.pdf import INK, INK_2, Document, draw_picture, fit, put_lines

WIDTH, HEIGHT = A4
LEFT, TOP, FOOT = 20 * mm, HEIGHT - 18 * mm, 16 * mm
ROOM = WIDTH - 2 * LEFT
WORDS = 17 * mm
"""Beneath a picture, for what it shows."""


@dataclass(frozen=True)
class Shown:
    """A picture, what it shows, and a second line: its day, a sum."""

    picture: Path
    title: str
    more: str = ""


def pictures_pdf(heading: str, shown: Iterable[Shown], *, each: int, language: str) -> bytes:
    """The pictures as pages, so many to each, under one heading."""
    document = Document(A4, title=heading, author="", language=language)
    rows: list[Shown] = []
    for one in shown:
        rows.append(one)
        if len(rows) == each:
            _page(document.canvas, heading, rows, each)
            rows = []
    if rows:
        _page(document.canvas, heading, rows, each)
    return document.finish()


def _page(canvas: Canvas, heading: str, rows: Sequence[Shown], each: int) -> None:
    canvas.setFillColor(INK_2)
    top = put_lines(canvas, fit(heading, BOLD, ROOM, sizes=(10, 9, 8)), LEFT, TOP, BOLD) - 4 * mm
    depth = (top - FOOT) / each
    for place, one in enumerate(rows):
        bottom = top - (place + 1) * depth + WORDS
        draw_picture(canvas, one.picture, LEFT, bottom, ROOM, depth - WORDS - 3 * mm)
        canvas.setFillColor(INK)
        y = put_lines(canvas, fit(one.title, BOLD, ROOM, sizes=(10, 9, 8), depth=24), LEFT, bottom - 2, BOLD)
        canvas.setFillColor(INK_2)
        put_lines(canvas, fit(one.more, REGULAR, ROOM, sizes=(9, 8)), LEFT, y, REGULAR)
    canvas.showPage()
