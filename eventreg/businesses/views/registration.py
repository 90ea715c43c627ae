"""Staff act for people who can't do it themselves: enter their business, hand them a way in."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.accounts import messages, sessions
from eventreg.accounts import queries as account_queries
from eventreg.accounts import service as accounts
from eventreg.accounts.rules import HANDOVER
from eventreg.businesses import directory, registration
from eventreg.businesses.directory import Twin
from eventreg.businesses.forms.register import HandoverForm, RegistrationForm
from eventreg.businesses.views.own import blueprint
from eventreg.businesses.words import LIKENESS_NAMES
from eventreg.consents.slots import home_zone
from eventreg.core import clock, qr
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _, force_locale
from eventreg.core.limits import limit_account
from eventreg.core.permissions import Permission
from eventreg.core.phone import whatsapp_link
from eventreg.core.web import current_actor, refusals, requires


@blueprint.route("/staff/businesses/new", methods=["GET", "POST"])
@requires(Permission.BUSINESS_REGISTER, everywhere=True)
@limit_account("120 per hour")
def staff_new() -> ResponseReturnValue:
    """Enter a business on its owner's behalf; what looks like another one is shown first.

    Limited, for it tells whether a number that is shown masked was guessed.
    """
    form = RegistrationForm()
    twins: list[Twin] = []
    if form.validate_on_submit():
        with refusals(form):
            twins = _twins(form)
            if not twins:
                return _register(form)
    page = render_template(
        "businesses/staff_new.html",
        form=form,
        twins=twins,
        members=directory.members_of([twin.business.id for twin in twins]),
        likeness_names=LIKENESS_NAMES,
    )
    return page, 422 if form.is_submitted() else 200


def _twins(form: RegistrationForm) -> list[Twin]:
    """What looks like the new business, until staff have seen it."""
    if "anyway" in request.form or form.person.data:
        return []
    return registration.find_twins(form.details(), form.owner(), form.npwp.data or "")


def _register(form: RegistrationForm) -> ResponseReturnValue:
    with unit_of_work():
        business = registration.register(
            form.details(),
            form.owner(),
            form.agreement(),
            npwp=form.npwp.data or "",
            actor=current_actor(),
            now=clock.now(),
        )
        business_id = business.id
    flash(_("The business is registered."))
    return redirect(url_for(".staff_show", business_id=business_id))


@blueprint.get("/staff/businesses/<int:business_id>/people/<int:person_id>/link")
@requires(Permission.BUSINESS_REGISTER, everywhere=True)
def handover(business_id: int, person_id: int) -> ResponseReturnValue:
    """Before a link is made for somebody without e-mail: what it does."""
    return _handover_page(business_id, person_id, HandoverForm())


@blueprint.post("/staff/businesses/<int:business_id>/people/<int:person_id>/link")
@requires(Permission.BUSINESS_REGISTER, everywhere=True)
@limit_account("120 per hour")
def make_handover(business_id: int, person_id: int) -> ResponseReturnValue:
    """Make the link and show it, this once; for a lost phone, end where the person is signed in first."""
    person = directory.get_member(business_id, person_id)
    form = HandoverForm()
    token = ""
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            if "lost" in request.form:
                sessions.end_all(person.id, actor=current_actor(), now=clock.now())
            token = accounts.make_handover_link(person.id, actor=current_actor(), now=clock.now())
    return _handover_page(business_id, person_id, form, token)


def _handover_page(business_id: int, person_id: int, form: HandoverForm, token: str = "") -> ResponseReturnValue:
    person = directory.get_member(business_id, person_id)
    link = messages.link_to(token) if token else ""
    with force_locale(person.language):
        text = _(
            "Your link to sign in, for you alone. Open it on your own phone within seven days: %(link)s", link=link
        )
    page = render_template(
        "businesses/handover.html",
        form=form,
        business=directory.get_business(business_id),
        person=person,
        link=link,
        code=qr.svg(link, _("Link of %(name)s", name=person.name)) if link else "",
        whatsapp=whatsapp_link(person.phone, text),
        until=clock.now() + HANDOVER,
        zone=home_zone(),
        is_signed_in=bool(account_queries.devices_of(person.id)),
        is_waiting=bool(account_queries.open_handovers(person.id, clock.now())),
    )
    return page, 422 if form.is_submitted() and not link else 200
