"""Staff pages of the organisation."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, register_refusals, requires
from eventreg.council import queries, service
from eventreg.council.forms import OrganisationForm
from eventreg.council.words import REFUSALS

blueprint = Blueprint("council", __name__, url_prefix="/staff")

register_refusals(REFUSALS)


@blueprint.get("/organisation")
@requires(Permission.ORGANISATION_MANAGE, everywhere=True)
def edit() -> ResponseReturnValue:
    """Show what is known of the organisation."""
    return render_template("council/edit.html", form=OrganisationForm.of(queries.organisation()))


@blueprint.post("/organisation")
@requires(Permission.ORGANISATION_MANAGE, everywhere=True)
def save() -> ResponseReturnValue:
    """Write down what was changed."""
    form = OrganisationForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            service.update_organisation(form.facts(), actor=current_actor(), now=clock.now())
            flash(_("Saved."))
            return redirect(url_for(".edit"))
    return render_template("council/edit.html", form=form), 422
