"""The waiting list as staff see and steer it."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.applications import line, queries, waiting
from eventreg.applications.forms import ReasonForm
from eventreg.applications.views.own import blueprint
from eventreg.applications.words import PASSED_OVER
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import refusals, requires
from eventreg.events import queries as event_queries
from eventreg.events import reading
from eventreg.events.models import Event


@blueprint.get("/staff/events/<slug>/waiting")
@requires(Permission.WAITLIST_MANAGE)
def staff_waiting(slug: str) -> ResponseReturnValue:
    """Who waits, in which order, and why somebody was passed over."""
    return _page(_event(slug), ReasonForm())


@blueprint.post("/staff/events/<slug>/waiting/pause")
@requires(Permission.WAITLIST_MANAGE)
def pause_waiting(slug: str) -> ResponseReturnValue:
    """Hold the list, or let it move again."""
    event, form = _event(slug), ReasonForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            if event.waitlist_paused_at is None:
                waiting.pause(event.id, actor=g.actor, reason=form.reason.data or "", now=clock.now())
                flash(_("The waiting list is held. Nobody is offered a place until you let it move again."), "ok")
            else:
                waiting.resume(event.id, actor=g.actor, now=clock.now())
                flash(_("The waiting list moves again."), "ok")
            return redirect(url_for(".staff_waiting", slug=slug))
    return _page(event, form), 422


@blueprint.post("/staff/events/<slug>/waiting/skip")
@requires(Permission.WAITLIST_MANAGE)
def skip_waiting(slug: str) -> ResponseReturnValue:
    """Pass one over with a reason, or lift it."""
    event, form, code = _event(slug), ReasonForm(), request.form.get("code", "")
    application = queries.get_for_committee(code, g.actor)
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            if application.skipped_at is None:
                reason = form.reason.data or ""
                waiting.skip(event.id, application.id, actor=g.actor, reason=reason, now=clock.now())
                flash(_("%(business)s is passed over until you lift it.", business=application.business.name), "ok")
            else:
                waiting.lift(event.id, application.id, actor=g.actor, now=clock.now())
                flash(_("%(business)s waits again in its old place.", business=application.business.name), "ok")
            return redirect(url_for(".staff_waiting", slug=slug))
    return _page(event, form, chosen=code), 422


def _page(event: Event, form: ReasonForm, **more: Any) -> str:
    now = clock.now()
    page = line.waiting_page(event.id, request.args.get("page", 1, type=int))
    return render_template(
        "applications/waiting.html",
        event=event,
        form=form,
        page=page,
        positions={application.id: queries.waiting_place(application) for application in page.rows},
        passed=line.passed_over([application.id for application in page.rows]),
        reasons=PASSED_OVER,
        group_names=reading.GROUPS,
        runs=waiting.runs(event, now),
        undecided=line.has_undecided(event.id),
        ends_offers_at=waiting.ends_offers_at(event),
        is_late=now >= waiting.ends_offers_at(event),
        places_left=queries.places_left(event),
        own=queries.barred_among(page.rows, g.actor),
        **more,
    )


def _event(slug: str) -> Event:
    event = event_queries.get_for_staff(slug, g.actor, Permission.WAITLIST_MANAGE)
    g.staff_event = event
    return event
