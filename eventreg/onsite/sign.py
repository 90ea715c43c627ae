"""The sign above a booth: a page of A4, or half of one, that is read from across the hall.

Lengths are those of A4 in landscape; the small sign is the same at 0.707 of the size, for A5 has the same shape.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4, landscape
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
    Document,
    Letterhead,
    draw_code,
    draw_picture,
    fit,
    put,
    put_lines,
)

WIDTH, HEIGHT = landscape(A4)
MARGIN = 14 * mm
BAND = 15 * mm
CODE = 40 * mm
MARK = 16 * mm
GAP = 10 * mm
NUMBER_WIDTH = 126 * mm
TOP = HEIGHT - BAND - 9 * mm
FOOT = MARGIN + CODE + 4 * mm
NUMBER_SIZES = (210, 190, 175, 160, 145, 130, 115, 100, 86, 74, 62, 50, 40, 32, 26)
NAME_SIZES = {1: (76, 64, 54, 46, 40, 34, 30, 26, 22, 18), 2: (42, 36, 32, 28, 24, 20, 16), 3: (30, 26, 22, 19, 16, 14)}
SMALL_SIZES = {1: 22, 2: 18, 3: 15}
"""How large names, crafts and places stand where one, two or more share the booth."""
MASK = 2
"""Which of the eight masks the codes wear: choosing anew for each of two hundred takes longer than drawing them."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who stands at the booth; craft and place may be empty."""

    name: str
    craft: str
    place: str


@dataclass(frozen=True, slots=True)
class Sign:
    """What a booth's sign says. `address`: the page about the booth; `scan` says so beside its code."""

    label: str
    zone: str
    holders: tuple[Holder, ...]
    event: str
    when: str
    scan: str
    address: str


def signs_pdf(
    signs: Iterable[Sign], letterhead: Letterhead, *, title: str, language: str, is_small: bool = False
) -> bytes:
    """All signs as one file: one on a page in landscape, or two of A5, one above the other, to be cut apart."""
    document = Document(A4 if is_small else landscape(A4), title=title, author=letterhead.name, language=language)
    canvas, scale, upper = document.canvas, A4[0] / WIDTH, A4[1] / 2
    number = -1
    for number, sign in enumerate(signs):
        canvas.saveState()
        if is_small:
            canvas.translate(0, 0 if number % 2 else upper)
            canvas.scale(scale, scale)
        draw_sign(canvas, sign, letterhead)
        canvas.restoreState()
        if is_small and not number % 2:
            _cut_line(canvas, upper)
        if not is_small or number % 2:
            canvas.showPage()
    if is_small and not number % 2:
        canvas.showPage()
    return document.finish()


def draw_sign(canvas: Canvas, sign: Sign, letterhead: Letterhead) -> None:
    """One sign: the number at the left, who stands there at the right, council, event and code at the foot."""
    draw_band(canvas, 0, HEIGHT - BAND, WIDTH, BAND)
    _number(canvas, sign)
    _holders(canvas, sign.holders)
    _foot(canvas, sign, letterhead)


def _number(canvas: Canvas, sign: Sign) -> None:
    """As large as it can be: what visitors look for."""
    fitted = fit(sign.label, BOLD, NUMBER_WIDTH, sizes=NUMBER_SIZES)
    zone = fit(sign.zone, BOLD, NUMBER_WIDTH, sizes=(24, 21, 18, 15), depth=62) if sign.zone else None
    depth = fitted.size * 0.72 + (7 * mm + zone.leading * len(zone.lines) if zone else 0)
    y = (TOP + FOOT + depth) / 2 - fitted.size * 0.72
    canvas.setFillColor(NILA)
    put(canvas, fitted.lines[0] if fitted.lines else "", MARGIN, y, BOLD, fitted.size)
    if zone:
        canvas.setFillColor(SOGA)
        put_lines(canvas, zone, MARGIN, y - 5 * mm, BOLD)
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.8)
    x = MARGIN + NUMBER_WIDTH + GAP / 2
    canvas.line(x, FOOT + 2 * mm, x, TOP)


