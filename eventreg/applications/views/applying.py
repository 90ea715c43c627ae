"""Applying, and mending what the committee asked for: one page each."""

from collections.abc import Sequence
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.applications import queries, rules, service
from eventreg.applications.forms import ApplicationForm, NewProductForm
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.applications.views.own import blueprint
from eventreg.businesses import queries as business_queries
from eventreg.businesses import service as business_service
from eventreg.businesses.models import Business, Product
from eventreg.businesses.rules import ProductDetails, parse_price
from eventreg.consents import service as consents
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError
from eventreg.core.files import read_image
from eventreg.core.i18n import _
from eventreg.core.limits import limit_account
from eventreg.core.permissions import Permission
from eventreg.core.web import refusals, requires, words_for
from eventreg.events import queries as event_queries
from eventreg.events.models import Event
from eventreg.events.rules import is_open


@blueprint.route("/events/<slug>/apply", methods=["GET", "POST"])
@requires(Permission.OWN_APPLICATION)
@limit_account("60 per hour")
def apply(slug: str) -> ResponseReturnValue:
    """One page from "I want to take part" to "sent"."""
    event = event_queries.get_public(slug)
    businesses = business_queries.own_businesses(g.actor.person_id)
    if not businesses:
        return redirect(url_for("businesses.new", next=request.path, back=url_for("events.show", slug=slug)))
    business = _chosen_business(event, businesses)
    draft = queries.find_of_business(event.id, [business.id])
    if draft and draft.status is not Status.DRAFT:
        return redirect(url_for(".show", code=draft.code))
    form = _form_for(event, business, draft)
    if request.method == "POST":
        _keep_photos(form)
        saves = "save" in request.form
        if saves:
            form.drop_requirements()
        if _is_complete(form, business, is_draft=saves):
            with refusals(form), unit_of_work():
                if not saves:
                    _agree(form, event)
                details = _details(form, business)
                act = service.save_draft if saves else service.submit
                application = act(event.id, business.id, details, actor=g.actor, now=clock.now())
                flash(_("Draft saved.") if saves else _sent(application), "ok")
                return redirect(url_for(".show", code=application.code))
    now = clock.now()
    opened = is_open(event.state, opens_at=event.opens_at, closes_at=event.closes_at, ends_at=event.ends_at, now=now)
    status = 422 if request.method == "POST" else 200
    return _form_page(form, event, business, businesses=businesses, is_open=opened, draft=True), status


@blueprint.route("/me/applications/<code>/edit", methods=["GET", "POST"])
@requires(Permission.OWN_APPLICATION)
@limit_account("60 per hour")
def edit(code: str) -> ResponseReturnValue:
    """Mend what the committee asked for; a draft goes on at the event's page."""
    application = queries.get_own(code, g.actor)
    if application.status is Status.DRAFT:
        here = url_for(".apply", slug=application.event.slug, business=application.business_id)
        return redirect(here)
    form = _form_for(application.event, application.business, application)
    if request.method == "POST":
        _keep_photos(form)
        if _is_complete(form, application.business):
            with refusals(form), unit_of_work():
                _agree(form, application.event)
                details = _details(form, application.business)
                service.send_correction(application.id, details, actor=g.actor, now=clock.now())
                flash(_("Correction sent. The committee will look at it again."), "ok")
                return redirect(url_for(".show", code=code))
    status = 422 if request.method == "POST" else 200
    return _form_page(form, application.event, application.business, correction=application.moves[-1]), status


def _chosen_business(event: Event, businesses: Sequence[Business]) -> Business:
    """The one that was asked for, otherwise the first that has not applied yet."""
    wanted = request.values.get("business", type=int)
    applied = queries.businesses_that_applied(event.id)
    free = [business for business in businesses if business.id not in applied]
    return next((business for business in businesses if business.id == wanted), (free or businesses)[0])


def _is_complete(form: ApplicationForm, business: Business, *, is_draft: bool = False) -> bool:
    """Whether everything is there; a missing photo is told together with the other mistakes, at its field."""
    valid: bool = form.validate()
    shown = [product for product in business.products if product.id in (form.shown.data or []) and product.photo_id]
    added = [entry.form for entry in form.new_products if entry.form.photo_key.data]
    if is_draft or shown or added:
        return valid
    form.new_products[0].form.photo.errors = [words_for(rules.TooLittleShown())]
    return False


def _form_for(event: Event, business: Business, application: Application | None) -> ApplicationForm:
    written = {}
    if application:
        written = {
            "motivation": application.motivation,
            "shown": [product.id for product in application.products],
            "helpers": application.helpers,
        }
    form = ApplicationForm(data=written)
    form.shown.choices = [(product.id, product.name) for product in business.products]
    if not written and request.method == "GET":
        form.shown.data = [product.id for product in business.products if product.photo_id]
    while len(form.helpers) < event.passes - 1:
        form.helpers.append_entry()
    form.ask(g.actor.person_id, g.person.born_on, clock.now().astimezone(event.zone.info).date())
    return form


def _keep_photos(form: ApplicationForm) -> None:
    """Store photos that came with the form before anything else is checked, so that an error costs none."""
    for entry in form.new_products:
        product: NewProductForm = entry.form
        if not product.photo.data:
            continue
        try:
            picture = read_image(product.photo.data.stream)
            with unit_of_work():
                photo = business_service.keep_photo(picture, g.actor.person_id, now=clock.now())
                product.photo_key.data = photo.key
        except DomainError as error:
            product.photo.errors = [words_for(error)]
            form.form_errors.append(words_for(error))


def _agree(form: ApplicationForm, event: Event) -> None:
    if form.agreed:
        zone, now = event.zone, clock.now()
        consents.agree(g.actor.person_id, form.agreed, form.answer, actor=g.actor, now=now, zone=zone)


def _details(form: ApplicationForm, business: Business) -> service.Details:
    """What was written, with the new products put into the catalogue first."""
    chosen: list[Product] = [product for product in business.products if product.id in (form.shown.data or [])]
    for entry in form.new_products:
        product: NewProductForm = entry.form
        if not product.is_empty:
            chosen.append(_new_product(product, business.id))
    helpers = [entry.data or "" for entry in form.helpers]
    return service.Details(motivation=form.motivation.data or "", helpers=helpers, products=chosen)


def _new_product(product: NewProductForm, business_id: int) -> Product:
    details = ProductDetails(
        name=product.name.data or "",
        price=parse_price(product.price.data or ""),
        photo_key=product.photo_key.data or "",
    )
    return business_service.add_product(business_id, details, actor=g.actor, now=clock.now())


def _form_page(form: ApplicationForm, event: Event, business: Business, **more: Any) -> str:
    return render_template("applications/form.html", form=form, event=event, business=business, **more)


def _sent(application: Application) -> str:
    return _("Application sent. Your application number: %(code)s.", code=application.code)
