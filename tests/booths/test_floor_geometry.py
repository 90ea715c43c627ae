"""Overlaps, neighbours and snapping of rectangles that may be turned."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.booths.geometry import (
    Rect,
    adjacent,
    bounds,
    is_inside,
    neighbours,
    overlap,
    overlaps,
)

upright = st.builds(
    Rect, st.integers(0, 2000), st.integers(0, 2000), st.integers(50, 600), st.integers(50, 600), st.just(0)
)
turned = st.builds(replace, upright, rotation=st.integers(0, 359))
gaps = st.integers(0, 100)


def cells(rect, step=10):
    """The centres of a fine grid inside an upright rectangle: overlap in another way of reckoning."""
    return {
        (x, y)
        for x in range(rect.x - rect.x % step, rect.x + rect.w, step)
        for y in range(rect.y - rect.y % step, rect.y + rect.h, step)
        if rect.x < x + step / 2 < rect.x + rect.w and rect.y < y + step / 2 < rect.y + rect.h
    }


@given(upright, upright)
def test_two_overlap_when_they_share_ground(one, other):
    by_grid = Rect(*(10 * (side // 10) for side in (one.x, one.y, one.w, one.h)))
    other_by_grid = Rect(*(10 * (side // 10) for side in (other.x, other.y, other.w, other.h)))

    assert overlap(by_grid, other_by_grid) == bool(cells(by_grid) & cells(other_by_grid))


@given(turned, turned, gaps)
def test_overlapping_and_being_neighbours_go_both_ways(one, other, gap):
    assert overlap(one, other) == overlap(other, one)
    assert adjacent(one, other, gap) == adjacent(other, one, gap)


@given(turned, turned, st.integers(-500, 500), st.integers(-500, 500), gaps)
def test_moving_both_changes_nothing(one, other, dx, dy, gap):
    def moved(rect):
        return replace(rect, x=rect.x + dx, y=rect.y + dy)

    assert overlap(moved(one), moved(other)) == overlap(one, other)
    assert adjacent(moved(one), moved(other), gap) == adjacent(one, other, gap)


@given(upright, gaps, st.integers(0, 200))
def test_beside_each_other_up_to_the_gap_and_no_further(rect, gap, apart):
    beside = replace(rect, x=rect.x + rect.w + apart)

    assert adjacent(rect, beside, gap) == (apart <= gap)
    assert not overlap(rect, beside)


@given(upright, gaps)
def test_corners_that_touch_make_no_neighbours(rect, gap):
    assert not adjacent(rect, replace(rect, x=rect.x + rect.w, y=rect.y + rect.h), gap)


@given(upright, st.sampled_from([90, 180, 270]))
def test_a_turn_by_a_right_angle_is_a_rectangle_the_other_way_round(rect, rotation):
    left, top, right, bottom = bounds(replace(rect, rotation=rotation))
    sides = (rect.w, rect.h) if rotation == 180 else (rect.h, rect.w)

    assert (right - left, bottom - top) == pytest.approx(sides)
    assert ((left + right) / 2, (top + bottom) / 2) == pytest.approx((rect.x + rect.w / 2, rect.y + rect.h / 2))


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), turned, max_size=12), gaps)
def test_pairs_are_those_that_looking_at_each_finds(rects, gap):
    keys = sorted(rects)
    every = [(one, other) for at, one in enumerate(keys) for other in keys[at + 1 :]]

    assert sorted(overlaps(rects)) == [pair for pair in every if overlap(rects[pair[0]], rects[pair[1]])]
    assert neighbours(rects, gap) == [pair for pair in every if adjacent(rects[pair[0]], rects[pair[1]], gap)]


def test_rows_turned_a_little_are_still_neighbours():
    """Two booths of an oblique row stand side to side."""
    assert adjacent(Rect(0, 0, 300, 300, 30), Rect(260, 150, 300, 300, 30), 30)
    assert not adjacent(Rect(0, 0, 300, 300, 0), Rect(385, 0, 300, 300, 45), 30)


def test_neighbours_are_added_and_taken_away_by_hand():
    rects = {"a": Rect(0, 0, 300, 300), "b": Rect(300, 0, 300, 300), "c": Rect(2000, 0, 300, 300)}

    assert neighbours(rects, 30) == [("a", "b")]
    assert neighbours(rects, 30, added=[("c", "a")], removed=[("b", "a")]) == [("a", "c")]
    assert neighbours(rects, 30, added=[("a", "gone")]) == [("a", "b")]


def test_what_hangs_over_is_outside():
    assert is_inside(Rect(0, 0, 300, 300), 300, 300)
    assert not is_inside(Rect(1, 0, 300, 300), 300, 300)
    assert not is_inside(Rect(0, 0, 300, 300, 45), 400, 400)
