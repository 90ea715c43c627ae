"""The trail as a file: a table for people, or a line of JSON for each entry as it is stored."""

import csv
import io
import json
from collections.abc import Iterator
from enum import StrEnum
from typing import IO, Any

import xlsxwriter

from eventreg.core.audit import AuditEntry
from eventreg.core.cells import harmless
from eventreg.core.i18n import _, format_datetime
from eventreg.trail import queries
from eventreg.trail.queries import Filters
from eventreg.trail.telling import Line, tell


class Format(StrEnum):
    """The kinds of file."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"


MEDIA_TYPES = {
    Format.CSV: "text/csv",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSONL: "application/x-ndjson",
}


def write(target: IO[bytes], filters: Filters, chosen: Format) -> None:
    """Write all that the filters leave, oldest first, a piece in memory at a time."""
    if chosen is Format.JSONL:
        target.writelines(f"{line}\n".encode() for line in json_lines(filters))
    elif chosen is Format.CSV:
        _write_csv(target, filters)
    else:
        _write_xlsx(target, filters)


def json_lines(filters: Filters) -> Iterator[str]:
    """Every column of each entry, with its place in the chain: what it takes to compute the chain elsewhere."""
    for piece in queries.each(filters):
        links = queries.links_of(piece)
        for entry in piece:
            columns: dict[str, Any] = {name: getattr(entry, name) for name in AuditEntry.__table__.c.keys()}  # noqa: SIM118
            position, mac = links.get(entry.id, (None, None))
            told = columns | {"at": entry.at.isoformat(), "position": position, "mac": mac}
            yield json.dumps(told, ensure_ascii=False)


def _write_csv(target: IO[bytes], filters: Filters) -> None:
    text = io.TextIOWrapper(target, "utf-8-sig", newline="", write_through=True)
    table = csv.writer(text)
    table.writerow(_headings())
    for row in _rows(filters):
        table.writerow([harmless(cell) for cell in row])
    text.detach()


def _write_xlsx(target: IO[bytes], filters: Filters) -> None:
    with xlsxwriter.Workbook(target, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(_("Audit trail")[:31])
        bold = book.add_format({"bold": True})
        for column, heading in enumerate(_headings()):
            sheet.write_string(0, column, heading, bold)
        for number, row in enumerate(_rows(filters), start=1):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
        sheet.freeze_panes(1, 0)
        sheet.set_column(1, 8, 24)


def _headings() -> list[str]:
    return [
        _("Number"),
        _("When"),
        _("Who"),
        _("What"),
        _("About"),
        _("Subject"),
        _("Fields"),
        _("States"),
        _("Reason"),
        _("Device"),
        _("Action"),
    ]


def _rows(filters: Filters) -> Iterator[list[str]]:
    for piece in queries.each(filters):
        names = queries.names_for(piece)
        for entry in piece:
            yield _row(tell(entry, names), filters)


def _row(line: Line, filters: Filters) -> list[str]:
    entry = line.entry
    return [
        str(entry.id),
        format_datetime(entry.at, filters.zone),
        line.who,
        line.what,
        line.about,
        line.subject,
        line.fields,
        line.states,
        entry.reason,
        line.device,
        entry.action,
    ]
