"""Numbers, days and headings as people write them."""

import contextlib
from datetime import date
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.core.errors import DomainError
from eventreg.imports import cells, columns
from eventreg.imports.columns import BUSINESS, guess
from eventreg.imports.planning.answering import split_names


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("9120103344556.0", "9120103344556"),
        ("9,120103344556E+12", "9120103344556"),
        (" - ", ""),
        ("0220-001", "0220-001"),
    ],
)
def test_long_numbers_as_they_were_meant(text, meant):
    assert cells.digits(text) == meant


@pytest.mark.parametrize("text", ["1.2E+12", "9,12E+12", "3.37599030290000E+15"])
def test_digits_that_are_gone_are_not_made_up(text):
    with pytest.raises(cells.DigitsLost):
        cells.digits(text)


@given(st.integers(10**12, 10**13 - 1))
def test_a_number_is_itself_again_or_told_as_lost(number):
    try:
        assert cells.digits(f"{number:.12E}") == str(number)
    except cells.DigitsLost:
        assert str(number).endswith("0000")


@pytest.mark.parametrize(
    ("text", "meant"),
    [("81234567890", "081234567890"), ("81234567890.0", "081234567890"), ("0812-3456-7890 / 0813", "0812-3456-7890")],
)
def test_phones_get_their_zero_back(text, meant):
    assert cells.phone(text) == meant


@pytest.mark.parametrize(
    "text",
    ["1/12/2026", "01-12-2026", "2026-12-01", "1 Desember 2026", "Selasa, 1 Des. 2026", "1.12.26", "2026-12-01T00:00"],
)
def test_the_first_of_december(text):
    assert cells.day(text) == date(2026, 12, 1)


@pytest.mark.parametrize("text", ["13/13/2026", "kemarin", "30 Februari 2026", "12/2026"])
def test_what_is_no_day(text):
    with pytest.raises(cells.NotADay):
        cells.day(text)


@pytest.mark.parametrize(
    "text", ["Rp1.500.000,00", "1,500,000", "1500000", "1,5 juta", "1.5jt", "1500 rb", "Rp 1.500.000,-"]
)
def test_one_and_a_half_million(text):
    assert cells.rupiah(text) == 1_500_000


@pytest.mark.parametrize("text", ["banyak", "1,5", "1.50.000", "10-20 juta"])
def test_what_is_no_amount(text):
    with pytest.raises(cells.NotANumber):
        cells.rupiah(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Sri Wahyuni, S.E., Budi", ["Sri Wahyuni, S.E.", "Budi"]),
        ("Dr. Sri,M.Pd. , Tono", ["Dr. Sri, M.Pd.", "Tono"]),
        ("Sri, S.E.; Budi ;", ["Sri, S.E.", "Budi"]),
        ("Sri\nBudi", ["Sri", "Budi"]),
        (" , ", []),
    ],
)
def test_a_degree_is_nobody(text, names):
    assert split_names(text) == names


@pytest.mark.parametrize("cell", ["1" + " " * 3998 + "!", "a" + " " * 3998 + "b", "1 " * 1999 + "!", "1," * 1999 + "!"])
@pytest.mark.parametrize("read", [cells.phone, cells.rupiah, cells.number, cells.digits, cells.day, split_names])
def test_no_cell_takes_long_to_read(read, cell):
    before = process_time()
    with contextlib.suppress(DomainError):
        read(cell)
    assert process_time() - before < 0.5  # it took six seconds, and a table has thousands of cells


def test_yes_and_no():
    assert [cells.yes_no(word) for word in ("Ya", "x", "TIDAK", "belum", "")] == [True, True, False, False, None]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("No HP/WA", "phone"),
        ("No. Handphone (aktif)", "phone"),
        ("NAMA PEMILIK USAHA", "owner_name"),
        ("Nama Usaha", "name"),
        ("Nama UMKM", "name"),
        ("Keluraahan", "region"),
        ("Nomor Induk Berusaha (NIB)", "nib"),
        ("Jenis Kelamin (L/P)", "owner_sex"),
        ("E-mail", "email"),
        ("Business name", "name"),
        ("Tgl. Lahir", "born_on"),
    ],
)
def test_headings_with_slips(heading, field):
    assert guess([heading], BUSINESS) == {0: field}


def test_a_real_looking_list():
    headings = [
        "No",
        "Nama Lengkap",
        "Nama Usaha",
        "NIK",
        "NIB",
        "Alamat",
        "Kel.",
        "Kec.",
        "No WhatsApp",
        "Jenis Produk",
    ]

    found = guess(headings, BUSINESS)

    assert [found.get(column) for column in range(10)] == [
        None, "owner_name", "name", "nik", "nib", "address", "region", "district", "phone", "category",
    ]  # fmt: skip


@given(st.lists(st.sampled_from([name for names in BUSINESS.values() for name in names]), max_size=20))
def test_each_column_and_each_field_once(headings):
    found = columns.guess(headings, BUSINESS)

    assert len(set(found.values())) == len(found)
