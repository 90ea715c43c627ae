"""The formats of what a business tells, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.businesses import rules
from eventreg.core.money import rupiah

DIGITS = st.text("0123456789", min_size=1, max_size=40)
SEPARATORS = st.sampled_from(["", " ", "-", ".", "/"])


def scattered(digits: str, separators: list[str]) -> str:
    return "".join(digit + separator for digit, separator in zip(digits, separators, strict=True))


# ---- NIB -----------------------------------------------------------------------------------------


@given(st.text("0123456789", min_size=13, max_size=13), st.lists(SEPARATORS, min_size=13, max_size=13))
def test_thirteen_digits_are_a_nib_however_they_are_grouped(digits, separators):
    assert rules.check_nib(scattered(digits, separators)) == digits


@given(DIGITS.filter(lambda digits: len(digits) != 13))
def test_the_refusal_says_how_many_digits_there_are(digits):
    with pytest.raises(rules.NibTooShort if len(digits) < 13 else rules.NibTooLong) as refusal:
        rules.check_nib(digits)

    assert refusal.value.details == {"digits": len(digits)}


@pytest.mark.parametrize("text", ["", "   ", "-"])
def test_a_nib_may_be_missing(text):
    assert rules.check_nib(text) == ""


@pytest.mark.parametrize("text", ["belum ada", "91201033445AB", "９１２０１０３３４４５５６", "9120103344556²"])
def test_letters_and_foreign_digits_are_no_nib(text):
    with pytest.raises(rules.NibNotDigits):
        rules.check_nib(text)


# ---- Names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("Sri", "Sri"), ("  Sri   Wahyuni ", "Sri Wahyuni"), ("H. M. Nu'man", "H. M. Nu'man"), ("D'Batik", "D'Batik")],
)
def test_single_names_and_all_letters_are_kept(typed, kept):
    assert rules.check_name(typed) == kept


@pytest.mark.parametrize("typed", ["", "  ", "---", "\n\t"])
def test_a_name_needs_a_letter_or_a_figure(typed):
    with pytest.raises(rules.NameMissing):
        rules.check_name(typed)


def test_a_name_fits_its_column():
    assert rules.check_name("a" * 120) == "a" * 120
    with pytest.raises(rules.NameTooLong):
        rules.check_name("a" * 121)


@given(st.text())
def test_a_kept_name_is_tidy(typed):
    try:
        name = rules.check_name(typed)
    except (rules.NameMissing, rules.NameTooLong):
        return

    assert name == rules.check_name(name)
    assert name == name.strip()


# ---- Prices --------------------------------------------------------------------------------------


@given(st.integers(0, rules.HIGHEST_PRICE))
def test_a_price_is_read_as_we_write_it_and_as_people_do(amount):
    for text in (rupiah(amount), rupiah(amount).replace("Rp", ""), str(amount), f"rp. {amount}", f"{amount},-"):
        assert rules.parse_price(text) == amount


@pytest.mark.parametrize(
    ("typed", "amount"), [("Rp1.500.000", 1_500_000), ("1 500 000", 1_500_000), ("Rp 90.000,00", 90_000), ("", 0)]
)
def test_usual_ways_to_write_a_price(typed, amount):
    assert rules.parse_price(typed) == amount


@pytest.mark.parametrize(
    "typed", ["dua ratus", "1.5", "1.50.000", "150rb", "-5000", "1,500,000", "１５０", "Rp", "1e6", "9" * 5000]
)
def test_what_could_mean_two_amounts_is_refused(typed):
    with pytest.raises(rules.PriceMalformed):
        rules.parse_price(typed)


def test_a_slip_of_the_finger_is_refused():
    with pytest.raises(rules.PriceTooHigh):
        rules.parse_price("1.000.000.001")


# ---- Places --------------------------------------------------------------------------------------


def test_a_place_is_a_code_or_words():
    assert rules.check_place("33.75.02.1004", " ") == ("33.75.02.1004", "")
    assert rules.check_place("", " Wiradesa,  Pekalongan ") == ("", "Wiradesa, Pekalongan")
    with pytest.raises(rules.PlaceMissing):
        rules.check_place("", "  ")
    with pytest.raises(rules.PlaceTwice):
        rules.check_place("33.75.02.1004", "Wiradesa")


@pytest.mark.parametrize(
    ("code", "level"),
    [("33", "province"), ("33.75", "city"), ("33.75.01", "district"), ("33.75.01.1002", "village")],
)
def test_a_code_tells_its_level(code, level):
    assert rules.check_region(code, level) == code
    for other in {"province", "city", "district", "village"} - {level}:
        with pytest.raises(rules.RegionMalformed):
            rules.check_region(code, other)


@pytest.mark.parametrize("code", ["", "3", "33.7", "33.75.", "33.75.01.100", "33.75.01.1002.1", "٣٣", "33,75"])
def test_other_texts_are_no_code(code):
    for level in ("province", "city", "district", "village"):
        with pytest.raises(rules.RegionMalformed):
            rules.check_region(code, level)
