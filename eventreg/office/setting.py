"""Setting text on pages: rows that stand together, paragraphs, lists and tables of pairs.

A row is as high as its line and knows how to draw itself; `keeps` ties it to the next, so that no line of a paragraph,
and no signature, is left alone on a page.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from eventreg.documents.fonts import BOLD, REGULAR, WORD_SPACE, printable
from eventreg.documents.fonts import width as width_of
from eventreg.documents.pdf import INK, put, wrap
from eventreg.office.parsing import Block, Line, Look, Piece, blocks_of

WIDTH, HEIGHT = A4
LEFT, ROOM = 24 * mm, WIDTH - 46 * mm
LEADING = 1.48
INDENT, NARROWEST = 7 * mm, 24 * mm
WIDEST_TERM = 52 * mm
TOGETHER = 2
"""As many lines of a paragraph at least stand together, at the foot of a page and at the head of the next."""

SHORT_TABLE = 12
"""So many lines of a table aren't parted."""

Word = tuple[Piece, ...]
"""Pieces that stand together without a space between them."""


@dataclass(frozen=True, slots=True)
class Row:
    """As high as it says, drawn from its top down; `keeps`: the next one stands on the same page."""

    height: float
    draw: Callable[[float], None]
    keeps: bool = False


class Setting:
    """Pages that are filled from the top with text of one size."""

    def __init__(self, canvas: Canvas, size: float, *, bottom: float, top: float) -> None:
        self.canvas, self.size, self.leading = canvas, size, size * LEADING
        self.bottom, self.top = bottom, top
        self.page, self.y = 1, HEIGHT - top
        self.on_new_page: Callable[[], None] = lambda: None

    def width(self, words: str, font: str = REGULAR) -> float:
        """How wide a line is."""
        return width_of(printable(words), font, self.size)

    def end_page(self) -> None:
        """Draw what stands on every page."""
        self.on_new_page()

    def place(self, rows: Sequence[Row]) -> None:
        """Set rows one under the other; what keeps together moves to the next page together, if a page can hold it."""
        for chunk in _chunks(rows):
            height = sum(row.height for row in chunk)
            if self.y - height < self.bottom and height <= HEIGHT - self.top - self.bottom:
                self._turn()
            for row in chunk:
                if self.y - row.height < self.bottom and row.height <= HEIGHT - self.top - self.bottom:
                    self._turn()
                row.draw(self.y)
                self.y -= row.height

    def gap(self, height: float) -> Row:
        """Nothing, so high; never at the head of a page, for it keeps what follows."""
        return Row(height, lambda top: None, keeps=True)

    def closing(self, body: Sequence[Row], ending: Sequence[Row]) -> list[Row]:
        """The text with what ends it, which its last lines don't leave alone."""
        return [*body[:-TOGETHER], *(replace(row, keeps=True) for row in body[-TOGETHER:]), *ending]

    def rows_of(self, text: str) -> Iterator[Row]:
        """What a wording says, line by line, with room between its parts."""
        blocks = blocks_of(text)
        for place, block in enumerate(blocks):
            following = blocks[place + 1] if place + 1 < len(blocks) else None
            rows = list(self._pairs(block) if block.look is Look.PAIRS else self._lines(block))
            space = 0.0 if following is None else self._space(block, following)
            leads = block.look is Look.HEADING or (following is not None and self._leads(block, following))
            for number, row in enumerate(rows):
                is_last = number == len(rows) - 1
                keeps = leads if is_last else self._stays(number, len(rows), block.look)
                yield replace(row, height=row.height + (space if is_last else 0.0), keeps=keeps)

    def _turn(self) -> None:
        self.end_page()
        self.canvas.showPage()
        self.page, self.y = self.page + 1, HEIGHT - self.top - 6 * mm

    def _stays(self, number: int, count: int, look: Look) -> bool:
        if look is Look.PAIRS and count <= SHORT_TABLE:
            return True
        return number < TOGETHER - 1 or number >= count - TOGETHER

    def _leads(self, block: Block, following: Block) -> bool:
        """Whether a sentence introduces what follows it: a list, a table."""
        return following.look is not block.look and following.look in {Look.PAIRS, Look.ITEM}

    def _space(self, block: Block, following: Block) -> float:
        between_items = block.look is Look.ITEM and following.look is Look.ITEM
        return self.size * (0.25 if between_items else 0.3 if block.look is Look.HEADING else 0.75)

    def _lines(self, block: Block) -> Iterator[Row]:
        """A paragraph, a heading, an item of a list with its marker."""
        x = LEFT + INDENT * block.depth
        marker = block.marker
        for written in block.lines:
            line = tuple(replace(piece, is_bold=True) for piece in written) if block.look is Look.HEADING else written
            for words in wrap_line(line, self.size, LEFT + ROOM - x):
                yield Row(self.leading, self._word_row(words, x, marker))
                marker = ""

    def _pairs(self, block: Block) -> Iterator[Row]:
        """Terms and values with a colon between; long ones go on beneath themselves."""
        x = LEFT + INDENT * max(1, block.depth)
        widest = max(self.width(term) for term, _value in block.pairs) + 3 * mm
        column = min(max(widest, NARROWEST), WIDEST_TERM)
        at = x + column + 3 * mm
        for term, value in block.pairs:
            terms = wrap(printable(term), REGULAR, self.size, column - 2 * mm)
            values = wrap_line(value, self.size, LEFT + ROOM - at)
            for number in range(max(len(terms), len(values))):
                words = values[number] if number < len(values) else ()
                named = terms[number] if number < len(terms) else ""
                yield Row(self.leading, self._pair_row(named, words, (x, at), number == 0))

    def _word_row(self, words: Sequence[Word], x: float, marker: str) -> Callable[[float], None]:
        def draw(top: float) -> None:
            self.canvas.setFillColor(INK)
            if marker:
                put(self.canvas, marker, x - INDENT + 0.5 * mm, top - self.size, REGULAR, self.size)
            put_words(self.canvas, words, x, top - self.size, self.size)

        return draw

    def _pair_row(
        self, term: str, words: Sequence[Word], at: tuple[float, float], is_first: bool
    ) -> Callable[[float], None]:
        def draw(top: float) -> None:
            self.canvas.setFillColor(INK)
            put(self.canvas, term, at[0], top - self.size, REGULAR, self.size)
            if is_first:
                put(self.canvas, ":", at[1] - 3 * mm, top - self.size, REGULAR, self.size)
            put_words(self.canvas, words, at[1], top - self.size, self.size)

        return draw


