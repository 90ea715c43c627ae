"""Staff pages of the outbox."""

import logging

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock, outbox
from eventreg.core.config import current_settings
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.outbox import MessageState, OutboxMessage
from eventreg.core.permissions import Permission
from eventreg.core.phone import whatsapp_link
from eventreg.core.web import back_to, current_actor, refusals, requires
from eventreg.council.queries import organisation
from eventreg.messaging import queries, service
from eventreg.messaging.views.base import blueprint
from eventreg.messaging.words import STATE_LOOKS, STATE_NAMES

log = logging.getLogger(__name__)


@blueprint.get("/staff/outbox/", endpoint="outbox")
@requires(Permission.OUTBOX_READ, everywhere=True)
def outbox_list() -> ResponseReturnValue:
    """What was sent, what waits, and what went wrong."""
    words = request.args.get("q", "")
    chosen = request.args.get("state", "")
    state = MessageState(chosen) if chosen in set(MessageState) else None
    kinds = outbox.labels()
    page = queries.find_messages(words, kinds, state, request.args.get("page", 1, type=int))
    return render_template(
        "messaging/outbox.html",
        page=page,
        readers=queries.readers_without_address(page.rows),
        counts=queries.count_by_state(words, kinds),
        words=words,
        state=state,
        states=STATE_NAMES,
        looks=STATE_LOOKS,
        label_of=outbox.label_of,
        zone=organisation().zone,
        has_mail_server=bool(current_settings().mail_server),
    )


@blueprint.get("/staff/outbox/<int:message_id>")
@requires(Permission.OUTBOX_READ, everywhere=True)
def outbox_show(message_id: int) -> ResponseReturnValue:
    """One message as its reader gets it."""
    message = queries.get_message(message_id)
    is_hidden = outbox.is_secret(message.kind) and not current_settings().is_demo
    return render_template(
        "messaging/message.html",
        message=message,
        rendered=None if is_hidden else _rendered(message),
        is_hidden=is_hidden,
        person=queries.readers_without_address([message]).get(message.id),
        states=STATE_NAMES,
        looks=STATE_LOOKS,
        label=outbox.label_of(message.kind),
        zone=organisation().zone,
    )


@blueprint.post("/staff/outbox/<int:message_id>/resend")
@requires(Permission.OUTBOX_RESEND, everywhere=True)
def outbox_resend(message_id: int) -> ResponseReturnValue:
    """Try a failed message again."""
    with refusals(), unit_of_work():
        service.resend(message_id, actor=current_actor(), now=clock.now())
        flash(_("The message waits to be sent again."))
    return redirect(url_for(".outbox_show", message_id=message_id))


@blueprint.get("/staff/outbox/<int:message_id>/whatsapp")
@requires(Permission.OUTBOX_RESEND, everywhere=True)
def outbox_whatsapp(message_id: int) -> ResponseReturnValue:
    """Open a chat with somebody without an address, the message already typed."""
    message = queries.get_message(message_id)
    person = queries.readers_without_address([message]).get(message.id)
    rendered = None if outbox.is_secret(message.kind) else _rendered(message)
    if person is None or not person.phone or rendered is None:
        abort(404)
    return redirect(whatsapp_link(person.phone, rendered.text.strip()))


@blueprint.post("/staff/outbox/<int:message_id>/told")
@requires(Permission.OUTBOX_RESEND, everywhere=True)
def outbox_told(message_id: int) -> ResponseReturnValue:
    """Note that somebody without an address has been told."""
    with refusals(), unit_of_work():
        outbox.tell_by_hand(message_id, actor=current_actor(), now=clock.now())
        flash(_("Noted as told."))
    return redirect(back_to(url_for(".outbox_show", message_id=message_id)))


def _rendered(message: OutboxMessage) -> outbox.Rendered | None:
    """The text; None when it was deleted, or can't be made for whatever reason its kind has."""
    if outbox.is_forgotten(message):
        return None
    try:
        return outbox.render(message)
    except Exception:
        log.exception("message %s (%s) can't be shown", message.id, message.kind)
        return None
