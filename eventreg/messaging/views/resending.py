"""Asking for one's ticket again: by everybody, and on the page of one's own application."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventreg.applications import queries as applications
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.limits import limit_account, limit_address, limit_field
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, public, refusals, requires
from eventreg.messaging import resending
from eventreg.messaging.forms.reminders import TicketAgainForm
from eventreg.messaging.views.base import blueprint


@blueprint.get("/tickets/again")
@public
def ticket_again() -> ResponseReturnValue:
    """The form."""
    return render_template("messaging/ticket_again.html", form=TicketAgainForm())


@blueprint.post("/tickets/again")
@limit_address("30 per hour")
@limit_field("who", "4 per hour")
@public
def send_ticket_again() -> ResponseReturnValue:
    """Send it to the address on file; the answer is the same whether or not there is one."""
    form = TicketAgainForm()
    if not form.validate_on_submit():
        return render_template("messaging/ticket_again.html", form=form), 422
    who = form.who.data or ""
    with unit_of_work():
        send = resending.send_to_address if "@" in who else resending.send_by_code
        send(who, actor=current_actor(), now=clock.now())
    return redirect(url_for(".ticket_on_its_way"))


@blueprint.get("/tickets/again/sent")
@public
def ticket_on_its_way() -> ResponseReturnValue:
    """What to expect now, and what to do when nothing comes."""
    return render_template("messaging/ticket_on_its_way.html")


@blueprint.post("/me/applications/<code>/ticket-again")
@limit_account("10 per hour")
@requires(Permission.OWN_APPLICATION)
def own_ticket_again(code: str) -> ResponseReturnValue:
    """Send the tickets of one's own application again."""
    application = applications.get_own(code, current_actor())
    with refusals(), unit_of_work():
        if resending.send(application, actor=current_actor(), now=clock.now()):
            flash(_("The ticket is on its way to the address on file."), "ok")
        else:
            flash(_("There is no e-mail address on file. Open the ticket here, or ask the organisers."), "warn")
    return redirect(url_for("applications.show", code=code))
