"""Names written into booths: at what size, and where each line stands; for paper and for who looks from near. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians, sin

from eventreg.booths.drawing import Drawing
from eventreg.booths.geometry import Rect
from eventreg.booths.pictures import letters_in
from eventreg.documents.fonts import BOLD, printable, width

SHEET = (396, 225)  # mm of an A3 sheet that the plan has
AROUND = 40  # cm of air around the plan
READABLE = 1.95  # mm: letters of five and a half points
LINE = 1.15  # of the letters' height
LARGEST_NAME = 46  # cm
EDGE, MARK = 12, 58  # cm that are left free at a booth's edges, and where its state is marked
MARKED = {
    0: (EDGE, EDGE, EDGE, MARK),
    90: (MARK, EDGE, EDGE, EDGE),
    180: (EDGE, MARK, EDGE, EDGE),
    270: (EDGE, EDGE, MARK, EDGE),
}
"""What stays free at the left, the top, the right and the bottom of a booth that is turned so."""
BESIDE_LABEL = 0.8  # names are smaller than the booth's number


@dataclass(frozen=True, slots=True)
class Names:
    """A booth's number and who is there, line by line. `x`, `label_y` and the lines' heights: where their middles are.

    Sizes and places in centimetres.
    """

    x: float
    label_y: float
    label_size: float
    size: float
    lines: tuple[tuple[str, float], ...]


def least_letters(drawing: Drawing) -> float:
    """How high letters are, in centimetres on the floor, that can be read where the plan fills a sheet of A3."""
    across, down = drawing.width + AROUND, drawing.height + AROUND
    return READABLE / min(SHEET[0] / across, SHEET[1] / down)


def names_in(rect: Rect, label: str, names: Sequence[str], least: float) -> Names | None:
    """How they are written into a booth, as large as fits; None where that would be smaller than `least`."""
    left, top, right, bottom = _room(rect)
    if right - left < least or bottom - top < least * (1 + LINE):
        return None
    label_size = min(letters_in(label, rect), (bottom - top) * 0.3)
    room = bottom - top - label_size * LINE
    size = min(LARGEST_NAME, label_size * BESIDE_LABEL)
    while size >= least:
        lines = [line for name in names for line in _wrapped(name, (right - left) / size)]
        if lines and all(lines) and len(lines) * size * LINE <= room:
            return _placed(lines, size, label_size, (left + right) / 2, top, bottom)
        size -= 1
    return None


def _placed(lines: Sequence[str], size: float, label_size: float, x: float, top: float, bottom: float) -> Names:
    """The number above, the lines beneath it, all of them in the middle of the room."""
    high = label_size * LINE + len(lines) * size * LINE
    begins = (top + bottom - high) / 2
    first = begins + label_size * LINE + size * LINE / 2
    heights = [round(first + at * size * LINE, 1) for at in range(len(lines))]
    return Names(
        x=round(x, 1),
        label_y=round(begins + label_size * LINE / 2, 1),
        label_size=round(label_size, 1),
        size=round(size, 1),
        lines=tuple(zip(lines, heights, strict=True)),
    )


def _room(rect: Rect) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the upright room inside a booth that the mark of its state leaves free."""
    x, y = rect.x + rect.w / 2, rect.y + rect.h / 2
    if rect.rotation in MARKED:
        wide, deep = (rect.h, rect.w) if rect.rotation in {90, 270} else (rect.w, rect.h)
        left, top, right, bottom = MARKED[rect.rotation]
        return x - wide / 2 + left, y - deep / 2 + top, x + wide / 2 - right, y + deep / 2 - bottom
    across, along = abs(cos(radians(rect.rotation))), abs(sin(radians(rect.rotation)))
    wide, deep = rect.w - 2 * MARK, rect.h - 2 * MARK
    if wide <= 0 or deep <= 0:
        return x, y, x, y
    share = min(wide / (wide * across + deep * along), deep / (wide * along + deep * across))
    return x - wide * share / 2, y - deep * share / 2, x + wide * share / 2, y + deep * share / 2


def _wrapped(name: str, room: float) -> list[str]:
    """The lines of a name where a line holds `room` letters' heights; an empty one where a word is too long for it."""
    lines, used = list[str](), 0.0
    for word in name.split():
        wide = _wide(word)
        if wide > room:
            return [""]
        if lines and used + _wide(" ") + wide <= room:
            lines[-1] += f" {word}"
            used += _wide(" ") + wide
        else:
            lines.append(word)
            used = wide
    return lines


@lru_cache(maxsize=4096)
def _wide(word: str) -> float:
    """The width of a word in heights of its letters."""
    return width(word if word == " " else printable(word), BOLD, 1)
