"""A visit's private page: whoever has its link sees the ticket, says that fewer come, or cancels."""

from urllib.parse import urlsplit

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from eventreg.core import clock, qr
from eventreg.core.config import current_settings
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.web import current_actor, public, refusals
from eventreg.council.queries import organisation
from eventreg.events.ics import calendar_of
from eventreg.tickets import service as tickets
from eventreg.tickets.rules import TicketState, group_code
from eventreg.visitors import queries, service, words
from eventreg.visitors.forms import PartyForm, PlainForm
from eventreg.visitors.models import Visit
from eventreg.visitors.views.public import beside, blueprint, for_one_reader


@blueprint.get("/visits/<key>")
@public
def show(key: str) -> ResponseReturnValue:
    """The ticket, and what can be done with it."""
    return _page(queries.get_by_key(key), PartyForm())


@blueprint.post("/visits/<key>/party")
@public
def reduce(key: str) -> ResponseReturnValue:
    """Fewer people come."""
    visit, form = queries.get_by_key(key), PartyForm()
    if form.validate_on_submit():
        with refusals(form), beside(form), unit_of_work():
            service.reduce(visit.id, form.party.data or 0, actor=current_actor(), now=clock.now())
            flash(_("Changed. The other places are free for others."), "ok")
            return redirect(url_for(".show", key=key))
    return _page(visit, form, 422)


@blueprint.route("/visits/<key>/cancellation", methods=["GET", "POST"])
@public
def cancel(key: str) -> ResponseReturnValue:
    """Don't come, after a question."""
    visit, form = queries.get_by_key(key), PlainForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            service.cancel(visit.id, actor=current_actor(), now=clock.now())
            flash(_("Cancelled. Thank you for telling us: others can have the places."), "ok")
            return redirect(url_for(".show", key=key))
    page = render_template("visitors/cancel.html", visit=visit, event=visit.event, form=form, key=key, **_said(visit))
    return for_one_reader(make_response(page, 422 if request.method == "POST" else 200))


@blueprint.get("/visits/<key>/calendar")
@public
def calendar(key: str) -> ResponseReturnValue:
    """The day for phones' calendars."""
    visit = queries.get_by_key(key)
    base, event = current_settings().base_url, visit.event
    address = base + url_for("events.show", slug=event.slug)
    host = urlsplit(base).hostname or "localhost"
    body = calendar_of(event, url=address, host=host, only={visit.session_id})
    response = Response(body, mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return for_one_reader(response)


def _page(visit: Visit, form: PartyForm, status: int = 200) -> ResponseReturnValue:
    ticket, event = visit.ticket, visit.event
    is_valid = ticket is not None and ticket.state is TicketState.VALID
    label = _("QR code of ticket %(code)s", code=group_code(ticket.code)) if ticket else ""
    page = render_template(
        "visitors/show.html",
        visit=visit,
        event=event,
        form=form,
        key=queries.key_of(visit),
        ticket=ticket,
        token=tickets.token_of(ticket).lower() if ticket else "",
        qr_code=Markup(qr.svg(tickets.url_of(ticket), label)) if ticket and is_valid else None,  # noqa: S704
        spoken=group_code(ticket.code) if ticket else "",
        link=link_to(visit),
        is_over=clock.now() >= visit.session.ends_at,
        contact=event.contact_phone or organisation().whatsapp,
        **_said(visit),
    )
    return for_one_reader(make_response(page, status))


def link_to(visit: Visit) -> str:
    """The private address, as it is written down."""
    return current_settings().base_url + url_for("visitors.show", key=queries.key_of(visit))


def _said(visit: Visit) -> dict[str, str]:
    event = visit.event
    return {
        "day": words.day_name(visit, event),
        "hours": words.hours(visit, event),
        "people": words.people(visit.party),
    }
