"""The attendance list as a file: a row for each ticket; nothing that people wrote becomes a formula."""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO, StringIO

from xlsxwriter import Workbook

from eventreg.core import audit
from eventreg.core.cells import harmless
from eventreg.core.i18n import _, format_time, short_date
from eventreg.core.permissions import Actor
from eventreg.door import presence, words
from eventreg.door.presence import NOWHERE
from eventreg.door.queries.presence import Attendee
from eventreg.events.models import Event, EventSession
from eventreg.tickets.rules import group_code

Cell = str | int
MEDIA_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write(event: Event, everybody: Sequence[Attendee], file_format: str, now: datetime) -> bytes:
    """The file, in the reader's language."""
    rows = [headings(event), *(row(event, one, now) for one in everybody)]
    return _comma_separated(rows) if file_format == "csv" else _workbook(rows)


def headings(event: Event) -> list[Cell]:
    """The first row: a column for each session."""
    return [
        _("Name"),
        _("Business"),
        _("Booth"),
        _("Ticket code"),
        _("Number of people"),
        *(_named(event, session) for session in event.sessions),
        _("Sessions present"),
        _("Sessions in all"),
        _("Certificate"),
    ]


def row(event: Event, one: Attendee, now: datetime) -> list[Cell]:
    """Somebody's row."""
    return [
        one.ticket.holder,
        one.ticket.business_name,
        one.ticket.booth,
        group_code(one.ticket.code),
        one.party,
        *(_said(one, session, now) for session in event.sessions),
        one.share.present,
        one.share.all,
        str(words.ENOUGH[one.enough]) if one.enough else "",
    ]


def note(event: Event, file_format: str, *, rows: int, actor: Actor, now: datetime) -> None:
    """Write down that the list left the house; the caller holds the unit of work."""
    states = {"format": file_format, "rows": str(rows)}
    audit.record(actor, "event.attendance_exported", event, states=states, now=now)


def _named(event: Event, session: EventSession) -> str:
    when = f"{short_date(session.starts_at, event.zone)} {format_time(session.starts_at, event.zone)}"
    return f"{session.title} ({when})" if session.title else when


def _said(one: Attendee, session: EventSession, now: datetime) -> str:
    known = one.marks.get(session.id, NOWHERE)
    hours = presence.Hours(session.id, session.starts_at, session.ends_at)
    said = str(words.SEEN[presence.seen(known, hours, now, is_own=session.id in one.own)])
    return f"{said} ({words.PRESENCE_SOURCES[known.source]})" if known.source else said


def _workbook(rows: Sequence[Sequence[Cell]]) -> bytes:
    file = BytesIO()
    with Workbook(file, {"constant_memory": True, **PLAIN}) as book:
        sheet = book.add_worksheet(_("Attendance")[:31])
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 1, 28)
        sheet.set_column(2, len(rows[0]), 18)
        bold = book.add_format({"bold": True, "text_wrap": True})
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, int):
                    sheet.write_number(number, column, cell)
                else:
                    sheet.write_string(number, column, cell, None if number else bold)
    return file.getvalue()


def _comma_separated(rows: Iterable[Sequence[Cell]]) -> bytes:
    """With a mark that tells spreadsheets it is UTF-8."""
    file = StringIO()
    writer = csv.writer(file)
    writer.writerows([cell if isinstance(cell, int) else harmless(cell) for cell in cells] for cells in rows)
    return file.getvalue().encode("utf-8-sig")
