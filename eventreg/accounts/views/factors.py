"""Setting up second factors, and taking them away from oneself."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import pyotp
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.accounts import factors, passkeys, queries, trust
from eventreg.accounts.forms.factors import KeptForm, NewTotpForm
from eventreg.accounts.models import Passkey
from eventreg.accounts.views.account import ACCOUNT
from eventreg.accounts.views.presence import browser_label, home_of, keep, this_device
from eventreg.accounts.views.sign_in import blueprint
from eventreg.core import clock, qr
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError, NotFound
from eventreg.core.i18n import _
from eventreg.core.limits import limit_account
from eventreg.core.permissions import Permission
from eventreg.core.web import refusals, requires, words_for

View = Callable[..., ResponseReturnValue]
GROUP = 4  # letters; so long texts are copied without losing one's place


def enrolling(view: View) -> View:
    """The page is for those who may change factors just now: others show theirs again, or need an invitation."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        device = this_device()
        if factors.may_enrol(device, now=clock.now()):
            return view(*args, **kwargs)
        if queries.has_factor(device.person_id):
            there = request.path if request.method == "GET" else url_for(".account")
            return redirect(url_for(".second_step", next=there))
        raise trust.EnrolmentClosed()

    return guarded


# ---- The invitation ---------------------------------------------------------------------------------


@blueprint.get("/sign-in/invitation/<token>")
@requires(Permission.OWN_ACCOUNT)
def invitation(token: str) -> ResponseReturnValue:
    """One button, for the very person who is invited; who isn't signed in does that first."""
    try:
        factors.get_open_invitation(token, this_device().person_id, now=clock.now())
    except DomainError as refusal:
        return _refused_invitation(refusal)
    return render_template("accounts/invitation.html", person=this_device().person)


@blueprint.post("/sign-in/invitation/<token>")
@requires(Permission.OWN_ACCOUNT)
@limit_account("60 per hour")
def accept_invitation(token: str) -> ResponseReturnValue:
    """Open this browser for setting up the first factor."""
    try:
        with unit_of_work():
            factors.accept_invitation(token, this_device().id, now=clock.now())
    except DomainError as refusal:
        return _refused_invitation(refusal)
    return redirect(url_for(".new_factor"))


def _refused_invitation(refusal: DomainError) -> ResponseReturnValue:
    """The same words for another's invitation and for one that never was."""
    unknown = _("This invitation is not for you, or not complete. Sign in with the address that was invited.")
    words = unknown if isinstance(refusal, NotFound) else words_for(refusal)
    return render_template("accounts/invitation_void.html", words=words), refusal.status


# ---- Which one --------------------------------------------------------------------------------------


@blueprint.get(f"{ACCOUNT}/factors/new")
@requires(Permission.OWN_ACCOUNT)
@enrolling
def new_factor() -> ResponseReturnValue:
    """Choose between a passkey and an authenticator app."""
    return render_template("accounts/new_factor.html", label=browser_label(), host=passkeys.host())


def after_enrolment(device_secret: str) -> str:
    """Let the browser know that a factor was set up; the address where to go: to recovery codes, where there are none.

    The session is another one from now on.
    """
    person_id = this_device().person_id
    keep(device_secret)
    flash(_("Your second factor is set up."))
    return url_for(".account" if queries.recovery_codes_of(person_id) else ".new_recovery_codes")


# ---- Authenticator apps -----------------------------------------------------------------------------


@blueprint.get(f"{ACCOUNT}/totp/new")
@requires(Permission.OWN_ACCOUNT)
@enrolling
def new_totp() -> ResponseReturnValue:
    """Show a secret for the app, as code and as text."""
    offer = factors.offer_totp(this_device(), now=clock.now())
    return _totp_page(NewTotpForm(offer=offer.sealed), offer)


@blueprint.post(f"{ACCOUNT}/totp/new")
@requires(Permission.OWN_ACCOUNT)
@enrolling
def add_totp() -> ResponseReturnValue:
    """Keep the secret once the app shows a code of it."""
    device, form, now = this_device(), NewTotpForm(), clock.now()
    if form.validate_on_submit():
        with refusals(form):
            with unit_of_work():
                secret = factors.add_totp(device.id, form.offer.data or "", form.code.data or "", now=now)
            return redirect(after_enrolment(secret))
    try:
        offer = factors.reopen(form.offer.data or "", device, now=now)
    except trust.OfferOver:
        return redirect(url_for(".new_totp"))
    return _totp_page(form, offer), 422


