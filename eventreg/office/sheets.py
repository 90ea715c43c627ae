"""Attendance sheets (daftar hadir) on A4, upright: for signatures by hand, or with who was seen at the door."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from eventreg.documents.fonts import BOLD, REGULAR
from eventreg.documents.letterhead import draw_head
from eventreg.documents.pdf import (
    INK,
    INK_2,
    LEADING,
    LINE,
    Document,
    Fitted,
    Letterhead,
    fit,
    put,
    put_lines,
    wrap,
)

WIDTH, HEIGHT = A4
LEFT, TOP, FOOT = 15 * mm, HEIGHT - 12 * mm, 17 * mm
ROOM = WIDTH - 2 * LEFT
DEEP = 10.2 * mm
"""Of a row, or more: a hand signs in it."""
AIR = 3
SIZES = (9.5, 9, 8.5, 8, 7.5)
HEAD_DEEP = 8 * mm
PAD = 1.5 * mm
COLUMNS = (9 * mm, 42 * mm, 37 * mm, 34 * mm, 28 * mm, 30 * mm)
"""No, name, business, address, telephone, signature: together the room."""
CLOSING = 41 * mm
BENEATH = 2
"""Rows that stand above the closing at least: who signs the list signs beneath names."""


@dataclass(frozen=True, slots=True)
class Attending:
    """A line. `seen`: what stands where they would sign, when the door saw them; empty lines are all empty."""

    name: str = ""
    business: str = ""
    address: str = ""
    phone: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Closing:
    """Who confirms the list at its end."""

    place_and_day: str
    post: str
    name: str
    identity: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One session's list. `facts`: terms and values under its title; `page` has places for `{page}` and `{pages}`."""

    heading: str
    event: str
    facts: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: Sequence[Attending]
    closing: Closing
    page: str


def sheets_pdf(sheets: Iterable[Sheet], head: Letterhead, *, title: str, language: str) -> bytes:
    """The lists as one file, each from a page of its own on."""
    document = Document((WIDTH, HEIGHT), title=title, author=head.name, language=language)
    for sheet in sheets:
        _sheet(document.canvas, sheet, head)
    return document.finish()


@dataclass(frozen=True, slots=True)
class _Row:
    """A line as it is drawn: the text of each column but the number's and, where one signs, the last."""

    number: int
    cells: tuple[Fitted, ...]
    depth: float
    is_to_sign: bool


def _rows(sheet: Sheet) -> list[_Row]:
    made = []
    for number, one in enumerate(sheet.rows, start=1):
        texts = (one.name, one.business, one.address, one.phone, one.seen)
        cells = tuple(
            _fitted(text, across - 2 * PAD, in_one_line=text == one.phone)
            for text, across in zip(texts, COLUMNS[1:], strict=True)
        )
        deepest = max(len(cell.lines) * cell.leading for cell in cells)
        made.append(_Row(number, cells, max(DEEP, deepest + AIR), is_to_sign=not one.seen))
    return made


def _fitted(text: str, room: float, *, in_one_line: bool) -> Fitted:
    """Whole, in a deeper row if need be; a telephone number in one line, which nobody misreads."""
    if in_one_line:
        return fit(text, REGULAR, room, sizes=(*SIZES, 7, 6.5))
    lines = wrap(text, REGULAR, SIZES[-1], room)
    return fit(text, REGULAR, room, sizes=SIZES, depth=max(DEEP - AIR, len(lines) * SIZES[-1] * LEADING))


def _sheet(canvas: Canvas, sheet: Sheet, head: Letterhead) -> None:
    rows = _rows(sheet)
    pages = list(_pages(rows, sheet))
    for number, those in enumerate(pages, start=1):
        y = _top(canvas, sheet, head) if number == 1 else _top_again(canvas, sheet)
        y = _table(canvas, sheet.columns, those, y)
        if number == len(pages):
            _close(canvas, sheet.closing, y - 5 * mm)
        canvas.setFillColor(INK_2)
        put(canvas, fit(sheet.event, REGULAR, ROOM * 0.7, sizes=(7.5,)).lines[0], LEFT, 9 * mm, REGULAR, 7.5)
        told = sheet.page.format(page=number, pages=len(pages))
        put(canvas, told, WIDTH - LEFT, 9 * mm, REGULAR, 7.5, align=1)
        canvas.showPage()


def _pages(rows: Sequence[_Row], sheet: Sheet) -> Iterator[Sequence[_Row]]:
    """The rows of each page; the closing finds its room below the last of them."""
    room, left = _room(sheet, is_first=True), list(rows)
    while sum(row.depth for row in left) + CLOSING > room:
        depths = accumulate(row.depth for row in left)
        took = max(1, min(sum(depth <= room for depth in depths), len(left) - BENEATH))
        yield left[:took]
        room, left = _room(sheet, is_first=False), left[took:]
    yield left


