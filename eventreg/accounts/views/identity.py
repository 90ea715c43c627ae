"""The page where somebody tells who they are by their identity card; nobody has to."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from eventreg.accounts import identity
from eventreg.accounts.forms.identity import IdentityForm
from eventreg.accounts.models import Person
from eventreg.accounts.views.sign_in import blueprint
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires


@blueprint.route("/me/identity", methods=["GET", "POST"], endpoint="identity")
@requires(Permission.OWN_ACCOUNT)
def own_identity() -> ResponseReturnValue:
    """Name, date of birth and NIK, the NIK masked."""
    person = db.session.get_one(Person, current_actor().person_id)
    form = IdentityForm(data={"name": person.name, "born_on": person.born_on})
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            _keep(person.id, form)
            flash(_("Saved."))
            return redirect("/me/")
    page = render_template("accounts/identity.html", form=form, nik=identity.masked_nik(person))
    return page, 422 if form.is_submitted() else 200


def _keep(person_id: int, form: IdentityForm) -> None:
    actor, now = current_actor(), clock.now()
    identity.set_name_and_birth(person_id, form.name.data or "", form.born_on.data, actor=actor, now=now)
    if form.nik.data:
        identity.set_nik(person_id, form.nik.data, actor=actor, now=now)
    elif form.remove_nik.data:
        identity.clear_nik(person_id, actor=actor, now=now)
