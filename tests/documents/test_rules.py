"""How papers are numbered, and how a code survives being copied by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.documents import rules

USUAL = "{class}/{number}/{office}/{month}/{year}"


def number(pattern=USUAL, *, sequence=21, letter_class="005", office="DEKRANASDA", day=date(2026, 11, 27)):
    return rules.number_of(pattern, letter_class=letter_class, sequence=sequence, office=office, day=day)


def test_a_number_is_made_as_offices_write_it():
    assert number() == "005/021/DEKRANASDA/XI/2026"
    assert number(sequence=1234, day=date(2027, 1, 1)) == "005/1234/DEKRANASDA/I/2027"
    assert number("No. {number}-{office} {year}") == "No. 021-DEKRANASDA 2026"


@pytest.mark.parametrize(
    ("given", "expected"),
    [({"letter_class": ""}, "021/DEKRANASDA/XI/2026"), ({"office": ""}, "005/021/XI/2026")],
)
def test_what_is_empty_leaves_no_stray_slash(given, expected):
    assert number(**given) == expected


@pytest.mark.parametrize(
    ("pattern", "wrong"),
    [
        ("{class}/{nomor}/{year}", "nomor"),
        ("{class}/{year}", "{number}"),
        ("{number}", "{year}"),
        ("{number}/{year", "{number}/{year"),
    ],
)
def test_a_pattern_that_could_give_a_number_twice_is_refused_with_the_place(pattern, wrong):
    with pytest.raises(rules.PatternWrong) as refused:
        rules.check_pattern(pattern)

    assert refused.value.details["part"] == wrong


@given(st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=20, max_size=20))
def test_a_code_is_read_however_it_is_copied(code):
    shown = rules.grouped(code)

    assert len(shown.split("-")) == 5
    for typed in (shown, shown.lower(), shown.replace("-", " "), f" https://contoh.id/verify/{code}/ ", shown[:24]):
        assert rules.tidy_code(typed) == code
        assert rules.is_code(rules.tidy_code(typed))


def test_figures_that_no_code_has_are_read_as_the_letters_they_look_like():
    assert rules.tidy_code("0IL8-0000") == "oilboooo"
    assert not rules.is_code(rules.tidy_code("0IL8-0000"))
    assert not rules.is_code("a" * 19 + "ä")
