"""The register as a spreadsheet: the agenda of letters that an office keeps."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from xlsxwriter import Workbook

from eventreg.core import audit
from eventreg.core.clock import Zone
from eventreg.core.i18n import _
from eventreg.core.permissions import Actor
from eventreg.council.models import Organisation
from eventreg.documents.queries import Row
from eventreg.documents.rules import grouped
from eventreg.documents.words import KIND_NAMES

# Nothing that people wrote may become a formula, a link or a number that loses its zeros.
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook(rows: Sequence[Row], zone: Zone) -> bytes:
    """An XLSX file of the papers; times as clocks show them at the council's."""
    file = BytesIO()
    with Workbook(file, {"constant_memory": True, **PLAIN}) as book:
        sheet = book.add_worksheet(_("Documents")[:31])
        bold = book.add_format({"bold": True})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.freeze_panes(1, 0)
        for column, (title, wide) in enumerate(_titles()):
            sheet.set_column(column, column, wide)
            sheet.write_string(0, column, title, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(_cells(row, zone)):
                if isinstance(cell, datetime):
                    sheet.write_datetime(number, column, cell, moment)
                elif cell:
                    sheet.write_string(number, column, cell)
    return file.getvalue()


def note(count: int, *, actor: Actor, now: datetime) -> None:
    """Write down that the list left the house; the caller holds the unit of work."""
    audit.record(actor, "documents.exported", Organisation(id=Organisation.ONLY), states={"rows": str(count)}, now=now)


def _titles() -> Sequence[tuple[str, int]]:
    return (
        (_("Document number"), 32),
        (_("Kind"), 20),
        (_("Title"), 40),
        (_("Whose it is"), 34),
        (_("Event"), 34),
        (_("Issued"), 18),
        (_("Issued by"), 24),
        (_("Code of the check"), 30),
        (_("Withdrawn"), 18),
        (_("Reason"), 40),
    )


def _cells(row: Row, zone: Zone) -> Sequence[str | datetime | None]:
    one = row.document
    return (
        one.number,
        str(KIND_NAMES[one.kind]),
        one.title,
        row.holder,
        row.event,
        _clock(one.issued_at, zone),
        one.issued_by.name if one.issued_by else "",
        grouped(one.code),
        _clock(one.withdrawn_at, zone),
        one.withdrawn_reason,
    )


def _clock(moment: datetime | None, zone: Zone) -> datetime | None:
    return moment.astimezone(zone.info).replace(tzinfo=None) if moment else None
