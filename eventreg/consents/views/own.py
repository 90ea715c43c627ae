"""A person's own consents: what they agreed to, agreeing, taking back."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.consents import queries, service, slots
from eventreg.consents.forms import AgeForm
from eventreg.consents.views.public import blueprint
from eventreg.consents.words import STANDING_LOOKS, STANDING_NAMES, WAY_NAMES
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import refusals, requires


@blueprint.get("/me/privacy")
@requires(Permission.OWN_DATA)
def own() -> ResponseReturnValue:
    """Each purpose with where the person stands, and everything that was ever agreed to."""
    person_id = g.actor.person_id
    return render_template(
        "consents/own.html",
        stands=queries.standing(person_id),
        history=queries.history(person_id),
        guardians=queries.guardians(person_id),
        standing_names=STANDING_NAMES,
        standing_looks=STANDING_LOOKS,
        ways=WAY_NAMES,
        zone=slots.home_zone(),
    )


@blueprint.route("/me/privacy/<purpose>/consent", methods=["GET", "POST"])
@requires(Permission.OWN_DATA)
def agree(purpose: str) -> ResponseReturnValue:
    """Read the text of one purpose, and agree to it."""
    text, zone, form = queries.get_text(purpose), slots.home_zone(), AgeForm()
    form.fit(g.actor.person_id, g.person.born_on, clock.now().astimezone(zone.info).date())
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            service.agree(g.actor.person_id, [purpose], form.answer, actor=g.actor, now=clock.now())
            flash(_("Thank you. Your consent is recorded."))
            return redirect(url_for(".own"))
    status = 422 if request.method == "POST" else 200
    return render_template("consents/agree.html", text=text, form=form), status


@blueprint.route("/me/privacy/<purpose>/withdrawal", methods=["GET", "POST"])
@requires(Permission.OWN_DATA)
def withdraw(purpose: str) -> ResponseReturnValue:
    """Take a consent back, after saying what follows."""
    text = queries.get_text(purpose)
    if request.method == "GET":
        return render_template("consents/withdraw.html", text=text)
    with refusals(), unit_of_work():
        service.withdraw(g.actor.person_id, purpose, actor=g.actor, now=clock.now())
        flash(_("Your consent is withdrawn."))
    return redirect(url_for(".own"))
