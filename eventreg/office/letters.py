"""Official letters on A4 (surat dinas): head, number and subject, to whom, the text, who signs, copies, the check.

The text may be long: lines are never parted from their paragraph one by one, and the signature keeps the last ones.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from eventreg.documents.fonts import BOLD, REGULAR, width
from eventreg.documents.letterhead import draw_check, draw_head
from eventreg.documents.models import IssuedDocument
from eventreg.documents.pdf import INK, INK_2, LINE, Document, Fitted, Letterhead, draw_picture, fit, put, wrap
from eventreg.office.setting import LEFT, ROOM, Row, Setting

BOTTOM, TOP = 20 * mm, 16 * mm
SIZES = (10.5, 10.2, 9.9)
"""A letter that is a little too long for one page is set a little smaller; the first is the usual one."""
SIGNS_AT, CHECK = LEFT + ROOM * 0.52, 22 * mm
HAND = 21 * mm
"""Room for a hand and a stamp."""
TERMS = 20 * mm


class Style(StrEnum):
    """A letter to somebody; an order with its title in the middle; a statement that its reader signs."""

    LETTER = "letter"
    ORDER = "order"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: post, name and what stands below it. An empty name is a line to write on."""

    post: str
    name: str = ""
    identity: str = ""
    picture: Path | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What the letter says by itself, in its language; `page` has places for `{page}` and `{pages}`."""

    number: str
    to: str
    copies: str
    page: str
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter. `heads`: terms and values below the number (Sifat, Lampiran); the subject comes last among them.

    `to`: the lines of the address. `body`: Markdown. `copies`: who else gets it. `document`: as it stands in the
    register; None in a preview, and for what isn't registered. `number`: empty where none is given.
    """

    style: Style
    language: str
    subject: str
    place_and_day: str
    body: str
    signer: Signer
    words: Words
    number: str = ""
    heads: Sequence[tuple[str, str]] = ()
    to: Sequence[str] = ()
    copies: Sequence[str] = ()
    document: IssuedDocument | None = None
    is_checked: bool = True


def letter_pdf(letter: Letter, head: Letterhead) -> bytes:
    """The letter as a PDF: one page where it can be, otherwise as many as it takes."""
    for size in SIZES:
        document, pages = _set(letter, head, size, 1)
        if pages == 1:
            return document.finish()
    _document, pages = _set(letter, head, SIZES[0], 1)
    return _set(letter, head, SIZES[0], pages)[0].finish()


def _set(letter: Letter, head: Letterhead, size: float, pages: int) -> tuple[Document, int]:
    """The letter at a size, and how many pages it takes; `pages`: how many it says that it has."""
    title = " ".join(filter(None, (letter.subject, letter.number)))
    document = Document(A4, title=title, author=head.name, language=letter.language)
    setting = Setting(document.canvas, size, bottom=BOTTOM, top=TOP)
    setting.on_new_page = _foot(letter, setting, pages)
    if letter.style is not Style.STATEMENT:
        setting.y = draw_head(document.canvas, head, LEFT, setting.y, ROOM) - 8 * mm
    parts = _heading(letter, setting) if letter.style is Style.LETTER else _title(letter, setting)
    body = list(setting.rows_of(letter.body))
    setting.place([*parts, *setting.closing(body, list(_ending(letter, setting)))])
    setting.end_page()
    return document, setting.page


def _foot(letter: Letter, setting: Setting, pages: int) -> Callable[[], None]:
    """Which letter a page belongs to, where there are several."""

    def draw() -> None:
        if pages == 1:
            return
        setting.canvas.setFillColor(INK_2)
        about = " · ".join(filter(None, (letter.number, letter.subject)))
        put(setting.canvas, fit(about, REGULAR, ROOM * 0.75, sizes=(7.5, 6.5)).lines[0], LEFT, 11 * mm, REGULAR, 7.5)
        words = letter.words.page.format(page=setting.page, pages=pages)
        put(setting.canvas, words, LEFT + ROOM, 11 * mm, REGULAR, 7.5, align=1)

    return draw


