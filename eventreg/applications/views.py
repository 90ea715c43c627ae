"""The applicant's pages: applying, following, confirming, stepping back."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.applications import queries, rules, service
from eventreg.applications.forms import ApplicationForm, NewProductForm, ReasonForm
from eventreg.applications.models import Application, ApplicationMove
from eventreg.applications.rules import Status
from eventreg.applications.words import HEADLINES, STATUS_NAMES, STEP_ICONS, STEP_NAMES
from eventreg.businesses import queries as business_queries
from eventreg.businesses import service as business_service
from eventreg.businesses.models import Business, Product
from eventreg.businesses.rules import ProductDetails, parse_price
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError
from eventreg.core.files import read_image
from eventreg.core.i18n import _, format_datetime, lazy
from eventreg.core.permissions import Actor, Permission
from eventreg.core.web import refusals, register_refusals, requires, words_for
from eventreg.events import queries as event_queries
from eventreg.events.models import Event
from eventreg.events.rules import is_open
from eventreg.events.slots import OwnApplication
from eventreg.tickets import service as tickets
from eventreg.tickets.rules import TicketState

blueprint = Blueprint("applications", __name__)
register_refusals(
    {
        rules.CapacityReached: lazy("The quota is full: no place is left for %(business)s."),
        rules.IllegalMove: lazy("This is not possible at this stage. Reload the page to see where it stands now."),
        rules.OwnApplication: lazy("You act for %(business)s: somebody else has to decide on it."),
        rules.ReasonMissing: lazy("Write the reason: the applicant will read it."),
        rules.NotOpen: lazy("This event does not take applications now."),
        rules.AlreadyApplied: lazy("This business has already applied: %(code)s."),
        rules.DeadlineOver: lazy("The deadline has passed."),
        rules.TooLittleShown: lazy("Show at least one product with a photo."),
    }
)


@blueprint.get("/me/")
@requires(Permission.OWN_APPLICATION)
def mine() -> ResponseReturnValue:
    """The person's businesses and applications."""
    return render_template(
        "applications/mine.html",
        businesses=business_queries.own_businesses(g.actor.person_id),
        applications=queries.own_applications(g.actor),
        status_names=STATUS_NAMES,
        headlines=HEADLINES,
    )


@blueprint.route("/events/<slug>/apply", methods=["GET", "POST"])
@requires(Permission.OWN_APPLICATION)
def apply(slug: str) -> ResponseReturnValue:
    """One page from "I want to take part" to "sent"."""
    event = event_queries.get_public(slug)
    businesses = business_queries.own_businesses(g.actor.person_id)
    if not businesses:
        return redirect(url_for("businesses.new", next=request.path))
    business = _chosen_business(businesses)
    draft = queries.find_of_business(event.id, [business.id])
    if draft and draft.status is not Status.DRAFT:
        return redirect(url_for(".show", code=draft.code))
    form = _form_for(event, business, draft)
    if request.method == "POST":
        _keep_photos(form)
        saves = "save" in request.form
        if saves:
            form.drop_requirements()
        if form.validate():
            with refusals(form), unit_of_work():
                details = _details(form, business)
                act = service.save_draft if saves else service.submit
                application = act(event.id, business.id, details, actor=g.actor, now=clock.now())
                flash(_("Draft saved.") if saves else _sent(application), "ok")
                return redirect(url_for(".show", code=application.code))
    now = clock.now()
    opened = is_open(event.state, opens_at=event.opens_at, closes_at=event.closes_at, ends_at=event.ends_at, now=now)
    status = 422 if request.method == "POST" else 200
    return _form_page(form, event, business, businesses=businesses, is_open=opened, draft=True), status


@blueprint.get("/me/applications/<code>")
@requires(Permission.OWN_APPLICATION)
def show(code: str) -> ResponseReturnValue:
    """Where the application stands, why, and what comes next."""
    return _show(queries.get_own(code, g.actor))


@blueprint.route("/me/applications/<code>/edit", methods=["GET", "POST"])
@requires(Permission.OWN_APPLICATION)
def edit(code: str) -> ResponseReturnValue:
    """Mend what the committee asked for; a draft goes on at the event's page."""
    application = queries.get_own(code, g.actor)
    if application.status is Status.DRAFT:
        here = url_for(".apply", slug=application.event.slug, business=application.business_id)
        return redirect(here)
    form = _form_for(application.event, application.business, application)
    if request.method == "POST":
        _keep_photos(form)
        if form.validate():
            with refusals(form), unit_of_work():
                details = _details(form, application.business)
                service.send_correction(application.id, details, actor=g.actor, now=clock.now())
                flash(_("Correction sent. The committee will look at it again."), "ok")
                return redirect(url_for(".show", code=code))
    status = 422 if request.method == "POST" else 200
    return _form_page(form, application.event, application.business, correction=_last(application)), status


