"""Pages where owners say who acts for their business, and where invitations are accepted."""

from collections.abc import Sequence

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventreg.businesses import members, queries
from eventreg.businesses.forms.members import AnswerForm, InvitationForm
from eventreg.businesses.models import Business, BusinessInvitation, BusinessMember, MemberRole
from eventreg.businesses.rules import Part
from eventreg.businesses.views.own import MY_PAGE, blueprint, person_id
from eventreg.businesses.words import ROLE_NAMES
from eventreg.core import clock, qr
from eventreg.core.config import current_settings
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError
from eventreg.core.i18n import _
from eventreg.core.limits import limit_account
from eventreg.core.permissions import Permission
from eventreg.core.phone import whatsapp_link
from eventreg.core.web import current_actor, refusals, requires, words_for
from eventreg.council.queries import organisation

# ---- Who acts for it ----------------------------------------------------------------------------


@blueprint.get("/me/businesses/<int:business_id>/people")
@requires(Permission.OWN_BUSINESS)
def people(business_id: int) -> ResponseReturnValue:
    """Who acts for a business; its owners invite there."""
    return _people(queries.get_own(business_id, current_actor()), InvitationForm())


@blueprint.post("/me/businesses/<int:business_id>/invitations")
@requires(Permission.OWN_BUSINESS)
@limit_account("30 per hour")
def invite(business_id: int) -> ResponseReturnValue:
    """Make an invitation and show its link, once."""
    business, form, token = queries.get_own(business_id, current_actor()), InvitationForm(), ""
    if form.validate_on_submit():
        name, now = form.name.data or "", clock.now()
        with refusals(form), unit_of_work():
            token = members.invite(
                business_id, name, form.role, hands_over=form.hands_over, actor=current_actor(), now=now
            )
    return show_invitation(business, token, form.name.data or "") if token else (_people(business, form), 422)


@blueprint.post("/me/businesses/<int:business_id>/invitations/<int:invitation_id>/withdrawal")
@requires(Permission.OWN_BUSINESS)
def withdraw_invitation(business_id: int, invitation_id: int) -> ResponseReturnValue:
    """Take an invitation back."""
    with unit_of_work():
        members.withdraw_invitation(business_id, invitation_id, actor=current_actor(), now=clock.now())
    flash(_("Invitation withdrawn."), "ok")
    return redirect(url_for(".people", business_id=business_id))


@blueprint.route("/me/businesses/<int:business_id>/people/<int:member_id>/end", methods=["GET", "POST"])
@requires(Permission.OWN_BUSINESS)
def end_membership(business_id: int, member_id: int) -> ResponseReturnValue:
    """Leave, or let somebody go, after a question."""
    business, form = queries.get_own(business_id, current_actor()), AnswerForm()
    member = queries.get_membership(business_id, member_id)
    leaves = member.person_id == person_id()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            members.end_membership(business_id, member_id, actor=current_actor(), now=clock.now())
            if leaves:
                flash(_("You no longer act for %(business)s.", business=business.name), "ok")
                return redirect(MY_PAGE)
            flash(_("%(name)s no longer acts for this business.", name=member.name), "ok")
            return redirect(url_for(".people", business_id=business_id))
    page = render_template("businesses/end.html", business=business, member=member, leaves=leaves, form=form)
    return page, 422 if form.is_submitted() else 200


def show_invitation(business: Business, token: str, name: str, *, by_staff: bool = False) -> ResponseReturnValue:
    """The link, once: to scan, to send, to copy."""
    link = f"{current_settings().base_url}{url_for('businesses.accept_invitation', token=token)}"
    words = _(
        "%(name)s, you are invited to act for %(business)s: %(link)s", name=name, business=business.name, link=link
    )
    page = render_template(
        "businesses/invitation.html",
        business=business,
        back_url=url_for(".staff_show" if by_staff else ".people", business_id=business.id),
        name=name,
        link=link,
        share=whatsapp_link("", words),
        qr_code=qr.svg(link, _("QR code of the invitation")),
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _people(business: Business, form: InvitationForm) -> str:
    present = queries.people_of(business.id)
    own = next(member for member in present if member.person_id == person_id())
    return render_template(
        "businesses/people.html",
        business=business,
        members=present,
        own=own,
        may_invite=own.role is MemberRole.OWNER,
        may_end=_may_end(own, present),
        invitations=queries.open_invitations(business.id, clock.now()),
        role_names=ROLE_NAMES,
        zone=organisation().zone,
        form=form,
    )


def _may_end(own: BusinessMember, present: Sequence[BusinessMember]) -> list[BusinessMember]:
    """For whom the page offers to end it: oneself, for an owner all; never the only owner."""
    owners = [member for member in present if member.role is MemberRole.OWNER]
    asked = present if own.role is MemberRole.OWNER else [own]
    return [member for member in asked if owners != [member]]


# ---- Accepting ----------------------------------------------------------------------------------


@blueprint.route("/me/invitations/<token>", methods=["GET", "POST"])
@requires(Permission.OWN_BUSINESS)
@limit_account("60 per hour")
def accept_invitation(token: str) -> ResponseReturnValue:
    """What an invitation means, and the button that accepts it."""
    form = AnswerForm()
    try:
        if form.validate_on_submit():
            with unit_of_work():
                member = members.accept(token, actor=current_actor(), now=clock.now())
                flash(_("You now act for %(business)s.", business=member.business.name), "ok")
            return redirect(_after_joining(token, member))
        if members.has_joined(token, actor=current_actor()):
            return redirect(MY_PAGE)
        invitation = members.get_open_invitation(token, actor=current_actor(), now=clock.now())
    except DomainError as error:
        return render_template("businesses/invitation_void.html", words=words_for(error)), error.status
    return render_template("businesses/accept.html", invitation=invitation, asked_by=_asked_by(invitation), form=form)


def _after_joining(token: str, member: BusinessMember) -> str:
    """Whoever takes a business over looks at its profile first: it has just lost what was the former owner's."""
    invitation = queries.find_invitation(token)
    if invitation is None or not invitation.hands_over:
        return MY_PAGE
    flash(
        _("Check the owner's name, and enter your WhatsApp number and NPWP: the former owner's are no longer here."),
        "warn",
    )
    return url_for(".edit_section", business_id=member.business_id, section=Part.OWNER)


def _asked_by(invitation: BusinessInvitation) -> str:
    """Who asks: one of the business, or the council."""
    maker = queries.find_membership(invitation.business_id, invitation.made_by_id)
    return (maker.person.name or invitation.business.owner_name) if maker else organisation().name
