"""A person's own account: name and phone, where they are signed in, second factors."""

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from eventreg.accounts import factors, queries, service, sessions
from eventreg.accounts.forms.account import AccountForm
from eventreg.accounts.models import SignedInDevice
from eventreg.accounts.views.presence import this_device
from eventreg.accounts.views.sign_in import blueprint
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, requires

ACCOUNT = "/me/account"


@blueprint.get(ACCOUNT)
@requires(Permission.OWN_ACCOUNT)
def account() -> ResponseReturnValue:
    """All of it on one page."""
    return _page(AccountForm(obj=this_device().person))


@blueprint.post(ACCOUNT)
@requires(Permission.OWN_ACCOUNT)
def save_account() -> ResponseReturnValue:
    """Keep name and phone."""
    form = AccountForm()
    if form.validate_on_submit():
        with unit_of_work():
            service.change_details(current_actor(), form.name.data or "", form.number(), now=clock.now())
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


def _own_sessions() -> list[SignedInDevice]:
    now = clock.now()
    return [device for device in queries.devices_of(this_device().person_id) if queries.is_going_on(device, now)]


def _own_session(session_id: int) -> SignedInDevice:
    found = next((device for device in _own_sessions() if device.id == session_id), None)
    if found is None:
        raise NotFound()
    return found


def _page(form: AccountForm) -> str:
    device = this_device()
    person_id = device.person_id
    return render_template(
        "accounts/account.html",
        form=form,
        person=device.person,
        this=device,
        sessions=_own_sessions(),
        totp=queries.find_totp(person_id),
        passkeys=queries.passkeys_of(person_id),
        recovery_codes=len(queries.recovery_codes_of(person_id)),
        may_enrol=factors.may_enrol(device, now=clock.now()),
    )
