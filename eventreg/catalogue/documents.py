"""The catalogue as a booklet on A5: cover, contents by craft, an entry for each exhibitor, the plan, who is where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from pathlib import Path

from PIL import Image, ImageOps
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A5
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from eventreg.core import qr
from eventreg.documents.fonts import BOLD, REGULAR, printable, width
from eventreg.documents.ornament import draw_band
from eventreg.documents.pdf import (
    INK,
    INK_2,
    LINE,
    NILA,
    SOGA,
    WHITE,
    Document,
    Fitted,
    Letterhead,
    draw_code,
    fit,
    put,
    put_lines,
    wrap,
)

WIDTH, HEIGHT = A5
MARGIN = 14 * mm
ROOM = WIDTH - 2 * MARGIN
TOP, BOTTOM = HEIGHT - 17 * mm, 18 * mm
PHOTO = (40 * mm, 30 * mm)
PIXELS = (480, 360)
BESIDE = PHOTO[0] + 5 * mm
COLUMN = ROOM - BESIDE
CHIP = 22 * mm
BODY, SMALL = 8.2, 7.4
MOST_LINES, MOST_PRODUCTS, MOST_WAYS = 18, 5, 8
AFTER_ENTRY = 6.5 * mm
HEADING = 15 * mm
ROW = 5.2 * mm
CODE = 25 * mm
ON_COVER = 3
HAIR = HexColor("#d9d3c7")
SUNKEN = HexColor("#f3f0ea")
KUNIR = HexColor("#ffc22e")
ON_DEEP = HexColor("#cdd3f7")


@dataclass(frozen=True, slots=True)
class Entry:
    """An exhibitor. `note`: that its words are in another language; `products`: name and price; `photo`: a file."""

    name: str
    place: str
    booths: tuple[str, ...]
    text: str = ""
    note: str = ""
    products: tuple[tuple[str, str], ...] = ()
    contacts: tuple[tuple[str, str], ...] = ()
    photo: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A craft, and who makes it."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A rectangle on the floor, in centimetres from the upper left; `kind`: taken, free, thing, solid or text."""

    x: int
    y: int
    w: int
    h: int
    rotation: int
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Floor:
    """The floor plan: its size in centimetres, what stands on it, and the titles of its zones where they stand."""

    width: int
    height: int
    shapes: tuple[Shape, ...] = ()
    zones: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class BookletWords:
    """What is printed around, in the reader's language."""

    catalogue: str
    contents: str
    plan: str
    by_booth: str
    count: str
    online: str


@dataclass(frozen=True, slots=True)
class Booklet:
    """All that is printed; the same content gives the same bytes."""

    title: str
    when: str
    place: str
    letterhead: Letterhead
    language: str
    words: BookletWords
    sections: tuple[Section, ...]
    address: str
    intro: str = ""
    intro_note: str = ""
    floor: Floor | None = None


@dataclass(frozen=True, slots=True)
class _Placed:
    """Something of the middle part and where it begins: a heading (`entry` None) or an entry."""

    page: int
    top: float
    section: Section
    entry: Entry | None


def booklet_pdf(booklet: Booklet) -> bytes:
    """The booklet as one file."""
    document = Document(
        A5,
        title=f"{booklet.words.catalogue}: {booklet.title}",
        author=booklet.letterhead.name,
        language=booklet.language,
    )
    canvas = document.canvas
    _cover(canvas, booklet)
    front = list(_front_pages(booklet))
    first = 2 + len(front)
    placed = list(_placed(booklet, first))
    starts = {row.section.title: row.page for row in reversed(placed) if row.entry is None}
    for number, (begins, sections) in enumerate(front, start=2):
        _contents(canvas, booklet, sections, starts, begins_with_intro=begins)
        _foot(canvas, booklet, number)
    last = first - 1
    for last, rows in groupby(placed, key=lambda row: row.page):
        _entries(canvas, list(rows), booklet, last)
    _who_is_where(canvas, booklet, placed, last + 1)
    return document.finish()


