"""The answers as a table: a row for each application, a column for each question of all versions of the form.

Numbers, Rupiah and dates keep their kind. What people typed stays text: nothing in it becomes a formula or a link.
"""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from eventreg.applications.models import Application
from eventreg.applications.words import STATUS_NAMES
from eventreg.core import audit
from eventreg.core.cells import harmless
from eventreg.core.clock import Zone
from eventreg.core.i18n import _, format_datetime
from eventreg.core.permissions import Actor
from eventreg.events.models import Event
from eventreg.questions.editing import columns
from eventreg.questions.models import FormVersion
from eventreg.questions.queries import questions_of
from eventreg.questions.rules import Kind, Question
from eventreg.questions.telling import text_of
from eventreg.questions.words import label_of

Cell = str | int | date | datetime
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
RUPIAH, DAY, MOMENT = '"Rp"#,##0', "dd/mm/yyyy", "dd/mm/yyyy hh:mm"


class Table:
    """The answers to one event's form. `file_url`: where a file that answers is read."""

    def __init__(
        self,
        applications: Sequence[Application],
        versions: Sequence[FormVersion],
        *,
        zone: Zone,
        file_url: Callable[[Application, str], str],
    ) -> None:
        self.applications, self.zone, self.file_url = applications, zone, file_url
        self.questions: Mapping[int, dict[str, Question]] = {
            version.id: {question.key: question for question in questions_of(version)} for version in versions
        }
        self.tells_sessions = any(application.sessions for application in applications)
        self.columns = columns([list(asked.values()) for asked in self.questions.values()])

    @property
    def headings(self) -> list[str]:
        """The first row, in the reader's language."""
        usual = [_("Application number"), _("Business"), _("Status"), _("Sent"), _("Version of the form")]
        usual += [_("Sessions")] if self.tells_sessions else []
        return [*usual, *(label_of(question) for question in self.columns)]

    def rows(self) -> Iterable[list[Cell]]:
        """A row for each application."""
        for application in self.applications:
            sent = application.submitted_at
            version = application.form_version
            yield [
                application.code,
                application.business.name,
                str(STATUS_NAMES[application.status]),
                sent.astimezone(self.zone.info).replace(tzinfo=None) if sent else "",
                version.number if version else "",
                *([self._sessions(application)] if self.tells_sessions else []),
                *(self._cell(application, question.key) for question in self.columns),
            ]

    def is_rupiah(self, column: int) -> bool:
        """Whether the amounts in this column are Rupiah."""
        place = column - (len(self.headings) - len(self.columns))
        return place >= 0 and self.columns[place].kind is Kind.RUPIAH

    def _sessions(self, application: Application) -> str:
        return "; ".join(one.title or format_datetime(one.starts_at, self.zone) for one in application.sessions)

    def _cell(self, application: Application, key: str) -> Cell:
        question = self.questions.get(application.form_version_id or 0, {}).get(key)
        value = application.answers.get(key)
        if question is None or value is None:
            return ""
        if question.kind in {Kind.NUMBER, Kind.RUPIAH, Kind.SCALE} and isinstance(value, int):
            return value
        if question.kind is Kind.DATE:
            return date.fromisoformat(value)
        if question.kind is Kind.PRODUCTS:
            names = {product.id: product.name for product in application.products}
            return "; ".join(names.get(number, str(number)) for number in value)
        if question.kind in {Kind.FILE, Kind.PHOTOS}:
            return " ".join(self.file_url(application, one) for one in value)
        return text_of(question, value)


def workbook(table: Table) -> bytes:
    """An XLSX file of it."""
    file = BytesIO()
    with Workbook(file, {"constant_memory": True, **PLAIN}) as book:
        sheet = book.add_worksheet(_("Answers")[:31])
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, len(table.headings), 22)
        formats = {name: book.add_format({"num_format": name}) for name in (RUPIAH, DAY, MOMENT)}
        bold = book.add_format({"bold": True, "text_wrap": True})
        for column, heading in enumerate(table.headings):
            sheet.write_string(0, column, heading, bold)
        for row, cells in enumerate(table.rows(), start=1):
            for column, cell in enumerate(cells):
                _write(sheet, row, column, cell, formats, is_rupiah=table.is_rupiah(column))
    return file.getvalue()


def comma_separated(table: Table) -> bytes:
    """A CSV file of it, with a mark that tells spreadsheets it is UTF-8."""
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow([harmless(heading) for heading in table.headings])
    for cells in table.rows():
        writer.writerow([_as_text(cell) for cell in cells])
    return file.getvalue().encode("utf-8-sig")


def note(event: Event, file_format: str, *, rows: int, actor: Actor, now: datetime) -> None:
    """Write down that the answers left the house; the caller holds the unit of work."""
    states = {"format": file_format, "rows": str(rows)}
    audit.record(actor, "event.answers_exported", event, states=states, now=now)


def _write(
    sheet: Worksheet, row: int, column: int, cell: Cell, formats: Mapping[str, object], *, is_rupiah: bool
) -> None:
    if isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell, formats[MOMENT])
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, formats[DAY])
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell, formats[RUPIAH] if is_rupiah else None)
    elif cell:
        sheet.write_string(row, column, cell)


def _as_text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell) if isinstance(cell, int) else harmless(cell)
