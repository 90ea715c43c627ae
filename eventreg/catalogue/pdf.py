"""The parts of the booklet's pages: an entry as it stands, headings, feet. Lengths in points from the lower left."""

from collections.abc import Sequence

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A5
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from eventreg.catalogue.texts import Entry
from eventreg.documents.fonts import BOLD, REGULAR, printable, width
from eventreg.documents.pdf import INK, INK_2, LINE, NILA, SOGA, WHITE, Fitted, fit, put, put_lines, wrap

WIDTH, HEIGHT = A5
MARGIN = 14 * mm
ROOM = WIDTH - 2 * MARGIN
TOP, BOTTOM = HEIGHT - 17 * mm, 18 * mm
PHOTO = (40 * mm, 30 * mm)
BESIDE = PHOTO[0] + 5 * mm
COLUMN = ROOM - BESIDE
CHIP = 22 * mm
BODY, SMALL = 8.2, 7.4
MOST_LINES, MOST_PRODUCTS, MOST_WAYS = 18, 5, 8
AFTER_ENTRY = 6.5 * mm
HEADING = 15 * mm
ROW = 5.2 * mm
HAIR = HexColor("#d9d3c7")
SUNKEN = HexColor("#f3f0ea")
KUNIR = HexColor("#ffc22e")
ON_DEEP = HexColor("#cdd3f7")


def draw_entry(canvas: Canvas, entry: Entry, photo: ImageReader | None, top: float) -> None:
    """Photo at the left; name, booth, words, products and contact at the right."""
    _photo(canvas, entry, photo, top)
    x = MARGIN + BESIDE
    _chips(canvas, entry, top)
    name = _name(entry)
    canvas.setFillColor(INK)
    y = put_lines(canvas, name, x, top + 1.5, BOLD)
    if entry.place:
        canvas.setFillColor(INK_2)
        y -= 10.2
        put_fitted(canvas, entry.place, x, y, REGULAR, COLUMN, (SMALL, 6.5))
    y -= 2.5
    y = set_lines(canvas, _text(entry), x, y, BODY, 10.8)
    if entry.note:
        y = note(canvas, entry.note, x, y)
    y -= 3 if entry.products and (entry.text or entry.note) else 0
    for product, price in entry.products[:MOST_PRODUCTS]:
        y = _product(canvas, product, price, x, y)
    if entry.products_note:
        y = note(canvas, entry.products_note, x, y)
    y -= 3 if entry.contacts else 0
    for line in _contact_lines(entry):
        y -= 9.8
        canvas.setFillColor(NILA)
        put(canvas, line, x, y, REGULAR, SMALL)


def depth(entry: Entry) -> float:
    """How much room an entry takes, reckoned as it is drawn."""
    name = _name(entry)
    depth = len(name.lines) * name.leading + (10.2 if entry.place else 0) + 2.5
    depth += len(_text(entry)) * 10.8 + (9.5 if entry.note else 0)
    depth += (3 if entry.products and (entry.text or entry.note) else 0) + min(len(entry.products), MOST_PRODUCTS) * 10
    depth += 9.5 if entry.products_note else 0
    depth += (3 if entry.contacts else 0) + len(_contact_lines(entry)) * 9.8
    return max(PHOTO[1], depth + 2)


def _name(entry: Entry) -> Fitted:
    room = COLUMN - _chip_width(entry) - 8
    return fit(entry.name, BOLD, room, sizes=(11, 10, 9, 8), depth=28)


def _text(entry: Entry) -> list[str]:
    lines = paragraphs(entry.text, BODY, COLUMN)
    return lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1]} …"]


def _contact_lines(entry: Entry) -> list[str]:
    """Each way to reach it whole, as many in a line as fit."""
    lines: list[str] = []
    for name, value in entry.contacts:
        way = printable(f"{name} {value}")
        longer = f"{lines[-1]}   ·   {way}" if lines else way
        if lines and width(longer, REGULAR, SMALL) <= COLUMN:
            lines[-1] = longer
        else:
            lines += wrap(way, REGULAR, SMALL, COLUMN)
    return lines[:MOST_WAYS]


