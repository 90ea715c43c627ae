"""The open draw: what everybody may read of it, and the organiser's page that locks and draws it."""

import shlex
from datetime import datetime
from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.applications import ballot, draws
from eventreg.applications.forms import DrawForm, DrawValueForm
from eventreg.applications.models import Draw
from eventreg.applications.views.own import blueprint
from eventreg.applications.words import DRAWN_NAMES
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import public, refusals, requires
from eventreg.events import queries as event_queries
from eventreg.events.models import Event
from eventreg.events.rules import Admission


@blueprint.get("/events/<slug>/draw")
@public
def draw(slug: str) -> ResponseReturnValue:
    """What was promised, what the source told, and the order by number; nobody's name."""
    event = event_queries.get_public(slug)
    if event.admission is not Admission.DRAW:
        raise NotFound()
    found = draws.find(event.id)
    return render_template(
        "applications/draw.html",
        event=event,
        draw=found,
        now=clock.now(),
        numbers=ballot.numbers_of(found.document) if found else [],
        results=draws.results_of(found) if found else [],
        status_names=DRAWN_NAMES,
        script_text=_script(),
        shell_value=shlex.quote(found.value) if found and found.value is not None else _("VALUE"),
    )


@blueprint.get("/events/<slug>/draw.txt")
@public
def draw_text(slug: str) -> ResponseReturnValue:
    """The published text, byte for byte: its SHA-256 is the commitment."""
    return _plain(_published(slug).document, "text/plain")


@blueprint.get("/events/<slug>/draw.py")
@public
def draw_script(slug: str) -> ResponseReturnValue:
    """Ten lines that recompute the order from the text, on anybody's machine."""
    _published(slug)
    answer = _plain(_script(), "text/x-python")
    answer.headers["Content-Disposition"] = "attachment; filename=draw.py"
    return answer


@blueprint.get("/staff/events/<slug>/draw")
@requires(Permission.EVENT_MANAGE)
def staff_draw(slug: str) -> ResponseReturnValue:
    """What comes next: lock the draw, wait for the source, or enter its value."""
    return _staff_page(_event(slug), DrawForm(), DrawValueForm())


@blueprint.post("/staff/events/<slug>/draw/lock")
@requires(Permission.EVENT_MANAGE)
def lock_draw(slug: str) -> ResponseReturnValue:
    """Show the text as it would be published; then, when that was looked at, publish and lock it."""
    event, form = _event(slug), DrawForm()
    text = ""
    if form.validate_on_submit():
        source, url, at = form.source.data or "", form.source_url.data or "", _moment(event, form)
        with refusals(form), unit_of_work():
            text = draws.rehearse_lock(event.id, source, url, at, actor=g.actor, now=clock.now())
        if text and request.form.get("final") == ballot.commitment_of(text):  # as it was looked at, nobody left since
            with refusals(form), unit_of_work():
                draws.lock_draw(event.id, source, url, at, actor=g.actor, now=clock.now())
                flash(_("The draw is published and locked."), "ok")
                return redirect(url_for(".staff_draw", slug=slug))
    return _staff_page(_event(slug), form, DrawValueForm(), text=text), 200 if text else 422


@blueprint.post("/staff/events/<slug>/draw/value")
@requires(Permission.EVENT_MANAGE)
def draw_numbers(slug: str) -> ResponseReturnValue:
    """Show what the value brings about; then, when that was looked at, draw."""
    event, form = _event(slug), DrawValueForm()
    rehearsed: list[draws.Drawn] = []
    if form.validate_on_submit():
        value = form.value.data or ""
        with refusals(form), unit_of_work():
            if "final" in request.form:
                draws.draw(event.id, value, actor=g.actor, now=clock.now())
                flash(_("Drawn. Everybody in the draw is told."), "ok")
                return redirect(url_for(".staff_draw", slug=slug))
            rehearsed = draws.rehearse(event.id, value, actor=g.actor, now=clock.now())
            form.value.data = ballot.normalised(value)
    return _staff_page(_event(slug), DrawForm(), form, rehearsed=rehearsed), 200 if rehearsed else 422


def _staff_page(
    event: Event,
    form: DrawForm,
    value_form: DrawValueForm,
    *,
    text: str = "",
    rehearsed: list[draws.Drawn] | None = None,
) -> str:
    found = draws.find(event.id)
    return render_template(
        "applications/draw_staff.html",
        event=event,
        draw=found,
        form=form,
        value_form=value_form,
        now=clock.now(),
        text=text,
        commitment=ballot.commitment_of(text) if text else "",
        rehearsed=rehearsed,
        results=draws.results_of(found) if found else [],
        status_names=DRAWN_NAMES,
        waiting=draws.count_waiting(event.id),
        left_out=draws.count_left_out(found) if found else 0,
    )


def _event(slug: str) -> Event:
    """The event, where its places are drawn."""
    event = event_queries.get_for_staff(slug, g.actor, Permission.EVENT_MANAGE)
    if event.admission is not Admission.DRAW:
        raise NotFound()
    g.staff_event = event
    return event


def _published(slug: str) -> Draw:
    found = draws.find(event_queries.get_public(slug).id)
    if found is None:
        raise NotFound()
    return found


def _moment(event: Event, form: DrawForm) -> datetime:
    local: Any = form.draws.data
    moment: datetime = local.replace(tzinfo=event.zone.info)
    return moment


def _script() -> str:
    return render_template("applications/draw_script.txt") + "\n"


def _plain(text: str, mimetype: str) -> Response:
    return Response(text.encode(), content_type=f"{mimetype}; charset=utf-8")
