"""Staff change a profile for who can't do it themselves, and say which businesses are the council's own."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventreg.businesses import directory, identity, registration, telling
from eventreg.businesses.forms.profile import FORMS, FosteredForm, IdentityForm
from eventreg.businesses.rules import Part
from eventreg.businesses.views.own import blueprint, keep_npwp
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires


@blueprint.route("/staff/businesses/<int:business_id>/profile/<section>", methods=["GET", "POST"])
@requires(Permission.BUSINESS_REGISTER, everywhere=True)
def staff_edit_section(business_id: int, section: str) -> ResponseReturnValue:
    """Change one section of a profile on its owner's behalf."""
    part = Part(section) if section in set(Part) else abort(404)
    business = directory.get_business(business_id)
    form = FORMS[part](data=FORMS[part].values_of(business))
    back = url_for(".staff_show", business_id=business_id, _anchor=f"profile-{part}")
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            changed = registration.change(business_id, form.changes(), actor=current_actor(), now=clock.now())
            if isinstance(form, IdentityForm):
                keep_npwp(changed, form)
            flash(_("Business profile saved."))
            return redirect(back)
    page = render_template(
        "businesses/section.html",
        form=form,
        business=business,
        part=part,
        title=telling.title_of(part),
        npwp=identity.masked_npwp(business),
        back_url=back,
        by_staff=True,
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/staff/businesses/<int:business_id>/fostered", methods=["GET", "POST"])
@requires(Permission.BUSINESS_REGISTER, everywhere=True)
def staff_foster(business_id: int) -> ResponseReturnValue:
    """Since when a business is one of the council's; events may keep places for those."""
    business = directory.get_business(business_id)
    form = FosteredForm(data={"since": business.fostered_since})
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            registration.foster(business_id, form.since.data, actor=current_actor(), now=clock.now())
            flash(_("Saved."))
            return redirect(url_for(".staff_show", business_id=business_id))
    page = render_template("businesses/staff_fostered.html", form=form, business=business)
    return page, 422 if form.is_submitted() else 200
