"""The profile's facts: what is tidied, what is refused with which advice, and what size class a business is."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.businesses import rules
from eventreg.businesses.rules import Basis, SizeClass
from eventreg.core.errors import DomainError

BILLION = 1_000_000_000

# ---- Size class ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("yearly_sales", "expected"),
    [
        (0, SizeClass.MICRO),
        (2 * BILLION, SizeClass.MICRO),
        (2 * BILLION + 1, SizeClass.SMALL),
        (15 * BILLION, SizeClass.SMALL),
        (15 * BILLION + 1, SizeClass.MEDIUM),
        (50 * BILLION, SizeClass.MEDIUM),
        (50 * BILLION + 1, SizeClass.LARGE),
    ],
)
def test_the_sales_of_a_year_make_the_class(yearly_sales, expected):
    size = rules.size_of(yearly_sales=yearly_sales, capital=9 * BILLION)

    assert (size.size_class, size.basis) == (expected, Basis.SALES)


@pytest.mark.parametrize(
    ("capital", "expected"),
    [
        (BILLION, SizeClass.MICRO),
        (BILLION + 1, SizeClass.SMALL),
        (5 * BILLION, SizeClass.SMALL),
        (10 * BILLION, SizeClass.MEDIUM),
        (10 * BILLION + 1, SizeClass.LARGE),
    ],
)
def test_a_new_business_goes_by_its_capital(capital, expected):
    size = rules.size_of(yearly_sales=None, capital=capital)

    assert (size.size_class, size.basis) == (expected, Basis.CAPITAL)


def test_a_months_turnover_counts_where_the_year_is_not_told():
    size = rules.size_of(yearly_sales=None, capital=9 * BILLION, turnover_band="50m_100m")

    assert (size.size_class, size.basis) == (SizeClass.MICRO, Basis.TURNOVER)


def test_an_open_band_says_nothing_and_nothing_told_has_no_class():
    assert rules.size_of(yearly_sales=None, capital=None, turnover_band="over_150m") is None
    assert rules.size_of(yearly_sales=None, capital=None) is None


@given(st.integers(0, 100 * BILLION), st.integers(0, 100 * BILLION))
def test_who_sells_more_is_in_no_smaller_class(one, other):
    order = list(SizeClass)
    few, many = (rules.size_of(yearly_sales=sales, capital=None).size_class for sales in sorted((one, other)))

    assert order.index(few) <= order.index(many)


def test_the_bands_follow_each_other_without_a_gap():
    bands = list(rules.TURNOVER_BANDS.values())

    assert bands[0][0] == 0
    assert bands[-1][1] is None
    assert [high for _, high in bands[:-1]] == [low for low, _ in bands[1:]]


# ---- Channels --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("channel", "typed", "address"),
    [
        ("instagram", "@batik.lintang", "https://www.instagram.com/batik.lintang"),
        ("instagram", " batik.lintang ", "https://www.instagram.com/batik.lintang"),
        ("instagram", "instagram.com/batik.lintang/?igsh=MzRlODBiNWFlZA==", "https://www.instagram.com/batik.lintang"),
        ("instagram", "https://m.instagram.com/batik.lintang/reels/", "https://www.instagram.com/batik.lintang"),
        ("tiktok", "https://www.tiktok.com/@batiklintang?_t=8x", "https://www.tiktok.com/@batiklintang"),
        ("tiktok", "@batiklintang", "https://www.tiktok.com/@batiklintang"),
        ("tiktok", "https://vt.tiktok.com/ZSabc123/", "https://vt.tiktok.com/ZSabc123"),
        ("shopee", "https://shopee.co.id/batik_lintang?smtt=0.0.9", "https://shopee.co.id/batik_lintang"),
        ("tokopedia", "www.tokopedia.com/batik-lintang/kain", "https://www.tokopedia.com/batik-lintang"),
        ("tokopedia", "https://tokopedia.link/aBcDe", "https://tokopedia.link/aBcDe"),
        ("website", "BatikLintang.id", "https://batiklintang.id"),
        ("website", "http://batiklintang.id/toko/?utm_source=wa", "http://batiklintang.id/toko"),
        ("website", "", ""),
    ],
)
def test_handles_and_addresses_are_tidied(channel, typed, address):
    assert rules.check_channel(channel, typed) == address
    assert rules.check_channel(channel, rules.short_name(channel, address)) == address or address.startswith("http://")


@pytest.mark.parametrize("channel", list(rules.CHANNELS))
@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "JavaScript://instagram.com/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "https://instagram.com@evil.example/batik",
        "https://instagram.com:8443/batik",
        "https://evil.example\\@instagram.com/",
        "https://instagram.com.evil.example.\t/x",
        "ftp://instagram.com/batik",
        "<b>batik</b>",
        "https://127.0.0.1/x",
        'https://batik.id/"onclick="x',
        "https://bаtik.id/",  # a Cyrillic letter
        "http://[::1/",
    ],
)
def test_what_is_no_address_there_is_refused(channel, typed):
    with pytest.raises(DomainError):
        rules.check_channel(channel, typed)


def test_another_places_address_says_whose_it_is():
    with pytest.raises(rules.ChannelElsewhere) as refusal:
        rules.check_channel("shopee", "https://www.tokopedia.com/batik")
    assert refusal.value.details == {"host": "www.tokopedia.com", "channel": "Shopee"}


@given(st.sampled_from(list(rules.CHANNELS)), st.text(max_size=60))
def test_whatever_is_typed_an_address_is_of_the_web_and_stays_what_it_is(channel, typed):
    try:
        address = rules.check_channel(channel, typed)
    except DomainError:
        return
    assert address == "" or address.startswith(("https://", "http://"))
    assert not set(address) & set('"<>\\ \n\t`')
    assert rules.check_channel(channel, address) == address


# ---- Fields ----------------------------------------------------------------------------------------


def test_a_kbli_keeps_its_edition():
    assert rules.check_kbli(" 13134 ", "2020") == ("13134", "2020")
    assert rules.check_kbli("", "2025") == ("", "")
    assert rules.COMMON_KBLI[0] == "13134"
    for code, edition, refusal in (
        ("1313", "2020", rules.KbliMalformed),
        ("batik", "2020", rules.KbliNotDigits),
        ("13134", "1998", rules.EditionUnknown),
    ):
        with pytest.raises(refusal):
            rules.check_kbli(code, edition)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("Rp1.200.000.000", 1_200_000_000), ("250000", 250_000), ("Rp 75.000,-", 75_000), ("0", 0), ("", None)],
)
def test_amounts_are_read_as_people_write_them(typed, amount):
    assert rules.parse_amount(typed) == amount


@pytest.mark.parametrize("typed", ["12 juta", "-5", "1.5e9", "9" * 40, "١٢"])
def test_amounts_that_are_none(typed):
    with pytest.raises(rules.AmountMalformed):
        rules.parse_amount(typed)


@pytest.mark.parametrize("typed", ["3 orang", "-1", "10000", "9" * 30])
def test_counts_that_are_none(typed):
    with pytest.raises(rules.NotACount):
        rules.parse_count(typed)


def test_a_year_is_one_in_which_somebody_could_begin():
    assert rules.parse_year("2012", this_year=2026) == 2012
    for typed in ("2027", "1200", "dua ribu"):
        with pytest.raises(rules.YearOutOfRange):
            rules.parse_year(typed, this_year=2026)


def test_fostered_from_a_day_that_has_come():
    rules.check_fostered(None, today=date(2026, 11, 26))
    rules.check_fostered(date(2024, 3, 1), today=date(2026, 11, 26))
    for day in (date(2026, 11, 27), date(1945, 8, 17)):
        with pytest.raises(rules.FosteredLater):
            rules.check_fostered(day, today=date(2026, 11, 26))
