"""Tables as files: CSV and XLSX; nothing that people wrote becomes a formula."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO, StringIO

from xlsxwriter import Workbook

from eventreg.core.cells import harmless

Cell = str | int | date
MEDIA_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_DAY = "dd/mm/yyyy"


def as_file(file_format: str, title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> BytesIO:
    """A file of one of MEDIA_TYPES, from its beginning. `title`: of the sheet."""
    data = _comma_separated(headings, rows) if file_format == "csv" else _workbook(title, headings, rows)
    return BytesIO(data)


def _comma_separated(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """With a mark that tells spreadsheets it is UTF-8."""
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow([harmless(heading) for heading in headings])
    for cells in rows:
        writer.writerow([cell.isoformat() if isinstance(cell, date) else harmless(str(cell)) for cell in cells])
    return file.getvalue().encode("utf-8-sig")


def _workbook(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    file = BytesIO()
    with Workbook(file, {"constant_memory": True, **_PLAIN}) as book:
        sheet = book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(headings), 18)
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": _DAY})
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        for number, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                elif isinstance(cell, int):
                    sheet.write_number(number, column, cell)
                else:
                    sheet.write_string(number, column, cell)
    return file.getvalue()
