"""Who was present: everybody by all sessions, one session, one person in it with corrections, and files of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.limits import limit_account
from eventreg.core.paging import Page
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires
from eventreg.door import attending, export, presence, queries, words
from eventreg.door.forms.attendance import CorrectionForm
from eventreg.door.presence import NOWHERE, Enough, Mark, Seen
from eventreg.door.queries.presence import EXPECTED, Attendee
from eventreg.door.views.base import event_of
from eventreg.door.views.phone import blueprint
from eventreg.events.models import Event, EventSession
from eventreg.tickets.words import STATE_NAMES

PAGE = "/staff/events/<slug>/attendance"
ROWS, ON_PAPER = 50, 500


@dataclass(frozen=True)
class Column:
    """A session in the table: how many came of those who are expected."""

    session: EventSession
    present: int
    expected: int


@dataclass(frozen=True)
class Row:
    """Somebody, and what is to be said of them in each session."""

    who: Attendee
    cells: Sequence[tuple[EventSession, Mark, Seen]]


@blueprint.get(f"{PAGE}/")
@requires(Permission.DOOR_MANAGE)
def attendance(slug: str) -> ResponseReturnValue:
    """Everybody by all sessions, with how many reach the minimum."""
    event, now = event_of(slug), clock.now()
    everybody, enough = queries.attendance_of(event, now), _asked(Enough, "enough")
    found = [one for one in _searched(everybody) if enough in {None, one.enough}]
    return render_template(
        "door/attendance.html",
        enough=enough,
        counts=Counter(one.enough for one in everybody if one.enough),
        **_table(event, everybody, _page(found, ROWS), now),
    )


@blueprint.get(f"{PAGE}/print")
@requires(Permission.DOOR_MANAGE)
def attendance_on_paper(slug: str) -> ResponseReturnValue:
    """The same for printing, on as many sheets as it takes."""
    event, now = event_of(slug), clock.now()
    everybody = queries.attendance_of(event, now)
    return render_template(
        "door/attendance_print.html", now=now, **_table(event, everybody, _page(everybody, ON_PAPER), now)
    )


@blueprint.post(f"{PAGE}.<any(xlsx, csv):file_format>")
@requires(Permission.DOOR_MANAGE)
@limit_account("30 per hour")
def export_attendance(slug: str, file_format: str) -> ResponseReturnValue:
    """A row for each ticket; who took it along is written down with it."""
    event, now = event_of(slug), clock.now()
    with unit_of_work():
        everybody = queries.attendance_of(event, now)
        file = export.write(event, everybody, file_format, now)
        export.note(event, file_format, rows=len(everybody), actor=current_actor(), now=now)
    start, day = _("attendance"), now.astimezone(event.zone.info)
    name = f"{start}-{slug}-{day:%Y-%m-%d}.{file_format}"
    return send_file(BytesIO(file), export.MEDIA_TYPES[file_format], as_attachment=True, download_name=name)


@blueprint.get(f"{PAGE}/<int:session_id>/")
@requires(Permission.DOOR_MANAGE)
def attendance_session(slug: str, session_id: int) -> ResponseReturnValue:
    """Who was there in one session, and who wasn't."""
    event, now = event_of(slug), clock.now()
    session = queries.get_session(event.id, session_id)
    rows = [(one, *_cell(one, session, now)) for one in queries.attendance_of(event, now)]
    theirs = [row for row in rows if row[2] is not Seen.NOT_THEIRS]
    side = request.args.get("show", "")
    shown: Mapping[str, Callable[[Any], bool]] = {
        "present": lambda row: row[2] is Seen.PRESENT,
        "missing": lambda row: row[2] is not Seen.PRESENT,
    }
    wanted = set(map(id, _searched([row[0] for row in theirs])))
    found = [row for row in theirs if id(row[0]) in wanted and shown.get(side, bool)(row)]
    return render_template(
        "door/attendance_session.html",
        event=event,
        session=session,
        show=side if side in shown else "",
        counts={name: sum(map(fits, theirs)) for name, fits in shown.items()} | {"": len(theirs)},
        text=_text(),
        page=_page(found, ROWS),
        may_show=session in attending.sessions_on_screen(event, now),
        opens_at=queries.opens_at(session),
        now=now,
        **told(),
    )


