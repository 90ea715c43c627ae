"""Which deposit an event asks, and what stands in each booth as it is handed over."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.web import refusals, requires
from eventreg.onsite import queries, service
from eventreg.onsite.forms.fair_settings import FairSettingsForm
from eventreg.onsite.views.base import P, blueprint, event_for


@blueprint.route("/staff/events/<slug>/at-the-booths/settings", methods=["GET", "POST"])
@requires(P.ONSITE_MANAGE)
def fair_settings(slug: str) -> ResponseReturnValue:
    """Deposit and equipment; rows come and go without being saved."""
    event = event_for(slug, P.ONSITE_MANAGE)
    form = FairSettingsForm.of(queries.settings_of(event.id))
    status = 200
    if "add_rows" in request.form:
        form.add_rows()
    elif "remove" in request.form:
        form.drop(request.form["remove"])
    elif form.validate_on_submit():
        with refusals(form), unit_of_work():
            service.settle(event.id, deposit=form.amount, equipment=form.things, actor=g.actor, now=clock.now())
            flash(_("Saved."), "ok")
            return redirect(url_for(".board", slug=slug))
    if form.errors or form.form_errors:
        status = 422
    return render_template("onsite/fair_settings.html", event=event, form=form), status
