"""Rectangles on a floor: corners, overlaps, neighbours, snapping. Pure; lengths in centimetres, angles in degrees.

A rectangle is turned about its centre. `static/js/floorplan-geometry.js` reckons the same in the browser, where things
have to be seen while they are drawn; what counts is reckoned here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import cos, hypot, radians, sin

Point = tuple[float, float]

HAIR = 0.5  # cm: less is no overlap, and no distance
SIDE_SHARED = 10  # cm of a side that neighbours share at least: corners that touch make no neighbours
PARALLEL = 0.09  # the sine of about five degrees


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle by its upper left corner before it is turned by `rotation` about its centre."""

    x: int
    y: int
    w: int
    h: int
    rotation: int = 0


def corners(rect: Rect) -> tuple[Point, ...]:
    """The four corners in their order around the rectangle."""
    middle_x, middle_y = rect.x + rect.w / 2, rect.y + rect.h / 2
    cosine, sine = _turn(rect.rotation)
    return tuple(
        (middle_x + dx * cosine - dy * sine, middle_y + dx * sine + dy * cosine)
        for dx, dy in (
            (-rect.w / 2, -rect.h / 2),
            (rect.w / 2, -rect.h / 2),
            (rect.w / 2, rect.h / 2),
            (-rect.w / 2, rect.h / 2),
        )
    )


def bounds(rect: Rect) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the upright box around the rectangle."""
    xs, ys = zip(*corners(rect), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def is_inside(rect: Rect, width: int, height: int) -> bool:
    """Whether all of it lies on a floor of this size."""
    left, top, right, bottom = bounds(rect)
    return left >= -HAIR and top >= -HAIR and right <= width + HAIR and bottom <= height + HAIR


def is_within(point: Point, rect: Rect, slack: float = 0) -> bool:
    """Whether a point lies in a rectangle, or so near to it."""
    cosine, sine = _turn(rect.rotation)
    x, y = point[0] - rect.x - rect.w / 2, point[1] - rect.y - rect.h / 2
    return abs(x * cosine + y * sine) <= rect.w / 2 + slack and abs(y * cosine - x * sine) <= rect.h / 2 + slack


def overlap(one: Rect, other: Rect) -> bool:
    """Whether two rectangles share more than an edge: no line parallel to a side parts them."""
    first, second = corners(one), corners(other)
    for axis in (*_axes(one), *_axes(other)):
        low, high = _shadow(first, axis)
        other_low, other_high = _shadow(second, axis)
        if high - other_low <= HAIR or other_high - low <= HAIR:
            return False
    return True


def overlaps(rects: Mapping[str, Rect]) -> list[tuple[str, str]]:
    """The pairs of keys whose rectangles overlap, in the order of the keys."""
    return [pair for pair in _near_pairs(rects, 0) if overlap(rects[pair[0]], rects[pair[1]])]


def adjacent(one: Rect, other: Rect, gap: int) -> bool:
    """Whether sides of the two face each other at most `gap` apart, over a stretch of at least ten centimetres."""
    return any(
        _sides_meet(side, facing, gap) for side in _sides(corners(one)) for facing in _sides(corners(other))
    ) or overlap(one, other)


def neighbours(
    rects: Mapping[str, Rect],
    gap: int,
    *,
    added: Iterable[tuple[str, str]] = (),
    removed: Iterable[tuple[str, str]] = (),
) -> list[tuple[str, str]]:
    """The pairs that stand beside each other, each once and in order; by hand some are added and others taken away."""
    found = {_pair(*pair) for pair in _near_pairs(rects, gap) if adjacent(rects[pair[0]], rects[pair[1]], gap)}
    found |= {_pair(*pair) for pair in added if pair[0] in rects and pair[1] in rects and pair[0] != pair[1]}
    return sorted(found - {_pair(*pair) for pair in removed})


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _near_pairs(rects: Mapping[str, Rect], gap: int) -> Iterable[tuple[str, str]]:
    """Pairs whose upright boxes come near each other: all others are too far to look at."""
    boxes = sorted((bounds(rect), key) for key, rect in rects.items())
    for at, ((_left, top, right, bottom), key) in enumerate(boxes):
        for (other_left, other_top, _other_right, other_bottom), other in boxes[at + 1 :]:
            if other_left > right + gap + HAIR:
                break
            if other_top <= bottom + gap + HAIR and top <= other_bottom + gap + HAIR:
                yield _pair(key, other)


def _turn(rotation: int) -> Point:
    exact = {0: (1.0, 0.0), 90: (0.0, 1.0), 180: (-1.0, 0.0), 270: (0.0, -1.0)}
    return exact.get(rotation % 360) or (cos(radians(rotation)), sin(radians(rotation)))


def _axes(rect: Rect) -> tuple[Point, Point]:
    cosine, sine = _turn(rect.rotation)
    return (cosine, sine), (-sine, cosine)


def _shadow(points: Iterable[Point], axis: Point) -> Point:
    lengths = [x * axis[0] + y * axis[1] for x, y in points]
    return min(lengths), max(lengths)


def _sides(points: tuple[Point, ...]) -> list[tuple[Point, Point]]:
    return [(points[at], points[(at + 1) % 4]) for at in range(4)]


def _sides_meet(one: tuple[Point, Point], other: tuple[Point, Point], gap: int) -> bool:
    (ax, ay), (bx, by) = one
    length = hypot(bx - ax, by - ay)
    along = ((bx - ax) / length, (by - ay) / length)
    outward = (along[1], -along[0])  # corners go round so that this points away from the rectangle
    (cx, cy), (dx, dy) = other
    facing = hypot(dx - cx, dy - cy)
    if along[0] * (dx - cx) / facing + along[1] * (dy - cy) / facing > -(1 - PARALLEL**2):
        return False  # not parallel, or looking the same way
    apart = ((cx + dx) / 2 - ax) * outward[0] + ((cy + dy) / 2 - ay) * outward[1]
    if not -HAIR <= apart <= gap + HAIR:
        return False
    start, end = sorted((point[0] - ax) * along[0] + (point[1] - ay) * along[1] for point in other)
    return min(length, end) - max(0.0, start) >= min(SIDE_SHARED, length, facing)
