"""The catalogue as a booklet on A5: cover, contents by craft, an entry for each exhibitor, the plan, who is where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from reportlab.lib.pagesizes import A5
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from eventreg.catalogue.pdf import (
    AFTER_ENTRY,
    BOTTOM,
    HAIR,
    HEADING,
    HEIGHT,
    KUNIR,
    MARGIN,
    ON_DEEP,
    ROOM,
    ROW,
    TOP,
    WIDTH,
    depth,
    dots,
    draw_entry,
    foot,
    heading,
    note,
    paragraphs,
    put_fitted,
    set_lines,
)
from eventreg.catalogue.pictures import draw_floor, jpeg
from eventreg.catalogue.texts import Booklet, Entry, Section
from eventreg.core import qr
from eventreg.documents.fonts import BOLD, REGULAR, width
from eventreg.documents.ornament import draw_band
from eventreg.documents.pdf import INK, INK_2, NILA, SOGA, WHITE, Document, draw_code, fit, put, put_lines

CODE = 25 * mm
ON_COVER = 3


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
        foot(canvas, booklet.title, number)
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
    for at, picture in enumerate(filter(None, map(jpeg, photos))):
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
    for words, font, sizes, deep in (
        (booklet.when, BOLD, (12, 11, 10), 30),
        (booklet.place, REGULAR, (10.5, 9.5, 8.5), 38),
        (booklet.words.count, REGULAR, (10.5,), 14),
    ):
        canvas.setFillColor(WHITE if font == BOLD else ON_DEEP)
        y = put_lines(canvas, fit(words, font, ROOM, sizes=sizes, depth=deep), MARGIN, y, font) - 1.5 * mm
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
    lines = paragraphs(booklet.intro, 9, ROOM)
    return lines if len(lines) <= 26 else [*lines[:25], "…"]


def _intro_depth(booklet: Booklet) -> float:
    lines = _intro_lines(booklet)
    return len(lines) * 12.6 + (10 * mm if lines else 0) + (10 if booklet.intro_note else 0)


def _contents(
    canvas: Canvas, booklet: Booklet, sections: Sequence[Section], starts: dict[str, int], *, begins_with_intro: bool
) -> None:
    y = TOP
    if begins_with_intro and booklet.intro:
        y = set_lines(canvas, _intro_lines(booklet), MARGIN, y, 9, 12.6)
        if booklet.intro_note:
            y = note(canvas, booklet.intro_note, MARGIN, y)
        y -= 10 * mm
    y = heading(canvas, booklet.words.contents, y)
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
        dots(canvas, ends + 16, WIDTH - MARGIN - 18, y)
        canvas.linkAbsolute("", _anchor(section), Rect=(MARGIN, y - 4, WIDTH - MARGIN, y + ROW), Border="[0 0 0]")


# ---- Entries --------------------------------------------------------------------------------------


def _placed(booklet: Booklet, first: int) -> Iterator[_Placed]:
    """Where everything of the middle part stands; no heading is left alone at the foot of a page."""
    page, y = first, TOP
    for section in booklet.sections:
        needed = HEADING + depth(section.entries[0])
        if y != TOP and y - needed < BOTTOM:
            page, y = page + 1, TOP
        yield _Placed(page, y, section, None)
        y -= HEADING
        for entry in section.entries:
            if y - depth(entry) < BOTTOM and y != TOP:
                page, y = page + 1, TOP
            yield _Placed(page, y, section, entry)
            y -= depth(entry) + AFTER_ENTRY
        y -= 2 * mm


def _entries(canvas: Canvas, rows: Sequence[_Placed], booklet: Booklet, number: int) -> None:
    """One page of them."""
    if rows[0].entry is not None:
        canvas.setFillColor(SOGA)
        put_lines(canvas, fit(rows[0].section.title, BOLD, ROOM, sizes=(7.2, 6.5)), MARGIN, HEIGHT - 8.5 * mm, BOLD)
    for row in rows:
        if row.entry is None:
            canvas.bookmarkHorizontal(_anchor(row.section), 0, row.top + 5 * mm)
            canvas.addOutlineEntry(row.section.title, _anchor(row.section), level=0)
            heading(canvas, row.section.title, row.top)
        else:
            draw_entry(canvas, row.entry, jpeg(row.entry.photo), row.top)
    foot(canvas, booklet.title, number)


# ---- The plan, and who is where -------------------------------------------------------------------


def _who_is_where(canvas: Canvas, booklet: Booklet, placed: Sequence[_Placed], number: int) -> None:
    """The plan at the top of a page, the booths in two columns beneath it and on as many pages as they need."""
    rows = sorted(
        ((booth, row.entry.name, row.page) for row in placed if row.entry for booth in row.entry.booths),
        key=lambda row: _natural(row[0]),
    )
    y = heading(canvas, booklet.words.plan, TOP)
    if booklet.floor:
        y = draw_floor(canvas, booklet.floor, MARGIN, y - 1 * mm, ROOM) - 9 * mm
    canvas.setFillColor(INK)
    put(canvas, booklet.words.by_booth, MARGIN, y, BOLD, 10)
    y -= 3 * mm
    while True:
        most = max(1, int((y - BOTTOM) / ROW))
        half = min(most, -(-len(rows) // 2))
        for column, part in enumerate((rows[:half], rows[half : 2 * half])):
            _index(canvas, part, MARGIN + column * (ROOM / 2 + 3 * mm), y)
        rows, y = rows[2 * half :], TOP
        foot(canvas, booklet.title, number)
        if not rows:
            return
        number += 1


def _index(canvas: Canvas, rows: Sequence[tuple[str, str, int]], x: float, y: float) -> None:
    room = ROOM / 2 - 3 * mm
    for booth, name, page in rows:
        y -= ROW
        canvas.setFillColor(NILA)
        put_fitted(canvas, booth, x, y, BOLD, 13 * mm, (8, 7, 6, 5))
        canvas.setFillColor(INK)
        put_fitted(canvas, name, x + 14 * mm, y, REGULAR, room - 21 * mm, (7.8, 7, 6.4))
        canvas.setFillColor(INK_2)
        put(canvas, str(page), x + room, y, REGULAR, 7.8, align=1)
        canvas.setStrokeColor(HAIR)
        canvas.setLineWidth(0.4)
        canvas.line(x, y - 3.6, x + room, y - 3.6)


def _anchor(section: Section) -> str:
    return f"craft-{section.title}"


def _natural(label: str) -> tuple[str, int, str]:
    """A-2 before A-10."""
    letters = label.rstrip("0123456789")
    figures = label[len(letters) :]
    return letters.casefold(), int(figures or 0), label
