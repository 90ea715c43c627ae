"""Attendance sheets of an event's sessions, as PDF and as XLSX."""

from io import BytesIO

from flask import Response, g, render_template, request, send_file
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.i18n import force_locale
from eventreg.core.limits import limit_account
from eventreg.core.web import requires
from eventreg.events.models import Event, EventSession
from eventreg.office import listing
from eventreg.office.listing import Filling
from eventreg.office.views.base import P, blueprint, event_for, paper_language
from eventreg.office.views.certificates import pdf_response
from eventreg.office.words import FILLINGS
from eventreg.office.workbook import MEDIA_TYPE

PAGE = "/staff/events/<slug>/papers/attendance-sheets"
BLANK, MOST_BLANK = 5, listing.MOST_BLANK


@blueprint.get(f"{PAGE}/")
@requires(P.LETTER_MANAGE)
def sheets(slug: str) -> ResponseReturnValue:
    """Which sheets there are to print."""
    event = event_for(slug, P.LETTER_MANAGE)
    return render_template(
        "office/sheets.html",
        event=event,
        fillings=FILLINGS,
        blank=BLANK,
        most_blank=MOST_BLANK,
        has_begun=event.starts_at <= clock.now(),
    )


@blueprint.post(f"{PAGE}/")
@requires(P.LETTER_MANAGE)
@limit_account("120 per hour")
def make_sheets(slug: str) -> ResponseReturnValue:
    """The file. It names people with their addresses and numbers: who took it along is written down."""
    event, now = event_for(slug, P.LETTER_MANAGE), clock.now()
    chosen = request.form.get("filling", "")
    filling = Filling(chosen) if chosen in set(Filling) else Filling.NAMES
    file_format = "xlsx" if request.form.get("format") == "xlsx" else "pdf"
    blank = request.form.get("blank", "")
    lines = min(int(blank), MOST_BLANK) if blank.isascii() and blank.isdecimal() and len(blank) < 6 else BLANK
    with unit_of_work():
        with force_locale(paper_language().value):
            made = listing.sheets_of(event, _sessions(event), filling, lines, now=now)
            data = listing.xlsx_of(made) if file_format == "xlsx" else listing.pdf_of(event, made)
        listing.note(event, file_format, filling, actor=g.actor, now=now)
    return _file(data, file_format, f"daftar-hadir-{slug}.{file_format}")


def _sessions(event: Event) -> list[EventSession]:
    """The one that was asked for, or all. Raises NotFound for another event's."""
    asked = request.form.get("session", "")
    found = [one for one in event.sessions if not asked or str(one.id) == asked]
    if not found:
        raise NotFound()
    return found


def _file(data: bytes, file_format: str, name: str) -> Response:
    if file_format == "pdf":
        return pdf_response(data, name)
    return send_file(BytesIO(data), MEDIA_TYPE, as_attachment=True, download_name=name)