def _cover(canvas: Canvas, booklet: Booklet) -> None:
    """Three products, the title above the band, facts beneath, and the way to the same online."""
    canvas.setFillColor(NILA)
    canvas.rect(0, 0, WIDTH, HEIGHT, stroke=0, fill=1)
    photos = [entry.photo for section in booklet.sections for entry in section.entries[:1] if entry.photo][:ON_COVER]
    for at, picture in enumerate(filter(None, map(_jpeg, photos))):
        wide = WIDTH / len(photos)
        canvas.drawImage(picture, at * wide, HEIGHT - 37 * mm, wide, 37 * mm)
    band = HEIGHT * 0.4
    draw_band(canvas, 0, band, WIDTH, 15 * mm)
    title = fit(booklet.title, BOLD, ROOM, sizes=(32, 28, 24, 20, 17, 14), depth=52 * mm)
    y = band + 27 * mm + title.leading * len(title.lines)
    canvas.setFillColor(KUNIR)
    put(canvas, booklet.words.catalogue.upper(), MARGIN, y + 3 * mm, BOLD, 9.5)
    canvas.setFillColor(WHITE)
    put_lines(canvas, title, MARGIN, y, BOLD)
    y = band - 11 * mm
    for words, font, sizes, depth in (
        (booklet.when, BOLD, (12, 11, 10), 30),
        (booklet.place, REGULAR, (10.5, 9.5, 8.5), 38),
        (booklet.words.count, REGULAR, (10.5,), 14),
    ):
        canvas.setFillColor(WHITE if font == BOLD else ON_DEEP)
        y = put_lines(canvas, fit(words, font, ROOM, sizes=sizes, depth=depth), MARGIN, y, font) - 1.5 * mm
    modules = qr.matrix(booklet.address)
    draw_code(canvas, qr.runs(modules), len(modules), WIDTH - MARGIN - CODE, 12 * mm, CODE, qr.QUIET)
    room = ROOM - CODE - 6 * mm
    online = fit(booklet.words.online, REGULAR, room, sizes=(8, 7), depth=20)
    name = fit(booklet.letterhead.name, BOLD, room, sizes=(8.5, 8, 7), depth=22)
    canvas.setFillColor(ON_DEEP)
    y = put_lines(canvas, online, WIDTH - MARGIN - CODE - 4 * mm, 12 * mm + CODE, REGULAR, align=1)
    put_lines(canvas, name, MARGIN, min(y - 4 * mm, 12 * mm + name.leading * len(name.lines)), BOLD)
    canvas.showPage()


# ---- Contents -------------------------------------------------------------------------------------


def _front_pages(booklet: Booklet) -> Iterator[tuple[bool, Sequence[Section]]]:
    """The pages of the contents: whether it is the first, and the sections that stand on it."""
    rest: Sequence[Section] = booklet.sections
    room = TOP - HEADING - BOTTOM - _intro_depth(booklet)
    is_first = True
    while rest or is_first:
        most = max(1, int(room / (ROW * 1.25)))
        yield is_first, rest[:most]
        rest, room, is_first = rest[most:], TOP - HEADING - BOTTOM, False


def _intro_lines(booklet: Booklet) -> list[str]:
    lines = _paragraphs(booklet.intro, 9, ROOM)
    return lines if len(lines) <= 26 else [*lines[:25], "…"]


def _intro_depth(booklet: Booklet) -> float:
    lines = _intro_lines(booklet)
    return len(lines) * 12.6 + (10 * mm if lines else 0) + (10 if booklet.intro_note else 0)


