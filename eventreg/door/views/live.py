"""What supervisors watch while people come: how many, where, when, and what waits for somebody."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import row_number
from eventreg.core.i18n import _, format_day, format_hours
from eventreg.core.limits import limit_account
from eventreg.core.permissions import Permission
from eventreg.core.web import requires
from eventreg.door import admission, lists, queries, watching
from eventreg.door.queries import Quarter
from eventreg.door.views import device_rows
from eventreg.door.views.base import event_of
from eventreg.door.views.phone import blueprint
from eventreg.door.words import VERDICT_NAMES
from eventreg.events.models import Event, EventSession

LATEST = 6


@blueprint.get("/staff/events/<slug>/door/live")
@requires(Permission.DOOR_MANAGE)
def live(slug: str) -> ResponseReturnValue:
    """The numbers of the sessions that are open, or of the one that was chosen; the page renews itself."""
    event, now = event_of(slug), clock.now()
    open_ids = {span.id for span in admission.open_sessions(queries.spans_of(event), now)}
    chosen = _chosen(event, open_ids, now)
    ids = [session.id for session in chosen]
    everyone = [session.id for session in event.sessions]
    found, expected = queries.numbers_by_session(everyone), queries.expected(event.id, everyone)
    quarters = queries.quarters(ids)
    return render_template(
        "door/live.html",
        event=event,
        chosen=chosen,
        is_open=bool(open_ids.intersection(ids)),
        names={session.id: (session.title or _day_of(session), when_of(session)) for session in event.sessions},
        open_ids=open_ids,
        numbers=queries.numbers(event.id, ids),
        by_session=found,
        expected=expected,
        to_come=max((expected[session_id] for session_id in ids), default=0),
        again=sum(quarter.ways_in - quarter.came for quarter in quarters),
        chart=_chart(event, chosen, quarters, now),
        phones=[row for row in device_rows.rows_of(event, now) if row.is_in_use],
        cases=queries.open_cases(event.id),
        wrongly=queries.count_let_in_wrongly(event.id, ids),
        scans=queries.recent_scans(event.id, LATEST),
        verdict_names=VERDICT_NAMES,
        now=now,
    )


@blueprint.post("/staff/events/<slug>/door/live.<any(xlsx, csv):file_format>")
@requires(Permission.DOOR_MANAGE)
@limit_account("30 per hour")
def export_numbers(slug: str, file_format: str) -> ResponseReturnValue:
    """A row for each session, quarter of an hour and gate; nobody's name."""
    event = event_of(slug)
    headings = [_("Session"), _("Day"), _("From"), _("Until"), _("Gate"), _("Came in"), _("For the first time")]
    file = lists.as_file(file_format, _("Came in"), headings, _rows(event))
    name = _("door-%(what)s", what=f"{slug}-{clock.now().astimezone(event.zone.info):%Y-%m-%d}.{file_format}")
    return send_file(file, lists.MEDIA_TYPES[file_format], as_attachment=True, download_name=name)


def when_of(session: EventSession) -> str:
    """A session's hours, with its day where its title doesn't stand for it."""
    zone = session.event.zone
    hours = format_hours(session.starts_at, session.ends_at, zone)
    return f"{_day_of(session)}, {hours}" if session.title else hours


def _day_of(session: EventSession) -> str:
    return format_day(session.starts_at.astimezone(session.event.zone.info).date())


def _chosen(event: Event, open_ids: Collection[int], now: datetime) -> Sequence[EventSession]:
    """The session that the address asks for; otherwise those that are open, the latest that began, or the first."""
    asked = request.args.get("session", 0, type=row_number)
    wanted = [session for session in event.sessions if session.id == asked]
    wanted = wanted or [session for session in event.sessions if session.id in open_ids]
    begun = [session for session in event.sessions if session.starts_at <= now]
    return wanted or begun[-1:] or event.sessions[:1]


def _chart(
    event: Event, chosen: Sequence[EventSession], quarters: Sequence[Quarter], now: datetime
) -> watching.Chart | None:
    passed: dict[tuple[datetime, str], int] = {}
    for quarter in quarters:
        key = (quarter.at, quarter.gate)
        passed[key] = passed.get(key, 0) + quarter.ways_in
    gates = [gate.name for gate in queries.gates(event.id)]
    ends_at = max((session.ends_at for session in chosen), default=now)
    return watching.chart(passed, gates, ends_at, now, event.zone.info)


def _rows(event: Event) -> Iterator[list[lists.Cell]]:
    zone, sessions = event.zone.info, {session.id: session for session in event.sessions}
    titles: Mapping[int, str] = {id_: session.title or _day_of(session) for id_, session in sessions.items()}
    found = queries.quarters(list(sessions))
    for quarter in sorted(found, key=lambda one: (sessions[one.session_id].starts_at, one.at, one.gate)):
        begin = quarter.at.astimezone(zone)
        until = begin + timedelta(minutes=15)
        hours = [f"{begin:%H:%M}", f"{until:%H:%M}"]
        yield [titles[quarter.session_id], begin.date(), *hours, quarter.gate, quarter.ways_in, quarter.came]
