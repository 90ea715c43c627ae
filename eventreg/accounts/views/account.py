"""A person's own account: name, phone, how they are told, where they are signed in, second factors."""

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from eventreg.accounts import factors, queries, reach, service, sessions
from eventreg.accounts.forms.account import AccountForm, AddressForm
from eventreg.accounts.models import SignedInDevice
from eventreg.accounts.views.presence import this_device
from eventreg.accounts.views.sign_in import blueprint
from eventreg.accounts.words import CHANNEL_NOTES
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError, NotFound
from eventreg.core.i18n import _
from eventreg.core.limits import limit_account
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires, words_for

ACCOUNT = "/me/account"


@blueprint.get(ACCOUNT)
@requires(Permission.OWN_ACCOUNT)
def account() -> ResponseReturnValue:
    """All of it on one page."""
    return _page(AccountForm(obj=this_device().person))


@blueprint.post(ACCOUNT)
@requires(Permission.OWN_ACCOUNT)
def save_account() -> ResponseReturnValue:
    """Keep name, phone and how one is told."""
    form = AccountForm()
    form.offer(this_device().person)
    if form.validate_on_submit():
        details = (form.name.data or "", form.number(), form.channel.data)
        with unit_of_work():
            service.change_details(current_actor(), *details, now=clock.now())
            reach.trust_number(current_actor().person_id or 0)
        flash(_("Saved."))
        return redirect(url_for(".account"))
    return _page(form), 422


@blueprint.get(f"{ACCOUNT}/sessions/<int:session_id>/ending")
@requires(Permission.OWN_ACCOUNT)
def confirm_session_end(session_id: int) -> ResponseReturnValue:
    """Ask before this very browser is signed out."""
    return render_template("accounts/end_session.html", device=_own_session(session_id), this=this_device())


@blueprint.post(f"{ACCOUNT}/sessions/<int:session_id>/ending")
@requires(Permission.OWN_ACCOUNT)
def end_session(session_id: int) -> ResponseReturnValue:
    """Sign out on one browser."""
    is_this = session_id == this_device().id
    with unit_of_work():
        sessions.end_own(session_id, actor=current_actor(), now=clock.now())
    if is_this:
        session.clear()
        flash(_("You are signed out."))
        return redirect("/")
    flash(_("Signed out there."))
    return redirect(url_for(".account"))


@blueprint.post(f"{ACCOUNT}/sessions/others/ending")
@requires(Permission.OWN_ACCOUNT)
def end_other_sessions() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    device = this_device()
    with unit_of_work():
        sessions.end_all(device.person_id, but=device.id, actor=current_actor(), now=clock.now())
    flash(_("Signed out everywhere else."))
    return redirect(url_for(".account"))


# ---- An address, for whoever came without one, or whose own takes no mail ----------------------------


@blueprint.post(f"{ACCOUNT}/address/trial")
@requires(Permission.OWN_ACCOUNT)
@limit_account("5 per hour")
def try_address_again() -> ResponseReturnValue:
    """The person says that the address is right: mail goes there again."""
    with unit_of_work():
        reach.try_address_again(actor=current_actor(), now=clock.now())
    flash(_("We send to this address again, and tell you here if mail comes back once more."))
    return redirect(url_for(".account"))


@blueprint.post(f"{ACCOUNT}/address")
@requires(Permission.OWN_ACCOUNT)
@limit_account("5 per hour")
def ask_address() -> ResponseReturnValue:
    """Send a link to the address; the answer is the same whoever has it."""
    form = AddressForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            service.ask_address(form.email.data or "", actor=current_actor(), now=clock.now())
            flash(_("We have sent a link to %(address)s. Open it on this phone.", address=form.email.data))
            return redirect(url_for(".account"))
    return _page(AccountForm(formdata=None, obj=this_device().person), form), 422


@blueprint.get(f"{ACCOUNT}/address/<token>")
@requires(Permission.OWN_ACCOUNT)
def new_address(token: str) -> ResponseReturnValue:
    """One button, so that a machine that reads mail confirms nothing."""
    try:
        address = service.address_of_link(token, actor=current_actor(), now=clock.now())
    except DomainError as refusal:
        return _refused_address(refusal)
    return render_template("accounts/new_address.html", address=address)


@blueprint.post(f"{ACCOUNT}/address/<token>")
@requires(Permission.OWN_ACCOUNT)
def confirm_address(token: str) -> ResponseReturnValue:
    """Let the person sign in with it."""
    try:
        with unit_of_work():
            service.confirm_address(token, actor=current_actor(), now=clock.now())
    except DomainError as refusal:
        return _refused_address(refusal)
    flash(_("From now on you can sign in with this address."))
    return redirect(url_for(".account"))


def _refused_address(refusal: DomainError) -> ResponseReturnValue:
    return render_template("accounts/address_void.html", words=words_for(refusal)), refusal.status


def _own_sessions() -> list[SignedInDevice]:
    now = clock.now()
    return [device for device in queries.devices_of(this_device().person_id) if queries.is_going_on(device, now)]


def _own_session(session_id: int) -> SignedInDevice:
    found = next((device for device in _own_sessions() if device.id == session_id), None)
    if found is None:
        raise NotFound()
    return found


def _page(form: AccountForm, address_form: AddressForm | None = None) -> str:
    device = this_device()
    person_id = device.person_id
    form.offer(device.person)
    return render_template(
        "accounts/account.html",
        form=form,
        address_form=address_form or AddressForm(formdata=None),
        person=device.person,
        channel_notes=CHANNEL_NOTES,
        is_number_wrong=bool(device.person.phone) and reach.is_wrong(person_id, device.person.phone),
        this=device,
        sessions=_own_sessions(),
        totp=queries.find_totp(person_id),
        passkeys=queries.passkeys_of(person_id),
        recovery_codes=len(queries.recovery_codes_of(person_id)),
        may_enrol=factors.may_enrol(device, now=clock.now()),
    )