def _holders(canvas: Canvas, holders: Sequence[Holder]) -> None:
    """Who shares the booth, one under the other, each with the same room."""
    if not holders:
        return
    x = MARGIN + NUMBER_WIDTH + GAP
    room, deep = WIDTH - MARGIN - x, (TOP - FOOT) / len(holders)
    sizes, small = NAME_SIZES[min(len(holders), 3)], SMALL_SIZES[min(len(holders), 3)]
    for number, one in enumerate(holders):
        about = [part for part in (one.craft, one.place) if part]
        lines = [
            fit(part, REGULAR, room, sizes=(small, small * 0.85, small * 0.7), depth=small * 1.75) for part in about
        ]
        beneath = sum(line.leading * len(line.lines) for line in lines)
        name = fit(one.name, BOLD, room, sizes=sizes, depth=deep - beneath - 8 * mm)
        used = name.leading * len(name.lines) + beneath + 2 * mm
        top = TOP - number * deep
        y = top - (deep - used) / 2
        canvas.setFillColor(INK)
        y = put_lines(canvas, name, x, y, BOLD) - 2 * mm
        canvas.setFillColor(INK_2)
        for line in lines:
            y = put_lines(canvas, line, x, y, REGULAR)
        if number:
            canvas.setStrokeColor(LINE)
            canvas.setLineWidth(0.5)
            canvas.line(x, top, x + room, top)


def _foot(canvas: Canvas, sign: Sign, letterhead: Letterhead) -> None:
    """The council and the event at the left; the code that leads to the booth's page at the right."""
    canvas.setFillColor(SOGA)
    canvas.rect(MARGIN, FOOT - 2 * mm, WIDTH - 2 * MARGIN, 1.2, stroke=0, fill=1)
    modules = qr.matrix(sign.address, mask=MASK)
    draw_code(canvas, qr.runs(modules), len(modules), WIDTH - MARGIN - CODE, MARGIN - 5 * mm, CODE, qr.QUIET)
    room = WIDTH - 2 * MARGIN - CODE - 52 * mm
    canvas.setFillColor(INK)
    y = put_lines(
        canvas, fit(sign.event, BOLD, room, sizes=(22, 19, 16, 14, 12), depth=46), MARGIN, FOOT - 6 * mm, BOLD
    )
    canvas.setFillColor(INK_2)
    put_lines(canvas, fit(sign.when, REGULAR, room, sizes=(14, 12, 10)), MARGIN, y, REGULAR)
    left = MARGIN
    if letterhead.logo:
        used = draw_picture(canvas, letterhead.logo, MARGIN, MARGIN - 3 * mm, MARK, MARK) + 3 * mm
        left, room = left + used, room - used
    council = fit(letterhead.name, BOLD, room, sizes=(15, 13, 11, 9.5), depth=36)
    where = ", ".join(filter(None, (letterhead.address, letterhead.place)))
    beneath = fit(where, REGULAR, room, sizes=(10.5, 9.5, 8.5))
    canvas.setFillColor(NILA)
    y = put_lines(canvas, council, left, MARGIN + council.leading * len(council.lines), BOLD)
    canvas.setFillColor(INK_2)
    put_lines(canvas, beneath, left, y, REGULAR)
    canvas.setFillColor(INK_2)
    told = fit(sign.scan, REGULAR, 44 * mm, sizes=(11, 10, 9), depth=60)
    put_lines(
        canvas,
        told,
        WIDTH - MARGIN - CODE - 3 * mm,
        MARGIN + CODE / 2 + told.leading * len(told.lines) / 2 - 5 * mm,
        REGULAR,
        align=1,
    )


def _cut_line(canvas: Canvas, y: float) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.4)
    canvas.setDash(2, 3)
    canvas.line(0, y, A4[0], y)
    canvas.setDash()
