"""Businesses that may have been entered twice."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.paging import Page
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires
from eventreg.imports import likeness, merging, queries
from eventreg.imports.forms import ButtonForm
from eventreg.imports.views.blueprint import blueprint
from eventreg.imports.words import LIKENESS_NAMES

PAGE = 20


@blueprint.get("/staff/businesses/duplicates")
@requires(Permission.BUSINESS_MERGE, everywhere=True)
def duplicates() -> ResponseReturnValue:
    """Likely duplicates in pairs, those for which most speaks first."""
    pairs = likeness.pairs(queries.entries(), but=queries.decided())
    number = max(1, min(request.args.get("page", 1, type=int), -(-len(pairs) // PAGE)))
    visible = pairs[(number - 1) * PAGE : number * PAGE]
    return render_template(
        "imports/duplicates.html",
        form=ButtonForm(),
        page=Page(visible, len(pairs), number, PAGE),
        known=queries.businesses([one for pair in visible for one in (pair.first_id, pair.second_id)]),
        likeness_names=LIKENESS_NAMES,
        address=lambda page: url_for(".duplicates", page=page),
    )


@blueprint.post("/staff/businesses/<int:business_id>/different/<int:other_id>")
@requires(Permission.BUSINESS_MERGE, everywhere=True)
def tell_apart(business_id: int, other_id: int) -> ResponseReturnValue:
    """Remember that two are different."""
    if ButtonForm().validate_on_submit():
        with refusals(), unit_of_work():
            merging.find_different(business_id, other_id, actor=current_actor(), now=clock.now())
            flash(_("Remembered: these are two different businesses."))
    return redirect(url_for(".duplicates", page=request.args.get("page")))
