"""Staff send messages by WhatsApp: one prepared message after the other, on one phone, together with others."""

import logging
from collections import Counter
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock, outbox
from eventreg.core.config import current_settings
from eventreg.core.db import row_number, unit_of_work
from eventreg.core.i18n import _, force_locale, ngettext
from eventreg.core.outbox import MessageState, OutboxMessage
from eventreg.core.permissions import Permission
from eventreg.core.phone import whatsapp_link
from eventreg.core.web import current_actor, refusals, requires
from eventreg.council.queries import organisation
from eventreg.messaging import chats, chatting
from eventreg.messaging.chats import Chat
from eventreg.messaging.views.base import blueprint

log = logging.getLogger(__name__)
QUEUE = "/staff/outbox/queue/"
ONE = f"{QUEUE}<int:message_id>"


@blueprint.get(QUEUE)
@requires(Permission.OUTBOX_RESEND, everywhere=True)
def queue() -> ResponseReturnValue:
    """What was opened last, and what comes next, in full; looking takes nothing."""
    now, me, occasion = clock.now(), current_actor().person_id or 0, _occasion()
    held, opened = chats.find_held(me, occasion, now), chats.opened(me, now)
    mine = [chat for chat in opened if chat.message.opened_by_id == me]
    occasions = chats.occasions(now)
    return render_template(
        "messaging/queue.html",
        held=held,
        seconds=_seconds_left(held, now),
        opened=mine[0] if mine else None,
        others=[chat for chat in opened if chat not in mine[:1]],
        wrong=chats.with_wrong_number(),
        last=chats.find_last_sent(me, now),
        text_of=_text,
        chat_of=lambda chat, text: whatsapp_link(chat.number, text),
        occasion=occasion,
        occasions=occasions,
        waiting=sum(one.count for one in occasions),
        chosen=sum(one.count for one in occasions if not occasion or one.key == occasion),
        names=chats.names([chat.message.opened_by_id for chat in opened]),
        label_of=outbox.label_of,
        zone=organisation().zone,
    )


@blueprint.post(f"{QUEUE}taking")
@requires(Permission.OUTBOX_RESEND, everywhere=True)
def queue_take() -> ResponseReturnValue:
    """Begin, or go on after a pause."""
    with unit_of_work():
        if chatting.take_next(_occasion(), actor=current_actor(), now=clock.now()) is None:
            flash(_("There is nothing that nobody else is sending already."), "info")
    return _back()


@blueprint.post(f"{ONE}/opening")
@requires(Permission.OUTBOX_RESEND, everywhere=True)
def queue_open(message_id: int) -> ResponseReturnValue:
    """The chat is open; the message opened before it was sent."""
    now, sent_id = clock.now(), request.form.get("sent", type=row_number)
    with refusals(), unit_of_work():
        chatting.open_chat(message_id, sent_id, actor=current_actor(), now=now)
    return _on(now, anchor="opened")  # where the link to the chat stands, for browsers without scripts


@blueprint.post(f"{ONE}/sent")
@requires(Permission.OUTBOX_RESEND, everywhere=True)
def queue_sent(message_id: int) -> ResponseReturnValue:
    """It was sent; the next one."""
    now = clock.now()
    with refusals(), unit_of_work():
        outbox.tell_by_hand(chats.get_chat(message_id).message.id, actor=current_actor(), now=now)
    return _on(now)


@blueprint.post(f"{ONE}/skipping")
@requires(Permission.OUTBOX_RESEND, everywhere=True)
def queue_skip(message_id: int) -> ResponseReturnValue:
    """Not now; the next one."""
    now = clock.now()
    with refusals(), unit_of_work():
        chatting.skip(message_id, actor=current_actor(), now=now)
    return _on(now)


@blueprint.post(f"{ONE}/return")
@requires(Permission.OUTBOX_RESEND, everywhere=True)
def queue_put_back(message_id: int) -> ResponseReturnValue:
    """It was not sent, or the number is right after all: it comes next."""
    with refusals(), unit_of_work():
        chatting.put_back(message_id, actor=current_actor(), now=clock.now())
        flash(_("It is back in the queue."))
    return _back()


@blueprint.post(f"{ONE}/wrong-number")
@requires(Permission.OUTBOX_RESEND, everywhere=True)
def queue_wrong_number(message_id: int) -> ResponseReturnValue:
    """Nobody is reached there: another way, for all that waits for this number."""
    now = clock.now()
    with refusals(), unit_of_work():
        flash(_told_of_number(chatting.note_wrong_number(message_id, actor=current_actor(), now=now)))
    return _on(now)


def _told_of_number(became: Counter[MessageState]) -> str:
    told, left, failed = [_("The number is noted as wrong.")], became[MessageState.BY_HAND], became[MessageState.FAILED]
    if moved := became.total() - left - failed:
        told.append(
            ngettext("%(num)d message goes another way.", "%(num)d messages go another way.", moved),
        )
    if left:
        told.append(
            ngettext(
                "%(num)d message has no other way and waits below for another number.",
                "%(num)d messages have no other way and wait below for another number.",
                left,
            )
        )
    if failed:
        told.append(
            ngettext(
                "%(num)d message is news that nobody needs: it is not sent.",
                "%(num)d messages are news that nobody needs: they are not sent.",
                failed,
            )
        )
    return " ".join(told)


def _on(now: datetime, anchor: str | None = None) -> ResponseReturnValue:
    """Take the next one and show it."""
    with unit_of_work():
        chatting.take_next(_occasion(), actor=current_actor(), now=now)
    return _back(anchor)


def _back(anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for(".queue", occasion=_occasion() or None, _anchor=anchor), 303)


def _occasion() -> str:
    return request.values.get("occasion", "")[:80]


def _seconds_left(held: Chat | None, now: datetime) -> int:
    """For how long nobody else gets what is shown."""
    return int((held.message.due_at - now).total_seconds()) if held else 0


def _text(message: OutboxMessage) -> str:
    """What is typed into the chat; empty where that can't be made, for whatever reason its kind has, or is a secret.

    A chat takes no files along: what is attached is fetched from its reader's own page.
    """
    if outbox.is_secret(message.kind):
        return ""
    try:
        rendered = outbox.render(message)
    except Exception:
        log.exception("message %s (%s) can't be shown", message.id, message.kind)
        return ""
    text = rendered.text.strip()
    if rendered.attachments and message.person_id:
        with force_locale(message.language):
            page = current_settings().base_url + url_for(".notice", message_id=message.id)
            text += "\n\n" + _("The files are here: %(page)s", page=page)
    return text
