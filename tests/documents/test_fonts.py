"""What is printed for letters that the face lacks: something, always."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.documents.fonts import BOLD, glyphs, printable, width


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Sri Wahyuni", "Sri Wahyuni"),
        ("Rp1.500.000 · 09.00–15.00", "Rp1.500.000 · 09.00–15.00"),
        ("Josе\u0301".replace("е", "e"), "José"),  # a letter and its accent typed apart
        ("Nguyễn Thị Đào", "Nguyen Thi Dào"),
        ("Łucja Čapek", "Lucja Capek"),
        ("王小明", "???"),
        ("Batik 😀", "Batik ?"),
        ("ﬁlm №1", "film No1"),
        ("two\n lines\tand\u2003more", "two lines and more"),
        ("zero\u200bwidth\u00ad", "zero\u200bwidth"),
    ],
)
def test_a_line_is_spelled_with_the_letters_that_the_face_has(text, printed):
    assert printable(text) == printed


@given(st.text(max_size=80))
def test_any_text_can_be_printed_and_none_vanishes(text):
    printed = printable(text)

    assert glyphs().issuperset(map(ord, printed))
    assert bool(printed) or not any(character.isprintable() and not character.isspace() for character in text)


def test_both_faces_know_the_letters_of_a_ticket():
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:;()/&@'\"!?-–—…·×’‘“”éèêëïöüñç"

    assert glyphs().issuperset(map(ord, alphabet))
    assert width("ii", BOLD, 10) < width("WW", BOLD, 10)