def _contents(
    canvas: Canvas, booklet: Booklet, sections: Sequence[Section], starts: dict[str, int], *, begins_with_intro: bool
) -> None:
    y = TOP
    if begins_with_intro and booklet.intro:
        y = _set_lines(canvas, _intro_lines(booklet), MARGIN, y, 9, 12.6)
        if booklet.intro_note:
            y = _note(canvas, booklet.intro_note, MARGIN, y)
        y -= 10 * mm
    y = _heading(canvas, booklet.words.contents, y)
    for section in sections:
        y -= ROW * 1.25
        page, count = str(starts[section.title]), f"{len(section.entries)}"
        title = fit(section.title, BOLD, ROOM - 30 * mm, sizes=(10, 9, 8))
        canvas.setFillColor(INK)
        put(canvas, title.lines[0] if title.lines else "", MARGIN, y, BOLD, title.size)
        canvas.setFillColor(INK_2)
        ends = MARGIN + width(title.lines[0] if title.lines else "", BOLD, title.size) + 5
        put(canvas, count, ends, y, REGULAR, 8)
        put(canvas, page, WIDTH - MARGIN, y, BOLD, 10, align=1)
        _dots(canvas, ends + 16, WIDTH - MARGIN - 18, y)
        canvas.linkAbsolute("", _anchor(section), Rect=(MARGIN, y - 4, WIDTH - MARGIN, y + ROW), Border="[0 0 0]")


# ---- Entries --------------------------------------------------------------------------------------


def _placed(booklet: Booklet, first: int) -> Iterator[_Placed]:
    """Where everything of the middle part stands; no heading is left alone at the foot of a page."""
    page, y = first, TOP
    for section in booklet.sections:
        needed = HEADING + _depth(section.entries[0])
        if y != TOP and y - needed < BOTTOM:
            page, y = page + 1, TOP
        yield _Placed(page, y, section, None)
        y -= HEADING
        for entry in section.entries:
            if y - _depth(entry) < BOTTOM and y != TOP:
                page, y = page + 1, TOP
            yield _Placed(page, y, section, entry)
            y -= _depth(entry) + AFTER_ENTRY
        y -= 2 * mm


def _entries(canvas: Canvas, rows: Sequence[_Placed], booklet: Booklet, number: int) -> None:
    """One page of them."""
    if rows[0].entry is not None:
        canvas.setFillColor(SOGA)
        put(canvas, rows[0].section.title, MARGIN, HEIGHT - 11.5 * mm, BOLD, 7.2)
    for row in rows:
        if row.entry is None:
            canvas.bookmarkHorizontal(_anchor(row.section), 0, row.top + 5 * mm)
            canvas.addOutlineEntry(row.section.title, _anchor(row.section), level=0)
            _heading(canvas, row.section.title, row.top)
        else:
            _entry(canvas, row.entry, row.top)
    _foot(canvas, booklet, number)


def _entry(canvas: Canvas, entry: Entry, top: float) -> None:
    """Photo at the left; name, booth, words, products and contact at the right."""
    _photo(canvas, entry, top)
    x = MARGIN + BESIDE
    _chips(canvas, entry, top)
    name = _name(entry)
    canvas.setFillColor(INK)
    y = put_lines(canvas, name, x, top + 1.5, BOLD)
    if entry.place:
        canvas.setFillColor(INK_2)
        y -= 10.2
        put(canvas, fit(entry.place, REGULAR, COLUMN, sizes=(SMALL, 6.5)).lines[0], x, y, REGULAR, SMALL)
    y -= 2.5
    y = _set_lines(canvas, _text(entry), x, y, BODY, 10.8)
    if entry.note:
        y = _note(canvas, entry.note, x, y)
    y -= 3 if entry.products and (entry.text or entry.note) else 0
    for product, price in entry.products[:MOST_PRODUCTS]:
        y = _product(canvas, product, price, x, y)
    y -= 3 if entry.contacts else 0
    for line in _contact_lines(entry):
        y -= 9.8
        canvas.setFillColor(NILA)
        put(canvas, line, x, y, REGULAR, SMALL)


def _depth(entry: Entry) -> float:
    """How much room an entry takes, reckoned as it is drawn."""
    name = _name(entry)
    depth = len(name.lines) * name.leading + (10.2 if entry.place else 0) + 2.5
    depth += len(_text(entry)) * 10.8 + (9.5 if entry.note else 0)
    depth += (3 if entry.products and (entry.text or entry.note) else 0) + min(len(entry.products), MOST_PRODUCTS) * 10
    depth += (3 if entry.contacts else 0) + len(_contact_lines(entry)) * 9.8
    return max(PHOTO[1], depth + 2)


