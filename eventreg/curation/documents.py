"""The sheets that minutes are set on: A4, filled from the top, with tables that go on over the page."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from eventreg.documents.fonts import BOLD, REGULAR
from eventreg.documents.letterhead import draw_head
from eventreg.documents.pdf import INK, INK_2, LINE, NILA, Document, Letterhead, fit, put, put_lines, wrap

WIDTH, HEIGHT = A4
LEFT, ROOM = 22 * mm, WIDTH - 44 * mm
BOTTOM = 22 * mm
SIZE, LEADING = 10.0, 1.45
PAD = 1.6 * mm
HEAD, RULE = HexColor("#f1eee8"), HexColor("#c9c3b8")


@dataclass(frozen=True)
class Column:
    """A column of a table. `share`: of the room; `right`: figures that end under one another."""

    title: str
    share: float
    right: bool = False


@dataclass(frozen=True)
class Line:
    """A row of a table; `below`: words under it over the whole width."""

    cells: tuple[str, ...]
    below: str = ""
    strong: bool = False


class Sheet:
    """A document in the making; `pages`: how many it has in the end, 0 while that isn't known.

    `counted`: how pages are counted at their foot, with places for `{page}` and `{pages}`.
    """

    def __init__(self, document: Document, foot: str, counted: str, pages: int = 0) -> None:
        self.document, self.canvas, self.foot, self.counted, self.pages = (
            document,
            document.canvas,
            foot,
            counted,
            pages,
        )
        self.page, self.y = 1, HEIGHT - 18 * mm

    def head(self, letterhead: Letterhead) -> None:
        """Who issues it: mark, name, address, and a double rule below."""
        self.y = draw_head(self.canvas, letterhead, LEFT, self.y, ROOM) - 10 * mm

    def title(self, *lines: str) -> None:
        """What kind of paper it is, about what, and its number; each may be long."""
        self.canvas.setFillColor(INK)
        for place, words in enumerate(lines):
            font, size = (BOLD, 13.0) if place == 0 else (BOLD, 11.0) if place == 1 else (REGULAR, SIZE)
            fitted = fit(words, font, ROOM, sizes=(size, size - 1.5), depth=size * 3)
            self.y = put_lines(self.canvas, fitted, WIDTH / 2, self.y, font, align=0.5) - 1
        self.y -= 6 * mm

    def heading(self, words: str) -> None:
        """A part's name, never alone at the foot of a page."""
        self.make_room(26 * mm)
        self.y -= 3 * mm
        self.canvas.setFillColor(NILA)
        put(self.canvas, words, LEFT, self.y - 11, BOLD, 11)
        self.y -= 11 * LEADING + 1.5 * mm

    def paragraph(self, words: str, *, size: float = SIZE) -> None:
        """Lines over the whole width; line breaks stay."""
        for part in words.splitlines() or [""]:
            for line in wrap(" ".join(part.split()), REGULAR, size, ROOM):
                self.make_room(size * LEADING)
                self.canvas.setFillColor(INK)
                put(self.canvas, line, LEFT, self.y - size, REGULAR, size)
                self.y -= size * LEADING
        self.y -= 2 * mm

    def table(self, columns: Sequence[Column], lines: Sequence[Line], *, height: float = 0, size: float = 8.5) -> None:
        """A table; its head stands again on each page. `height`: of a row at least, for signatures."""
        self.make_room(20 * mm)
        self._table_head(columns, size)
        for line in lines:
            cells = [
                wrap(" ".join(cell.split()), BOLD if line.strong else REGULAR, size, ROOM * one.share - 2 * PAD)
                for one, cell in zip(columns, line.cells, strict=True)
            ]
            below = wrap(" ".join(line.below.split()), REGULAR, size - 0.5, ROOM * 0.94 - 2 * PAD)
            depth = max(height, max(map(len, cells)) * size * 1.35 + len(below) * size * 1.3 + 2 * PAD)
            if self.make_room(depth):
                self._table_head(columns, size)
            self._row(columns, cells, below, depth, size, line.strong)
        self.y -= 3 * mm

    def pairs(self, rows: Sequence[tuple[str, str]]) -> None:
        """Names and values, with a colon between."""
        for name, value in rows:
            self.make_room(SIZE * LEADING)
            self.canvas.setFillColor(INK)
            put(self.canvas, name, LEFT, self.y - SIZE, REGULAR, SIZE)
            put(self.canvas, f": {value}", LEFT + 45 * mm, self.y - SIZE, BOLD, SIZE)
            self.y -= SIZE * LEADING
        self.y -= 2 * mm

    def signature(self, place_and_day: str, post: str, name: str) -> None:
        """Place and date, who signs, room for hand and stamp, the name."""
        self.make_room(48 * mm)
        x, room = LEFT + ROOM * 0.55, ROOM * 0.45
        self.y -= 4 * mm
        self.canvas.setFillColor(INK)
        for line in (place_and_day, post):
            put(self.canvas, fit(line, REGULAR, room, sizes=(SIZE, 8.5)).lines[0], x, self.y - SIZE, REGULAR, SIZE)
            self.y -= SIZE * LEADING
        self.y -= 20 * mm
        fitted = fit(name, BOLD, room, sizes=(SIZE, 8.5))
        put(self.canvas, fitted.lines[0] if name else "", x, self.y - SIZE, BOLD, fitted.size)
        self.canvas.setStrokeColor(LINE)
        self.canvas.line(x, self.y - SIZE - 3, x + room * 0.9, self.y - SIZE - 3)
        self.y -= SIZE * LEADING

    def make_room(self, height: float) -> bool:
        """Begin a new page where the room is too small for it; whether it was."""
        if self.y - height >= BOTTOM:
            return False
        self.end_page()
        self.canvas.showPage()
        self.page, self.y = self.page + 1, HEIGHT - 20 * mm
        return True

    def end_page(self) -> None:
        """What stands at the foot of each page."""
        self.canvas.setFillColor(INK_2)
        put(self.canvas, fit(self.foot, REGULAR, ROOM * 0.75, sizes=(7.5, 6.5)).lines[0], LEFT, 12 * mm, REGULAR, 7.5)
        number = self.counted.format(page=self.page, pages=self.pages or self.page)
        put(self.canvas, number, LEFT + ROOM, 12 * mm, REGULAR, 7.5, align=1)

    def _table_head(self, columns: Sequence[Column], size: float) -> None:
        depth = size * 1.35 + 2 * PAD
        self.canvas.setFillColor(HEAD)
        self.canvas.rect(LEFT, self.y - depth, ROOM, depth, stroke=0, fill=1)
        self._row(columns, [[one.title] for one in columns], [], depth, size, strong=True)

    def _row(
        self,
        columns: Sequence[Column],
        cells: Sequence[Sequence[str]],
        below: Sequence[str],
        depth: float,
        size: float,
        strong: bool = False,
    ) -> None:
        x, font = LEFT, BOLD if strong else REGULAR
        self.canvas.setFillColor(INK)
        for one, lines in zip(columns, cells, strict=True):
            wide = ROOM * one.share
            for number, line in enumerate(lines):
                at = x + wide - PAD if one.right else x + PAD
                y = self.y - PAD - size - number * size * 1.35
                put(self.canvas, line, at, y, font, size, align=1 if one.right else 0)
            x += wide
        top = self.y - PAD - max(map(len, cells)) * size * 1.35
        self.canvas.setFillColor(INK_2)
        for number, line in enumerate(below):
            put(self.canvas, line, LEFT + ROOM * 0.06 + PAD, top - size - number * size * 1.3, REGULAR, size - 0.5)
        self.y -= depth
        self.canvas.setStrokeColor(RULE)
        self.canvas.setLineWidth(0.5)
        self.canvas.line(LEFT, self.y, LEFT + ROOM, self.y)
