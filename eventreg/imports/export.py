"""What can't be imported, as a file to mend and send again: the rows as they came, and what is wrong with each."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO

from xlsxwriter import Workbook

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
# Nothing that people wrote may become a formula, a link or a number that loses its zeros.
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def as_csv(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """With semicolons and a mark of UTF-8, as Excel opens it here; no cell is taken for a formula."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    for row in (columns, *rows):
        writer.writerow([harmless(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(columns: Sequence[str], rows: Sequence[Sequence[str]], title: str) -> bytes:
    """All cells as text, so that nothing is read as a number or a formula."""
    file = BytesIO()
    with Workbook(file, {"constant_memory": True, **PLAIN}) as book:
        sheet = book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(columns) - 1, 0), 22, book.add_format({"num_format": "@"}))
        bold, plain = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        for number, row in enumerate((columns, *rows)):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell, plain if number else bold)
    return file.getvalue()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; read again, the apostrophe goes."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell
