"""The ranking as a file: the columns of `lists.records`, typed; nothing that people wrote becomes a formula."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from xlsxwriter import Workbook

from eventreg.applications.words import STATUS_NAMES
from eventreg.core import audit
from eventreg.core.cells import harmless
from eventreg.core.i18n import _, lazy
from eventreg.core.permissions import Actor
from eventreg.curation.models import Criterion
from eventreg.curation.words import name_of
from eventreg.events.models import Event

Cell = str | int | Decimal
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
HEADINGS = {
    "rank": lazy("Rank"),
    "code": lazy("Application number"),
    "business": lazy("Business"),
    "product": lazy("First product"),
    "category": lazy("Category"),
    "district": lazy("District"),
    "result": lazy("Result"),
    "average": lazy("Average of the reviews"),
    "deduction": lazy("Less by rotation"),
    "spread": lazy("Spread"),
    "reviews": lazy("Reviews"),
    "missing": lazy("Reviews still missing"),
    "conflicting": lazy("Conflicting"),
    "discuss": lazy("Want to discuss it"),
    "last_took_part": lazy("Last took part"),
    "rests": lazy("Others' turn"),
    "status": lazy("Status"),
}


def workbook(records: Sequence[Mapping[str, Any]], criteria: Sequence[Criterion], *, with_names: bool) -> bytes:
    """An XLSX file of them, with the average of each criterion."""
    file, columns = BytesIO(), _columns(criteria, with_names)
    with Workbook(file, {"in_memory": True, **PLAIN}) as book:
        sheet = book.add_worksheet(_("Ranking")[:31])
        bold, points = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "0.0"})
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, len(columns), 16)
        for column, key in enumerate(columns):
            sheet.write_string(0, column, columns[key], bold)
        for number, record in enumerate(records, start=1):
            for column, cell in enumerate(_cells(record, columns)):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                else:
                    sheet.write_number(number, column, cell, points if isinstance(cell, Decimal) else None)
    return file.getvalue()


def comma_separated(records: Iterable[Mapping[str, Any]], criteria: Sequence[Criterion], *, with_names: bool) -> bytes:
    """A CSV file of them, with a mark that tells spreadsheets it is UTF-8."""
    file, columns = StringIO(), _columns(criteria, with_names)
    writer = csv.writer(file)
    writer.writerow([harmless(heading) for heading in columns.values()])
    for record in records:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in _cells(record, columns)])
    return file.getvalue().encode("utf-8-sig")


def note(event: Event, file_format: str, *, rows: int, actor: Actor, now: datetime) -> None:
    """Write down that the ranking left the house; the caller holds the unit of work."""
    states = {"format": file_format, "rows": str(rows)}
    audit.record(actor, "ranking.exported", event, states=states, now=now)


def _columns(criteria: Sequence[Criterion], with_names: bool) -> dict[str | int, str]:
    """What stands in each column → its heading; a criterion's is its id."""
    found: dict[str | int, str] = {key: str(words) for key, words in HEADINGS.items()}
    found |= {one.id: f"{name_of(one)} (1–{one.best})" for one in criteria}
    return {key: words for key, words in found.items() if with_names or key != "business"}


def _cells(record: Mapping[str, Any], columns: Iterable[str | int]) -> list[Cell]:
    facts = {**record, **record["criteria"]}
    return [_cell(key, facts[key]) for key in columns]


def _cell(key: str | int, value: Any) -> Cell:
    if key == "status":
        return str(STATUS_NAMES[value])
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return "" if value is None else value