@blueprint.post("/me/applications/<code>/confirmation")
@requires(Permission.OWN_APPLICATION)
def confirm(code: str) -> ResponseReturnValue:
    """Take the offered place."""
    application = queries.get_own(code, g.actor)
    with refusals(), unit_of_work():
        service.confirm(application.id, actor=g.actor, now=clock.now())
        flash(_("Confirmed. Your ticket is on its way by e-mail."), "ok")
    return redirect(url_for(".show", code=code))


@blueprint.route("/me/applications/<code>/refusal", methods=["GET", "POST"])
@requires(Permission.OWN_APPLICATION)
def decline(code: str) -> ResponseReturnValue:
    """Give the offered place to somebody else, after a question."""
    return _step_back(code, Status.DECLINED)


@blueprint.route("/me/applications/<code>/withdrawal", methods=["GET", "POST"])
@requires(Permission.OWN_APPLICATION)
def withdraw(code: str) -> ResponseReturnValue:
    """Step back, after a question."""
    return _step_back(code, Status.WITHDRAWN)


def own_application(actor: Actor, event_id: int) -> OwnApplication | None:
    """For the event's page: the reader's application, if there is one."""
    application = queries.find_of_business(event_id, actor.business_ids) if actor.business_ids else None
    if application is None:
        return None
    return OwnApplication(url_for("applications.show", code=application.code), str(STATUS_NAMES[application.status]))


def _step_back(code: str, target: Status) -> ResponseReturnValue:
    application = queries.get_own(code, g.actor)
    form = ReasonForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            if target is Status.DECLINED:
                service.decline(application.id, actor=g.actor, now=clock.now())
                flash(_("Thank you for telling us. The place goes to somebody else."), "ok")
            else:
                reason = form.reason.data or ""
                service.withdraw(application.id, actor=g.actor, reason=reason, now=clock.now())
                flash(_("You have withdrawn. Thank you for telling us."), "ok")
            return redirect(url_for(".show", code=code))
    status = 422 if request.method == "POST" else 200
    declines = target is Status.DECLINED
    return render_template("applications/step_back.html", application=application, form=form, declines=declines), status


def _show(application: Application) -> ResponseReturnValue:
    valid = [ticket for ticket in application.tickets if ticket.state is TicketState.VALID]
    waiting = application.status is Status.WAITLISTED
    return render_template(
        "applications/show.html",
        application=application,
        event=application.event,
        business=application.business,
        headline=HEADLINES[application.status],
        status_name=STATUS_NAMES[application.status],
        reason=_last(application).reason if application.moves else "",
        steps=steps_of(application) + _steps_to_come(application),
        tickets=[(ticket, tickets.token_of(ticket).lower()) for ticket in valid],
        waiting_place=queries.waiting_place(application) if waiting else None,
        can_withdraw=(application.status, Status.WITHDRAWN) in rules.MOVES,
    )


def steps_of(application: Application) -> list[dict[str, Any]]:
    """The moves of an application as a timeline."""
    zone = application.event.zone
    return [
        {
            "title": STEP_NAMES[move.status],
            "when": format_datetime(move.at, zone),
            "text": move.reason,
            "at": "done",
            "icon": STEP_ICONS.get(move.status, "check"),
        }
        for move in application.moves
    ]


def _steps_to_come(application: Application) -> list[dict[str, Any]]:
    """What the applicant or the committee does now, and what follows."""
    event, status = application.event, application.status
    until = (
        _("until %(date)s", date=format_datetime(application.deadline_at, event.zone))
        if application.deadline_at
        else ""
    )
    starts = format_datetime(event.starts_at, event.zone)
    send = {"title": _("Send your application"), "when": _until(event), "at": "now", "icon": "edit"}
    mend = {"title": _("Correct and send again"), "when": until, "at": "now", "icon": "edit"}
    review = {"title": _("The committee decides"), "when": _("You get an e-mail"), "at": "now", "icon": "clock"}
    wait = {"title": _("A place becomes free"), "when": _("You get an e-mail"), "at": "now", "icon": "clock"}
    answer = {"title": _("Confirm your place"), "when": until, "at": "now", "icon": "clock"}
    come = {"title": _("Show your ticket at the door"), "when": starts, "at": "now", "icon": "door"}
    result = {"title": _("Result and ticket"), "at": "next", "icon": "ticket"}
    to_come: dict[Status, list[dict[str, Any]]] = {
        Status.DRAFT: [send, {**review, "at": "next"}],
        Status.SUBMITTED: [review, result],
        Status.NEEDS_REVISION: [mend, {**review, "at": "next"}],
        Status.WAITLISTED: [wait],
        Status.OFFERED: [answer, result],
        Status.CONFIRMED: [come],
    }
    return to_come.get(status, [])


def _until(event: Event) -> str:
    return _("until %(date)s", date=format_datetime(event.closes_at, event.zone))


def _chosen_business(businesses: Any) -> Business:
    wanted = request.values.get("business", type=int)
    chosen: Business = next((business for business in businesses if business.id == wanted), businesses[0])
    return chosen


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


def _last(application: Application) -> ApplicationMove:
    return application.moves[-1]


def _sent(application: Application) -> str:
    return _("Application sent. Your application number: %(code)s.", code=application.code)