def put_words(canvas: Canvas, words: Sequence[Word], x: float, y: float, size: float) -> None:
    """One line of words, each in its weight, from x on. Neighbours of one weight are written as one run."""
    runs: list[Piece] = []
    for place, word in enumerate(words):
        for number, piece in enumerate(word):
            text = f" {piece.text}" if place and number == 0 else piece.text
            if runs and runs[-1].is_bold == piece.is_bold:
                runs[-1] = Piece(runs[-1].text + text, piece.is_bold)
            else:
                runs.append(Piece(text, piece.is_bold))
    for run in runs:
        font = BOLD if run.is_bold else REGULAR
        canvas.setFont(font, size)
        canvas.drawString(x, y, run.text, wordSpace=WORD_SPACE * size)
        x += width_of(run.text, font, size)


def wrap_line(line: Line, size: float, room: float) -> list[tuple[Word, ...]]:
    """Words broken into lines that fit; a word wider than the room is broken inside."""
    space = width_of(" ", REGULAR, size)
    lines: list[list[Word]] = [[]]
    used = 0.0
    for word in _words(line, size, room):
        wide = sum(width_of(piece.text, BOLD if piece.is_bold else REGULAR, size) for piece in word)
        if lines[-1] and used + space + wide > room:
            lines.append([])
            used = 0.0
        used += (space if lines[-1] else 0.0) + wide
        lines[-1].append(word)
    return [tuple(words) for words in lines if words]


def _words(line: Line, size: float, room: float) -> Iterator[Word]:
    """The pieces of a line cut at its spaces."""
    word: list[Piece] = []
    for piece in line:
        parts = piece.text.split(" ")
        for number, part in enumerate(parts):
            if number and word:
                yield from _broken(tuple(word), size, room)
                word = []
            text = printable(part)
            if text:
                word.append(Piece(text, piece.is_bold))
    if word:
        yield from _broken(tuple(word), size, room)


def _broken(word: Word, size: float, room: float) -> Iterator[Word]:
    """A word in as many parts as it takes to fit the room; nearly always one."""
    if sum(width_of(piece.text, BOLD if piece.is_bold else REGULAR, size) for piece in word) <= room:
        yield word
        return
    for piece in word:
        for part in wrap(piece.text, BOLD if piece.is_bold else REGULAR, size, room):
            yield (Piece(part, piece.is_bold),)


def _chunks(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows that stand together."""
    chunk: list[Row] = []
    for row in rows:
        chunk.append(row)
        if not row.keeps:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
