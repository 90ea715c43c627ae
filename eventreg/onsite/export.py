"""The deposits of an event as a table for the books: typed cells, and nothing that people wrote becomes a formula."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from xlsxwriter import Workbook

from eventreg.core.clock import Zone
from eventreg.core.i18n import _
from eventreg.onsite.ledger import Held
from eventreg.onsite.words import DEPOSITS

PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
Cell = str | int | datetime | None


def workbook(rows: Sequence[Held], zone: Zone) -> bytes:
    """An XLSX file of them; times as clocks show them at the event."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True, **PLAIN}) as book:
        sheet = book.add_worksheet(_("Deposits")[:31])
        bold = book.add_format({"bold": True, "text_wrap": True})
        money = book.add_format({"num_format": "#,##0"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, len(_headings()), 18)
        for column, heading in enumerate(_headings()):
            sheet.write_string(0, column, heading, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(_cells(row, zone)):
                if isinstance(cell, datetime):
                    sheet.write_datetime(number, column, cell, moment)
                elif isinstance(cell, int):
                    sheet.write_number(number, column, cell, money)
                elif cell:
                    sheet.write_string(number, column, cell)
    return file.getvalue()


def _headings() -> Sequence[str]:
    return (
        _("Application number"),
        _("Business"),
        _("Booth"),
        _("Status"),
        _("Amount"),
        _("Received on"),
        _("Receipt number"),
        _("Given back"),
        _("Given back on"),
        _("Number of the payment"),
        _("Kept back"),
        _("Why not all of it"),
    )


def _cells(row: Held, zone: Zone) -> Sequence[Cell]:
    one, deposit = row.application, row.deposit
    first: tuple[Cell, ...] = (one.code, one.business.name, ", ".join(row.labels), str(DEPOSITS[row.state][0]))
    if deposit is None:
        return first
    returned = deposit.returned
    return (
        *first,
        deposit.amount,
        _clock(deposit.taken_at, zone),
        deposit.receipt,
        returned,
        _clock(deposit.returned_at, zone),
        deposit.reference,
        None if returned is None else deposit.amount - returned,
        deposit.withheld,
    )


def _clock(moment: datetime | None, zone: Zone) -> datetime | None:
    return moment.astimezone(zone.info).replace(tzinfo=None) if moment else None
