"""Attendance sheets as an XLSX file, with the column for signatures; nothing that people wrote becomes a formula."""

from collections.abc import Iterable
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from eventreg.office.sheets import Sheet

PLAIN = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (5, 30, 28, 34, 18, 26)
DEEP = 27
"""Of a row, in points: a hand signs in it."""


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """A leaf for each list, ready to be printed: A4 in landscape, its head on every page."""
    file = BytesIO()
    with Workbook(file, PLAIN) as book:
        looks = _looks(book)
        for number, sheet in enumerate(sheets, start=1):
            _leaf(book.add_worksheet(str(number)), sheet, looks)
    return file.getvalue()


def _looks(book: Workbook) -> dict[str, Format]:
    cell = {"border": 1, "valign": "vcenter", "text_wrap": True}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "event": book.add_format({"bold": True, "font_size": 12}),
        "head": book.add_format({**cell, "bold": True, "align": "center"}),
        "cell": book.add_format(cell),
        "left": book.add_format({**cell, "valign": "bottom", "align": "left"}),
        "right": book.add_format({**cell, "valign": "bottom", "align": "center"}),
        "plain": book.add_format({}),
    }


def _leaf(leaf: Worksheet, sheet: Sheet, looks: dict[str, Format]) -> None:
    leaf.set_landscape()
    leaf.set_paper(9)  # A4
    leaf.fit_to_pages(1, 0)
    for column, width in enumerate(WIDTHS):
        leaf.set_column(column, column, width)
    leaf.write_string(0, 0, sheet.heading, looks["title"])
    leaf.write_string(1, 0, sheet.event, looks["event"])
    row = 2
    for term, value in sheet.facts:
        leaf.write_string(row, 0, f"{term}: {value}", looks["plain"])
        row += 1
    row += 1
    for column, told in enumerate(sheet.columns):
        leaf.write_string(row, column, told, looks["head"])
    leaf.repeat_rows(row)
    leaf.freeze_panes(row + 1, 0)
    for number, one in enumerate(sheet.rows, start=1):
        row += 1
        leaf.set_row(row, DEEP)
        leaf.write_number(row, 0, number, looks["cell"])
        for column, text in enumerate((one.name, one.business, one.address, one.phone), start=1):
            leaf.write_string(row, column, text, looks["cell"])
        signs = looks["left" if number % 2 else "right"]
        leaf.write_string(row, len(WIDTHS) - 1, one.seen or f"{number}.", looks["cell"] if one.seen else signs)
    _close(leaf, row + 2, sheet, looks)


def _close(leaf: Worksheet, row: int, sheet: Sheet, looks: dict[str, Format]) -> None:
    closing, column = sheet.closing, len(WIDTHS) - 2
    told = (closing.place_and_day, closing.post, "", "", "", closing.name or "." * 40, closing.identity)
    for number, text in enumerate(told):
        leaf.write_string(row + number, column, text, looks["plain"])
