"""Applying, mending what the committee asked for, and changing answers: one form in steps.

All steps are in the page. Without script each press sends the whole form and shows the next step; with script
(`static/js/apply.js`) the steps turn on the phone, and the same addresses answer in JSON what they would have shown.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.applications import queries, rules, service
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.applications.steps import StepKind
from eventreg.applications.views.answers import as_json, page, wants_json
from eventreg.applications.views.filling import Filling, Purpose, add_products, begin, keep_files, products_of
from eventreg.applications.views.own import blueprint
from eventreg.businesses import queries as business_queries
from eventreg.businesses import service as business_service
from eventreg.businesses.models import Business
from eventreg.consents import service as consents
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.limits import limit_account
from eventreg.core.permissions import Permission
from eventreg.core.web import refusals, requires, words_for
from eventreg.events import queries as event_queries
from eventreg.events.models import Event
from eventreg.questions.asking import PREFIX
from eventreg.questions.controls import FilesAnswer
from eventreg.questions.faults import fault_words
from eventreg.questions.rules import AnswerRefused, Kind

LIMIT = "600 per hour"  # the phone saves while its owner types


@blueprint.route("/events/<slug>/apply", methods=["GET", "POST"])
@requires(Permission.OWN_APPLICATION)
@limit_account(LIMIT)
def apply(slug: str) -> ResponseReturnValue:
    """From "I want to take part" to "sent"."""
    event = event_queries.get_public(slug)
    businesses = business_queries.own_businesses(g.actor.person_id)
    if not businesses:
        return redirect(url_for("businesses.new", next=request.path, back=url_for("events.show", slug=slug)))
    business = _chosen_business(event, businesses)
    draft = queries.find_of_business(event.id, [business.id])
    if draft and draft.status is not Status.DRAFT:
        return _lead_to(draft.code)
    filling = begin(event, business, draft, Purpose.APPLY)
    if request.method == "GET":
        return page(filling, filling.at, businesses=businesses)
    try:
        answer = _take(filling)
    except rules.AlreadyApplied as refusal:
        return _lead_to(refusal.details["code"])
    return answer or _again(filling, businesses)


@blueprint.route("/me/applications/<code>/edit", methods=["GET", "POST"])
@requires(Permission.OWN_APPLICATION)
@limit_account(LIMIT)
def edit(code: str) -> ResponseReturnValue:
    """Mend what the committee asked for, or change answers while that is allowed; a draft goes on where it began."""
    application = queries.get_own(code, g.actor)
    if application.status is Status.DRAFT:
        here = url_for(".apply", slug=application.event.slug, business=application.business_id)
        return redirect(here)
    mends = application.status is Status.NEEDS_REVISION
    purpose = Purpose.CORRECT if mends else Purpose.CHANGE
    if not mends and request.method == "GET":
        try:
            rules.check_changeable(application.status, until=application.event.changes_until, now=clock.now())
        except rules.ChangesClosed as refusal:
            flash(words_for(refusal), "bad")
            return redirect(url_for(".show", code=code))
    filling = begin(application.event, application.business, application, purpose)
    if request.method == "GET":
        return page(filling, filling.at)
    return _take(filling) or _again(filling)


def _take(filling: Filling) -> ResponseReturnValue | None:
    """What comes of a form that was sent; None where it has to be shown again, with the faults at their fields."""
    keep_files(filling.form)
    saves = "save" in request.form
    if saves or request.form.get("to") == "next":
        return _keep(filling, moves_on=not saves)
    return _send(filling)


def _keep(filling: Filling, *, moves_on: bool) -> ResponseReturnValue | None:
    """Save the draft, and look at this step alone before going on."""
    form, at = filling.form, filling.at
    form.is_draft = True
    form.validate()
    form.check_answers(filling.steps[at].keys)
    for name in request.form.getlist("pending"):  # their photos are still on the way; sending waits for them
        if name in form and isinstance(form[name], FilesAnswer):
            form[name].errors = []
    form.forgive([step for step in filling.steps if not moves_on or step is not filling.steps[at]])
    right = not form.faulty([filling.steps[at]])
    renewed = False
    with refusals(form), _told(filling):
        renewed = _save(filling, confirms=moves_on and right, adds=moves_on and right)
    if form.form_errors or (moves_on and form.faulty(filling.steps)):
        return None
    if not moves_on:
        return _saved(filling)
    unseen = _unseen(filling, at)
    return page(filling, at, news=unseen) if unseen else _onward(filling, filling.after(at), renewed=renewed)


def _onward(filling: Filling, following: int, *, renewed: bool) -> ResponseReturnValue:
    if wants_json():
        return as_json(filling, following, renewed=renewed)
    if filling.purpose is not Purpose.APPLY:
        return page(filling, following)
    return redirect(url_for(".apply", slug=filling.event.slug, business=filling.business.id, step=following + 1))


def _save(filling: Filling, *, confirms: bool, adds: bool) -> bool:
    """Keep what was typed, as far as it can be; whether the catalogue grew. Corrections stay on the phone till sent."""
    if filling.purpose is not Purpose.APPLY:
        return False
    now = clock.now()
    renewed = False
    with unit_of_work():
        if filling.is_unchanged and not (adds and filling.form.asks_for_products and filling.form.new_ones):
            saved = filling.application
        else:
            saved = service.save_draft(filling.event.id, filling.business.id, filling.details, actor=g.actor, now=now)
        renewed = adds and add_products(filling, now=now)
        if renewed:
            saved = service.save_draft(filling.event.id, filling.business.id, filling.details, actor=g.actor, now=now)
        if confirms and filling.steps[filling.at].kind is StepKind.PROFILE:
            business_service.confirm_profile(filling.business.id, actor=g.actor, now=now)
    filling.application = saved
    return renewed


def _saved(filling: Filling) -> ResponseReturnValue:
    if wants_json():
        return as_json(filling, filling.at)
    flash(_("Draft saved.") if filling.purpose is Purpose.APPLY else _("Send the changes to keep them."), "ok")
    if filling.purpose is Purpose.APPLY and filling.application:
        return redirect(url_for(".show", code=filling.application.code))
    return page(filling, filling.at)


def _send(filling: Filling) -> ResponseReturnValue | None:
    """Send it, if all of it is right."""
    form = filling.form
    valid = form.validate()
    valid = form.check_answers() and valid
    valid = _has_photo(filling) and valid
    if not valid:
        with refusals(form), _told(filling):
            _save(filling, confirms=False, adds=False)
        return None
    code = ""
    with refusals(form), _told(filling), unit_of_work():
        code = _deliver(filling)
    return _lead_to(code) if code else None


def _deliver(filling: Filling) -> str:
    """Within the unit of work: everything that sending does. The application's code."""
    form, now = filling.form, clock.now()
    if filling.purpose is Purpose.APPLY:
        # locks the event, so that of two that come at once the second finds the first one sent
        service.save_draft(filling.event.id, filling.business.id, filling.details, actor=g.actor, now=now)
    add_products(filling, now=now)
    if form.agreed:
        consents.agree(g.actor.person_id, form.agreed, form.answer, actor=g.actor, now=now, zone=filling.event.zone)
    sent = _sent(filling)
    return sent.code


