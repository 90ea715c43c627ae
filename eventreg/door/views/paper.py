"""The list on paper, for when no phone works, and what was ticked off on it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import row_number, unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.i18n import _, format_time, ngettext
from eventreg.core.paging import Page
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires
from eventreg.door import paper, queries, service
from eventreg.door.admission import Span
from eventreg.door.forms.paper import PaperForm
from eventreg.door.paper import Listed
from eventreg.door.views import scan_words as told
from eventreg.door.views.base import event_of
from eventreg.door.views.phone import blueprint
from eventreg.door.words import VERDICT_NAMES
from eventreg.events.models import Event, EventSession
from eventreg.events.views.public import page_number

PAPER = "/staff/events/<slug>/door/paper"
SIZE = 100


@dataclass(frozen=True)
class Asked:
    """Which part of the list is looked at."""

    words: str
    letter: str


@blueprint.get(PAPER, endpoint="paper")
@requires(Permission.DOOR_MANAGE)
def paper_lists(slug: str) -> ResponseReturnValue:
    """The lists that there are: one for each session."""
    event, now = event_of(slug), clock.now()
    counts = paper.counts(event)
    sessions = [
        (one, told.title_of(one, event), counts[one.id], span.opens_at <= now)
        for one, span in zip(event.sessions, queries.spans_of(event), strict=True)
    ]
    return render_template("door/paper.html", event=event, sessions=sessions)


@blueprint.get(f"{PAPER}/<int:session_id>")
@requires(Permission.DOOR_MANAGE)
def paper_list(slug: str, session_id: int) -> ResponseReturnValue:
    """The list of a session with boxes to tick, to print."""
    event = event_of(slug)
    session, _span = _session(event, session_id)
    lines = paper.listed(event, session.id)
    return render_template(
        "door/paper_list.html",
        event=event,
        session=session,
        title=told.title_of(session, event),
        letters=_by_letter(lines),
        people=sum(one.party for one in lines),
        tickets=len(lines),
        printed=told.day_and_time(clock.now(), event),
    )


@blueprint.route(f"{PAPER}/<int:session_id>/entry", methods=["GET", "POST"])
@requires(Permission.DOOR_MANAGE)
def paper_entry(slug: str, session_id: int) -> ResponseReturnValue:
    """The same list on the screen: what was ticked off on paper is ticked here."""
    event, now = event_of(slug), clock.now()
    session, span = _session(event, session_id)
    lines, asked = paper.listed(event, session.id), _asked()
    gates, quarters = queries.gates(event.id), paper.quarters(span, now=now)
    form = PaperForm.at(
        event, gates, quarters, request.args.get("gate", 0, type=row_number), request.args.get("at", "")
    )
    ticked = {int(pk) for pk in request.form.getlist("ticket") if pk.isascii() and pk.isdigit() and len(pk) < 10}
    if form.validate_on_submit():
        with refusals(form):
            chosen = [one for one in lines if one.ticket.id in ticked]
            moment = paper.moment_of(form.clock_time, span, event, now=now)
            if chosen:
                with unit_of_work():
                    _enter(event, session.id, chosen, form, moment)
                return redirect(_again(slug, session.id, form, asked))
            form.form_errors.append(_("Tick the people who came."))
    form.form.data = form.form.data or str(uuid4())
    shown = (
        paper.search(lines, asked.words)
        if asked.words
        else [one for one in lines if not asked.letter or one.letter == asked.letter]
    )
    page = render_template(
        "door/paper_entry.html",
        event=event,
        session=session,
        title=told.title_of(session, event),
        form=form,
        asked=asked,
        ticked=ticked,
        letters=Counter(one.letter for one in lines),
        is_open=bool(quarters) and bool(gates),
        has_gates=bool(gates),
        **_rows(event, session, shown),
    )
    return page, 422 if form.is_submitted() else 200


def _enter(event: Event, session_id: int, chosen: Collection[Listed], form: PaperForm, moment: Any) -> None:
    actor, now = current_actor(), clock.now()
    gate = queries.get_gate(event.id, form.gate.data)
    device = paper.device_of(event, gate, actor=actor, now=now)
    scans = paper.scans_of(chosen, form=form.number, session_id=session_id, gate=gate.name, moment=moment)
    answers = service.record_scans(device.id, scans, now=now).answers
    verdicts = Counter(answer["verdict"] for answer in answers)
    conflicts = sum(answer["conflict"] for answer in answers)
    admitted = verdicts.pop("admitted", 0)
    flash(ngettext("%(num)s person entered from paper.", "%(num)s people entered from paper.", admitted))
    if conflicts:
        flash(
            ngettext(
                "%(num)s of them had come in already: look at the conflicts.",
                "%(num)s of them had come in already: look at the conflicts.",
                conflicts,
            ),
            "warn",
        )
    if verdicts:
        names = ", ".join(f"{told.verdict_told(verdict)}: {count}" for verdict, count in verdicts.items())
        flash(_("Not admitted, but kept: %(verdicts)s", verdicts=names), "warn")


def _again(slug: str, session_id: int, form: PaperForm, asked: Asked) -> str:
    """The same list, with the gate and the time as they were; a search is over."""
    kept = {"gate": form.gate.data, "at": form.quarter.data, "letter": asked.letter or None}
    return url_for(".paper_entry", slug=slug, session_id=session_id, **kept)


def _rows(event: Event, session: EventSession, shown: Sequence[Listed]) -> dict[str, Any]:
    number = max(1, min(page_number(), -(-len(shown) // SIZE)))
    page = Page(shown[(number - 1) * SIZE : number * SIZE], len(shown), number, SIZE)
    inside = queries.inside_by_ticket(session.id)
    entered = queries.entered_from_paper(event.id)
    return {
        "page": page,
        "rows": [(one, _inside(event, inside.get(one.ticket.id))) for one in page.rows],
        "links": [told.link(other) if other else "" for other in (page.previous, page.next)],
        "entered": [
            (scan, VERDICT_NAMES[scan.verdict], told.look_of(scan), told.day_and_time(scan.moment, event))
            for scan in entered
        ],
    }


def _inside(event: Event, attendance: Any) -> str:
    if attendance is None:
        return ""
    return _("in since %(time)s, %(gate)s", time=format_time(attendance.at, event.zone), gate=attendance.gate)


def _session(event: Event, session_id: int) -> tuple[EventSession, Span]:
    """A session of the event with the time of its door. Raises NotFound."""
    for session, span in zip(event.sessions, queries.spans_of(event), strict=True):
        if session.id == session_id:
            return session, span
    raise NotFound()


def _by_letter(lines: Sequence[Listed]) -> dict[str, list[Listed]]:
    found: dict[str, list[Listed]] = {}
    for one in lines:
        found.setdefault(one.letter, []).append(one)
    return found


def _asked() -> Asked:
    return Asked(request.args.get("q", "").strip()[:80], request.args.get("letter", "")[:1].upper())
