"""Staff hand a business over whose owner died or can't be reached."""

from flask import render_template
from flask.typing import ResponseReturnValue

from eventreg.businesses import directory, members
from eventreg.businesses.forms.members import SuccessionForm
from eventreg.businesses.views.members import show_invitation
from eventreg.businesses.views.own import blueprint
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires


@blueprint.route("/staff/businesses/<int:business_id>/successor", methods=["GET", "POST"])
@requires(Permission.BUSINESS_REGISTER, everywhere=True)
def staff_hand_over(business_id: int) -> ResponseReturnValue:
    """Say who takes over and why; then the link, once."""
    business, form, token = directory.get_business(business_id), SuccessionForm(), ""
    if form.validate_on_submit():
        name, reason = form.name.data or "", form.reason.data or ""
        with refusals(form), unit_of_work():
            token = members.hand_over_by_staff(business_id, name, actor=current_actor(), reason=reason, now=clock.now())
    if token:
        return show_invitation(business, token, form.name.data or "", by_staff=True)
    present = directory.members_of([business_id])
    page = render_template("businesses/staff_successor.html", business=business, members=present, form=form)
    return page, 422 if form.is_submitted() else 200
