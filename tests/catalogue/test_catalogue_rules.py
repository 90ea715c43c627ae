"""Which language a reader gets, and what may be written."""

import pytest

from eventreg.catalogue import rules
from eventreg.catalogue.rules import TextTooLong, Told, check_text, told_in


@pytest.mark.parametrize(
    ("language", "text_id", "text_en", "told"),
    [
        ("id", "Batik", "Batik cloth", Told("Batik", "id")),
        ("en", "Batik", "Batik cloth", Told("Batik cloth", "en")),
        ("en", "Batik", "", Told("Batik", "id", is_other=True)),
        ("id", "", "Batik cloth", Told("Batik cloth", "en", is_other=True)),
        ("en", "", "", Told("", "en")),
    ],
)
def test_a_reader_gets_their_language_or_is_told_that_it_is_the_other(language, text_id, text_en, told):
    assert told_in(language, text_id, text_en) == told


def test_a_text_is_tidied_and_keeps_its_lines():
    assert check_text("  Batik   tulis \r\n\r\n\r\n\r\nPesan motif  ") == "Batik tulis\n\nPesan motif"


def test_a_text_may_be_as_long_as_the_counter_says_and_no_longer():
    assert len(check_text("a" * rules.LONGEST_TEXT)) == rules.LONGEST_TEXT
    with pytest.raises(TextTooLong):
        check_text("a" * (rules.LONGEST_TEXT + 1))
