"""How a letter ends: who signs, the check, the frame for a stamp duty, who gets a copy."""

from collections.abc import Callable, Iterator

from reportlab.lib.units import mm

from eventreg.documents.fonts import BOLD, REGULAR, width
from eventreg.documents.letterhead import draw_check
from eventreg.documents.pdf import INK, INK_2, LINE, Fitted, draw_picture, fit, put, wrap
from eventreg.office.letter import Letter, Style
from eventreg.office.setting import LEFT, ROOM, Row, Setting

SIGNS_AT, CHECK = LEFT + ROOM * 0.52, 22 * mm
HAND = 21 * mm
"""Room for a hand and a stamp."""


def ending(letter: Letter, setting: Setting) -> Iterator[Row]:
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
