"""Registering as a visitor: one short page, for everybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.consents import queries as consents
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError, NotFound
from eventreg.core.i18n import _, current_language
from eventreg.core.limits import limit_address, limit_field
from eventreg.core.web import current_actor, public, refusals, words_for
from eventreg.council.queries import organisation
from eventreg.events import queries as event_queries
from eventreg.events.models import Event
from eventreg.events.slots import VisitOffer
from eventreg.visitors import queries, rules, service, words
from eventreg.visitors.forms import GroupForm, PartyForm, VisitForm

blueprint = Blueprint("visitors", "eventreg.visitors")
FIELD_OF: dict[type[DomainError], str] = {
    rules.NotOpenForVisitors: "session",
    rules.DayFull: "session",
    rules.PartyOutOfRange: "party",
    rules.PartyOnlyDown: "party",
    rules.ContactMissing: "phone",
}


@blueprint.get("/events/<slug>/visit")
@public
def new(slug: str) -> ResponseReturnValue:
    """The form for a person and who comes along."""
    return _page(_event(slug), VisitForm())


@blueprint.post("/events/<slug>/visit")
@limit_address("120 per hour")  # a school's pupils may all sit behind one address
@limit_field("email", "8 per hour")
@public
def create(slug: str) -> ResponseReturnValue:
    """Register a person and who comes along."""
    return _register(_event(slug), VisitForm())


@blueprint.get("/events/<slug>/visit/group")
@public
def new_group(slug: str) -> ResponseReturnValue:
    """The form for a school or another group."""
    return _page(_event(slug), GroupForm())


@blueprint.post("/events/<slug>/visit/group")
@limit_address("20 per hour")  # each takes many places
@limit_field("email", "8 per hour")
@public
def create_group(slug: str) -> ResponseReturnValue:
    """Register a school or another group."""
    return _register(_event(slug), GroupForm())


@blueprint.post("/events/<slug>/visit/ticket")
@limit_address("20 per hour")
@limit_field("phone", "4 per hour")
@limit_field("email", "4 per hour")
@public
def send_again(slug: str) -> ResponseReturnValue:
    """Send the ticket again to whom it belongs; the answer is the same whether or not there is one."""
    event, form = _event(slug), VisitForm()
    form.offer(queries.days_to_choose(event, clock.now()), event)
    if not form.validate_on_submit():
        return _page(event, form, 422)
    with unit_of_work():
        service.send_again(event.id, form.session.data, form.details, actor=current_actor(), now=clock.now())
        flash(_("If there is such a registration with an e-mail address, its ticket is on its way there."), "ok")
    return redirect(url_for("events.show", slug=slug))


def offer_of(event: Event, now: datetime) -> VisitOffer | None:
    """For the event's page: where visitors register, and how many places there are yet."""
    days = queries.days_to_choose(event, now)
    if not days:
        return None
    left = sum(day.left for day in days)
    return VisitOffer(url_for("visitors.new", slug=event.slug), left, words.places_left(left))


def _event(slug: str) -> Event:
    """A public event that takes visitors. Raises NotFound."""
    event = event_queries.get_public(slug)
    if not event.visitors_open:
        raise NotFound()
    return event


def _register(event: Event, form: VisitForm) -> ResponseReturnValue:
    form.offer(queries.days_to_choose(event, clock.now()), event)
    if form.validate_on_submit():
        with refusals(form), beside(form), asking(form), unit_of_work():
            visit = service.register(
                event.id,
                form.session.data,
                form.details,
                language=current_language(),
                attempt=form.attempt.data or "",
                again="again" in request.form,
                actor=current_actor(),
                now=clock.now(),
            )
            flash(_("You are registered. Save the link of this page: it is your ticket."), "ok")
            return redirect(url_for(".show", key=queries.key_of(visit)))
    return _page(event, form, 422)


def _page(event: Event, form: VisitForm, status: int = 200) -> ResponseReturnValue:
    days = queries.days_to_choose(event, clock.now())
    form.offer(days, event)
    form.name_attempt()
    page = render_template(
        "visitors/register.html",
        event=event,
        form=form,
        days=[(day, words.day_name(day, event), words.hours(day, event), words.places(day)) for day in days],
        left=sum(day.left for day in days),
        limit=rules.party_limit(is_group=isinstance(form, GroupForm), of_event=event.party_limit, by_staff=False),
        is_group=isinstance(form, GroupForm),
        notice=consents.current_notice(),
        contact=event.contact_phone or organisation().whatsapp,
    )
    return for_one_reader(make_response(page, status))


@contextmanager
def beside(form: VisitForm | PartyForm) -> Iterator[None]:
    """Let a refusal that is about one field stand beside that field."""
    try:
        yield
    except tuple(FIELD_OF) as error:
        field = form[FIELD_OF[type(error)]]
        field.errors = [*field.errors, words_for(error)]


@contextmanager
def asking(form: VisitForm) -> Iterator[None]:
    """Let the page ask whoever seems to be registered already what they want."""
    try:
        yield
    except rules.RegisteredAlready:
        form.seems_known = True


def for_one_reader(response: Response) -> Response:
    """Nobody else keeps the page, and nobody learns its address from a link that is followed."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
