"""Before pending decisions go out: exactly what does, who has approved it, and the one button."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from eventreg.applications import messages
from eventreg.applications import queries as application_queries
from eventreg.applications import rules as application_rules
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError, Forbidden, NotFound
from eventreg.core.i18n import _, ngettext
from eventreg.core.permissions import Permission
from eventreg.core.web import refusals, requires, words_for
from eventreg.curation import lists, meetings, pending, resolving, standings
from eventreg.curation.pending import Pending
from eventreg.curation.views.base import blueprint
from eventreg.curation.views.meeting import UNDO, held_event, no_room
from eventreg.curation.words import PENDING_NAMES, points
from eventreg.events import queries as events
from eventreg.events.models import Event

PAGE = "/staff/events/<slug>/resolution"


@blueprint.get(PAGE)
@requires(Permission.MEETING_HOLD)
def resolution(slug: str) -> ResponseReturnValue:
    """What would go out, to whom, and what still stands in its way."""
    return _page(held_event(slug), FlaskForm())


@blueprint.post(PAGE)
@requires(Permission.APPLICATION_DECIDE)
def apply_pending(slug: str) -> ResponseReturnValue:
    """Let all of it go out, or none."""
    event, form = _deciding(slug), FlaskForm()
    try:
        with unit_of_work():
            done = resolving.apply(event.id, request.form.get("digest", ""), actor=g.actor, now=clock.now())
            count = len(done.decisions)
        session.pop(UNDO, None)  # what went out isn't undone
        flash(
            ngettext("%(num)s decision has gone out.", "%(num)s decisions have gone out, all of them at once.", count),
            "ok",
        )
        return redirect(url_for(".meetings", slug=slug))
    except (NotFound, Forbidden):
        raise
    except DomainError as error:
        form.form_errors.append(_named(error))
    return _page(event, form), 422


@blueprint.post(PAGE + "/approvals")
@requires(Permission.APPLICATION_DECIDE)
def approve_pending(slug: str) -> ResponseReturnValue:
    """One of the committee approves the list as it is shown to them."""
    event = _deciding(slug)
    with refusals(), unit_of_work():
        resolving.approve(event.id, request.form.get("digest", ""), actor=g.actor, now=clock.now())
        flash(_("You have approved the list as it stands."), "ok")
    return redirect(url_for(".resolution", slug=slug))


def _page(event: Event, form: FlaskForm) -> str:
    now = clock.now()
    whole = pending.listed(event, now)
    listed = pending.seen_by(whole, event.id, g.actor)
    may_decide = g.actor.may(Permission.APPLICATION_DECIDE, event.id)
    approvals = resolving.approvals(event.id, pending.digest_of(whole))
    return render_template(
        "curation/resolution.html",
        event=event,
        form=form,
        groups=[(verdict, [one for one in listed if one.decision.verdict is verdict]) for verdict in resolving.ORDER],
        total=len(listed),
        previews=_previews(event, listed, now) if lists.shows_names(g.actor, event.id) else [],
        untold=_untold(listed),
        no_room=no_room(event, listed, now),
        gone=[one for one in listed if not one.stands],
        obstacle=_obstacle(event, whole, now),
        approvals=approvals,
        needed=standings.curation_of(event.id).approvals_needed,
        approved_by_me=any(one.stands and one.approval.person_id == g.actor.person_id for one in approvals),
        digest=pending.digest_of(listed),
        may_decide=may_decide,
        meeting=meetings.running(event.id),
        verdict_names=PENDING_NAMES,
        with_names=lists.shows_names(g.actor, event.id),
        points=points,
    )


def _obstacle(event: Event, whole: Sequence[Pending], now: datetime) -> str:
    """Why the list can't go out now, in words; empty where nothing but the one button is missing."""
    try:
        resolving.check(event, whole, actor=g.actor, now=now)
    except DomainError as error:
        return words_for(error)
    return ""


def _previews(event: Event, listed: Sequence[Pending], now: datetime) -> list[dict[str, Any]]:
    """The message of each kind as its first reader would get it."""
    found = []
    for verdict in resolving.ORDER:
        first = next((one for one in listed if one.decision.verdict is verdict and one.stands), None)
        if first:
            outcome = verdict
            if verdict is Status.ACCEPTED:
                outcome = application_rules.after_acceptance(asks_to_confirm=event.confirm_days is not None)
            subject, text = messages.preview(first.application, outcome, first.decision.reason, now)
            found.append({"verdict": verdict, "subject": subject, "text": text, "for": first.application})
    return found


def _untold(listed: Sequence[Pending]) -> list[Application]:
    """Those whom no e-mail reaches: somebody has to tell them."""
    found = []
    for one in listed:
        reader = application_queries.reader_of(one.application)
        if reader is None or not reader.email:
            found.append(one.application)
    return found


def _named(error: DomainError) -> str:
    """A refusal with the business that it is about, where its words don't name it."""
    words, business = words_for(error), str(error.details.get("business", ""))
    return words if not business or business in words else f"{business}: {words}"


def _deciding(slug: str) -> Event:
    """An event whose list the actor sees and may let go out; 404 otherwise."""
    events.get_for_staff(slug, g.actor, Permission.APPLICATION_DECIDE)
    return held_event(slug)
