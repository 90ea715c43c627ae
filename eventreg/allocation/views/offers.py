"""What became of the booths that were offered: for staff, and for the exhibitor."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from eventreg.allocation import offering, publishing, queries
from eventreg.allocation.forms.approval import ReceiptForm, WhyForm
from eventreg.allocation.models import BoothOffer
from eventreg.allocation.offering import Filters, Shown, labels_of
from eventreg.allocation.views.base import P, blueprint, event_for
from eventreg.allocation.words import OFFERS_SHOWN
from eventreg.applications.models import Application
from eventreg.applications.rules import FINAL, HOLDS_A_PLACE, Status
from eventreg.applications.slots import BoothTold
from eventreg.applications.words import STATUS_NAMES
from eventreg.booths import queries as floors
from eventreg.booths.drawing import BoothState
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _, current_language
from eventreg.core.web import refusals, requires
from eventreg.events.models import Event

PAGE = "/staff/events/<slug>/booth-plan/offers"


@blueprint.get(PAGE)
@requires(P.BOOTHPLAN_READ)
def offers(slug: str) -> ResponseReturnValue:
    """Who has which booth, who answered, who paid, who is late."""
    event, now = event_for(slug, P.BOOTHPLAN_READ), clock.now()
    asked = request.args.get("shown", "")
    filters = Filters(request.args.get("q", "").strip()[:100], Shown(asked) if asked in set(Shown) else Shown.ALL)
    page = offering.page_of_offers(event.id, filters, request.args.get("page", 1, type=int), now)
    counts = offering.counts(event.id, filters, now)
    held = offering.placements([one.application_id for one in page.rows])
    return render_template(
        "allocation/offers.html",
        event=event,
        page=page,
        rows=[(one, held.get(one.application_id, ()), offering.is_overdue(one, now)) for one in page.rows],
        labels_of=labels_of,
        is_shared=offering.is_shared,
        filters=filters,
        choices=[(shown, OFFERS_SHOWN[shown], counts[shown]) for shown in Shown],
        address=lambda **changes: _address(event, filters, **changes),
        status_names=STATUS_NAMES,
        ended=FINAL,
        published=queries.published(event.id),
        vacant=offering.vacant(event.id),
        may_take_fees=g.actor.may(P.FEE_MANAGE, event.id),
        may_manage=g.actor.may(P.BOOTHPLAN_MANAGE, event.id),
    )


@blueprint.route(PAGE + "/<code>/payment", methods=["GET", "POST"])
@requires(P.FEE_MANAGE)
def payment(slug: str, code: str) -> ResponseReturnValue:
    """Mark a fee as paid."""
    event = event_for(slug, P.FEE_MANAGE)
    offer, form = offering.get_offer(event.id, code), ReceiptForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            offering.mark_paid(event.id, code, receipt=form.receipt.data or "", actor=g.actor, now=clock.now())
            flash(_("Marked as paid."), "ok")
            return redirect(url_for(".offers", slug=slug))
    return _asked(event, offer, form, "payment")


@blueprint.route(PAGE + "/<code>/mistake", methods=["GET", "POST"])
@requires(P.FEE_MANAGE)
def unmark_payment(slug: str, code: str) -> ResponseReturnValue:
    """Take back that a fee was paid."""
    event = event_for(slug, P.FEE_MANAGE)
    offer, form = offering.get_offer(event.id, code), WhyForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            offering.unmark_paid(event.id, code, reason=form.reason.data or "", actor=g.actor, now=clock.now())
            flash(_("The fee is open again."))
            return redirect(url_for(".offers", slug=slug))
    return _asked(event, offer, form, "mistake")


@blueprint.route(PAGE + "/<code>/lapse", methods=["GET", "POST"])
@requires(P.BOOTHPLAN_MANAGE)
def lapse_offer(slug: str, code: str) -> ResponseReturnValue:
    """Let an offer lapse that wasn't paid, after a question."""
    event = event_for(slug, P.BOOTHPLAN_MANAGE)
    offer, form = offering.get_offer(event.id, code), WhyForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            offering.lapse(event.id, code, reason=form.reason.data or "", actor=g.actor, now=clock.now())
            flash(_("The offer has lapsed, and the booth is free."))
            return redirect(url_for(".offers", slug=slug))
    return _asked(event, offer, form, "lapse")


@blueprint.post("/me/applications/<code>/booth-move")
@requires(P.OWN_APPLICATION)
def agree_to_move(code: str) -> ResponseReturnValue:
    """The exhibitor agrees to be moved, or no longer."""
    agrees = request.form.get("agrees") == "1"
    with refusals(), unit_of_work():
        offering.agree_to_move(code, agrees, actor=g.actor, now=clock.now())
        if agrees:
            flash(_("Thank you. The committee may give you another booth; you are told if it does."), "ok")
        else:
            flash(_("You keep your booth."), "ok")
    return redirect(url_for("applications.show", code=code))


def told_to_applicant(application: Application) -> BoothTold | None:
    """Which booths it has; None without any, and once it has ended.

    Those of a published plan come with an offer; those that were given by hand with none, so that nothing is to be paid
    or answered here.
    """
    held = offering.placements([application.id]).get(application.id, ())
    if not held or application.status not in HOLDS_A_PLACE:
        return None
    labels, event, offer = labels_of(held), application.event, offering.find_of(application.id)
    return BoothTold(
        labels=labels,
        is_settled=all(row.state is not BoothState.ON_HOLD for row in held),
        is_shared=offering.is_shared(held),
        why=publishing.with_names(offer.why.get(current_language().value, ""), event.id) if offer else "",
        fee=offer.fee if offer else None,
        paid_at=offer.paid_at if offer else None,
        due_at=offer.due_at if offer else None,
        map_url=url_for("booths.show_map", slug=event.slug, q=labels[0], _anchor=f"stan-{held[0].booth.uid}")
        if floors.is_public(event.id)
        else "",
        moves=offer.moves_at is not None if offer and application.status is Status.CONFIRMED else None,
    )


def _asked(event: Event, offer: BoothOffer, form: FlaskForm, act: str) -> ResponseReturnValue:
    held = offering.placements([offer.application_id]).get(offer.application_id, ())
    page = render_template(
        "allocation/offer_act.html", event=event, offer=offer, form=form, act=act, labels=labels_of(held)
    )
    return page, 422 if form.errors or form.form_errors else 200


def _address(event: Event, filters: Filters, **changes: Any) -> str:
    shown = None if filters.shown is Shown.ALL else filters.shown.value
    return url_for(".offers", slug=event.slug, q=filters.text or None, shown=shown, **changes)
