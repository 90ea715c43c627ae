"""How an event's door works."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires
from eventreg.door import gates, queries
from eventreg.door.forms.settings import SettingsForm
from eventreg.door.views.base import event_of
from eventreg.door.views.phone import blueprint


@blueprint.route("/staff/events/<slug>/door/settings", methods=["GET", "POST"])
@requires(Permission.DOOR_MANAGE)
def settings(slug: str) -> ResponseReturnValue:
    """Tickets at the door, what a certificate asks for, the code on the screen."""
    event = event_of(slug)
    form = SettingsForm(obj=queries.settings_of(event.id))
    if form.validate_on_submit():
        values = {name: value for name, value in form.data.items() if name != "csrf_token"}
        with refusals(form), unit_of_work():
            gates.settle(event.id, values, actor=current_actor(), now=clock.now())
            flash(_("Saved."), "ok")
            return redirect(url_for(".staff_show", slug=slug))
    page = render_template("door/settings.html", event=event, form=form)
    return page, 422 if form.is_submitted() else 200