def _product(canvas: Canvas, product: str, price: str, x: float, y: float) -> float:
    y -= 10
    room = COLUMN - (width(printable(price), BOLD, SMALL) + 8 if price else 0)
    canvas.setFillColor(INK)
    put_fitted(canvas, product, x, y, REGULAR, room, (SMALL, 6.8))
    if price:
        put(canvas, price, x + COLUMN, y, BOLD, SMALL, align=1)
    return y


def _chip_label(entry: Entry) -> Fitted:
    return fit(" · ".join(entry.booths), BOLD, CHIP, sizes=(9, 8, 7, 6))


def _chip_width(entry: Entry) -> float:
    label = _chip_label(entry)
    return max(14 * mm, width(label.lines[0], BOLD, label.size) + 10)


def _chips(canvas: Canvas, entry: Entry, top: float) -> None:
    """The booth, dark at the right: what a visitor looks for first."""
    label, room = _chip_label(entry), _chip_width(entry)
    canvas.setFillColor(NILA)
    canvas.roundRect(WIDTH - MARGIN - room, top - 14.5, room, 14.5, 3, stroke=0, fill=1)
    canvas.setFillColor(WHITE)
    put(canvas, label.lines[0], WIDTH - MARGIN - room / 2, top - 10.4, BOLD, label.size, align=0.5)


def _photo(canvas: Canvas, entry: Entry, photo: ImageReader | None, top: float) -> None:
    """The photo, cropped to its frame; a quiet field with the first letter where there is none."""
    if photo:
        canvas.drawImage(photo, MARGIN, top - PHOTO[1], *PHOTO)
        return
    canvas.setFillColor(SUNKEN)
    canvas.rect(MARGIN, top - PHOTO[1], *PHOTO, stroke=0, fill=1)
    canvas.setFillColor(SOGA)
    put(canvas, entry.name[:1].upper(), MARGIN + PHOTO[0] / 2, top - PHOTO[1] / 2 - 9, BOLD, 26, align=0.5)


def put_fitted(canvas: Canvas, words: str, x: float, y: float, font: str, room: float, sizes: Sequence[float]) -> None:
    """One line, at the first of the sizes at which it fits; cut where it doesn't."""
    fitted = fit(words, font, room, sizes=sizes)
    put(canvas, fitted.lines[0] if fitted.lines else "", x, y, font, fitted.size)


def heading(canvas: Canvas, words: str, top: float) -> float:
    """A title over a line; where the next thing may begin."""
    canvas.setFillColor(NILA)
    put_fitted(canvas, words, MARGIN, top - 13, BOLD, ROOM, (17, 15, 13, 11))
    canvas.setStrokeColor(SOGA)
    canvas.setLineWidth(1.2)
    canvas.line(MARGIN, top - 8 * mm, MARGIN + 14 * mm, top - 8 * mm)
    return top - 11 * mm


def foot(canvas: Canvas, title: str, number: int) -> None:
    """Which book this is, and the page; the page ends."""
    canvas.setFillColor(INK_2)
    put_fitted(canvas, title, MARGIN, 9.5 * mm, REGULAR, ROOM - 20 * mm, (7.2, 6.5))
    put(canvas, str(number), WIDTH - MARGIN, 9.5 * mm, BOLD, 8.5, align=1)
    canvas.showPage()


def note(canvas: Canvas, words: str, x: float, y: float) -> float:
    y -= 9.5
    canvas.setFillColor(INK_2)
    put(canvas, words, x, y, REGULAR, 6.8)
    return y


def set_lines(canvas: Canvas, lines: Sequence[str], x: float, y: float, size: float, leading: float) -> float:
    canvas.setFillColor(INK)
    for line in lines:
        y -= leading
        put(canvas, line, x, y, REGULAR, size)
    return y


def paragraphs(text: str, size: float, room: float) -> list[str]:
    """The lines of a text with its own line breaks."""
    return [line for part in text.split("\n") if part.strip() for line in wrap(printable(part), REGULAR, size, room)]


def dots(canvas: Canvas, start: float, end: float, y: float) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.6)
    canvas.setDash(0.6, 3)
    if end > start:
        canvas.line(start, y + 1.5, end, y + 1.5)
    canvas.setDash()