def _room(sheet: Sheet, *, is_first: bool) -> float:
    return TOP - FOOT - HEAD_DEEP - (27 * mm + 20 * mm + len(sheet.facts) * 5.2 * mm if is_first else 9 * mm)


def _top(canvas: Canvas, sheet: Sheet, head: Letterhead) -> float:
    draw_head(canvas, head, LEFT, TOP, ROOM)
    y = TOP - 27 * mm
    canvas.setFillColor(INK)
    y = put_lines(canvas, fit(sheet.heading, BOLD, ROOM, sizes=(15,)), WIDTH / 2, y, BOLD, align=0.5)
    title = fit(sheet.event, BOLD, ROOM, sizes=(12, 11, 10, 9), depth=26)
    put_lines(canvas, title, WIDTH / 2, y, BOLD, align=0.5)
    y = TOP - 27 * mm - 17 * mm
    for term, value in sheet.facts:
        canvas.setFillColor(INK_2)
        put(canvas, term, LEFT, y - 10, REGULAR, 10)
        canvas.setFillColor(INK)
        told = fit(value, REGULAR, ROOM - 36 * mm, sizes=(10,)).lines
        put(canvas, f": {told[0] if told else ''}", LEFT + 32 * mm, y - 10, REGULAR, 10)
        y -= 5.2 * mm
    return y - 3 * mm


def _top_again(canvas: Canvas, sheet: Sheet) -> float:
    told = " · ".join([sheet.heading, sheet.event, *(value for _term, value in sheet.facts[:1])])
    canvas.setFillColor(INK_2)
    put(canvas, fit(told, REGULAR, ROOM, sizes=(9, 8.5, 8)).lines[0], LEFT, TOP - 10, REGULAR, 9)
    return TOP - 7 * mm


def _table(canvas: Canvas, columns: Sequence[str], rows: Sequence[_Row], y: float) -> float:
    if not rows:
        return y
    edges, top = list(accumulate(COLUMNS, initial=LEFT)), y
    canvas.setFillColor(INK)
    for (left, right), told in zip(pairwise(edges), columns, strict=True):
        fitted = fit(told, BOLD, right - left - PAD, sizes=(9.5, 9, 8, 7))
        put(canvas, fitted.lines[0], (left + right) / 2, y - HEAD_DEEP / 2 - 3.4, BOLD, fitted.size, align=0.5)
    y -= HEAD_DEEP
    lines = [top, y]
    for row in rows:
        _row(canvas, row, edges, y)
        y -= row.depth
        lines.append(y)
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.6)
    for line in lines:
        canvas.line(LEFT, line, LEFT + ROOM, line)
    for edge in edges:
        canvas.line(edge, top, edge, y)
    return y


def _row(canvas: Canvas, row: _Row, edges: Sequence[float], top: float) -> None:
    canvas.setFillColor(INK)
    put(canvas, f"{row.number}.", edges[1] - PAD, top - row.depth / 2 - 3.3, REGULAR, 9.5, align=1)
    for cell, left in zip(row.cells, edges[1:], strict=False):
        above = (row.depth - len(cell.lines) * cell.leading) / 2
        put_lines(canvas, cell, left + PAD, top - above + cell.size * 0.12, REGULAR)
    if row.is_to_sign:  # one signs at the left, the next at the right, so that both have room
        canvas.setFillColor(INK_2)
        x = edges[5] if row.number % 2 else (edges[5] + edges[6]) / 2
        put(canvas, f"{row.number}.", x + 1 * mm, top - row.depth + 2.4 * mm, REGULAR, 7.5)


def _close(canvas: Canvas, closing: Closing, top: float) -> None:
    middle, room = WIDTH - LEFT - 38 * mm, 74 * mm
    canvas.setFillColor(INK)
    y = put_lines(canvas, fit(closing.place_and_day, REGULAR, room, sizes=(10, 9, 8)), middle, top, REGULAR, align=0.5)
    put_lines(canvas, fit(closing.post, REGULAR, room, sizes=(10, 9, 8), depth=24), middle, y, REGULAR, align=0.5)
    name = fit(closing.name or "." * 40, BOLD, room, sizes=(10, 9, 8.5, 8, 7.5))
    y = put_lines(canvas, name, middle, top - 27 * mm, BOLD, align=0.5)
    canvas.setFillColor(INK_2)
    put_lines(canvas, fit(closing.identity, REGULAR, room, sizes=(9, 8)), middle, y, REGULAR, align=0.5)
