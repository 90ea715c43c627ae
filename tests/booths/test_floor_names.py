"""Names in booths: as large as fits, inside the booth, and none that paper couldn't show."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.booths.geometry import Rect, corners
from eventreg.booths.naming import least_letters, names_in
from eventreg.documents.fonts import BOLD, printable, width
from tests.factories.booths import drawn

WORDS = st.text("abcWim gÄ", min_size=1, max_size=40).filter(lambda name: name.strip())


def is_within(point, rect):
    """Whether a point lies inside a rectangle, which goes round clockwise."""
    around = corners(rect)
    return all(
        (bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax) >= -1
        for (ax, ay), (bx, by) in zip(around, (*around[1:], around[0]), strict=True)
    )


@given(
    st.integers(100, 900),
    st.integers(100, 900),
    st.integers(0, 359),
    st.lists(WORDS, min_size=1, max_size=4),
    st.integers(8, 40),
)
def test_what_is_written_lies_inside_the_booth_whole_and_can_be_read(w, h, rotation, names, least):
    rect = Rect(50, 70, w, h, rotation)

    written = names_in(rect, "A-01", names, least)

    if written is None:
        return
    assert written.size >= least
    assert " ".join(line for line, _y in written.lines).split() == " ".join(names).split()
    rows = [("A-01", written.label_y, written.label_size), *((line, y, written.size) for line, y in written.lines)]
    for (_line, y, size), (_next, below, smaller) in pairwise(rows):
        assert below - y >= (size + smaller) / 2 - 1, "lines don't lie on each other"
    for line, y, size in rows[1:]:
        half = width(printable(line), BOLD, size) / 2
        for x in (written.x - half, written.x + half):
            assert is_within((x, y - size / 2), rect)
            assert is_within((x, y + size / 2), rect)


@pytest.mark.parametrize(
    ("rect", "name", "is_written"),
    [
        (Rect(0, 0, 300, 300), "Batik Cempaka Sugihwaras", True),
        (Rect(0, 0, 200, 300, 90), "Batik Cempaka Sugihwaras", True),
        (Rect(0, 0, 300, 300), "Kelompokusahabersamapengrajin", False),
        (Rect(0, 0, 100, 100), "Batik Cempaka", False),
    ],
)
def test_a_name_is_written_where_it_fits_on_a3(rect, name, is_written):
    least = least_letters(drawn(width=3600, height=2600))

    assert (names_in(rect, "A-01", [name], least) is not None) is is_written


def test_in_a_larger_hall_letters_must_be_larger_on_the_floor():
    small, large = (least_letters(drawn(width=side, height=side)) for side in (2000, 10_000))

    assert large > 4 * small
    assert names_in(Rect(0, 0, 200, 200), "A-01", ["Batik Lintang"], small)
    assert names_in(Rect(0, 0, 200, 200), "A-01", ["Batik Lintang"], large) is None
