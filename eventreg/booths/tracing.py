"""Booths traced from an SVG that another program drew: every rectangle, and the words that stand in it. Pure.

What comes out are polygons in the units of the drawing; `booths_of` makes them booths once it is known how wide it is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import atan2, degrees, hypot, isfinite
from xml.etree import ElementTree

from eventreg.booths.drawing import LARGEST, LARGEST_SIDE, MOST_BOOTHS, BoothDrawn, Drawing
from eventreg.booths.geometry import Point, Rect, corners, is_within
from eventreg.booths.parsing import DrawingFaulty, Fault, Wrong
from eventreg.booths.shapes import Matrix, applied, matrix_of, number, polygons_of, times

NARROWEST = 80  # cm: what is narrower is a line, a table, a pillar
MOST_FOUND, MOST_WORDS = 1500, 3000
SQUARE = 0.035  # the cosine of the corners, and how much opposite sides may differ
SAME = 8  # cm: a rectangle drawn twice, once filled and once outlined
MOST_OF_ALL = 0.5  # of the drawing: what is larger is its frame
LONGEST_LABEL = 16
UNSEEN = frozenset(
    {"defs", "symbol", "clipPath", "mask", "pattern", "marker", "metadata", "style", "script", "title", "desc"}
)
HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)")


@dataclass(frozen=True, slots=True)
class Traced:
    """What was found: the size of the drawing in its own units, four-cornered shapes, and words where they are."""

    width: float
    height: float
    polygons: tuple[tuple[Point, ...], ...]
    words: tuple[tuple[str, Point], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The booths of a drawing; `numbered`: the ids of those in which no number stood."""

    drawing: Drawing
    numbered: frozenset[str]


def traced(root: ElementTree.Element) -> Traced:
    """All rectangles and words of a drawing. Raises DrawingFaulty where it has no size, or far too much is in it."""
    left, top, width, height = _view(root)
    polygons, words = list[tuple[Point, ...]](), list[tuple[str, Point]]()
    for element, name, matrix in _seen(root, (1, 0, 0, 1, -left, -top)):
        if name == "text":
            words += _words(element, matrix) if len(words) < MOST_WORDS else []
            continue
        polygons += [tuple(applied(matrix, point) for point in one) for one in polygons_of(element, name)]
        if len(polygons) > MOST_FOUND:
            raise DrawingFaulty([Fault("booths", Wrong.TOO_MANY, str(MOST_FOUND))])
    return Traced(width, height, tuple(polygons), tuple(words))


def booths_of(found: Traced, width: int) -> Found:
    """The booths of a drawing that is so many centimetres wide. Raises DrawingFaulty where there are none."""
    scale = width / found.width
    height = round(found.height * scale) if isfinite(found.height * scale) else 0
    if not 100 <= height <= LARGEST_SIDE:
        raise DrawingFaulty([Fault("", Wrong.NO_RECTANGLES)])
    rects = _outermost(_once(_rects(found.polygons, scale)), width * height)
    if not rects:
        raise DrawingFaulty([Fault("", Wrong.NO_RECTANGLES)])
    if len(rects) > MOST_BOOTHS:
        raise DrawingFaulty([Fault("booths", Wrong.TOO_MANY, str(MOST_BOOTHS))])
    labels = _labels(rects, [(words, (x * scale, y * scale)) for words, (x, y) in found.words])
    booths, numbered = _numbered(rects, labels)
    return Found(Drawing(width=width, height=height, booths=booths), numbered)


# ---- Reading ---------------------------------------------------------------------------------------


def _view(root: ElementTree.Element) -> tuple[float, float, float, float]:
    """Left, top, width and height of the drawing in its own units."""
    view = [number(part) for part in re.split(r"[\s,]+", (root.get("viewBox") or "").strip())]
    if len(view) != 4:
        view = [0.0, 0.0, number(root.get("width")), number(root.get("height"))]
    if _local(root) != "svg" or not (view[2] > 0 and view[3] > 0):
        raise DrawingFaulty([Fault("", Wrong.NO_DRAWING)])
    return view[0], view[1], view[2], view[3]


def _seen(root: ElementTree.Element, matrix: Matrix) -> Iterator[tuple[ElementTree.Element, str, Matrix]]:
    """Everything that is drawn, in its order, with how it lies; nested however deep."""
    waiting = [(root, matrix)]
    while waiting:
        element, outer = waiting.pop()
        name = _local(element)
        if name in UNSEEN or element.get("display") == "none" or HIDDEN.search(element.get("style") or ""):
            continue
        inner = times(outer, matrix_of(element.get("transform"))) if element.get("transform") else outer
        if name == "svg" and element is not root:
            inner = times(inner, (1, 0, 0, 1, number(element.get("x")), number(element.get("y"))))
        yield element, name, inner
        if name != "text":
            waiting += [(child, inner) for child in reversed(element)]


