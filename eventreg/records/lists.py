"""Those whose data was lost, as a table for whoever tells them."""

from collections.abc import Sequence
from typing import IO

import xlsxwriter

from eventreg.core.i18n import _
from eventreg.core.phone import show_phone
from eventreg.records.queries import Affected

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write(target: IO[bytes], people: Sequence[Affected]) -> None:
    """One row a person; everything as text, so that nothing in it is taken for a formula."""
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("People"))
    heading = book.add_format({"bold": True})
    for column, title in enumerate([_("Name"), _("Business"), _("WhatsApp"), _("E-mail"), _("On the list of")]):
        sheet.write_string(0, column, title, heading)
    for row, person in enumerate(people, 1):
        cells = (person.name, person.business, show_phone(person.phone) if person.phone else "", person.email)
        for column, text in enumerate((*cells, person.where)):
            sheet.write_string(row, column, text)
    sheet.freeze_panes(1, 0)
    sheet.autofit()
    book.close()
