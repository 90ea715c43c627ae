"""Staff pages of the organisation and of the outbox."""

import logging

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock, outbox
from eventreg.core.config import current_settings
from eventreg.core.db import unit_of_work
from eventreg.core.errors import Forbidden
from eventreg.core.i18n import _
from eventreg.core.outbox import MessageState, OutboxMessage
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, register_refusals, requires
from eventreg.council import queries, service
from eventreg.council.forms import OrganisationForm
from eventreg.council.words import REFUSALS, STATE_LOOKS, STATE_NAMES

log = logging.getLogger(__name__)
blueprint = Blueprint("council", __name__, url_prefix="/staff")

register_refusals(REFUSALS)


def _need_everywhere(permission: Permission) -> None:
    """Organisation and outbox belong to no event: a role for one event alone doesn't open them."""
    if not current_actor().may(permission):
        raise Forbidden()


# ---- The organisation -------------------------------------------------------------------------------


@blueprint.get("/organisation")
@requires(Permission.ORGANISATION_MANAGE)
def edit() -> ResponseReturnValue:
    """Show what is known of the organisation."""
    _need_everywhere(Permission.ORGANISATION_MANAGE)
    return render_template("council/edit.html", form=OrganisationForm.of(queries.organisation()))


@blueprint.post("/organisation")
@requires(Permission.ORGANISATION_MANAGE)
def save() -> ResponseReturnValue:
    """Write down what was changed."""
    _need_everywhere(Permission.ORGANISATION_MANAGE)
    form = OrganisationForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            service.update_organisation(form.facts(), actor=current_actor(), now=clock.now())
            flash(_("Saved."))
            return redirect(url_for(".edit"))
    return render_template("council/edit.html", form=form), 422


# ---- The outbox -------------------------------------------------------------------------------------


@blueprint.get("/outbox/", endpoint="outbox")
@requires(Permission.OUTBOX_READ)
def outbox_list() -> ResponseReturnValue:
    """What was sent, what waits, and what went wrong."""
    _need_everywhere(Permission.OUTBOX_READ)
    words = request.args.get("q", "")
    chosen = request.args.get("state", "")
    state = MessageState(chosen) if chosen in set(MessageState) else None
    kinds = outbox.labels()
    return render_template(
        "council/outbox.html",
        page=queries.find_messages(words, kinds, state, request.args.get("page", 1, type=int)),
        counts=queries.count_by_state(words, kinds),
        words=words,
        state=state,
        states=STATE_NAMES,
        looks=STATE_LOOKS,
        label_of=outbox.label_of,
        zone=queries.organisation().zone,
        has_mail_server=bool(current_settings().mail_server),
    )


@blueprint.get("/outbox/<int:message_id>")
@requires(Permission.OUTBOX_READ)
def outbox_show(message_id: int) -> ResponseReturnValue:
    """One message as its reader gets it."""
    _need_everywhere(Permission.OUTBOX_READ)
    message = queries.get_message(message_id)
    is_hidden = outbox.is_secret(message.kind) and not current_settings().is_demo
    return render_template(
        "council/message.html",
        message=message,
        rendered=None if is_hidden else _rendered(message),
        is_hidden=is_hidden,
        states=STATE_NAMES,
        looks=STATE_LOOKS,
        label=outbox.label_of(message.kind),
        zone=queries.organisation().zone,
    )


@blueprint.post("/outbox/<int:message_id>/resend")
@requires(Permission.OUTBOX_RESEND)
def outbox_resend(message_id: int) -> ResponseReturnValue:
    """Try a failed message again."""
    _need_everywhere(Permission.OUTBOX_RESEND)
    with refusals(), unit_of_work():
        service.resend(message_id, actor=current_actor(), now=clock.now())
        flash(_("The message waits to be sent again."))
    return redirect(url_for(".outbox_show", message_id=message_id))


def _rendered(message: OutboxMessage) -> outbox.Rendered | None:
    """The text; None when it was deleted, or can't be made for whatever reason its kind has."""
    if outbox.is_forgotten(message):
        return None
    try:
        return outbox.render(message)
    except Exception:
        log.exception("message %s (%s) can't be shown", message.id, message.kind)
        return None
