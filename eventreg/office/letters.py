"""Official letters on A4 (surat dinas): head, number and subject, to whom, the text, who signs, copies, the check.

The text may be long: lines are never parted from their paragraph one by one, and the signature keeps the last ones.
"""

from collections.abc import Callable, Sequence

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from eventreg.documents.fonts import REGULAR
from eventreg.documents.letterhead import draw_head
from eventreg.documents.pdf import INK_2, Document, fit, put
from eventreg.office.closing import ending
from eventreg.office.letter import Letter, Style
from eventreg.office.opening import heading, title
from eventreg.office.setting import LEFT, ROOM, Setting

BOTTOM, TOP = 20 * mm, 16 * mm
SIZES = (10.5, 10.2, 9.9)
"""A letter that is a little too long for one page is set a little smaller; the first is the usual one."""


def letters_pdf(letters: Sequence[Letter]) -> bytes:
    """Letters as one PDF: each on one page where it can be, otherwise on as many as it takes."""
    first = letters[0]
    document = _document(first)
    for place, letter in enumerate(letters):
        if place:
            document.canvas.showPage()
        size, pages = _fitting(letter)
        _draw(document.canvas, letter, size, pages)
    return document.finish()


def _document(letter: Letter) -> Document:
    name = " ".join(filter(None, (letter.subject, letter.number)))
    return Document(A4, title=name, author=letter.head.name, language=letter.language)


def _fitting(letter: Letter) -> tuple[float, int]:
    """The size at which it is set and how many pages it takes, tried on sheets that nobody sees."""
    for size in SIZES:
        if _draw(_document(letter).canvas, letter, size, 1) == 1:
            return size, 1
    return SIZES[0], _draw(_document(letter).canvas, letter, SIZES[0], 1)


def _draw(canvas: Canvas, letter: Letter, size: float, pages: int) -> int:
    """The letter at a size, and how many pages it takes; `pages`: how many it says that it has."""
    setting = Setting(canvas, size, bottom=BOTTOM, top=TOP)
    setting.on_new_page = _foot(letter, setting, pages)
    if letter.style is not Style.STATEMENT:
        setting.y = draw_head(canvas, letter.head, LEFT, setting.y, ROOM) - 8 * mm
    begins = heading(letter, setting) if letter.style is Style.LETTER else title(letter, setting)
    body = list(setting.rows_of(letter.body))
    setting.place([*begins, *setting.closing(body, list(ending(letter, setting)))])
    setting.end_page()
    return setting.page


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
