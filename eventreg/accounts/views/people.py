"""Staff's pages of people: who holds which role, who is invited, whose second factor is reset."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.accounts import directory, messages, queries, staff
from eventreg.accounts.forms.people import DecisionForm, GrantForm, NewPersonForm, ResetForm
from eventreg.accounts.models import Person, SignedInDevice
from eventreg.accounts.slots import event_names
from eventreg.accounts.views.sign_in import blueprint
from eventreg.accounts.words import CHANNEL_CHOICES, ROLE_NAMES, ROLE_NOTES
from eventreg.core import clock, qr
from eventreg.core.db import unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.i18n import _
from eventreg.core.limits import limit_account
from eventreg.core.permissions import Permission, Role
from eventreg.core.web import current_actor, refusals, requires

PERSON = "/staff/people/<int:person_id>"
STAFF_ONLY = "staff"


@blueprint.get("/staff/people/")
@requires(Permission.PEOPLE_READ, everywhere=True)
def people() -> ResponseReturnValue:
    """Everybody whom the app knows; who holds a role, first of all."""
    words, chosen = request.args.get("q", "")[:100], request.args.get("role", "")
    role = Role(chosen) if chosen in set(Role) else None
    page = directory.person_page(words, role, chosen == STAFF_ONLY, request.args.get("page", 1, type=int))
    return render_template(
        "accounts/people.html",
        page=page,
        words=words,
        chosen=chosen,
        role_names=ROLE_NAMES,
        event_names=event_names(_events_of(page.rows)),
        with_factor=directory.with_factor([person.id for person in page.rows]),
        resets=directory.waiting_resets(clock.now()),
    )


# ---- Somebody new -----------------------------------------------------------------------------------


@blueprint.get("/staff/people/new")
@requires(Permission.PEOPLE_MANAGE, everywhere=True)
def new_person() -> ResponseReturnValue:
    """Ask who joins the staff."""
    return render_template("accounts/new_person.html", form=NewPersonForm(), notes=ROLE_NOTES)


@blueprint.post("/staff/people/new")
@requires(Permission.PEOPLE_MANAGE, everywhere=True)
@limit_account("60 per hour")
def add_person() -> ResponseReturnValue:
    """Make the person, give the role, and show the invitation."""
    form = NewPersonForm()
    if form.validate_on_submit():
        if form.role.data == Role.ADMINISTRATOR and not form.confirmed.data:
            return _grant_page(form, form.name.data or "", url_for(".new_person"))
        with refusals(form):
            with unit_of_work():
                person, token = staff.welcome(form.newcomer(), actor=current_actor(), now=clock.now())
            if token:
                return _invitation_page(person, token)
            flash(_("The role is given. This person has a second factor and needs no invitation."))
            return redirect(url_for(".person", person_id=person.id))
    return render_template("accounts/new_person.html", form=form, notes=ROLE_NOTES), 422


# ---- One person -------------------------------------------------------------------------------------


@blueprint.get(PERSON)
@requires(Permission.PEOPLE_READ, everywhere=True)
def person(person_id: int) -> ResponseReturnValue:
    """Roles, second factor, sessions."""
    return _person_page(directory.get_person(person_id))


@blueprint.get(f"{PERSON}/sessions/<int:device_id>/ending")
@requires(Permission.PEOPLE_MANAGE, everywhere=True)
def confirm_persons_session_end(person_id: int, device_id: int) -> ResponseReturnValue:
    """Ask before a person is signed out somewhere."""
    going_on = _sessions_of(person_id)
    if device_id not in going_on:
        raise NotFound()
    return render_template(
        "accounts/end_persons_session.html", person=directory.get_person(person_id), device=going_on[device_id]
    )


@blueprint.post(f"{PERSON}/sessions/<int:device_id>/ending")
@requires(Permission.PEOPLE_MANAGE, everywhere=True)
def end_persons_session(person_id: int, device_id: int) -> ResponseReturnValue:
    """Sign a person out somewhere."""
    with unit_of_work():
        staff.end_session(person_id, device_id, actor=current_actor(), now=clock.now())
        flash(_("The session is ended."))
    return redirect(url_for(".person", person_id=person_id))


def _person_page(person: Person, *, grant: GrantForm | None = None, reset: ResetForm | None = None) -> str:
    now = clock.now()
    return render_template(
        "accounts/person.html",
        person=person,
        channel_choices=CHANNEL_CHOICES,
        is_self=person.id == current_actor().person_id,
        grant_form=grant or GrantForm(),
        reset_form=reset or ResetForm(),
        role_names=ROLE_NAMES,
        event_names=event_names(_events_of([person])),
        factors=directory.factor_facts(person.id),
        sessions=list(_sessions_of(person.id).values()),
        invitations=directory.open_invitations(person.id, now),
        resets=directory.resets_of(person.id),
        now=now,
    )


def _sessions_of(person_id: int) -> dict[int, SignedInDevice]:
    now = clock.now()
    return {device.id: device for device in queries.devices_of(person_id) if queries.is_going_on(device, now)}


def _events_of(people: Any) -> set[int]:
    return {grant.event_id for person in people for grant in person.grants if grant.event_id}


# ---- Roles ------------------------------------------------------------------------------------------


@blueprint.post(f"{PERSON}/roles")
@requires(Permission.PEOPLE_MANAGE, everywhere=True)
def grant_role(person_id: int) -> ResponseReturnValue:
    """Give one more role, after a question where it opens the staff pages or all of them."""
    form = GrantForm()
    if form.validate_on_submit():
        person = directory.get_person(person_id)
        asks = not person.grants or form.role.data == Role.ADMINISTRATOR
        if asks and not form.confirmed.data and person.id != current_actor().person_id:
            return _grant_page(form, person.name or person.email or "", url_for(".person", person_id=person.id))
        with refusals(form), unit_of_work():
            staff.grant(person_id, Role(form.role.data), form.event.event_id, actor=current_actor(), now=clock.now())
            flash(_("The role is given."))
            return redirect(url_for(".person", person_id=person_id))
    return _person_page(directory.get_person(person_id), grant=form), 422


def _grant_page(form: GrantForm | NewPersonForm, name: str, back: str) -> str:
    """Say what the role may do; the form brings back what was chosen."""
    role = Role(form.role.data)
    return render_template(
        "accounts/grant_role.html",
        form=form,
        name=name,
        back=back,
        role=role,
        role_name=ROLE_NAMES[role],
        role_note=ROLE_NOTES[role],
        event_name=event_names({form.event.event_id}).get(form.event.event_id) if form.event.event_id else None,
    )


@blueprint.get(f"{PERSON}/roles/<int:grant_id>/revocation")
@requires(Permission.PEOPLE_MANAGE, everywhere=True)
def new_role_revocation(person_id: int, grant_id: int) -> ResponseReturnValue:
    """Say what taking a role means."""
    held = directory.get_grant(person_id, grant_id)
    return render_template(
        "accounts/revoke_role.html",
        grant=held,
        role_name=ROLE_NAMES[held.role],
        event_names=event_names(_events_of([held.person])),
    )


@blueprint.post(f"{PERSON}/roles/<int:grant_id>/revocation")
@requires(Permission.PEOPLE_MANAGE, everywhere=True)
def revoke_role(person_id: int, grant_id: int) -> ResponseReturnValue:
    """Take a role, at once."""
    with refusals(), unit_of_work():
        held = directory.get_grant(person_id, grant_id)
        staff.revoke_role(held.id, actor=current_actor(), now=clock.now())
        flash(_("The role is taken away."))
    return redirect(url_for(".person", person_id=person_id))


# ---- Invitations ------------------------------------------------------------------------------------


@blueprint.post(f"{PERSON}/invitations")
@requires(Permission.PEOPLE_MANAGE, everywhere=True)
@limit_account("60 per hour")
def invite(person_id: int) -> ResponseReturnValue:
    """Make an invitation and show it, this once."""
    token = ""
    with refusals(), unit_of_work():
        token = staff.invite(person_id, actor=current_actor(), now=clock.now())
    if token:
        return _invitation_page(directory.get_person(person_id), token)
    return redirect(url_for(".person", person_id=person_id))


@blueprint.post(f"{PERSON}/invitations/withdrawal")
@requires(Permission.PEOPLE_MANAGE, everywhere=True)
def withdraw_invitation(person_id: int) -> ResponseReturnValue:
    """End what is open; a new one can be made."""
    with refusals(), unit_of_work():
        staff.withdraw_invitation(person_id, actor=current_actor(), now=clock.now())
        flash(_("The invitation is withdrawn."))
    return redirect(url_for(".person", person_id=person_id))


def _invitation_page(person: Person, token: str) -> str:
    link = messages.invitation_link(token)
    return render_template(
        "accounts/invitation_made.html",
        person=person,
        link=link,
        qr_code=qr.svg(link, _("QR code of the invitation")),
        expires_at=directory.open_invitations(person.id, clock.now())[-1].expires_at,
    )


# ---- Resets -----------------------------------------------------------------------------------------


@blueprint.post(f"{PERSON}/resets")
@requires(Permission.PEOPLE_MANAGE, everywhere=True)
@limit_account("60 per hour")
def ask_reset(person_id: int) -> ResponseReturnValue:
    """Ask that a second factor be taken away."""
    form = ResetForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            staff.ask_reset(person_id, form.reason.data or "", actor=current_actor(), now=clock.now())
            flash(_("The reset is asked for. A second administrator decides within seven days."))
            return redirect(url_for(".person", person_id=person_id))
    return _person_page(directory.get_person(person_id), reset=form), 422


@blueprint.get("/staff/resets/<int:reset_id>/decision")
@requires(Permission.PEOPLE_MANAGE, everywhere=True)
def new_reset_decision(reset_id: int) -> ResponseReturnValue:
    """Who asks, why, and what agreeing means."""
    return _decision_page(reset_id, DecisionForm())


@blueprint.post("/staff/resets/<int:reset_id>/decision")
@requires(Permission.PEOPLE_MANAGE, everywhere=True)
def decide_reset(reset_id: int) -> ResponseReturnValue:
    """Agree or refuse, as the second administrator."""
    form = DecisionForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            reset = staff.decide_reset(reset_id, form.is_agreed, actor=current_actor(), now=clock.now())
            if form.is_agreed:
                flash(_("The second factor is taken away. Now make a new invitation."))
            else:
                flash(_("The reset is refused."))
            return redirect(url_for(".person", person_id=reset.person_id))
    return _decision_page(reset_id, form), 422


@blueprint.post("/staff/resets/<int:reset_id>/withdrawal")
@requires(Permission.PEOPLE_MANAGE, everywhere=True)
def withdraw_reset(reset_id: int) -> ResponseReturnValue:
    """Take back what one asked for oneself."""
    person_id = directory.get_reset(reset_id).person_id
    with refusals(), unit_of_work():
        staff.withdraw_reset(reset_id, actor=current_actor(), now=clock.now())
        flash(_("The request is withdrawn."))
    return redirect(url_for(".person", person_id=person_id))


def _decision_page(reset_id: int, form: DecisionForm) -> str:
    return render_template(
        "accounts/decide_reset.html", reset=directory.get_reset(reset_id), form=form, now=clock.now()
    )
