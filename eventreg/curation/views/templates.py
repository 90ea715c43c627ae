"""Rubrics that events can begin with."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import refusals, requires
from eventreg.curation import queries, service
from eventreg.curation.forms import TemplateForm
from eventreg.curation.texts import DEFAULT_RUBRIC
from eventreg.curation.views.base import blueprint
from eventreg.curation.views.setting_up import rearranged

P = Permission


@blueprint.get("/staff/rubrics/")
@requires(P.CURATION_MANAGE)
def templates() -> ResponseReturnValue:
    """All that are offered."""
    may_manage = g.actor.may(P.CURATION_MANAGE)
    return render_template("curation/templates.html", templates=queries.templates(), may_manage=may_manage)


@blueprint.route("/staff/rubrics/new", methods=["GET", "POST"])
@requires(P.CURATION_MANAGE, everywhere=True)
def new_template() -> ResponseReturnValue:
    """Write one, beginning with the usual criteria."""
    form = TemplateForm.of(DEFAULT_RUBRIC)
    if not rearranged(form) and form.validate_on_submit():
        with refusals(form), unit_of_work():
            service.make_template(form.title.data or "", form.details(), actor=g.actor, now=clock.now())
            flash(_("Saved as a template. Any event can begin with it."), "ok")
            return redirect(url_for(".templates"))
    page = render_template("curation/template.html", form=form, template=None)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.route("/staff/rubrics/<int:rubric_id>", methods=["GET", "POST"])
@requires(P.CURATION_MANAGE, everywhere=True)
def template(rubric_id: int) -> ResponseReturnValue:
    """Change one; events that began with it keep theirs."""
    found = queries.get_template(rubric_id)
    form = TemplateForm.of(service.criteria_of(found), title=found.title)
    if not rearranged(form) and form.validate_on_submit():
        with refusals(form), unit_of_work():
            service.change_template(rubric_id, form.title.data or "", form.details(), actor=g.actor, now=clock.now())
            flash(_("The template is saved."), "ok")
            return redirect(url_for(".templates"))
    page = render_template("curation/template.html", form=form, template=found)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.route("/staff/rubrics/<int:rubric_id>/archive", methods=["GET", "POST"])
@requires(P.CURATION_MANAGE, everywhere=True)
def archive_template(rubric_id: int) -> ResponseReturnValue:
    """Offer it no longer; asked once more before."""
    found = queries.get_template(rubric_id)
    if request.method == "POST":
        with unit_of_work():
            service.archive_template(rubric_id, actor=g.actor, now=clock.now())
            flash(_("The template is archived."), "ok")
        return redirect(url_for(".templates"))
    return render_template("curation/archive_template.html", template=found)