@blueprint.route(f"{PAGE}/<int:session_id>/<int:ticket_id>", methods=["GET", "POST"])
@requires(Permission.DOOR_MANAGE)
def presence_of(slug: str, session_id: int, ticket_id: int) -> ResponseReturnValue:
    """One person in one session: all that was told of it, and a correction with its reason."""
    event, form, now = event_of(slug), CorrectionForm(), clock.now()
    session, ticket = queries.get_session(event.id, session_id), queries.get_ticket_by_id(event.id, ticket_id)
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            ticket = queries.get_ticket_by_id(event.id, ticket_id)
            reason, actor = form.reason.data or "", current_actor()
            attending.correct(ticket, session, present=form.is_present, reason=reason, actor=actor, now=now)
            flash(_("Corrected. What was told before stays below."), "ok")
            return redirect(url_for(".presence_of", slug=slug, session_id=session_id, ticket_id=ticket_id))
    (who,) = queries.attendees(event, [ticket], now)
    notes = queries.notes_of(ticket_id, session_id)
    page = render_template(
        "door/attendance_person.html",
        event=event,
        session=session,
        ticket=ticket,
        who=who,
        row=_cell(who, session, now),
        form=form,
        has_begun=queries.opens_at(session) <= now,
        stays=queries.stays_of(ticket_id, session_id),
        notes=notes,
        names=queries.names_of([note.by_id for note in notes]),
        **told(),
    )
    return page, 422 if request.method == "POST" else 200


def told() -> Mapping[str, Any]:
    """Words and looks of presence."""
    return {
        "enough_names": words.ENOUGH,
        "enough_looks": words.ENOUGH_LOOKS,
        "seen_names": words.SEEN,
        "seen_looks": words.SEEN_LOOKS,
        "sources": words.PRESENCE_SOURCES,
        "ticket_names": STATE_NAMES,
        "expected_states": EXPECTED,
    }


def _table(event: Event, everybody: Sequence[Attendee], page: Page[Attendee], now: datetime) -> Mapping[str, Any]:
    rows = [Row(one, [(session, *_cell(one, session, now)) for session in event.sessions]) for one in page.rows]
    return {
        "event": event,
        "columns": _columns(event, everybody),
        "page": page,
        "rows": rows,
        "total": len(everybody),
        "text": _text(),
        "percent": queries.settings_of(event.id).presence_percent,
        "is_certified": any(one.enough for one in everybody),
        **told(),
    }


def _columns(event: Event, everybody: Iterable[Attendee]) -> list[Column]:
    present = queries.present_by_session(everybody)
    expected = Counter(own for one in everybody if one.ticket.state in EXPECTED for own in one.own)
    return [Column(session, present.get(session.id, 0), expected[session.id]) for session in event.sessions]


def _cell(one: Attendee, session: EventSession, now: datetime) -> tuple[Mark, Seen]:
    known = one.marks.get(session.id, NOWHERE)
    hours = presence.Hours(session.id, session.starts_at, session.ends_at)
    return known, presence.seen(known, hours, now, is_own=session.id in one.own)


def _searched(everybody: Iterable[Attendee]) -> list[Attendee]:
    """Those whose name, business or ticket has every word that was typed."""
    sought = _text().casefold().split()
    return [one for one in everybody if all(word in _findable(one) for word in sought)]


def _findable(one: Attendee) -> str:
    return f"{one.ticket.holder} {one.ticket.business_name} {one.ticket.code} {one.ticket.booth}".casefold()


def _text() -> str:
    return request.args.get("q", "").strip()[:100]


def _asked(kinds: type[Enough], name: str) -> Enough | None:
    return next((one for one in kinds if one.value == request.args.get(name)), None)


def _page(found: Sequence[Any], size: int) -> Page[Any]:
    number = min(max(request.args.get("page", 1, type=int), 1), max(1, -(-len(found) // size)))
    return Page(found[(number - 1) * size : number * size], len(found), number, size)
