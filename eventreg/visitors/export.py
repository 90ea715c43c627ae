"""The list of visitors as a file: a table for the organisers' own lists."""

import csv
import io
from collections.abc import Iterable
from enum import StrEnum
from typing import IO

import xlsxwriter

from eventreg.core.cells import harmless
from eventreg.core.i18n import _, format_datetime
from eventreg.core.phone import show_phone
from eventreg.events.models import Event
from eventreg.tickets.rules import group_code
from eventreg.visitors import words
from eventreg.visitors.models import Visit


class Format(StrEnum):
    """The kinds of file."""

    CSV = "csv"
    XLSX = "xlsx"


MEDIA_TYPES = {
    Format.CSV: "text/csv",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def write(target: IO[bytes], event: Event, visits: Iterable[Visit], chosen: Format) -> None:
    """Write one row for each visit."""
    rows = [_row(visit, event) for visit in visits]
    if chosen is Format.CSV:
        _write_csv(target, rows)
    else:
        _write_xlsx(target, rows)


def _headings() -> list[str]:
    return [
        _("Day"),
        _("Hours"),
        _("Name"),
        _("School or group"),
        _("People"),
        _("WhatsApp"),
        _("E-mail"),
        _("Ticket"),
        _("Registered"),
        _("Cancelled"),
    ]


def _row(visit: Visit, event: Event) -> list[str | int]:
    return [
        words.day_name(visit, event),
        words.hours(visit, event),
        visit.name,
        visit.school,
        visit.party,
        show_phone(visit.phone),
        visit.email,
        group_code(visit.ticket.code) if visit.ticket else "",
        format_datetime(visit.created_at, event.zone),
        format_datetime(visit.cancelled_at, event.zone) if visit.cancelled_at else "",
    ]


def _write_csv(target: IO[bytes], rows: Iterable[list[str | int]]) -> None:
    text = io.TextIOWrapper(target, "utf-8-sig", newline="", write_through=True)
    table = csv.writer(text)
    table.writerow(_headings())
    for row in rows:
        table.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    text.detach()


def _write_xlsx(target: IO[bytes], rows: Iterable[list[str | int]]) -> None:
    with xlsxwriter.Workbook(target, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(_("Visitors")[:31])
        bold = book.add_format({"bold": True})
        for column, heading in enumerate(_headings()):
            sheet.write_string(0, column, heading, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(number, column, cell)
                else:
                    sheet.write_string(number, column, cell)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 9, 22)