def _heading(letter: Letter, setting: Setting) -> Iterator[Row]:
    """Number, nature, enclosures and subject at the left, place and day at the right; then to whom."""
    size, leading = setting.size, setting.leading
    terms = [(letter.words.number, letter.number), *letter.heads]
    column = max([TERMS, *(setting.width(term) + 2 * mm for term, _value in terms)])
    at = LEFT + column + 3 * mm
    right = setting.width(letter.place_and_day)
    if at + setting.width(letter.number) + right + 6 * mm > LEFT + ROOM:
        yield Row(leading, _at_right(setting, letter.place_and_day), keeps=True)
        yield setting.gap(2 * mm)
    else:
        yield Row(0, _at_right(setting, letter.place_and_day), keeps=True)
    for place, (term, value) in enumerate(terms):
        is_subject = place == len(terms) - 1
        room = ROOM * (0.62 if place else 1) - column - 3 * mm
        lines = wrap(" ".join(value.split()), BOLD if is_subject else REGULAR, size, room) or ["–"]
        for number, words in enumerate(lines):
            yield Row(leading, _head_row(setting, term if number == 0 else "", at, words, is_subject), keeps=True)
    yield setting.gap(5 * mm)
    to = list(letter.to)
    for place, line in enumerate(to):
        for number, words in enumerate(wrap(" ".join(line.split()), REGULAR, size, ROOM * 0.72 - 9 * mm)):
            first = letter.words.to if place == number == 0 else ""
            yield Row(leading, _to_row(setting, first, words, place == 0), keeps=True)
    yield setting.gap(5 * mm)


def _at_right(setting: Setting, words: str) -> Callable[[float], None]:
    def draw(top: float) -> None:
        setting.canvas.setFillColor(INK)
        fitted = fit(words, REGULAR, ROOM, sizes=(setting.size, setting.size - 1.5))
        put(setting.canvas, fitted.lines[0], LEFT + ROOM, top - setting.size, REGULAR, fitted.size, align=1)

    return draw


def _head_row(setting: Setting, term: str, at: float, words: str, is_bold: bool) -> Callable[[float], None]:
    def draw(top: float) -> None:
        y, size, canvas = top - setting.size, setting.size, setting.canvas
        canvas.setFillColor(INK)
        if term:
            put(canvas, term, LEFT, y, REGULAR, size)
            put(canvas, ":", at - 3 * mm, y, REGULAR, size)
        put(canvas, words, at, y, BOLD if is_bold else REGULAR, size)

    return draw


def _to_row(setting: Setting, first: str, words: str, is_bold: bool) -> Callable[[float], None]:
    def draw(top: float) -> None:
        setting.canvas.setFillColor(INK)
        put(setting.canvas, first, LEFT, top - setting.size, REGULAR, setting.size)
        x = LEFT + 9 * mm
        put(setting.canvas, words, x, top - setting.size, BOLD if is_bold else REGULAR, setting.size)

    return draw


def _title(letter: Letter, setting: Setting) -> Iterator[Row]:
    """The kind of paper in the middle, and its number beneath."""
    title = fit(letter.subject.upper(), BOLD, ROOM, sizes=(14, 12.5, 11), depth=44)
    number = f"{letter.words.number}: {letter.number}" if letter.number else ""
    below = fit(number, REGULAR, ROOM, sizes=(setting.size, 9, 8)) if number else None
    height = title.leading * len(title.lines) + (below.leading if below else 0)

    def draw(top: float) -> None:
        setting.canvas.setFillColor(INK)
        for line in title.lines:
            top -= title.leading
            put(setting.canvas, line, LEFT + ROOM / 2, top, BOLD, title.size, align=0.5)
        if below:
            put(setting.canvas, below.lines[0], LEFT + ROOM / 2, top - below.leading, REGULAR, below.size, align=0.5)

    yield Row(height, draw, keeps=True)
    yield setting.gap(7 * mm)


def _ending(letter: Letter, setting: Setting) -> Iterator[Row]:
    """Who signs at the right, the check at the left, and below who gets a copy."""
    yield setting.gap(4 * mm)
    yield _signature(letter, setting)
    size = setting.size - 1.5
    if not letter.copies:
        return
    yield setting.gap(5 * mm)
    yield Row(size * 1.4, _plain(setting, f"{letter.words.copies}:", LEFT, size), keeps=True)
    for number, name in enumerate(letter.copies, start=1):
        for place, words in enumerate(wrap(" ".join(name.split()), REGULAR, size, ROOM * 0.8)):
            marked = f"{number}." if place == 0 and len(letter.copies) > 1 else ""
            yield Row(size * 1.4, _copy(setting, marked, words, size, len(letter.copies) > 1), keeps=True)


