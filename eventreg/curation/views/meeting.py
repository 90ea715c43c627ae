"""The meeting on the projector: the ranking with its line, and decisions that are put down and don't go out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from eventreg.applications.models import Application
from eventreg.applications.rules import ReasonMissing, Status
from eventreg.applications.words import STATUS_NAMES
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError, Forbidden, NotFound
from eventreg.core.i18n import _, ngettext
from eventreg.core.permissions import Permission
from eventreg.core.web import requires, words_for
from eventreg.curation import balance, lists, meetings, pending, queries, reading, resolving, rules, settling, standings
from eventreg.curation.lists import Filters, Show
from eventreg.curation.pending import Pending
from eventreg.curation.standings import Standings
from eventreg.curation.views.base import blueprint
from eventreg.curation.views.ranking import SHOWN
from eventreg.curation.words import BELOW_NAMES, PENDING_NAMES, points
from eventreg.events import queries as events
from eventreg.events.models import Event

FOLDER = "/staff/events/<slug>/meeting/"
UNDO = "meeting_undo"
LARGEST_UNDO = 1500  # letters of a reason: a cookie holds no more


@blueprint.get(FOLDER)
@requires(Permission.MEETING_HOLD)
def meeting(slug: str) -> ResponseReturnValue:
    """The ranking with what is pending, the line, and the balance beside it."""
    return _page(held_event(slug))


@blueprint.post(FOLDER + "line")
@requires(Permission.MEETING_HOLD)
def draw_line(slug: str) -> ResponseReturnValue:
    """Draw the line, move it, or take it away."""
    event = held_event(slug)
    at, below, reason = request.form.get("at", type=int), _verdict("below"), request.form.get("reason", "")
    try:
        with unit_of_work():
            found = standings.standings(event, clock.now(), viewer=g.actor)
            before = _line(event, found, pending.listed(event, clock.now(), viewer=g.actor))
            if request.form.get("act") == "remove":
                pending.remove_line(event.id, **_given())
            elif at is None:
                return _page(event, fault=("line", _("Write after how many the line lies.")), status=422)
            else:
                pending.draw_line(event.id, at, below, reason, **_given(), meeting_id=_meeting_id(event))
            _remember(event, kind="line", **before)
    except (NotFound, Forbidden):
        raise
    except DomainError as error:
        return _page(event, fault=("line", words_for(error)), status=422)
    return redirect(_back(slug))


@blueprint.post(FOLDER + "decisions/<code>")
@requires(Permission.MEETING_HOLD)
def put_decision(slug: str, code: str) -> ResponseReturnValue:
    """Put a decision down for one application, or take it back."""
    event = held_event(slug)
    application = lists.get_application(event.id, code)
    verdict, reason = _verdict("verdict"), request.form.get(f"reason-{code}")  # not of a row that isn't opened
    try:
        with unit_of_work():
            before = _before(application)
            _remember(event, kind="decision", code=code, **before)
            reason = before["reason"] if reason is None else reason
            if verdict is None:
                pending.take_back(event.id, application.id, **_given())
            else:
                pending.put(event.id, application.id, verdict, reason, **_given(), meeting_id=_meeting_id(event))
    except (NotFound, Forbidden):
        session.pop(UNDO, None)
        raise
    except DomainError as error:
        session.pop(UNDO, None)
        return _page(event, fault=(code, words_for(error)), status=422)
    return redirect(_back(slug, code))


@blueprint.post(FOLDER + "candidates/<code>")
@requires(Permission.MEETING_HOLD)
def settle_candidate(slug: str, code: str) -> ResponseReturnValue:
    """Whether one may, or must, have a booth; or nothing about it again."""
    event = held_event(slug)
    application = lists.get_application(event.id, code)
    booth, why = request.form.get(f"booth-{code}", ""), request.form.get(f"why-{code}", "")
    asked = {"eligible": booth != "none", "must_place": booth == "must", "reason": why}
    try:
        with unit_of_work():
            _remember(event, kind="booth", code=code, **_settled(event, application))
            _settle(event, application, None if request.form.get("act") == "unset" else asked)
    except (NotFound, Forbidden):
        session.pop(UNDO, None)
        raise
    except DomainError as error:
        session.pop(UNDO, None)
        words = _("Write the reason.") if isinstance(error, ReasonMissing) else words_for(error)
        return _page(event, fault=(f"booth-{code}", words), status=422)
    return redirect(_back(slug, code))


@blueprint.post(FOLDER + "undo")
@requires(Permission.MEETING_HOLD)
def undo_decision(slug: str) -> ResponseReturnValue:
    """Take the last change of this browser back."""
    event, last = held_event(slug), session.pop(UNDO, None)
    if not last or last["event"] != event.id:
        flash(_("There is nothing to undo."), "warn")
        return redirect(_back(slug))
    try:
        with unit_of_work():
            _undo(event, last)
            flash(_("Undone."), "ok")
    except (NotFound, Forbidden):
        raise
    except DomainError as error:
        flash(words_for(error), "bad")
    return redirect(_back(slug, last.get("code", "")))


def _undo(event: Event, last: Mapping[str, Any]) -> None:
    below = Status(last["verdict"]) if last.get("verdict") else None
    if last["kind"] == "line" and last["at"] is None:
        pending.remove_line(event.id, **_given())
    elif last["kind"] == "line":
        pending.draw_line(event.id, last["at"], below, last["reason"], **_given(), meeting_id=_meeting_id(event))
    elif last["kind"] == "booth":
        application = lists.get_application(event.id, last["code"])
        _settle(event, application, last if last["is_settled"] else None)
    else:
        application = lists.get_application(event.id, last["code"])
        pending.take_back(event.id, application.id, **_given())
        if below is not None:
            more = {"by_line": last["by_line"], "meeting_id": _meeting_id(event)}
            pending.put(event.id, application.id, below, last["reason"], **_given(), **more)


def _settle(event: Event, application: Application, asked: Mapping[str, Any] | None) -> None:
    """Settle this for the booths; None: nothing."""
    if asked is None:
        settling.unsettle(event.id, application.id, **_given())
        return
    given = {name: asked[name] for name in ("eligible", "must_place", "reason")}
    settling.settle(event.id, application.id, **given, **_given())


def _page(event: Event, *, fault: tuple[str, str] = ("", ""), status: int = 200) -> ResponseReturnValue:
    """The page; `fault`: what was refused, by the code of its row (or `line`), in words."""
    now, filters = clock.now(), _filters()
    found = standings.standings(event, now, viewer=g.actor)
    whole = pending.listed(event, now, ranking=None if found.withheld else found)
    listed = pending.seen_by(whole, event.id, g.actor)
    line, is_open = _line(event, found, listed), bool(listed) or _undecided(found, set()) > 0
    at = lists.line_of(line["at"], found, event, now) if line["at"] is None else line["at"]
    traits = [lists.traits_of(row.application) for row in found.rows]
    by_hand = [one.decision for one in listed if not one.decision.by_line]
    fixed = reading.is_in(found, {one.application_id: one.verdict for one in by_hand})
    page = render_template(
        "curation/meeting.html",
        event=event,
        form=FlaskForm(),
        found=found,
        rows=lists.narrowed(found.rows, filters),
        filters=filters,
        tabs=_tabs(event, filters, found),
        line=line,
        at=at,
        decisions={one.application.id: one.decision for one in listed},
        gone=[one for one in listed if not one.stands],
        numbers={verdict: sum(one.decision.verdict is verdict for one in listed) for verdict in pending.VERDICTS},
        undecided=_undecided(found, {one.application.id for one in listed}),
        no_room=no_room(event, listed, now),
        candidates=pending.candidates(event.id),
        balance=reading.balance_told(found, event, at, fixed),
        fixed=fixed,
        tied=reading.is_tied(found, at),
        places=balance.places(traits, lists.groups_of(event)),
        meeting=meetings.running(event.id),
        approvals=resolving.approvals(event.id, pending.digest_of(whole)),
        decides=rules.may_decide(queries.phases_of(event.id), now),
        may_decide=g.actor.may(Permission.APPLICATION_DECIDE, event.id),
        undoable=is_open and session.get(UNDO, {}).get("event") == event.id,
        is_open=is_open,
        fault=fault,
        opened=request.args.get("open", ""),
        typed=request.form,
        with_names=lists.shows_names(g.actor, event.id),
        points=points,
        history_told=reading.history_told,
        status_names=STATUS_NAMES,
        verdict_names=PENDING_NAMES,
        below_names=BELOW_NAMES,
    )
    return page, status


def no_room(event: Event, listed: Sequence[Pending], now: datetime) -> list[str]:
    """For which of those to be accepted there is no room, in words; for how many, where names are hidden."""
    refused = pending.without_room(event, listed, now)
    if lists.shows_names(g.actor, event.id) or not refused:
        return [words_for(refusal) for refusal in refused]
    return [ngettext("There is no room for %(num)s of them.", "There is no room for %(num)s of them.", len(refused))]


def held_event(slug: str) -> Event:
    """The event whose ranking the actor sees and holds meetings over; 404 otherwise."""
    event = g.staff_event = events.get_for_staff(slug, g.actor, Permission.MEETING_HOLD)
    if not standings.sees_reviews(g.actor, event, None, clock.now()) or queries.find(event.id) is None:
        abort(404)
    return event


def _line(event: Event, found: Standings, listed: Sequence[Pending]) -> dict[str, Any]:
    """Where the line lies as this reader sees it, and what those below it get."""
    at = pending.line_seen(found, event, clock.now())
    of_line = [one.decision for one in listed if one.decision.by_line]
    below = next((one for one in of_line if one.verdict is not Status.ACCEPTED), None)
    verdict = below.verdict if below else None if at is not None else Status.WAITLISTED
    return {"at": at, "verdict": verdict, "reason": below.reason if below else ""}


def _undecided(found: Standings, listed: set[int]) -> int:
    submitted = [row for row in found.rows if row.application.status is Status.SUBMITTED]
    return sum(row.application.id not in listed for row in submitted)


def _before(application: Application) -> dict[str, Any]:
    decision = pending.find(application.id)
    if decision is None:
        return {"verdict": None, "reason": "", "by_line": False}
    return {"verdict": decision.verdict.value, "reason": decision.reason, "by_line": decision.by_line}


def _settled(event: Event, application: Application) -> dict[str, Any]:
    one = pending.candidates(event.id).get(application.id)
    if one is None:
        return {"is_settled": False, "reason": ""}
    return {"is_settled": True, "eligible": one.eligible, "must_place": one.must_place, "reason": one.reason}


def _remember(event: Event, **before: Any) -> None:
    """Keep what was before the last change, in this browser; nothing where it is too long to be kept."""
    session.pop(UNDO, None)
    if len(before["reason"]) <= LARGEST_UNDO:
        session[UNDO] = {"event": event.id, **before}


def _given() -> dict[str, Any]:
    return {"actor": g.actor, "now": clock.now()}


def _meeting_id(event: Event) -> int | None:
    running = meetings.running(event.id)
    return running.id if running else None


def _verdict(name: str) -> Status | None:
    return next((one for one in pending.VERDICTS if one == request.form.get(name)), None)


def _filters() -> Filters:
    return Filters(show=next((one for one in Show if one == request.values.get("show")), None))


def _back(slug: str, code: str = "") -> str:
    return url_for(".meeting", slug=slug, show=_filters().show, _anchor=code or None)


def _tabs(event: Event, filters: Filters, found: Standings) -> list[dict[str, Any]]:
    counts = lists.counts(found.rows, filters)
    labels = {None: _("All")} | {show: SHOWN[show] for show in (Show.DISCUSS, Show.CONFLICTING, Show.MISSING)}
    return [
        {
            "label": label,
            "url": url_for(".meeting", slug=event.slug, show=show),
            "current": filters.show is show,
            "count": counts[show],
        }
        for show, label in labels.items()
    ]
