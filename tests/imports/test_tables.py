"""Tables as people and programs write them, and files that mean harm."""

import contextlib
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from eventreg.imports import export, rules, tables
from eventreg.imports.tables import workbook

HEAD = "Nama Usaha;No WA\n"


def sheet(write):
    file = BytesIO()
    with Workbook(file) as book:
        write(book, book.add_worksheet())
    return file.getvalue()


def changed(data, name, text):
    """The same package with one part written anew."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, text if part == name else old.read(part))
    return out.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_of_any_program(separator, encoding):
    text = f'Nama Usaha{separator}Alamat\r\nCafé Batik{separator}"Jl. Jetayu 1; lantai 2, kanan\r\nbelakang"\r\n'

    table = tables.read(text.encode(encoding))

    assert table.columns == ["Nama Usaha", "Alamat"]
    assert table.rows == [["Café Batik", "Jl. Jetayu 1; lantai 2, kanan\nbelakang"]]


def test_decimal_commas_do_not_pass_for_separators():
    assert tables.read(b"Nama;Modal\nA;1,5\nB;2,5\n").rows == [["A", "1,5"], ["B", "2,5"]]


def test_rows_are_told_by_their_place_in_the_file():
    table = tables.read(b"\n\nNama,WA\n\nA,1\n,\nB,2\n")

    assert (table.rows, table.lines) == ([["A", "1"], ["B", "2"]], [5, 7])


def test_excels_habits():
    def write(book, page):
        page.write_row(0, 0, ["Usaha", "HP", "NIB", "Lahir", "NIK", "Jumlah", "Kosong"])
        page.write_string(2, 0, "Batik Lintang")
        page.write_number(2, 1, 81234567890)
        page.write_number(2, 2, 220001234567, book.add_format({"num_format": "0000000000000"}))
        page.write_number(2, 3, 32907, book.add_format({"num_format": "dd/mm/yyyy"}))
        page.write_number(2, 4, 3375990302900001)
        page.write_formula(2, 5, '=HYPERLINK("http://x","y")', None, "12")
        page.write_blank(2, 900, None, book.add_format({"bold": True}))

    table = tables.read(sheet(write))

    assert table.lines == [3]
    assert table.rows == [
        ["Batik Lintang", "81234567890", "0220001234567", "1990-02-03", "3.37599030290000E+15", "12", ""]
    ]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", rules.TableEmpty),
        (b"Nama;WA\n", rules.TableEmpty),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), rules.OldSpreadsheet),
        (b"PK\x03\x04 cut off", rules.TableUnreadable),
        (bytes(range(256)) * 20, rules.TableUnreadable),
        (HEAD.encode() + b"A;1\n" * (rules.MOST_ROWS + 1), rules.TooManyRows),
        (b";".join([b"a"] * 70) + b"\n1;2\n", rules.TooManyColumns),
        (HEAD.encode() + b"A;" + b"1" * 5000, rules.CellTooLong),
        (bytes(rules.LARGEST_FILE + 1), rules.TableTooLarge),
    ],
)
def test_what_is_no_table_or_too_much_is_refused_in_words(data, refusal):
    with pytest.raises(refusal):
        tables.read(data)


def test_a_package_that_claims_a_gigabyte_is_not_unpacked(monkeypatch):
    good = sheet(lambda book, page: page.write_row(0, 0, ["Nama", "WA"]))
    bomb = changed(good, "xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * (workbook.LARGEST_UNPACKED + 1))
    assert len(bomb) < 1_000_000

    with pytest.raises(rules.TableTooLarge):
        tables.read(bomb)


def test_a_hundred_thousand_rows_in_a_small_package():
    rows = b"".join(b'<row r="%d"><c t="n"><v>1</v></c></row>' % number for number in range(1, 100_001))
    good = sheet(lambda book, page: page.write(0, 0, "Nama"))

    with pytest.raises(rules.TooManyRows):
        tables.read(
            changed(good, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>")
        )


def test_no_entity_is_expanded():
    declared = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    xml = declared + b'<worksheet><row><c t="str"><v>&b;</v></c></row></worksheet>'
    good = sheet(lambda book, page: page.write(0, 0, "Nama"))

    with pytest.raises(rules.TableUnreadable):
        tables.read(changed(good, "xl/worksheets/sheet1.xml", xml))


@pytest.mark.parametrize("encoding", [b"foo", b"rot13", b"base64"])
def test_a_part_in_letters_that_nobody_knows_is_no_table(encoding):
    xml = b'<?xml version="1.0" encoding="' + encoding + b'"?><worksheet/>'
    good = sheet(lambda book, page: page.write(0, 0, "Nama"))

    with pytest.raises(rules.TableUnreadable):
        tables.read(changed(good, "xl/worksheets/sheet1.xml", xml))


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_part_that_is_packed_as_no_spreadsheet_is_stays_packed(packing):
    good = sheet(lambda book, page: page.write_column(0, 0, ["Nama", "Sri"]))
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(good)) as old, zipfile.ZipFile(out, "w", packing) as new:
        for part in old.namelist():
            new.writestr(part, old.read(part))

    with pytest.raises(rules.TableUnreadable):
        tables.read(out.getvalue())


@given(st.binary(max_size=400))
def test_any_bytes_end_in_a_table_or_a_refusal(data):
    for file in (data, b"PK\x03\x04" + data):
        with contextlib.suppress(rules.DomainError):
            tables.read(file)


FORMULAS = ["=cmd|' /C calc'!A0", "+62812", "-1", "@SUM(A1)", "\t=1", "aman"]


def test_nothing_in_the_file_to_mend_is_a_formula():
    rows = [[cell, "x"] for cell in FORMULAS]

    text = export.as_csv(["Nama", "WA"], rows).decode("utf-8-sig")
    cells = [line.split(";")[0].strip('"') for line in text.splitlines()[1:]]
    assert not [cell for cell in cells if cell.startswith(export.DANGEROUS)]
    assert b"<f>" not in zipfile.ZipFile(BytesIO(export.as_xlsx(["Nama", "WA"], rows, "x"))).read(
        "xl/worksheets/sheet1.xml"
    )


def test_what_is_mended_is_read_as_it_was():
    rows = [["Batik A", "+628123456789"], ["-", "0812; 0813"]]

    for made in (export.as_csv(["Nama", "WA"], rows), export.as_xlsx(["Nama", "WA"], rows, "x")):
        assert tables.read(made).rows == rows