def _name(entry: Entry) -> Fitted:
    room = COLUMN - _chip_width(entry) - 8
    return fit(entry.name, BOLD, room, sizes=(11, 10, 9, 8), depth=28)


def _text(entry: Entry) -> list[str]:
    lines = _paragraphs(entry.text, BODY, COLUMN)
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
    put(canvas, fit(product, REGULAR, room, sizes=(SMALL, 6.8)).lines[0], x, y, REGULAR, SMALL)
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


def _photo(canvas: Canvas, entry: Entry, top: float) -> None:
    """The photo, cropped to its frame; a quiet field with the first letter where there is none."""
    picture = _jpeg(entry.photo) if entry.photo else None
    if picture:
        canvas.drawImage(picture, MARGIN, top - PHOTO[1], *PHOTO)
        return
    canvas.setFillColor(SUNKEN)
    canvas.rect(MARGIN, top - PHOTO[1], *PHOTO, stroke=0, fill=1)
    canvas.setFillColor(SOGA)
    put(canvas, entry.name[:1].upper(), MARGIN + PHOTO[0] / 2, top - PHOTO[1] / 2 - 9, BOLD, 26, align=0.5)


def _jpeg(path: str) -> ImageReader | None:
    """A picture as printers take it: small, cropped to 4:3. None where the file is gone."""
    if not Path(path).is_file():
        return None
    with Image.open(path) as picture:
        fitted = ImageOps.fit(picture.convert("RGB"), PIXELS)
    file = BytesIO()
    fitted.save(file, "JPEG", quality=78, optimize=True)
    file.seek(0)
    return ImageReader(file)


# ---- The plan, and who is where -------------------------------------------------------------------


