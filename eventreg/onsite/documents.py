"""Minutes of handing over booths on A4: one paper for each, with its own page numbers, however many are in a file."""

from collections.abc import Iterable, Sequence
from typing import Any

from reportlab.lib.units import mm

from eventreg.curation.documents import HEIGHT, LEADING, LEFT, ROOM, SIZE, WIDTH, Column, Line, Sheet
from eventreg.documents.fonts import BOLD, REGULAR
from eventreg.documents.letterhead import draw_check
from eventreg.documents.models import IssuedDocument
from eventreg.documents.pdf import INK, INK_2, LINE, Document, fit, put, put_lines, wrap
from eventreg.onsite.texts import Bundle, Minutes, Side

NAME = 40 * mm
SIGNATURES, CHECK = 46 * mm, 18 * mm
OPEN_LINES = 2


class _Unseen:
    """A canvas that draws nothing: on it a paper is set once to learn how many pages it takes."""

    def __getattr__(self, name: str) -> Any:
        return lambda *given, **named: self


class _Measured:
    """A document that nobody reads."""

    canvas = _Unseen()


class MinutesSheet(Sheet):
    """The sheets of one paper, with what minutes of two sides need."""

    def __init__(self, document: Any, foot: str, counted: str, pages: int = 0) -> None:
        super().__init__(document, foot, counted, pages)
        self.y += 4 * mm

    def pairs(self, rows: Sequence[tuple[str, str]]) -> None:
        """Names and values; long values go on beneath themselves."""
        for name, value in rows:
            lines = wrap(" ".join(value.split()), BOLD, SIZE, ROOM - NAME - 3 * mm) or [""]
            self.make_room(SIZE * LEADING * len(lines))
            self.canvas.setFillColor(INK)
            put(self.canvas, name, LEFT, self.y - SIZE, REGULAR, SIZE)
            put(self.canvas, ":", LEFT + NAME, self.y - SIZE, REGULAR, SIZE)
            for line in lines:
                put(self.canvas, line, LEFT + NAME + 3 * mm, self.y - SIZE, BOLD, SIZE)
                self.y -= SIZE * LEADING
        self.y -= 2 * mm

    def label(self, words: str) -> None:
        """A part's name in the text, never alone at the foot of a page."""
        self.make_room(20 * mm)
        self.canvas.setFillColor(INK)
        put(self.canvas, words, LEFT, self.y - SIZE, BOLD, SIZE)
        self.y -= SIZE * LEADING

    def open_lines(self, count: int) -> None:
        """Lines to write on by hand."""
        self.make_room(count * 7 * mm)
        self.canvas.setStrokeColor(LINE)
        self.canvas.setLineWidth(0.4)
        for _ in range(count):
            self.y -= 7 * mm
            self.canvas.line(LEFT, self.y, LEFT + ROOM, self.y)
        self.y -= 4 * mm

    def signatures(
        self, place_and_day: str, left: Side, right: Side, agreed: str, document: IssuedDocument | None
    ) -> None:
        """Both sides beside each other, with room for a hand and a stamp; never alone on a page."""
        room = ROOM * 0.44
        self.y -= 4 * mm
        self.canvas.setFillColor(INK)
        put(self.canvas, place_and_day, LEFT + ROOM - room, self.y - SIZE, REGULAR, SIZE)
        top = self.y - SIZE * LEADING - 1 * mm
        for side, x in ((left, LEFT), (right, LEFT + ROOM - room)):
            self.canvas.setFillColor(INK)
            words = fit(side.signs, REGULAR, room, sizes=(SIZE, 9, 8), depth=26)
            put_lines(self.canvas, words, x, top, REGULAR)
            base = top - 27 * mm
            name = fit(side.name, BOLD, room, sizes=(SIZE, 9, 8), depth=26)
            at = base + 3 + name.leading * (len(name.lines) - 1)
            for line in name.lines:
                put(self.canvas, line, x, at, BOLD, name.size)
                at -= name.leading
            self.canvas.setStrokeColor(LINE)
            self.canvas.setLineWidth(0.6)
            self.canvas.line(x, base, x + room, base)
        self.canvas.setFillColor(INK_2)
        put_lines(self.canvas, fit(agreed, REGULAR, room, sizes=(7.5, 7), depth=28), LEFT, top - 28 * mm, REGULAR)
        self.y = top - 38 * mm
        if document:
            draw_check(self.canvas, document, LEFT + ROOM - room - 2, top - 28 * mm - CHECK, CHECK, room=room - CHECK)
            self.y -= CHECK - 10 * mm


def minutes_pdf(bundle: Bundle, papers: Iterable[Minutes]) -> bytes:
    """All papers as one file, set one after the other as they come."""
    size = (WIDTH, HEIGHT)
    document = Document(size, title=bundle.title, author=bundle.letterhead.name, language=bundle.language)
    for number, paper in enumerate(papers):
        if number:
            document.canvas.showPage()
        pages = _set(_Measured(), bundle, paper, 0)
        _set(document, bundle, paper, pages)
    return document.finish()


def _set(document: Any, bundle: Bundle, paper: Minutes, pages: int) -> int:
    """One paper; how many pages it takes."""
    heads = bundle.heads
    sheet = MinutesSheet(document, paper.foot, heads.page, pages)
    sheet.head(bundle.letterhead)
    sheet.y += 5 * mm  # a paper for one booth fits one page
    sheet.title(*paper.titles)
    sheet.y += 2 * mm
    sheet.paragraph(paper.opening)
    sheet.pairs((*paper.first.rows, *paper.second.rows))
    sheet.paragraph(paper.deed)
    sheet.pairs(paper.booth)
    if paper.lines:
        columns = [Column(title, share, right) for title, share, right in paper.columns]
        sheet.table(columns, [Line(cells) for cells in paper.lines], height=5.7 * mm, size=9)
    sheet.label(heads.remarks)
    if paper.remarks:
        sheet.paragraph(paper.remarks)
    else:
        sheet.open_lines(OPEN_LINES)
    if paper.deposit:
        sheet.paragraph(paper.deposit)
    end = SIGNATURES + CHECK - 10 * mm if paper.document else SIGNATURES
    sheet.make_room(end + 8 * mm)  # the last sentence keeps the signatures company
    sheet.paragraph(paper.closing)
    sheet.signatures(paper.place_and_day, paper.second, paper.first, paper.agreed, paper.document)
    sheet.end_page()
    return sheet.page
