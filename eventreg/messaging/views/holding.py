"""Staff hold the outbox, let it go on, ask the mail server again, and stop what goes to many."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock, outbox, pacing
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, requires
from eventreg.messaging import queries
from eventreg.messaging.views.base import blueprint


@blueprint.post("/staff/outbox/pause")
@requires(Permission.OUTBOX_MANAGE, everywhere=True)
def outbox_pause() -> ResponseReturnValue:
    """Let nothing leave but what people sign in with."""
    with unit_of_work():
        pacing.pause(current_actor(), clock.now())
        flash(_("Sending is paused."))
    return redirect(url_for(".outbox"))


@blueprint.post("/staff/outbox/resumption")
@requires(Permission.OUTBOX_MANAGE, everywhere=True)
def outbox_resume() -> ResponseReturnValue:
    """Let messages leave again."""
    with unit_of_work():
        pacing.resume(current_actor(), clock.now())
        flash(_("Messages are being sent again."))
    return redirect(url_for(".outbox"))


@blueprint.post("/staff/outbox/attempt")
@requires(Permission.OUTBOX_MANAGE, everywhere=True)
def outbox_try() -> ResponseReturnValue:
    """Ask the mail server again now."""
    with unit_of_work():
        pacing.try_now()
        flash(_("The mail server is being asked again. Load this page in a moment to see what it says."))
    return redirect(url_for(".outbox"))


@blueprint.route("/staff/outbox/bulks/<int:bulk_id>/stop", methods=["GET", "POST"])
@requires(Permission.OUTBOX_MANAGE, everywhere=True)
def outbox_stop(bulk_id: int) -> ResponseReturnValue:
    """Call back what has not left of many; asked first."""
    course = queries.get_course(bulk_id)
    if request.method == "POST":
        with unit_of_work():
            outbox.stop_bulk(bulk_id, current_actor(), clock.now())
            flash(_("Stopped: nobody else gets it."))
        return redirect(url_for(".outbox", bulk=bulk_id))
    return render_template("messaging/outbox_stop.html", course=course)