def _who_is_where(canvas: Canvas, booklet: Booklet, placed: Sequence[_Placed], number: int) -> None:
    """The plan at the top of a page, the booths in two columns beneath it and on as many pages as they need."""
    rows = sorted(
        ((booth, row.entry.name, row.page) for row in placed if row.entry for booth in row.entry.booths),
        key=lambda row: _natural(row[0]),
    )
    y = _heading(canvas, booklet.words.plan, TOP)
    if booklet.floor:
        y = _floor(canvas, booklet.floor, y - 1 * mm) - 9 * mm
    canvas.setFillColor(INK)
    put(canvas, booklet.words.by_booth, MARGIN, y, BOLD, 10)
    y -= 3 * mm
    while True:
        most = max(1, int((y - BOTTOM) / ROW))
        half = min(most, -(-len(rows) // 2))
        for column, part in enumerate((rows[:half], rows[half : 2 * half])):
            _index(canvas, part, MARGIN + column * (ROOM / 2 + 3 * mm), y)
        rows, y = rows[2 * half :], TOP
        _foot(canvas, booklet, number)
        if not rows:
            return
        number += 1


def _index(canvas: Canvas, rows: Sequence[tuple[str, str, int]], x: float, y: float) -> None:
    room = ROOM / 2 - 3 * mm
    for booth, name, page in rows:
        y -= ROW
        canvas.setFillColor(NILA)
        label = fit(booth, BOLD, 13 * mm, sizes=(8, 7, 6, 5))
        put(canvas, label.lines[0], x, y, BOLD, label.size)
        canvas.setFillColor(INK)
        put(canvas, fit(name, REGULAR, room - 21 * mm, sizes=(7.8, 7, 6.4)).lines[0], x + 14 * mm, y, REGULAR, 7)
        canvas.setFillColor(INK_2)
        put(canvas, str(page), x + room, y, REGULAR, 7.8, align=1)
        canvas.setStrokeColor(HAIR)
        canvas.setLineWidth(0.4)
        canvas.line(x, y - 3.6, x + room, y - 3.6)


def _floor(canvas: Canvas, floor: Floor, top: float) -> float:
    """The floor as large as its place allows; the lowest y used."""
    scale = min(ROOM / floor.width, 105 * mm / floor.height)
    left = MARGIN + (ROOM - floor.width * scale) / 2
    canvas.setFillColor(SUNKEN)
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.6)
    canvas.rect(left, top - floor.height * scale, floor.width * scale, floor.height * scale, fill=1)
    for shape in floor.shapes:
        _shape(canvas, shape, left, top, scale)
    canvas.setFillColor(INK)
    for title, x, y in floor.zones:
        put(canvas, title, left + x * scale, top - y * scale, BOLD, max(5.5, min(9, 105 * scale)))
    return top - floor.height * scale


def _shape(canvas: Canvas, shape: Shape, left: float, top: float, scale: float) -> None:
    wide, deep = shape.w * scale, shape.h * scale
    fill = {"taken": NILA, "free": WHITE, "thing": WHITE, "solid": INK_2, "text": SUNKEN}[shape.kind]
    canvas.saveState()
    canvas.translate(left + (shape.x + shape.w / 2) * scale, top - (shape.y + shape.h / 2) * scale)
    canvas.rotate(-shape.rotation)
    canvas.setFillColor(fill)
    canvas.setStrokeColor(WHITE if shape.kind == "taken" else LINE)
    canvas.setLineWidth(0.5)
    canvas.rect(-wide / 2, -deep / 2, wide, deep, stroke=int(shape.kind != "text"), fill=1)
    if shape.label and shape.kind != "solid":
        size = min(9.0, deep * 0.55, wide * 0.84 / max(1.0, width(printable(shape.label), BOLD, 1)))
        canvas.setFillColor(WHITE if shape.kind == "taken" else INK_2)
        put(canvas, shape.label, 0, -size * 0.35, BOLD, size, align=0.5)
    canvas.restoreState()


# ---- Small parts ----------------------------------------------------------------------------------


def _heading(canvas: Canvas, words: str, top: float) -> float:
    """A title over a line; where the next thing may begin."""
    canvas.setFillColor(NILA)
    title = fit(words, BOLD, ROOM, sizes=(17, 15, 13, 11))
    put(canvas, title.lines[0] if title.lines else "", MARGIN, top - 13, BOLD, title.size)
    canvas.setStrokeColor(SOGA)
    canvas.setLineWidth(1.2)
    canvas.line(MARGIN, top - 8 * mm, MARGIN + 14 * mm, top - 8 * mm)
    return top - 11 * mm


def _foot(canvas: Canvas, booklet: Booklet, number: int) -> None:
    """Which book this is, and the page; the page ends."""
    canvas.setFillColor(INK_2)
    put(canvas, fit(booklet.title, REGULAR, ROOM - 20 * mm, sizes=(7.2, 6.5)).lines[0], MARGIN, 9.5 * mm, REGULAR, 7.2)
    put(canvas, str(number), WIDTH - MARGIN, 9.5 * mm, BOLD, 8.5, align=1)
    canvas.showPage()


def _note(canvas: Canvas, words: str, x: float, y: float) -> float:
    y -= 9.5
    canvas.setFillColor(INK_2)
    put(canvas, words, x, y, REGULAR, 6.8)
    return y


def _set_lines(canvas: Canvas, lines: Sequence[str], x: float, y: float, size: float, leading: float) -> float:
    canvas.setFillColor(INK)
    for line in lines:
        y -= leading
        put(canvas, line, x, y, REGULAR, size)
    return y


def _paragraphs(text: str, size: float, room: float) -> list[str]:
    """The lines of a text with its own line breaks."""
    return [line for part in text.split("\n") if part.strip() for line in wrap(printable(part), REGULAR, size, room)]


def _dots(canvas: Canvas, start: float, end: float, y: float) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.6)
    canvas.setDash(0.6, 3)
    if end > start:
        canvas.line(start, y + 1.5, end, y + 1.5)
    canvas.setDash()


def _anchor(section: Section) -> str:
    return f"craft-{section.title}"


def _natural(label: str) -> tuple[str, int, str]:
    """A-2 before A-10."""
    letters = label.rstrip("0123456789")
    figures = label[len(letters) :]
    return letters.casefold(), int(figures or 0), label
