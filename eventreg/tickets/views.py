"""The ticket page: no sign-in, the code large, black on white."""

import io

from flask import Blueprint, Response, make_response, render_template, send_file
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from eventreg.core import clock, qr
from eventreg.core.i18n import _
from eventreg.core.web import public
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
    )
    return _for_the_holder_alone(make_response(page))


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


def _code_label(ticket: Ticket) -> str:
    return _("QR code of ticket %(code)s", code=group_code(ticket.code))


def _for_the_holder_alone(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
