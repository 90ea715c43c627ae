"""When an announcement goes out: now, at a time, taken back, stopped, and a try to oneself."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires
from eventreg.messaging import announcing, audience, progress
from eventreg.messaging.forms.announcements import SendingForm
from eventreg.messaging.views.announced import WORDS, event_of, get, routes, summary, to, zone_of

P = Permission


@routes("/<int:announcement_id>/sending", methods=["GET", "POST"])
@requires(P.MESSAGE_MANAGE)
def send_announcement(announcement_id: int, slug: str | None = None) -> ResponseReturnValue:
    """How many get it, and when: asked once more before anything leaves."""
    event = event_of(slug)
    announcement, form = get(event, announcement_id), SendingForm()
    zone = zone_of(event)
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            announcing.schedule(announcement_id, form.moment(zone), actor=current_actor(), now=clock.now())
            flash(_("The announcement is on its way.") if form.when.data == "now" else _("It is scheduled."), "ok")
            return redirect(to("announcement", slug, announcement_id))
    page = render_template(
        "messaging/announcement_sending.html",
        event=event,
        slug=slug,
        one=announcement,
        form=form,
        meant=audience.meant_by(announcement),
        told=summary(announcement, event),
        zone=zone,
        now=clock.now(),
        **WORDS,
    )
    return page, 422 if form.errors or form.form_errors else 200


@routes("/<int:announcement_id>/schedule/end", methods=["POST"])
@requires(P.MESSAGE_MANAGE)
def unschedule_announcement(announcement_id: int, slug: str | None = None) -> ResponseReturnValue:
    """It doesn't go out at its time, and is a draft again."""
    get(event_of(slug), announcement_id)
    with refusals(), unit_of_work():
        announcing.unschedule(announcement_id, actor=current_actor(), now=clock.now())
        flash(_("It is a draft again and isn't sent."), "ok")
    return redirect(to("announcement", slug, announcement_id))


@routes("/<int:announcement_id>/stop", methods=["GET", "POST"])
@requires(P.MESSAGE_MANAGE)
def stop_announcement(announcement_id: int, slug: str | None = None) -> ResponseReturnValue:
    """Call back what hasn't left, after a question."""
    event = event_of(slug)
    announcement, form = get(event, announcement_id), FlaskForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            announcing.stop(announcement_id, actor=current_actor(), now=clock.now())
            flash(_("Stopped: nobody more gets it."), "ok")
            return redirect(to("announcement", slug, announcement_id))
    page = render_template(
        "messaging/announcement_stop.html",
        event=event,
        slug=slug,
        one=announcement,
        form=form,
        progress=progress.of(announcement),
        **WORDS,
    )
    return page, 422 if form.form_errors else 200


@routes("/<int:announcement_id>/test", methods=["POST"])
@requires(P.MESSAGE_MANAGE)
def try_announcement(announcement_id: int, slug: str | None = None) -> ResponseReturnValue:
    """Send it to oneself, as the first of those who would get it reads it."""
    announcement = get(event_of(slug), announcement_id)
    with refusals(), unit_of_work():
        address = announcing.try_out(announcement.id, actor=current_actor(), now=clock.now())
        flash(_("A test is on its way to %(address)s.", address=address), "ok")
    return redirect(to("announcement", slug, announcement_id))
