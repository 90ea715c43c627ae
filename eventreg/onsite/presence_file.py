"""Who was there on which day, as a file: a row for each stand and day; nothing that people wrote becomes a formula."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO

from xlsxwriter import Workbook

from eventreg.core import audit
from eventreg.core.cells import harmless
from eventreg.core.clock import Zone
from eventreg.core.i18n import _
from eventreg.core.permissions import Actor
from eventreg.events.models import Event
from eventreg.onsite.history import Matrix
from eventreg.onsite.presence import DayRead, Sighting
from eventreg.onsite.queries import Stand
from eventreg.onsite.words import DAY_STATES

Cell = str | int | date
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
DAY = "dd/mm/yyyy"
LONGEST_CELL = 32_767  # of what XLSX takes; a longer one would be left out altogether


def headings() -> list[str]:
    """The first row, in the reader's language."""
    return [
        _("Day"),
        _("Booth"),
        _("Zone"),
        _("Business"),
        _("Application number"),
        _("State"),
        _("First seen open"),
        _("Last seen open"),
        _("Last seen"),
        _("Closed since"),
        _("Times seen"),
        _("Notes"),
        _("What the exhibitor says"),
    ]


def rows(matrix: Matrix, zone: Zone) -> Iterable[list[Cell]]:
    """Day by day, the stands in walking order."""
    for number, day in enumerate(matrix.days):
        for stand, reads in matrix.rows:
            yield _row(day, stand, reads[number], zone)


def workbook(matrix: Matrix, zone: Zone) -> bytes:
    """An XLSX file of it."""
    file = BytesIO()
    with Workbook(file, {"constant_memory": True, **PLAIN}) as book:
        sheet = book.add_worksheet(_("Daily presence")[:31])
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, len(headings()), 18)
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": DAY})
        for column, heading in enumerate(headings()):
            sheet.write_string(0, column, heading, bold)
        for number, cells in enumerate(rows(matrix, zone), start=1):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                elif isinstance(cell, int):
                    sheet.write_number(number, column, cell)
                else:
                    sheet.write_string(number, column, cell[:LONGEST_CELL])
    return file.getvalue()


def comma_separated(matrix: Matrix, zone: Zone) -> bytes:
    """A CSV file of it, with a mark that tells spreadsheets it is UTF-8."""
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow([harmless(heading) for heading in headings()])
    for cells in rows(matrix, zone):
        writer.writerow([cell.isoformat() if isinstance(cell, date) else harmless(str(cell)) for cell in cells])
    return file.getvalue().encode("utf-8-sig")


def note(event: Event, file_format: str, *, actor: Actor, now: datetime) -> None:
    """Write down that the list left the house; the caller holds the unit of work."""
    audit.record(actor, "event.presence_exported", event, states={"format": file_format}, now=now)


def _row(day: date, stand: Stand, read: DayRead, zone: Zone) -> list[Cell]:
    return [
        day,
        stand.booth.label,
        stand.booth.zone.name if stand.booth.zone else "",
        stand.business.name,
        stand.application.code,
        str(DAY_STATES[read.state]),
        _time(read.first_open, zone),
        _time(read.last_open, zone),
        _time(read.last, zone),
        _time(read.closed_since, zone),
        len(read.counted),
        _notes(read.counted, zone),
        _notes(read.words, zone),
    ]


def _time(seen: Sighting | None, zone: Zone) -> str:
    return f"{seen.at.astimezone(zone.info):%H:%M}" if seen else ""


def _notes(seen: Sequence[Sighting], zone: Zone) -> str:
    return "; ".join(f"{_time(one, zone)} {one.note}" for one in seen if one.note)
