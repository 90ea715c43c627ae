"""A person's own page of all that they were told."""

import logging

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock, outbox
from eventreg.core.db import unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.i18n import _
from eventreg.core.outbox import OutboxMessage, Rendered
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, requires
from eventreg.council.queries import organisation
from eventreg.messaging import notices, reading, topics, unsubscribing
from eventreg.messaging.views.base import blueprint

log = logging.getLogger(__name__)
NOTICES = "/me/messages/"
ONE = f"{NOTICES}<int:message_id>"


@blueprint.get(NOTICES, endpoint="notices")
@requires(Permission.OWN_ACCOUNT)
def notice_list() -> ResponseReturnValue:
    """All of it, newest first, whichever way it went."""
    actor = current_actor()
    me = actor.person_id or 0
    page = notices.notice_page(me, request.args.get("page", 1, type=int))
    news_url, wants_none = unsubscribing.news_of(me)
    return render_template(
        "messaging/notices.html",
        page=page,
        topics=topics.topics_of(page.rows, business_ids=actor.business_ids),
        unread=notices.count_unread(me),
        news_url=news_url,
        wants_none=wants_none,
        label_of=outbox.label_of,
        zone=organisation().zone,
    )


@blueprint.post(f"{NOTICES}reading")
@requires(Permission.OWN_ACCOUNT)
def notices_read() -> ResponseReturnValue:
    """Take all for read."""
    with unit_of_work():
        reading.note_all_read(actor=current_actor(), now=clock.now())
        flash(_("All are marked as read."))
    return redirect(url_for(".notices"))


@blueprint.get(ONE)
@requires(Permission.OWN_ACCOUNT)
def notice(message_id: int) -> ResponseReturnValue:
    """One of them; from now on it is read."""
    message = _own(message_id)
    if message.read_at is None:
        with unit_of_work():
            reading.note_read(message_id, actor=current_actor(), now=clock.now())
        message = _own(message_id)
    return render_template(
        "messaging/notice.html",
        message=message,
        rendered=_rendered(message),
        topic=topics.topics_of([message], business_ids=current_actor().business_ids)[message.id],
        label=outbox.label_of(message.kind),
        zone=organisation().zone,
    )


@blueprint.get(f"{ONE}/files/<int:number>")
@requires(Permission.OWN_ACCOUNT)
def notice_file(message_id: int, number: int) -> ResponseReturnValue:
    """What is attached to one, for who gets no mail."""
    rendered = _rendered(_own(message_id))
    if rendered is None or not 0 < number <= len(rendered.attachments):
        raise NotFound()
    attached = rendered.attachments[number - 1]
    response = Response(attached.data, mimetype=attached.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=attached.name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _own(message_id: int) -> OutboxMessage:
    return notices.get_notice(message_id, current_actor().person_id or 0)


def _rendered(message: OutboxMessage) -> Rendered | None:
    """What it says; None where it was deleted, can't be made, or is no longer the reader's business."""
    if outbox.is_forgotten(message) or not notices.is_still_theirs(message, current_actor()):
        return None
    try:
        return outbox.render(message)
    except Exception:
        log.exception("message %s (%s) can't be shown", message.id, message.kind)
        return None