def _totp_page(form: NewTotpForm, offer: factors.Offer) -> str:
    secret, person = offer.shown[0], this_device().person
    address = pyotp.TOTP(secret).provisioning_uri(name=person.email or person.name, issuer_name=passkeys.host())
    return render_template(
        "accounts/new_totp.html",
        form=form,
        address=address,
        secret=_grouped(secret),
        replaces=queries.find_totp(this_device().person_id) is not None,
        qr_code=qr.svg(address, _("Code for the authenticator app")),
    )


# ---- Recovery codes ---------------------------------------------------------------------------------


@blueprint.get(f"{ACCOUNT}/recovery-codes/new")
@requires(Permission.OWN_ACCOUNT)
@enrolling
def new_recovery_codes() -> ResponseReturnValue:
    """Show ten codes, this once; they count when their owner says that they are kept."""
    offer = factors.offer_recovery_codes(this_device(), now=clock.now())
    return _codes_page(KeptForm(offer=offer.sealed), offer)


@blueprint.post(f"{ACCOUNT}/recovery-codes/new")
@requires(Permission.OWN_ACCOUNT)
@enrolling
def keep_recovery_codes() -> ResponseReturnValue:
    """Let the codes count."""
    device, form, now = this_device(), KeptForm(), clock.now()
    if form.validate_on_submit():
        had_codes = bool(queries.recovery_codes_of(device.person_id))
        with refusals(form):
            with unit_of_work():
                factors.keep_recovery_codes(device.id, form.offer.data or "", now=now)
            earlier = _("The recovery codes are valid now. Earlier ones no longer are.")
            flash(earlier if had_codes else _("The recovery codes are valid now."))
            return redirect(home_of(device.person, with_roles=True))
    try:
        offer = factors.reopen(form.offer.data or "", device, now=now)
    except trust.OfferOver:
        return redirect(url_for(".new_recovery_codes"))
    return _codes_page(form, offer), 422


def _codes_page(form: KeptForm, offer: factors.Offer) -> str:
    return render_template("accounts/recovery_codes.html", form=form, codes=[_grouped(code) for code in offer.shown])


def _grouped(text: str) -> str:
    return " ".join(text[place : place + GROUP] for place in range(0, len(text), GROUP))


# ---- Taking them away -------------------------------------------------------------------------------


@blueprint.get(f"{ACCOUNT}/totp/removal")
@requires(Permission.OWN_ACCOUNT)
@enrolling
def confirm_totp_removal() -> ResponseReturnValue:
    """Ask before the authenticator app is taken away."""
    if queries.find_totp(this_device().person_id) is None:
        raise NotFound()
    return _removal_page(_("Authenticator app"))


@blueprint.post(f"{ACCOUNT}/totp/removal")
@requires(Permission.OWN_ACCOUNT)
@enrolling
def remove_totp() -> ResponseReturnValue:
    """Take the authenticator app away."""
    return _removed(lambda: factors.remove_totp(this_device().id, now=clock.now()))


@blueprint.get(f"{ACCOUNT}/passkeys/<int:passkey_id>/removal")
@requires(Permission.OWN_ACCOUNT)
@enrolling
def confirm_passkey_removal(passkey_id: int) -> ResponseReturnValue:
    """Ask before a passkey is taken away."""
    return _removal_page(_own_passkey(passkey_id).name)


@blueprint.post(f"{ACCOUNT}/passkeys/<int:passkey_id>/removal")
@requires(Permission.OWN_ACCOUNT)
@enrolling
def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    """Take a passkey away."""
    return _removed(lambda: factors.remove_passkey(this_device().id, passkey_id, now=clock.now()))


def _own_passkey(passkey_id: int) -> Passkey:
    mine = queries.passkeys_of(this_device().person_id)
    found = next((passkey for passkey in mine if passkey.id == passkey_id), None)
    if found is None:
        raise NotFound()
    return found


def _removal_page(name: str) -> str:
    return render_template("accounts/remove_factor.html", name=name)


def _removed(remove: Callable[[], None]) -> ResponseReturnValue:
    with refusals():
        with unit_of_work():
            remove()
        flash(_("Removed."))
    return redirect(url_for(".account"))
