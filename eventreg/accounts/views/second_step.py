"""The second step of signing in: showing the second factor; asked again before factors are changed."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from markupsafe import Markup

from eventreg.accounts import factors, queries, trust
from eventreg.accounts.forms.factors import RecoveryCodeForm, TotpForm
from eventreg.accounts.models import SignedInDevice
from eventreg.accounts.views.presence import home_of, keep, this_device, this_presence
from eventreg.accounts.views.sign_in import blueprint, end_device
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError
from eventreg.core.i18n import _, ngettext
from eventreg.core.limits import limit_address
from eventreg.core.web import back_to, public, words_for


@blueprint.get("/sign-in/second-step")
@public
def second_step() -> ResponseReturnValue:
    """Ask for the second factor of whoever came in by e-mail."""
    device = device_with_factor()
    return _page(device, TotpForm(), RecoveryCodeForm()) if device else _elsewhere()


@blueprint.post("/sign-in/second-step")
@public
@limit_address("120 per hour")
def enter_totp() -> ResponseReturnValue:
    """Go on with a code of the authenticator app."""
    device, form, other = device_with_factor(), TotpForm(), RecoveryCodeForm(formdata=None)
    if device is None:
        return _elsewhere()
    if not form.validate_on_submit():
        return _page(device, form, other), 422
    with unit_of_work():
        outcome = factors.show_totp(device.id, form.code.data or "", now=clock.now())
    return _go_on(outcome, form) or (_page(device, form, other), 422)


@blueprint.post("/sign-in/second-step/recovery-code")
@public
@limit_address("120 per hour")
def enter_recovery_code() -> ResponseReturnValue:
    """Go on with a recovery code, which is used up by that."""
    device, form, other = device_with_factor(), RecoveryCodeForm(), TotpForm(formdata=None)
    if device is None:
        return _elsewhere()
    if not form.validate_on_submit():
        return _page(device, other, form), 422
    with unit_of_work():
        outcome = factors.show_recovery_code(device.id, form.recovery_code.data or "", now=clock.now())
    answer = _go_on(outcome, form)
    if isinstance(outcome, str):
        flash(_welcome_by_code(len(queries.recovery_codes_of(device.person_id))), "ok")
    return answer or (_page(device, other, form), 422)


def _welcome_by_code(left: int) -> Markup:
    """That it worked, what is left, and how to need no code the next time."""
    used = ngettext(
        "You are in. This code is used up; %(num)s is left.",
        "You are in. This code is used up; %(num)s are left.",
        left,
    )
    lost = _("A new phone? Set up its second factor now:")
    link = Markup('<a href="{}">{}</a>').format(url_for(".account"), _("Account"))
    return Markup("{} {} {}").format(used, lost, link)


@blueprint.post("/sign-in/second-step/end")
@public
def end_second_step() -> ResponseReturnValue:
    """Begin again with another address."""
    end_device()
    session.clear()
    return redirect(url_for(".sign_in"))


def device_with_factor() -> SignedInDevice | None:
    """The browser that asks, where its person has a second factor to show."""
    presence = this_presence()
    return presence.device if presence and presence.has_factor else None


def _elsewhere() -> ResponseReturnValue:
    """Nobody is signed in here, or nothing is asked of them."""
    return redirect(back_to("/me/") if this_presence() else url_for(".sign_in", next=request.args.get("next")))


def _go_on(outcome: str | DomainError, form: FlaskForm) -> ResponseReturnValue | None:
    """Let in whoever showed it; None where the page is shown again with what was wrong, in the form."""
    if isinstance(outcome, str):
        return redirect(let_in(outcome))
    if isinstance(outcome, trust.FactorTriesUp):
        session.clear()
        flash(words_for(outcome), "bad")
        return redirect(url_for(".sign_in"))
    form.form_errors.append(words_for(outcome))
    return None


def let_in(device_secret: str) -> str:
    """Give the browser the secret of a session whose second factor was shown; the address where to go."""
    home = home_of(this_device().person, with_roles=True)
    keep(device_secret)
    return back_to(home)


def _page(device: SignedInDevice, totp: TotpForm, recovery: RecoveryCodeForm) -> str:
    person_id = device.person_id
    return render_template(
        "accounts/second_step.html",
        totp=totp,
        recovery=recovery,
        person=device.person,
        next=request.args.get("next", ""),
        has_totp=queries.find_totp(person_id) is not None,
        has_passkey=bool(queries.passkeys_of(person_id)),
        has_recovery_code=bool(queries.recovery_codes_of(person_id)),
    )
