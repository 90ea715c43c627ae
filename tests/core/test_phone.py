"""Mobile numbers: every way of writing one is the same number, and nothing else is one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.core.phone import NotAMobileNumber, parse_mobile, show_phone, whatsapp_link

prefixes = st.sampled_from(["811", "812", "813", "821", "822", "852", "857", "858", "878", "896", "899"])
numbers = st.builds(lambda prefix, rest: prefix + rest, prefixes, st.text("0123456789", min_size=7, max_size=8))
gaps = st.lists(st.sampled_from(["", " ", "-", ".", "  ", " - "]), min_size=20, max_size=20)


@given(numbers, st.sampled_from(["0", "62", "+62"]), gaps)
def test_however_it_is_written_it_is_one_number(number, prefix, gaps):
    written = prefix + "".join(gap + figure for gap, figure in zip(gaps, number, strict=False))

    assert parse_mobile(written) == f"+62{number}"


@given(numbers)
def test_what_is_shown_can_be_typed_again(number):
    assert parse_mobile(show_phone(f"+62{number}")) == f"+62{number}"


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_refused(text):
    try:
        parsed = parse_mobile(text, allow_demo=True)
    except NotAMobileNumber:
        return
    assert parsed.startswith("+628")
    assert parsed[1:].isascii()
    assert parsed[1:].isdigit()
    assert 11 <= len(parsed) <= 15


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0812",
        "0285421234",
        "+65 8123 4567",
        "628",
        "0812 3456 7890 1234",
        "08O2 3456 7890",
        "٠٨١٢٣٤٥٦٧٨٩٠",
        "1",
        "0840 123 4567",
    ],
)
def test_what_is_none(text):
    with pytest.raises(NotAMobileNumber):
        parse_mobile(text)


def test_demo_numbers_only_where_they_are_allowed():
    assert parse_mobile("0800 0000 0012", allow_demo=True) == "+6280000000012"
    assert show_phone("+6280000000012") == "0800 0000 0012"
    with pytest.raises(NotAMobileNumber):
        parse_mobile("0800 0000 0012")
    with pytest.raises(NotAMobileNumber):
        parse_mobile("0800 1234 5678", allow_demo=True)


@pytest.mark.parametrize(
    ("e164", "shown"),
    [
        ("+62811234567", "0811 234 567"),
        ("+628112345678", "0811 2345 678"),
        ("+6281234567890", "0812 3456 7890"),
        ("+62812345678901", "0812 3456 78901"),
        ("+6581234567", "+6581234567"),
        ("", ""),
    ],
)
def test_shown_in_groups(e164, shown):
    assert show_phone(e164) == shown


def test_whatsapp_opens_with_words():
    assert whatsapp_link("+6281234567890") == "https://wa.me/6281234567890"
    assert whatsapp_link("+6281234567890", "Halo & terima kasih") == (
        "https://wa.me/6281234567890?text=Halo%20%26%20terima%20kasih"
    )