def _plain(setting: Setting, words: str, x: float, size: float) -> Callable[[float], None]:
    def draw(top: float) -> None:
        setting.canvas.setFillColor(INK)
        put(setting.canvas, words, x, top - size, REGULAR, size)

    return draw


def _copy(setting: Setting, marker: str, words: str, size: float, is_numbered: bool) -> Callable[[float], None]:
    def draw(top: float) -> None:
        setting.canvas.setFillColor(INK)
        put(setting.canvas, marker, LEFT, top - size, REGULAR, size)
        put(setting.canvas, words, LEFT + (6 * mm if is_numbered else 0), top - size, REGULAR, size)

    return draw


def _signature(letter: Letter, setting: Setting) -> Row:
    """The block of the signature as one piece; how high it is depends on how long post and name are."""
    size, leading, room = setting.size, setting.size * 1.3, LEFT + ROOM - SIGNS_AT
    signer = letter.signer
    dated = [] if letter.style is Style.LETTER else [letter.place_and_day]
    above = [line for text in (*dated, f"{signer.post},") for line in wrap(text.strip(), REGULAR, size, room)]
    name = fit(signer.name, BOLD, room, sizes=(size, size - 0.7, size - 1.4), depth=size * 2.5)
    below = wrap(signer.identity, REGULAR, size - 0.5, room)
    lines = len(above) + max(1, len(name.lines)) + len(below)
    height = lines * leading + HAND + 2

    def draw(top: float) -> None:
        canvas, y = setting.canvas, top
        canvas.setFillColor(INK)
        for line in above:
            y -= leading
            put(canvas, line, SIGNS_AT, y, REGULAR, size)
        if signer.picture:
            draw_picture(canvas, signer.picture, SIGNS_AT, y - HAND + 1 * mm, 46 * mm, HAND - 3 * mm)
        elif letter.words.stamp:
            _stamp_frame(letter, setting, y)
        y = _draw_name(setting, name, y - HAND, room)
        for line in below:
            y -= leading
            put(canvas, line, SIGNS_AT, y, REGULAR, size - 0.5)
        if letter.is_checked:
            beside = SIGNS_AT - LEFT - CHECK - 6 * mm
            draw_check(canvas, letter.document, LEFT - 2, top - height + 1, CHECK, room=beside)

    return Row(max(height, CHECK), draw, keeps=True)


def _draw_name(setting: Setting, name: Fitted, y: float, room: float) -> float:
    """The name underlined, or a line to write it on; the lowest y used."""
    canvas, leading = setting.canvas, setting.size * 1.3
    canvas.setFillColor(INK)
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.7)
    for line in name.lines:
        y -= leading
        put(canvas, line, SIGNS_AT, y, BOLD, name.size)
        canvas.line(SIGNS_AT, y - 2, SIGNS_AT + width(line, BOLD, name.size), y - 2)
    if not name.lines:
        y -= leading
        canvas.line(SIGNS_AT, y - 2, SIGNS_AT + room * 0.8, y - 2)
    return y - 2


def _stamp_frame(letter: Letter, setting: Setting, y: float) -> None:
    """Where a stamp duty (meterai) is stuck."""
    canvas, lines = setting.canvas, letter.words.stamp.splitlines()
    wide, high = 26 * mm, 15 * mm
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.5)
    canvas.setDash(2, 2)
    canvas.rect(SIGNS_AT, y - HAND + 2 * mm, wide, high, stroke=1, fill=0)
    canvas.setDash()
    canvas.setFillColor(INK_2)
    middle = y - HAND + 2 * mm + high / 2
    for number, line in enumerate(lines):
        at = middle + (len(lines) / 2 - number - 1) * 10 + 2
        put(canvas, line, SIGNS_AT + wide / 2, at, REGULAR, 7.5, align=0.5)
    canvas.setFillColor(INK)
