"""Those who come to an event as a file, for name tags, the kitchen and the attendance list."""

import csv
import io
from collections.abc import Iterable
from enum import StrEnum
from typing import IO

import xlsxwriter

from eventreg.applications.models import Participant
from eventreg.core.cells import harmless
from eventreg.core.i18n import _
from eventreg.core.phone import show_phone


class Format(StrEnum):
    """The kinds of file."""

    XLSX = "xlsx"
    CSV = "csv"


MEDIA_TYPES = {
    Format.CSV: "text/csv",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def write(target: IO[bytes], people: Iterable[Participant], chosen: Format) -> int:
    """One row a person; everything as text, so that no spreadsheet takes it for a formula. How many there were."""
    rows = [_row(person) for person in people]
    (_write_csv if chosen is Format.CSV else _write_xlsx)(target, rows)
    return len(rows)


def _write_csv(target: IO[bytes], rows: list[list[str]]) -> None:
    text = io.TextIOWrapper(target, "utf-8-sig", newline="", write_through=True)
    table = csv.writer(text)
    table.writerow(_headings())
    table.writerows([harmless(cell) for cell in row] for row in rows)
    text.detach()


def _write_xlsx(target: IO[bytes], rows: list[list[str]]) -> None:
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet(_("Participants")[:31])
        bold = book.add_format({"bold": True})
        for column, heading in enumerate(_headings()):
            sheet.write_string(0, column, heading, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofit()


def _headings() -> list[str]:
    return [
        _("Name"),
        _("Business"),
        _("Application"),
        _("WhatsApp"),
        _("Food that they can't eat"),
        _("Help that they need"),
        _("Ticket"),
    ]


def _row(person: Participant) -> list[str]:
    application = person.application
    return [
        person.name,
        application.business.name,
        application.code,
        show_phone(person.phone) if person.phone else "",
        person.dietary,
        person.access_needs,
        person.ticket.code if person.ticket else "",
    ]