def _words(element: ElementTree.Element, matrix: Matrix) -> list[tuple[str, Point]]:
    """What a text says and where it begins: its own place, or that of the first part of it that has one."""
    words = " ".join(" ".join(element.itertext()).split())
    placed = next((one for one in element.iter() if one.get("x") or one.get("y")), element)
    first = [number(next(iter((placed.get(side) or "").replace(",", " ").split()), "0")) for side in ("x", "y")]
    return [(words, applied(matrix, (first[0], first[1])))] if words else []


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


# ---- What is a booth -------------------------------------------------------------------------------


def _rects(polygons: Iterable[Sequence[Point]], scale: float) -> Iterator[Rect]:
    """The polygons that are rectangles of a booth's size, in centimetres."""
    for points in polygons:
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = ((x * scale, y * scale) for x, y in points)
        wide, deep = hypot(bx - ax, by - ay), hypot(cx - bx, cy - by)
        if not (NARROWEST <= wide <= LARGEST and NARROWEST <= deep <= LARGEST):
            continue
        cosine = ((bx - ax) * (cx - bx) + (by - ay) * (cy - by)) / (wide * deep)
        skewed = hypot(ax + cx - bx - dx, ay + cy - by - dy)  # middles of the diagonals are apart
        if abs(cosine) > SQUARE or skewed > SQUARE * (wide + deep):
            continue
        angle = degrees(atan2(by - ay, bx - ax)) % 180
        if 45 < angle <= 135:
            wide, deep, angle = deep, wide, angle - 90
        elif angle > 135:
            angle -= 180
        middle_x, middle_y = (ax + cx) / 2, (ay + cy) / 2
        if max(abs(middle_x), abs(middle_y)) < LARGEST_SIDE:
            yield Rect(
                round(middle_x - wide / 2),
                round(middle_y - deep / 2),
                round(wide),
                round(deep),
                round(angle) % 360,
            )


def _once(rects: Iterable[Rect]) -> list[Rect]:
    """Each once: many programs draw a filled rectangle and its outline apart."""
    kept: dict[tuple[int, ...], Rect] = {}
    for rect in rects:
        key = [round(side / SAME) for side in (rect.x, rect.y, rect.w, rect.h)]
        near = ((*(k + d for k, d in zip(key, shift, strict=True)), rect.rotation) for shift in _SHIFTS)
        if not any(one in kept for one in near):
            kept[*key, rect.rotation] = rect
    return list(kept.values())


_SHIFTS = [(a, b, c, d) for a in (0, -1, 1) for b in (0, -1, 1) for c in (0, -1, 1) for d in (0, -1, 1)]


def _outermost(rects: Sequence[Rect], area: int) -> list[Rect]:
    """Without frames, which hold several others or most of the drawing, and without what lies in a booth."""
    largest_first = sorted(
        (one for one in rects if one.w * one.h <= MOST_OF_ALL * area), key=lambda one: (-one.w * one.h, one.y, one.x)
    )
    kept = list[Rect]()
    inside: set[int] = set()
    for at, rect in enumerate(largest_first):
        if at in inside:
            continue
        held = [
            other
            for other in range(at + 1, len(largest_first))
            if is_within(_middle(largest_first[other]), rect) and _is_smaller(largest_first[other], rect)
        ]
        if len(held) > 1:
            continue
        kept.append(rect)
        inside.update(held)
    return kept


def _middle(rect: Rect) -> Point:
    return rect.x + rect.w / 2, rect.y + rect.h / 2


def _is_smaller(one: Rect, other: Rect) -> bool:
    return all(is_within(corner, other, slack=SAME) for corner in corners(one))


# ---- Numbers ---------------------------------------------------------------------------------------


def _labels(rects: Sequence[Rect], words: Iterable[tuple[str, Point]]) -> Mapping[int, str]:
    """Which number stands in which rectangle: the first words there that can be one and are no other's."""
    labels: dict[int, str] = {}
    given: set[str] = set()
    for text, point in words:
        at = next((at for at, rect in enumerate(rects) if at not in labels and is_within(point, rect)), None)
        if at is not None and len(text) <= LONGEST_LABEL and text.isprintable() and text not in given:
            labels[at] = text
            given.add(text)
    return labels


def _numbered(rects: Sequence[Rect], labels: Mapping[int, str]) -> tuple[tuple[BoothDrawn, ...], frozenset[str]]:
    """Booths in the order in which one reads, line by line; where no number stood the next free one."""
    tall = sorted(rect.h for rect in rects)[len(rects) // 2]
    order = sorted(range(len(rects)), key=lambda at: (round(_middle(rects[at])[1] / tall), _middle(rects[at])[0]))
    taken, next_number, booths = set(labels.values()), 0, list[BoothDrawn]()
    for place, at in enumerate(order):
        label = labels.get(at, "")
        while not label:
            next_number += 1
            label = f"{next_number:02}" if f"{next_number:02}" not in taken else ""
        booths.append(BoothDrawn(id=f"traced-{place + 1}", label=label, rect=rects[at]))
    numbered = frozenset(booth.id for booth, at in zip(booths, order, strict=True) if at not in labels)
    return tuple(booths), numbered
