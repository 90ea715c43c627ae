"""Every scan of an event: found, told, and undone by a supervisor where it was wrong."""

from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.paging import page_of
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires
from eventreg.door import queries, reconciling
from eventreg.door.forms.settling import ReasonForm
from eventreg.door.models import Scan
from eventreg.door.queries import ScanSought
from eventreg.door.rules import Verdict
from eventreg.door.views import scan_words as told
from eventreg.door.views.base import event_of
from eventreg.door.views.phone import blueprint
from eventreg.door.words import VERDICT_NAMES
from eventreg.events.models import Event
from eventreg.events.views.public import page_number

SCANS = "/staff/events/<slug>/door/scans"
SIZE = 50
WRONGLY = "let-in-wrongly"  # among the verdicts that are asked for


@blueprint.get(SCANS)
@requires(Permission.DOOR_MANAGE)
def scans(slug: str) -> ResponseReturnValue:
    """All that was scanned, the latest first."""
    event = event_of(slug)
    sought = _sought(event)
    page = page_of(queries.found_scans(event.id, sought), page_number(), SIZE)
    paper = queries.paper_devices(event.id)
    return render_template(
        "door/scans.html",
        event=event,
        page=page,
        links=told.links(page),
        rows=[
            (
                scan,
                told.look_of(scan),
                told.phone_of(scan, paper),
                told.to_the_second(scan.moment, event),
                told.DIRECTIONS[scan.direction],
                told.day_and_time(scan.moment, event).split(",")[0],
            )
            for scan in page.rows
        ],
        asked=request.args,
        is_narrowed=sought != ScanSought(),
        gates=queries.gates_scanned(event.id),
        verdicts=VERDICT_NAMES,
    )


@blueprint.get(f"{SCANS}/<int:scan_pk>")
@requires(Permission.DOOR_MANAGE)
def scan(slug: str, scan_pk: int) -> ResponseReturnValue:
    """All that is known of one scan."""
    event = event_of(slug)
    return render_template("door/scan.html", event=event, **_story(event, queries.get_scan(event.id, scan_pk)))


@blueprint.route(f"{SCANS}/<int:scan_pk>/undoing", methods=["GET", "POST"])
@requires(Permission.DOOR_MANAGE)
def undo_scan(slug: str, scan_pk: int) -> ResponseReturnValue:
    """It no longer counts, as if nobody had passed by it."""
    event, form = event_of(slug), ReasonForm()
    found = queries.get_scan(event.id, scan_pk)
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            is_new = reconciling.undo(event.id, scan_pk, reason=form.why, actor=current_actor(), now=clock.now())
            flash(_("The scan no longer counts.") if is_new else _("This scan was undone before."))
            return redirect(url_for(".scan", slug=slug, scan_pk=scan_pk))
    page = render_template("door/scan_undo.html", event=event, form=form, **_story(event, found))
    return page, 422 if form.is_submitted() else 200


def _story(event: Event, found: Scan) -> dict[str, object]:
    """What a page tells of a scan: how it came, what was told, what was decided, what it stands beside."""
    session = next((one for one in event.sessions if one.id == found.session_id), None)
    undone_by = queries.find_undo_of(found) if found.undone_at else None
    settled = queries.settlements([found.id]).get(found.id, [])
    return {
        "scan": found,
        "look": told.look_of(found),
        "verdict": VERDICT_NAMES[found.verdict],
        "answered": told.verdict_told(found.answer.get("verdict")),
        "said": told.verdict_told(found.offline_verdict),
        "direction": told.DIRECTIONS[found.direction],
        "phone": told.phone_of(found, queries.paper_devices(event.id)),
        "session": told.title_of(session, event) if session else "",
        "moment": f"{told.day_and_time(found.moment, event).split(',')[0]}, {told.to_the_second(found.moment, event)}",
        "at": told.to_the_second(found.at, event),
        "clock": told.clock_told(found),
        "arrived": told.day_and_time(found.received_at, event),
        "raw": told.shown_raw(found) if found.ticket is None else "",
        "undone": told.day_and_time(found.undone_at, event) if found.undone_at else "",
        "undone_by": undone_by,
        "decided": told.decided(settled, event),
        "conflict": queries.find_conflict(event.id, found.id),
        "waits": found.verdict is Verdict.QUARANTINED and not settled,
    }


def _sought(event: Event) -> ScanSought:
    """What the address asks for; what can't be read is left out."""
    asked = request.args
    verdict = asked.get("verdict", "")
    return ScanSought(
        asked.get("q", "").strip()[:80],
        asked.get("gate", "")[:60],
        _number(asked.get("phone", "")),
        Verdict(verdict) if verdict in set(Verdict) else None,
        _moment(asked.get("since", ""), event),
        _moment(asked.get("until", ""), event),
        verdict == WRONGLY,
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _moment(text: str, event: Event) -> datetime | None:
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        return None
    return local.replace(tzinfo=event.zone.info) if local.tzinfo is None and 2000 <= local.year < 2100 else None
