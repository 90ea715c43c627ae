"""Looking at an announcement as the mail that its readers get, in a frame: while it is written, and on its page."""

from flask import abort, request
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, requires
from eventreg.messaging import audience, writing
from eventreg.messaging.audience import Recipient
from eventreg.messaging.models import Announcement
from eventreg.messaging.trying import preview_announcement
from eventreg.messaging.views.announced import event_of, form_of, get, may_read_names, reader_of, routes, spoken_in
from eventreg.messaging.views.framed import framed

P = Permission


@routes("/preview", methods=["POST"])
@requires(P.MESSAGE_MANAGE)
def preview_typed(slug: str | None = None) -> ResponseReturnValue:
    """What is typed, as the first of those chosen gets it; nothing is kept."""
    event = event_of(slug)
    form = form_of(event, None)
    form.validate()
    if form.has_strange_choices:
        abort(400)
    return _shown(writing.sketch(event, form.draft, now=clock.now()), "")


@routes("/<int:announcement_id>/preview", methods=["GET"])
@requires(P.MESSAGE_MANAGE)
def preview_announced(announcement_id: int, slug: str | None = None) -> ResponseReturnValue:
    """As one of those meant gets it."""
    return _shown(get(event_of(slug), announcement_id), request.args.get("for", ""))


def _shown(announcement: Announcement, key: str) -> ResponseReturnValue:
    one: Recipient | None = None
    if may_read_names(announcement.event, announcement):
        one = reader_of(audience.meant_by(announcement), key)
    return framed(preview_announcement(announcement, one, spoken_in(request.values), actor=current_actor()))
