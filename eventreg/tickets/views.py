"""The ticket page: no sign-in, the code large, black on white; its paper, its days for a calendar, its worker."""

import io
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, make_response, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from eventreg.core import clock, qr
from eventreg.core.config import current_settings
from eventreg.core.i18n import _, format_datetime
from eventreg.core.web import public
from eventreg.events import ics
from eventreg.tickets import papers, queries, service, slots
from eventreg.tickets.models import Ticket
from eventreg.tickets.rules import TicketState, group_code
from eventreg.tickets.words import STATE_NAMES, WHY_VOID

blueprint = Blueprint("tickets", __name__)


@blueprint.get("/t/<token>")
@blueprint.get("/T/<token>", endpoint="show_upper")
@public
def show(token: str) -> ResponseReturnValue:
    """A holder's ticket, or why it no longer admits."""
    ticket = queries.get_by_token(token)
    valid = ticket.state is TicketState.VALID
    code = Markup(qr.svg(service.url_of(ticket), _code_label(ticket))) if valid else None  # noqa: S704
    page = render_template(
        "tickets/show.html",
        ticket=ticket,
        event=ticket.event,
        token=token.lower(),
        qr_code=code,
        spoken=group_code(ticket.code),
        days=papers.days_for(ticket),
        sessions=sorted(papers.sessions_for(ticket)),
        state_name=STATE_NAMES[ticket.state],
        why_void=WHY_VOID.get(ticket.state),
        kind=papers.kind_name(ticket.event.kind),
        presence=slots.presence_of(ticket, clock.now()),
        shown_at=format_datetime(clock.now(), ticket.event.zone),
    )
    response = _for_the_holder_alone(make_response(page))
    # A phone may keep the page, but asks before it shows it again, for a ticket can be revoked.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@blueprint.get("/t/<token>/pdf")
@public
def pdf(token: str) -> ResponseReturnValue:
    """The ticket for printing."""
    ticket = queries.get_by_token(token)
    if ticket.state is not TicketState.VALID:
        return _for_the_holder_alone(make_response(show(token), 410))
    data = io.BytesIO(papers.pdf_of([ticket]))
    name = f"{ticket.event.slug}-{ticket.code}.pdf"
    return _for_the_holder_alone(send_file(data, mimetype="application/pdf", download_name=name))


@blueprint.get("/t/<token>/calendar.ics")
@public
def calendar(token: str) -> ResponseReturnValue:
    """The days that the ticket admits to, for phones' calendars, with the way back to the ticket."""
    ticket = queries.get_by_token(token)
    if ticket.state is not TicketState.VALID:
        return _for_the_holder_alone(make_response(show(token), 410))
    base = current_settings().base_url
    body = ics.calendar_of(
        ticket.event,
        url=base + url_for(".show", token=token.lower()),
        host=urlsplit(base).hostname or "localhost",
        only=papers.sessions_for(ticket),
    )
    response = Response(body, mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{ticket.event.slug}.ics"'
    return _for_the_holder_alone(response)


@blueprint.get("/t/worker.js")
@public
def worker() -> ResponseReturnValue:
    """What opens a ticket without signal. It is served from here because a worker controls what lies beside it.

    The address in a QR code is in capitals, and browsers tell them apart: it may control both.
    """
    file = Path(current_app.static_folder or "") / "js" / "ticket-worker.js"
    response = Response(file.read_text(encoding="utf-8"), mimetype="text/javascript")
    response.headers["Service-Worker-Allowed"] = "/"
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return response.make_conditional(request)


def _code_label(ticket: Ticket) -> str:
    return _("QR code of ticket %(code)s", code=group_code(ticket.code))


def _for_the_holder_alone(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
