"""Putting an event off, and holding it on new dates: both reach everybody who applied."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.applications import queries, telling
from eventreg.applications.forms import ReasonForm
from eventreg.applications.views.own import blueprint
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _, ngettext
from eventreg.core.permissions import Permission
from eventreg.core.web import refusals, requires
from eventreg.events import queries as event_queries
from eventreg.events import reading, slots
from eventreg.events import service as events
from eventreg.events.forms import ResumeForm
from eventreg.events.models import Event
from eventreg.events.rules import EventState


@blueprint.route("/staff/events/<slug>/postponement", methods=["GET", "POST"])
@requires(Permission.EVENT_MANAGE)
def postpone_event(slug: str) -> ResponseReturnValue:
    """Put an event off: everybody is told why, places and applications stay."""
    event = _event(slug)
    form = ReasonForm()
    form.require_reason(_("Write the reason: everybody who applied and the public page will show it."))
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            reason, now = form.reason.data or "", clock.now()
            event = events.postpone(event.id, reason=reason, actor=g.actor, now=now)
            count = telling.tell_postponed(event, reason=reason, now=now)
            count += slots.tell_visitors(event.id, EventState.POSTPONED, reason=reason, actor=g.actor, now=now)
            flash(
                ngettext(
                    "The event is postponed. %(num)s message is on its way.",
                    "The event is postponed. %(num)s messages are on their way.",
                    count,
                ),
                "ok",
            )
            tell_of_untold(event)
            return redirect(url_for("events.staff_show", slug=slug))
    page = render_template("applications/postpone_event.html", event=event, form=form, **told(event))
    return page, 422 if request.method == "POST" else 200


@blueprint.route("/staff/events/<slug>/resumption", methods=["GET", "POST"])
@requires(Permission.EVENT_MANAGE)
def resume_event(slug: str) -> ResponseReturnValue:
    """Hold a postponed event on new dates: the confirmed are asked to confirm again, the others are told."""
    event = _event(slug)
    form = ResumeForm.of(event)
    if event.state is not EventState.POSTPONED:
        flash(_("This event isn't postponed. Its dates are changed in the editor."), "warn")
        return redirect(url_for("events.staff_show", slug=slug))
    if "add_session" in request.form:
        form.add_rows()
    elif form.validate_on_submit():
        with refusals(form), unit_of_work():
            count = _resume(event, form)
            flash(
                ngettext(
                    "The event has new dates. %(num)s message is on its way.",
                    "The event has new dates. %(num)s messages are on their way.",
                    count,
                ),
                "ok",
            )
            return redirect(url_for("events.staff_show", slug=slug))
    page = render_template(
        "applications/resume_event.html",
        event=event,
        form=form,
        reserves=reading.dated_reserves(event),
        others=reading.other_dates(event),
        is_promised=slots.has_locked_draw(event.id),
        **told(event),
    )
    return page, 422 if form.errors or form.form_errors else 200


def told(event: Event) -> dict[str, int]:
    """How many people hear of it: those who applied, those who only began to, and visitors."""
    return {
        "alive": queries.count_alive(event.id),
        "drafts": len(telling.drafts_of(event.id)),
        "visitors": slots.visitors_waiting(event.id),
    }


def tell_of_untold(event: Event) -> None:
    """Say whom staff have to tell themselves: visitors who gave a phone number alone."""
    untold = slots.visitors_untold(event.id)
    if untold:
        flash(
            ngettext(
                "%(num)s visitor gave no e-mail address: tell them from the page “Visitors”.",
                "%(num)s visitors gave no e-mail address: tell them from the page “Visitors”.",
                untold,
            ),
            "warn",
        )


def _resume(event: Event, form: ResumeForm) -> int:
    """New dates, asking again and telling, in this order; how many messages there are."""
    now = clock.now()
    before = telling.offered(event.id)
    event = events.resume(event.id, form.values(), form.session_details(event), actor=g.actor, now=now)
    slots.offer_again(event.id, actor=g.actor, now=now)
    asked = telling.offered(event.id) - before
    told_now = telling.tell_resumed(event, asked=asked, now=now)
    visitors = slots.tell_visitors(event.id, EventState.PUBLISHED, reason="", actor=g.actor, now=now)
    return len(asked) + told_now + visitors


def _event(slug: str) -> Event:
    event = event_queries.get_for_staff(slug, g.actor, Permission.EVENT_MANAGE)
    g.staff_event = event
    return event