def _sent(filling: Filling) -> Application:
    now, details = clock.now(), filling.details
    if filling.purpose is Purpose.APPLY:
        sent = service.submit(filling.event.id, filling.business.id, details, actor=g.actor, now=now)
        flash(_("Application sent. Your application number: %(code)s.", code=sent.code), "ok")
        return sent
    number = filling.application.id if filling.application else 0
    if filling.purpose is Purpose.CORRECT:
        sent = service.send_correction(number, details, actor=g.actor, now=now)
        flash(_("Correction sent. The committee will look at it again."), "ok")
        return sent
    sent = service.change_answers(number, details, actor=g.actor, now=now)
    flash(_("Your answers are changed."), "ok")
    return sent


def _has_photo(filling: Filling) -> bool:
    """Whether a product with a photo is shown, where products are asked for; the lack is told at the question."""
    form = filling.form
    asked = [question for question in form.shown() if question.kind is Kind.PRODUCTS and question.required]
    if not asked:
        return True
    chosen = {number for question in asked for number in form.field_of(question.key).value}
    pictured = [product for product in products_of(filling) if product.id in chosen and product.photo_id]
    if pictured or any(product.photo_key.data for product in form.new_ones):
        return True
    answer = form.field_of(asked[0].key)
    answer.errors = [words_for(rules.TooLittleShown())]
    return False


def _unseen(filling: Filling, at: int) -> Sequence[str]:
    """Questions of this page that its answers have brought up and that it did not show: without script alone."""
    if wants_json() or "seen" not in request.form:
        return ()
    seen = set((filling.form.seen.data or "").split())
    return [key for key in filling.visible(at).split() if key not in seen]


@contextmanager
def _told(filling: Filling) -> Iterator[None]:
    """Turn a refusal of an answer by the service into a fault at the question that it is about."""
    try:
        yield
    except AnswerRefused as refusal:
        key, fault = refusal.details["question"], refusal.details["fault"]
        question = next(question for question in filling.questions if question.key == key)
        answer = filling.form[PREFIX + key]
        answer.errors = [*answer.errors, fault_words(question, fault, refusal.details.get("limit"))]


def _again(filling: Filling, businesses: Sequence[Business] = ()) -> ResponseReturnValue:
    """The form with its faults: all pages that have one, or the page that was on screen."""
    if wants_json():
        return as_json(filling, filling.at)
    return page(filling, filling.at, businesses=businesses)


def _lead_to(code: str) -> ResponseReturnValue:
    here = url_for(".show", code=code)
    return {"location": here} if wants_json() else redirect(here)


def _chosen_business(event: Event, businesses: Sequence[Business]) -> Business:
    """The one that was asked for, otherwise the first that has not applied yet."""
    wanted = request.values.get("business", type=int)
    applied = queries.businesses_that_applied(event.id)
    free = [business for business in businesses if business.id not in applied]
    return next((business for business in businesses if business.id == wanted), (free or businesses)[0])
