"""Shapes of an SVG as polygons: rectangles, polygons and straight closed paths with four corners. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from math import cos, hypot, isfinite, radians, sin, tan
from typing import Protocol

from eventreg.booths.geometry import Point

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)

NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?"
NUMBERS = re.compile(NUMBER)
LENGTH = re.compile(rf"\s*({NUMBER})\s*(px|pt|pc|mm|cm|in|)\s*")
UNITS = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
TRANSFORM = re.compile(r"(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^)]*)\)")
STEPS = re.compile(rf"[A-DF-Za-df-z]|{NUMBER}")
LONGEST_PATH = 4000  # characters: what is longer is no rectangle
LONGEST_TRANSFORM = 1000  # characters, too: patterns take their time over endless ones


class Attributes(Protocol):
    """What has attributes: an element."""

    def get(self, key: str) -> str | None:
        """An attribute's value."""


def number(text: str | None) -> float:
    """A length in units of the drawing; 0 for what is none."""
    match = LENGTH.fullmatch((text or "")[:40])
    value = float(match[1]) * UNITS[match[2]] if match else 0.0
    return value if isfinite(value) else 0.0


def polygons_of(element: Attributes, name: str) -> Iterator[tuple[Point, ...]]:
    """The corners of what has four of them: a rectangle, a polygon, or straight closed parts of a path."""
    if name == "rect":
        x, y, w, h = (number(element.get(key)) for key in ("x", "y", "width", "height"))
        if w > 0 and h > 0:
            yield (x, y), (x + w, y), (x + w, y + h), (x, y + h)
    elif name in {"polygon", "polyline"}:
        found = _floats(element.get("points"))
        yield from _four(list(zip(found[::2], found[1::2], strict=False)), is_closed=name == "polygon")
    elif name == "path":
        for points, is_closed in _parts(element.get("d") or ""):
            yield from _four(points, is_closed=is_closed)


def matrix_of(text: str | None) -> Matrix:
    """How an element lies: all of its transforms, one after the other; what can't be read moves nothing."""
    matrix = IDENTITY
    for kind, given in TRANSFORM.findall((text or "")[:LONGEST_TRANSFORM]):
        matrix = times(matrix, _transform(kind, _floats(given)))
    return matrix if all(map(isfinite, matrix)) else IDENTITY


def times(one: Matrix, other: Matrix) -> Matrix:
    """What lies by `other` within what lies by `one`."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * m + e, b * k + d * m + f


def applied(matrix: Matrix, point: Point) -> Point:
    """Where a point lies; the corner where it can't be reckoned."""
    a, b, c, d, e, f = matrix
    x, y = a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f
    return (x, y) if isfinite(x) and isfinite(y) else (0.0, 0.0)


def _floats(text: str | None) -> list[float]:
    return [value if isfinite(value := float(part)) else 0.0 for part in NUMBERS.findall((text or "")[:LONGEST_PATH])]


def _transform(kind: str, given: list[float]) -> Matrix:
    first, second, third = [*given, 0.0, 0.0, 0.0][:3]
    if kind == "matrix" and len(given) == 6:
        return given[0], given[1], given[2], given[3], given[4], given[5]
    if kind == "translate":
        return 1, 0, 0, 1, first, second
    if kind == "scale" and given:
        return first, 0, 0, second if len(given) > 1 else first, 0, 0
    if kind == "rotate":
        turn: Matrix = (cos(radians(first)), sin(radians(first)), -sin(radians(first)), cos(radians(first)), 0, 0)
        return times(times((1, 0, 0, 1, second, third), turn), (1, 0, 0, 1, -second, -third))
    if kind == "skewX":
        return 1, 0, tan(radians(first)), 1, 0, 0
    if kind == "skewY":
        return 1, tan(radians(first)), 0, 1, 0, 0
    return IDENTITY


def _four(points: list[Point], *, is_closed: bool) -> Iterator[tuple[Point, ...]]:
    """The points of a closed line that turns four times, without those that lie on the way."""
    if len(points) > 40 or len(points) < 4:
        return
    size = max(hypot(x - points[0][0], y - points[0][1]) for x, y in points)
    if hypot(points[0][0] - points[-1][0], points[0][1] - points[-1][1]) <= size / 500:
        points = points[:-1]
    elif not is_closed:
        return
    turning = [
        point for at, point in enumerate(points) if _turns(points[at - 1], point, points[(at + 1) % len(points)])
    ]
    if len(turning) == 4:
        yield tuple(turning)


def _turns(before: Point, here: Point, after: Point) -> bool:
    (ax, ay), (bx, by) = (here[0] - before[0], here[1] - before[1]), (after[0] - here[0], after[1] - here[1])
    lengths = hypot(ax, ay) * hypot(bx, by)
    return lengths > 0 and abs(ax * by - ay * bx) > 0.02 * lengths


def _parts(text: str) -> Iterator[tuple[list[Point], bool]]:
    """The straight parts of a path, each with whether it is closed; parts with curves are left out."""
    points, x, y, is_straight = list[Point](), 0.0, 0.0, True
    for step, values in _steps(text):
        lower = step.lower()
        if lower in "zm":
            if points and is_straight:
                yield points, lower == "z"
            if points:
                x, y = points[0] if lower == "z" else (x, y)
            points, is_straight = ([(x, y)] if lower == "z" else []), True
        for dx, dy in _moves(lower, values):
            is_relative = step.islower()
            x = (x + dx if is_relative else dx) if dx is not None else x
            y = (y + dy if is_relative else dy) if dy is not None else y
            points.append((x, y))
        is_straight = is_straight and lower in "mlhvz"
    if points and is_straight:
        yield points, False


def _steps(text: str) -> Iterator[tuple[str, list[float]]]:
    letter, values = "", list[float]()
    for part in STEPS.findall(text[:LONGEST_PATH]):
        if part.isalpha():
            if letter:
                yield letter, values
            letter, values = part, []
        else:
            values.append(float(part))
    if letter:
        yield letter, values


MOVES: Mapping[str, int] = {"m": 2, "l": 2, "c": 6, "s": 4, "q": 4, "t": 2, "a": 7}


def _moves(letter: str, values: list[float]) -> Iterable[tuple[float | None, float | None]]:
    """Where a step of a path leads, as often as it is repeated: only the ends of curves."""
    if letter == "h":
        return [(value, None) for value in values]
    if letter == "v":
        return [(None, value) for value in values]
    size = MOVES.get(letter, 0)
    if not size:
        return []
    return [(values[at + size - 2], values[at + size - 1]) for at in range(0, len(values) - size + 1, size)]
