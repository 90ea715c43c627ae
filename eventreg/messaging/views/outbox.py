"""Staff pages of the outbox: what is in it, one message, and what is told by hand."""

import logging
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock, outbox, pacing
from eventreg.core.channels import Channel
from eventreg.core.config import current_settings
from eventreg.core.db import row_number, unit_of_work
from eventreg.core.i18n import _, ngettext
from eventreg.core.outbox import MessageState, OutboxMessage
from eventreg.core.permissions import Permission
from eventreg.core.phone import whatsapp_link
from eventreg.core.web import back_to, current_actor, refusals, requires, words_for
from eventreg.council.queries import organisation
from eventreg.events.queries import choices as event_choices
from eventreg.messaging import chatting, queries, service, troubles
from eventreg.messaging.rules import HeldByAnother
from eventreg.messaging.views.base import blueprint
from eventreg.messaging.words import CHANNEL_NAMES, STATE_LOOKS, STATE_NAMES

log = logging.getLogger(__name__)


@blueprint.get("/staff/outbox/", endpoint="outbox")
@requires(Permission.OUTBOX_READ, everywhere=True)
def outbox_list() -> ResponseReturnValue:
    """What was sent, what waits, and what went wrong."""
    sought, now = _sought(), clock.now()
    standing = pacing.standing(now)
    chosen = request.args.get("state", "")
    state = MessageState(chosen) if chosen in set(MessageState) else None
    page = queries.find_messages(sought, state, request.args.get("page", 1, type=int))
    return render_template(
        "messaging/outbox.html",
        page=page,
        readers=queries.readers_of(page.rows),
        counts=queries.count_by_state(sought),
        courses=queries.courses(sought.bulk_id),
        sought=sought,
        state=state,
        events=event_choices(),
        standing=standing,
        now=now,
        paused_by=queries.name_of(standing.paused_by_id),
        most=service.MOST,
        label_of=outbox.label_of,
        has_mail_server=bool(current_settings().mail_server),
        **_words(),
    )


def _sought() -> queries.Sought:
    asked = request.values
    channel, kinds = asked.get("channel", ""), outbox.labels()
    return queries.Sought(
        called=kinds,
        words=asked.get("q", ""),
        kind=asked.get("kind", "") if asked.get("kind", "") in kinds else "",
        channel=Channel(channel) if channel in set(Channel) else None,
        event_id=asked.get("event", type=row_number) or None,
        bulk_id=asked.get("bulk", type=row_number) or None,
    )


def _words() -> dict[str, Any]:
    return {
        "states": STATE_NAMES,
        "looks": STATE_LOOKS,
        "channels": CHANNEL_NAMES,
        "told": troubles.told,
        "in_short": troubles.in_short,
        "zone": organisation().zone,
    }


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
        person=queries.readers_of([message]).get(message.id),
        course=queries.get_course(message.bulk_id) if message.bulk_id else None,
        label=outbox.label_of(message.kind),
        **_words(),
    )


@blueprint.post("/staff/outbox/<int:message_id>/resend")
@requires(Permission.OUTBOX_RESEND, everywhere=True)
def outbox_resend(message_id: int) -> ResponseReturnValue:
    """Try a failed message again."""
    with refusals(), unit_of_work():
        service.resend(message_id, actor=current_actor(), now=clock.now())
        flash(_("The message waits to be sent again."))
    return redirect(url_for(".outbox_show", message_id=message_id))


@blueprint.post("/staff/outbox/failed/resend")
@requires(Permission.OUTBOX_RESEND, everywhere=True)
def outbox_resend_all() -> ResponseReturnValue:
    """Try all failed messages again that are like what is sought: after a mistake in the settings, say."""
    with unit_of_work():
        count = service.resend_all(_sought(), actor=current_actor(), now=clock.now())
        flash(ngettext("%(num)s message waits to be sent again.", "%(num)s messages wait to be sent again.", count))
    return redirect(url_for(".outbox", state=MessageState.WAITING))


@blueprint.get("/staff/outbox/<int:message_id>/whatsapp")
@requires(Permission.OUTBOX_RESEND, everywhere=True)
def outbox_whatsapp(message_id: int) -> ResponseReturnValue:
    """Open a chat with somebody without an address, the message already typed."""
    message = queries.get_message(message_id)
    person = queries.readers_of([message]).get(message.id) if message.channel is Channel.WHATSAPP else None
    rendered = None if outbox.is_secret(message.kind) else _rendered(message)
    if person is None or not person.phone or rendered is None:
        abort(404)
    if chatting.is_anothers(message, current_actor(), clock.now()):
        flash(words_for(HeldByAnother()), "warn")
        return redirect(url_for(".outbox_show", message_id=message.id))
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
