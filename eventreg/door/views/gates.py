"""One gate: whom it lets in, to which sessions, and taking it away."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from eventreg.core import clock
from eventreg.core.choices import SelectChoice
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires
from eventreg.door import gates, queries
from eventreg.door.forms.gates import GateRuleForm
from eventreg.door.models import Gate
from eventreg.door.views import scan_words as told
from eventreg.door.views.base import event_of
from eventreg.door.views.phone import blueprint
from eventreg.events.models import Event
from eventreg.visitors.rules import GROUP, VISITOR

GATE = "/staff/events/<slug>/door/gates/<int:gate_id>"


@blueprint.route(GATE, methods=["GET", "POST"])
@requires(Permission.DOOR_MANAGE)
def gate(slug: str, gate_id: int) -> ResponseReturnValue:
    """Say whom the gate lets in."""
    event = event_of(slug)
    found = queries.get_gate(event.id, gate_id)
    form = _form(event, found)
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            gates.change(event.id, gate_id, form.rule(), actor=current_actor(), now=clock.now())
            flash(_("Saved. Phones know it within a minute, wherever they have signal."), "ok")
            return redirect(url_for(".staff_show", slug=slug))
    page = render_template(
        "door/gate.html",
        event=event,
        gate=found,
        form=form,
        counts=queries.tickets_by_category(event.id),
        in_use=queries.is_in_use(found),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route(f"{GATE}/removal", methods=["GET", "POST"])
@requires(Permission.DOOR_MANAGE)
def remove_gate(slug: str, gate_id: int) -> ResponseReturnValue:
    """Ask, and take away a gate at which nothing happened."""
    event, form = event_of(slug), FlaskForm()
    found = queries.get_gate(event.id, gate_id)
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            gates.remove(event.id, gate_id, actor=current_actor(), now=clock.now())
            flash(_("The gate is removed."), "ok")
            return redirect(url_for(".staff_show", slug=slug))
    page = render_template("door/gate_removal.html", event=event, gate=found, form=form)
    return page, 422 if form.is_submitted() else 200


def _form(event: Event, found: Gate) -> GateRuleForm:
    """Those categories first of which there are tickets; what the gate lets in already is always among them."""
    form = GateRuleForm(
        data={
            "categories": found.categories or [],
            "sessions": found.session_ids or [],
            "check_identity": found.check_identity,
        }
    )
    visitors = [VISITOR, GROUP] if event.visitors_open else []
    names = [*queries.tickets_by_category(event.id), *(found.categories or []), *visitors, *queries.crafts()]
    form.categories.choices = [SelectChoice(name, name) for name in dict.fromkeys(names) if name]
    form.sessions.choices = [SelectChoice(one.id, told.title_of(one, event)) for one in event.sessions]
    return form
