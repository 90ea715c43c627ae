"""What the script of the passkeys asks and answers: JSON, with the form token in a header."""

from flask import Response, abort, request, session
from flask.typing import ResponseReturnValue

from eventreg.accounts import passkeys, trust
from eventreg.accounts.views.factors import after_enrolment
from eventreg.accounts.views.presence import browser_label, this_device
from eventreg.accounts.views.second_step import device_with_factor, let_in
from eventreg.accounts.views.sign_in import blueprint
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError
from eventreg.core.i18n import _
from eventreg.core.limits import limit_address
from eventreg.core.permissions import Permission
from eventreg.core.web import public, requires, words_for

LARGEST_ANSWER = 64 * 1024
LONGEST_NAME = 60


# ---- The second step --------------------------------------------------------------------------------


@blueprint.post("/sign-in/second-step/passkey/options")
@public
@limit_address("120 per hour")
def passkey_options() -> ResponseReturnValue:
    """What the browser is to sign."""
    device = device_with_factor()
    if device is None:
        return _refusal(trust.SessionOver())
    with unit_of_work():
        options = passkeys.authentication_options(device.id, now=clock.now())
    return _json(options)


@blueprint.post("/sign-in/second-step/passkey")
@public
@limit_address("120 per hour")
def enter_passkey() -> ResponseReturnValue:
    """Go on with a passkey."""
    device = device_with_factor()
    if device is None:
        return _refusal(trust.SessionOver())
    with unit_of_work():
        outcome = passkeys.show(device.id, _answer(), now=clock.now())
    if isinstance(outcome, trust.FactorTriesUp):
        session.clear()
    return _refusal(outcome) if isinstance(outcome, DomainError) else {"url": let_in(outcome)}


# ---- Setting one up ---------------------------------------------------------------------------------


@blueprint.post("/me/account/passkeys/options")
@requires(Permission.OWN_ACCOUNT)
def new_passkey_options() -> ResponseReturnValue:
    """What the browser needs to make a passkey."""
    try:
        with unit_of_work():
            options = passkeys.registration_options(this_device().id, now=clock.now())
    except DomainError as refusal:
        return _refusal(refusal)
    return _json(options)


@blueprint.post("/me/account/passkeys")
@requires(Permission.OWN_ACCOUNT)
def add_passkey() -> ResponseReturnValue:
    """Keep the passkey that the browser made."""
    name = request.args.get("name", "").strip()[:LONGEST_NAME] or browser_label() or _("Passkey")
    try:
        with unit_of_work():
            outcome = passkeys.add(this_device().id, _answer(), name, now=clock.now())
    except DomainError as refusal:
        return _refusal(refusal)
    return _refusal(outcome) if isinstance(outcome, DomainError) else {"url": after_enrolment(outcome)}


def _answer() -> str:
    if (request.content_length or 0) > LARGEST_ANSWER:
        abort(413)
    return request.get_data(as_text=True)


def _json(text: str) -> Response:
    return Response(text, mimetype="application/json")


def _refusal(refusal: DomainError) -> ResponseReturnValue:
    return {"title": words_for(refusal)}, refusal.status
