"""The profile of a business as its people read it, change it section by section, and say that it is still right."""

from datetime import timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.businesses import identity, papers, queries, service, shelf, telling
from eventreg.businesses.forms.profile import FORMS, ConfirmForm, IdentityForm, OwnerForm
from eventreg.businesses.models import Business, MemberRole
from eventreg.businesses.rules import Part
from eventreg.businesses.views.own import MY_PAGE, blueprint, keep_npwp, person_id
from eventreg.businesses.views.showing import facts_of
from eventreg.businesses.words import age
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import back_to, current_actor, is_local, refusals, requires

FRESH = timedelta(days=1)  # so long nobody is asked again whether all is right

blueprint.add_app_template_global(telling.profile_sections, "profile_sections")


@blueprint.get("/me/businesses/<int:business_id>")
@requires(Permission.OWN_BUSINESS)
def show(business_id: int) -> ResponseReturnValue:
    """The profile, its products, papers and people."""
    business, now = queries.get_own(business_id, current_actor()), clock.now()
    return render_template(
        "businesses/show.html",
        business=business,
        age=age(business.confirmed_at, now),
        is_fresh=business.confirmed_at is not None and now - business.confirmed_at < FRESH,
        is_owner=_is_owner(business),
        papers=[facts_of(paper, papers.today(now)) for paper in shelf.papers_of(business_id)],
        complete=telling.completeness(business),
        npwp=identity.masked_npwp(business),
        back_url=back_to(MY_PAGE),
        next_url=_next(),
        form=ConfirmForm(),
    )


@blueprint.get("/me/businesses/<int:business_id>/edit")
@requires(Permission.OWN_BUSINESS)
def edit(business_id: int) -> ResponseReturnValue:
    """Where the profile was changed in one piece: now each section is, from its page."""
    business = queries.get_own(business_id, current_actor())
    return redirect(url_for(".show", business_id=business.id, next=_next()))


@blueprint.post("/me/businesses/<int:business_id>/confirmation")
@requires(Permission.OWN_BUSINESS)
def confirm(business_id: int) -> ResponseReturnValue:
    """All of the profile is still right."""
    with unit_of_work():
        service.confirm_profile(business_id, actor=current_actor(), now=clock.now())
    flash(_("Thank you. The profile counts as checked today."), "ok")
    return redirect(back_to(url_for(".show", business_id=business_id)))


@blueprint.route("/me/businesses/<int:business_id>/profile/<section>", methods=["GET", "POST"])
@requires(Permission.OWN_BUSINESS)
def edit_section(business_id: int, section: str) -> ResponseReturnValue:
    """Change one section of a profile."""
    part = Part(section) if section in set(Part) else abort(404)
    business = queries.get_own(business_id, current_actor())
    form = FORMS[part](data=FORMS[part].values_of(business))
    if isinstance(form, OwnerForm) and not _is_owner(business):
        form.as_helper()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            changed = service.edit_profile(business_id, form.changes(), actor=current_actor(), now=clock.now())
            if isinstance(form, IdentityForm):
                keep_npwp(changed, form)
            flash(_("Business profile saved."))
            return redirect(_after(business_id, part))
    page = render_template(
        "businesses/section.html",
        form=form,
        business=business,
        part=part,
        title=telling.title_of(part),
        npwp=identity.masked_npwp(business),
        back_url=_after(business_id, part),
    )
    return page, 422 if form.is_submitted() else 200


def _is_owner(business: Business) -> bool:
    """Whether who asks is one of its owners, who alone are told what is said of the owner as a person."""
    membership = queries.find_membership(business.id, person_id())
    return membership is not None and membership.role is MemberRole.OWNER


def _next() -> str | None:
    """The page that sent here to have the profile looked at, if it is ours."""
    target = request.args.get("next")
    return target if is_local(target) else None


def _after(business_id: int, part: Part) -> str:
    """Back to where the section was read."""
    return back_to(url_for(".show", business_id=business_id, _anchor=f"profile-{part}"))
