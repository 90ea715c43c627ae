"""How a letter begins: number, subject, place and day, to whom; or its title in the middle of the page."""

from collections.abc import Callable, Iterator

from reportlab.lib.units import mm

from eventreg.documents.fonts import BOLD, REGULAR
from eventreg.documents.pdf import INK, fit, put, wrap
from eventreg.office.letter import Letter
from eventreg.office.setting import LEFT, ROOM, Row, Setting

TERMS = 20 * mm


def heading(letter: Letter, setting: Setting) -> Iterator[Row]:
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


def title(letter: Letter, setting: Setting) -> Iterator[Row]:
    """The kind of paper in the middle, and its number beneath."""
    words = fit(letter.subject.upper(), BOLD, ROOM, sizes=(14, 12.5, 11), depth=44)
    number = f"{letter.words.number}: {letter.number}" if letter.number else ""
    below = fit(number, REGULAR, ROOM, sizes=(setting.size, 9, 8)) if number else None
    height = words.leading * len(words.lines) + (below.leading if below else 0)

    def draw(top: float) -> None:
        setting.canvas.setFillColor(INK)
        for line in words.lines:
            top -= words.leading
            put(setting.canvas, line, LEFT + ROOM / 2, top, BOLD, words.size, align=0.5)
        if below:
            put(setting.canvas, below.lines[0], LEFT + ROOM / 2, top - below.leading, REGULAR, below.size, align=0.5)

    yield Row(height, draw, keeps=True)
    yield setting.gap(7 * mm)
