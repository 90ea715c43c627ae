"""Reading a table from the bytes of a file, whatever program wrote it, within limits. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from eventreg.imports import rules
from eventreg.imports.tables import delimited, spreadsheet

OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PACKED = b"PK\x03\x04"


@dataclass(frozen=True)
class Table:
    """Headings and rows of text, all rows as wide as the headings; `lines[i]` is where row i stood in the file."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    lines: Sequence[int]


def read(data: bytes) -> Table:
    """The table in a CSV or XLSX file; the first row that isn't empty holds the headings.

    Raises TableUnreadable, OldSpreadsheet, TableTooLarge, TooManyRows, TooManyColumns, CellTooLong, TableEmpty.
    """
    if len(data) > rules.LARGEST_FILE:
        raise rules.TableTooLarge(megabytes=rules.LARGEST_FILE // 1024 // 1024)
    if data.startswith(OLD_EXCEL):
        raise rules.OldSpreadsheet
    found = spreadsheet.rows(data) if data.startswith(PACKED) else delimited.rows(data)
    columns: list[str] | None = None
    rows: list[list[str]] = []
    lines: list[int] = []
    for line, cells in found:
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        _check(cells, line)
        if columns is None:
            columns = cells
            continue
        if len(rows) == rules.MOST_ROWS:
            raise rules.TooManyRows(most=rules.MOST_ROWS)
        rows.append(cells)
        lines.append(line)
    if columns is None or not rows:
        raise rules.TableEmpty
    width = max(len(columns), *(len(row) for row in rows))
    return Table(_padded(columns, width), [_padded(row, width) for row in rows], lines)


def _check(cells: Sequence[str], line: int) -> None:
    if len(cells) > rules.MOST_COLUMNS:
        raise rules.TooManyColumns(most=rules.MOST_COLUMNS)
    if any(len(cell) > rules.LONGEST_CELL for cell in cells):
        raise rules.CellTooLong(most=rules.LONGEST_CELL, row=line)


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]
