"""Attendance sheets (daftar hadir) on A4 in landscape: for signatures by hand, or with who was seen at the door."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from eventreg.documents.fonts import BOLD, REGULAR
from eventreg.documents.letterhead import draw_head
from eventreg.documents.pdf import INK, INK_2, LINE, Document, Letterhead, fit, put, put_lines

WIDTH, HEIGHT = landscape(A4)
LEFT, TOP, FOOT = 15 * mm, HEIGHT - 12 * mm, 17 * mm
ROOM = WIDTH - 2 * LEFT
DEEP = 10.2 * mm
"""Of a row: a hand signs in it."""
HEAD_DEEP = 8 * mm
PAD = 2 * mm
SHARES = (0.05, 0.23, 0.2, 0.23, 0.125, 0.165)
"""No, name, business, address, telephone, signature: of the width."""
CLOSING = 46 * mm


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


def _sheet(canvas: Canvas, sheet: Sheet, head: Letterhead) -> None:
    pages = list(_pages(sheet))
    first = 0
    for number, count in enumerate(pages, start=1):
        y = _top(canvas, sheet, head) if number == 1 else _top_again(canvas, sheet)
        y = _table(canvas, sheet, y, first, count)
        first += count
        if number == len(pages):
            _close(canvas, sheet.closing, y - 5 * mm)
        canvas.setFillColor(INK_2)
        put(canvas, fit(sheet.event, REGULAR, ROOM * 0.7, sizes=(7.5,)).lines[0], LEFT, 9 * mm, REGULAR, 7.5)
        told = sheet.page.format(page=number, pages=len(pages))
        put(canvas, told, WIDTH - LEFT, 9 * mm, REGULAR, 7.5, align=1)
        canvas.showPage()


def _pages(sheet: Sheet) -> Iterator[int]:
    """How many rows stand on each page; the closing finds its room below the last, if need be on a page with none."""
    left = len(sheet.rows)
    room = _room(sheet, is_first=True)
    while True:
        most = max(1, int(room / DEEP))
        if left * DEEP + CLOSING <= room:
            yield left
            return
        took = min(left, most)
        if took == left and took > 2:
            took -= 2  # who signs the list signs beneath names
        yield took
        left -= took
        room = _room(sheet, is_first=False)


def _room(sheet: Sheet, *, is_first: bool) -> float:
    return TOP - FOOT - HEAD_DEEP - (29 * mm + 22 * mm + len(sheet.facts) * 5.2 * mm if is_first else 9 * mm)


def _top(canvas: Canvas, sheet: Sheet, head: Letterhead) -> float:
    draw_head(canvas, head, LEFT, TOP, ROOM)
    y = TOP - 29 * mm
    canvas.setFillColor(INK)
    y = put_lines(canvas, fit(sheet.heading, BOLD, ROOM, sizes=(15,)), WIDTH / 2, y, BOLD, align=0.5)
    title = fit(sheet.event, BOLD, ROOM, sizes=(12, 11, 10, 9), depth=26)
    put_lines(canvas, title, WIDTH / 2, y, BOLD, align=0.5)
    y = TOP - 29 * mm - 19 * mm
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


def _table(canvas: Canvas, sheet: Sheet, y: float, first: int, count: int) -> float:
    edges = [LEFT]
    for share in SHARES:
        edges.append(edges[-1] + share * ROOM)
    if not count:
        return y
    top = y
    canvas.setFillColor(INK)
    for left, right, told in zip(edges[:-1], edges[1:], sheet.columns, strict=True):
        fitted = fit(told, BOLD, right - left - PAD, sizes=(9.5, 9, 8, 7))
        put(canvas, fitted.lines[0], (left + right) / 2, y - HEAD_DEEP / 2 - 3.4, BOLD, fitted.size, align=0.5)
    y -= HEAD_DEEP
    lines = [top, y]
    for number in range(first, first + count):
        _row(canvas, sheet.rows[number], number + 1, edges, y)
        y -= DEEP
        lines.append(y)
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.6)
    for line in lines:
        canvas.line(LEFT, line, LEFT + ROOM, line)
    for edge in edges:
        canvas.line(edge, top, edge, y)
    return y


def _row(canvas: Canvas, row: Attending, number: int, edges: Sequence[float], top: float) -> None:
    canvas.setFillColor(INK)
    put(canvas, f"{number}.", edges[1] - PAD, top - DEEP / 2 - 3.3, REGULAR, 9.5, align=1)
    for column, text in enumerate((row.name, row.business, row.address, row.phone), start=1):
        if text:
            _cell(canvas, text, edges[column] + PAD, top, edges[column + 1] - edges[column] - 2 * PAD)
    if row.seen:
        _cell(canvas, row.seen, edges[5] + PAD, top, edges[6] - edges[5] - 2 * PAD)
    else:  # one signs at the left, the next at the right, so that both have room
        canvas.setFillColor(INK_2)
        middle = edges[5] if number % 2 else (edges[5] + edges[6]) / 2
        put(canvas, f"{number}.", middle + 1 * mm, top - DEEP + 2.4 * mm, REGULAR, 7.5)


def _cell(canvas: Canvas, text: str, x: float, top: float, room: float) -> None:
    fitted = fit(text, REGULAR, room, sizes=(9.5, 9, 8.5, 8, 7.5, 7), depth=DEEP - 3)
    used = len(fitted.lines) * fitted.leading
    put_lines(canvas, fitted, x, top - (DEEP - used) / 2 + fitted.size * 0.12, REGULAR)


def _close(canvas: Canvas, closing: Closing, top: float) -> None:
    middle, room = WIDTH - LEFT - 38 * mm, 74 * mm
    canvas.setFillColor(INK)
    y = put_lines(canvas, fit(closing.place_and_day, REGULAR, room, sizes=(10, 9, 8)), middle, top, REGULAR, align=0.5)
    put_lines(canvas, fit(closing.post, REGULAR, room, sizes=(10, 9, 8), depth=24), middle, y, REGULAR, align=0.5)
    name = fit(closing.name or "." * 40, BOLD, room, sizes=(10, 9, 8.5, 8, 7.5))
    y = put_lines(canvas, name, middle, top - 32 * mm, BOLD, align=0.5)
    canvas.setFillColor(INK_2)
    put_lines(canvas, fit(closing.identity, REGULAR, room, sizes=(9, 8)), middle, y, REGULAR, align=0.5)
