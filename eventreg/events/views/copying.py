"""Copying an event: what is different, and which dates come of it, before anything is made."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires
from eventreg.events import copying, queries, words
from eventreg.events.forms import CopyForm
from eventreg.events.models import Event
from eventreg.events.shifting import days_between, shifted
from eventreg.events.views.public import blueprint

P = Permission


@blueprint.route("/staff/events/<slug>/copy", methods=["GET", "POST"])
@requires(P.EVENT_MANAGE, everywhere=True)
def staff_copy(slug: str) -> ResponseReturnValue:
    """Make a draft of an event on other days; first it shows which."""
    event = g.staff_event = queries.get_for_staff(slug, current_actor(), P.EVENT_MANAGE)
    form = CopyForm.of(event)
    if form.validate_on_submit() and "show" not in request.form:
        given: dict[str, Any] = form.data
        with refusals(form), unit_of_work():
            made = copying.copy(
                event.id,
                title=given["title"],
                first_day=given["first_day"],
                batch=given["batch"] or "",
                actor=current_actor(),
                now=clock.now(),
            )
            flash(_("The copy is a draft. Look over its dates, then publish it."))
            return redirect(url_for(".staff_show", slug=made.slug))
    day = form.first_day.data
    days = days_between(event.starts_at, day, event.zone) if day and not form.first_day.errors else 0
    page = render_template(
        "events/copy.html", event=event, form=form, days=days, dates=_dates(event, days), day_name=words.day_and_year
    )
    return page, 422 if form.errors or form.form_errors else 200


def _dates(event: Event, days: int) -> list[tuple[str, object, object]]:
    """What moves: its name, the moment now, and the moment in the copy."""
    found: list[tuple[str, object]] = [
        (_("Applications open"), event.opens_at),
        (_("Applications close"), event.closes_at),
        *((row.title or _("Session %(number)s", number=n), row.starts_at) for n, row in enumerate(event.sessions, 1)),
        (_("Answers may be changed until"), event.changes_until),
        *((_("A reserve falls back"), row.falls_back_at) for row in event.quotas),
        *((_("“%(title)s” may be read", title=row.title), row.opens_at) for row in event.materials),
    ]
    return [(name, at, shifted(at, days, event.zone)) for name, at in found if at is not None]  # type: ignore[arg-type]
