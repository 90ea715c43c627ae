"""Which reminders an event sends by itself."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires
from eventreg.events import queries as events
from eventreg.messaging import reminding
from eventreg.messaging.forms.reminders import RemindersForm
from eventreg.messaging.views.base import blueprint
from eventreg.messaging.words import REMINDER_NAMES


@blueprint.route("/staff/events/<slug>/reminders", methods=["GET", "POST"])
@requires(Permission.MESSAGE_MANAGE)
def reminders(slug: str) -> ResponseReturnValue:
    """What is sent when, and what the organisers do without."""
    event = events.get_for_staff(slug, current_actor(), Permission.MESSAGE_MANAGE)
    g.staff_event = event
    form, status = RemindersForm.of(reminding.settings_of(event.id)), 200
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            reminding.settle(
                event.id,
                off=form.off,
                survey_url=form.survey_url.data or "",
                thanks=form.words.data or "",
                actor=current_actor(),
                now=clock.now(),
            )
            flash(_("Saved."), "ok")
            return redirect(url_for(".reminders", slug=slug))
    if form.errors:
        status = 422
    plan = reminding.plan_of(event, with_those_off=True)
    page = render_template(
        "messaging/reminders.html",
        event=event,
        form=form,
        plan=plan,
        made={due.prefix: reminding.count_made(due.prefix) for due in plan},
        off=reminding.settings_of(event.id).off,
        names=REMINDER_NAMES,
        now=clock.now(),
    )
    return page, status
