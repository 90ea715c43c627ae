"""A booth's number, as people write it in haste."""

import pytest

from eventreg.booths.reading import is_number, means_booth


@pytest.mark.parametrize("typed", ["B-08", "b8", "B 08", "b-8", "b008", " B.8 "])
def test_a_number_is_meant_however_it_is_written(typed):
    assert is_number(typed, "B-08")


@pytest.mark.parametrize(
    ("typed", "label"), [("b80", "B-08"), ("b1", "B-10"), ("8", "B-08"), ("", "B-08"), (" ", "B-08")]
)
def test_another_number_is_not(typed, label):
    assert not is_number(typed, label)


def test_a_search_finds_by_name_and_by_number():
    told = "B-08 Kriya Kayu Melati"
    assert means_booth("melati kayu", "B-08", told)
    assert means_booth("b8", "B-08", told)
    assert not means_booth("b8 melati", "B-08", told)
