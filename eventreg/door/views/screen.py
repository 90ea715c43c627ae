"""The projector of a session: its code, large, another one every twenty seconds."""

from flask import make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from eventreg.core import clock, qr
from eventreg.core.config import current_settings
from eventreg.core.errors import NotFound
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import requires
from eventreg.door import attending, projector, queries
from eventreg.door.views.attendance import PAGE
from eventreg.door.views.base import event_of
from eventreg.door.views.phone import blueprint

WAIT = 20
"""After how many seconds a page without a code looks again whether there is one."""


@blueprint.get(f"{PAGE}/<int:session_id>/screen")
@requires(Permission.DOOR_MANAGE)
def screen(slug: str, session_id: int) -> ResponseReturnValue:
    """The code of now, and how many are present; the page fetches itself anew when the code changes."""
    event, now = event_of(slug), clock.now()
    session = queries.get_session(event.id, session_id)
    if not queries.settings_of(event.id).code_on_screen:
        raise NotFound()
    shown = attending.on_screen(session, now) if session in attending.sessions_on_screen(event, now) else None
    base = current_settings().base_url
    address = f"{base}{url_for('door.present_by_code', session_id=session.id, code=shown.code)}" if shown else ""
    page = render_template(
        "door/screen.html",
        event=event,
        session=session,
        code=projector.show(shown.code) if shown else "",
        # capitals alone: the modules of the code are larger, and are read from the last row
        qr_code=Markup(qr.svg(address.upper(), _("QR code for your presence"))) if shown else "",  # noqa: S704
        seconds=shown.seconds if shown else WAIT,
        present=queries.count_present(event.id, session.id),
        opens_at=queries.opens_at(session),
        is_over=session.ends_at <= now,
        address=f"{base.partition('://')[2]}{url_for('door.present', session_id=session.id)}",
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response
