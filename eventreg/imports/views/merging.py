"""Two businesses side by side, what merging them would do, and doing it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.applications.words import STATUS_NAMES
from eventreg.businesses import identity
from eventreg.businesses.models import Business
from eventreg.businesses.words import BAND_NAMES
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _, current_language
from eventreg.core.money import rupiah
from eventreg.core.permissions import Permission
from eventreg.core.phone import show_phone
from eventreg.core.web import current_actor, refusals, requires
from eventreg.imports import merging
from eventreg.imports.forms import MergeForm
from eventreg.imports.views.blueprint import blueprint
from eventreg.imports.words import FIELD_NAMES


@blueprint.route("/staff/businesses/<int:business_id>/merge/<int:other_id>", methods=["GET", "POST"])
@requires(Permission.BUSINESS_MERGE, everywhere=True)
def merge(business_id: int, other_id: int) -> ResponseReturnValue:
    """Choose what stays, read what will happen, and merge."""
    form = MergeForm()
    turned = form.survivor.data == "second"
    survivor_id, given_up_id = (other_id, business_id) if turned else (business_id, other_id)
    with refusals(form):
        found = merging.preview(survivor_id, given_up_id, actor=current_actor())
    if form.form_errors:
        flash(form.form_errors[0], "bad")
        return redirect(url_for(".duplicates"))
    chosen = {
        name: "other" if _picked(name) != ("second" if turned else "first") else "survivor" for name in found.differing
    }
    if form.validate_on_submit() and form.confirmed.data:
        with refusals(form), unit_of_work():
            merging.merge(
                survivor_id, given_up_id, chosen, seen=form.seen.data or "", actor=current_actor(), now=clock.now()
            )
            flash(_("The two are one business now. Everybody who acts for it has been told."))
            return redirect(url_for("businesses.staff_show", business_id=survivor_id))
    reading = form.is_submitted() and not form.form_errors
    first, second = (found.other, found.survivor) if turned else (found.survivor, found.other)
    page = render_template(
        "imports/confirm.html" if reading else "imports/merge.html",
        form=form,
        found=found,
        first=first,
        second=second,
        turned=turned,
        chosen=chosen,
        picked={name: _picked(name) for name in found.differing},
        values={one.id: {name: _value(one, name) for name in merging.CHOICES} for one in (first, second)},
        names=FIELD_NAMES,
        status_names=STATUS_NAMES,
        state=merging.state_of(first, second),
    )
    return page, 422 if form.form_errors else 200


def _picked(name: str) -> str:
    """Whose value was chosen; without a choice that of the one that stays."""
    usual = "second" if request.form.get("survivor") == "second" else "first"
    given = request.form.get(f"field-{name}")
    return given if given in {"first", "second"} else usual


def _value(business: Business, name: str) -> str:
    """A field as it is compared: identity numbers masked."""
    if name == "npwp":
        return identity.masked_npwp(business)
    if name == "category":
        return business.category.name_in(current_language())
    if name == "place":
        return business.place
    if name == "phone":
        return show_phone(business.phone)
    if name == "channels":
        return ", ".join(sorted(business.channels.values()))
    if name == "turnover_band":
        return str(BAND_NAMES.get(business.turnover_band, ""))
    parts = [getattr(business, column) for column in merging.CHOICES[name]]
    return " + ".join(_plain(name, part) for part in parts if part not in (None, ""))


def _plain(name: str, value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in {"yearly_sales", "capital"} and isinstance(value, int):
        return rupiah(value)
    if name == "owner_sex":
        return _("female") if value == "f" else _("male")
    return str(value)
