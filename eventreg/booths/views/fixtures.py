"""Entrances, pillars, the stage: each with an ordinary form, for whoever has no script."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.booths import queries, service, words
from eventreg.booths.drawing import Drawing, FixtureDrawn
from eventreg.booths.forms.fixtures import FixtureForm
from eventreg.booths.views.base import P, blueprint, there
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.i18n import _
from eventreg.core.web import refusals, requires


@blueprint.route("/staff/events/<slug>/floorplan/fixtures/new", methods=["GET", "POST"])
@requires(P.FLOORPLAN_MANAGE)
def new_fixture(slug: str) -> ResponseReturnValue:
    """Add one."""
    return _edit(slug, None)


@blueprint.route("/staff/events/<slug>/floorplan/fixtures/<fixture>", methods=["GET", "POST"])
@requires(P.FLOORPLAN_MANAGE)
def edit_fixture(slug: str, fixture: str) -> ResponseReturnValue:
    """Change one."""
    return _edit(slug, fixture)


@blueprint.route("/staff/events/<slug>/floorplan/fixtures/<fixture>/removal", methods=["GET", "POST"])
@requires(P.FLOORPLAN_MANAGE)
def remove_fixture(slug: str, fixture: str) -> ResponseReturnValue:
    """Take one away; asked once more before."""
    event, plan = there(slug)
    one = _find(queries.drawing_of(plan), fixture)
    if request.method == "POST":
        with refusals(), unit_of_work():
            service.remove_fixture(event.id, one.id, actor=g.actor, now=clock.now())
            flash(_("%(name)s is gone from the plan.", name=words.fixture_told(one)))
        return redirect(url_for(".table", slug=slug, _anchor="fixtures"))
    return render_template("booths/remove_fixture.html", event=event, fixture=one, name=words.fixture_told(one))


def _edit(slug: str, uid: str | None) -> ResponseReturnValue:
    event, plan = there(slug)
    drawing = queries.drawing_of(plan)
    one = _find(drawing, uid) if uid else None
    form = FixtureForm.of(drawing, [(kind.value, str(name)) for kind, name in words.FIXTURES.items()], one)
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            service.put_fixture(event.id, form.drawn, actor=g.actor, now=clock.now())
            flash(_("%(name)s is saved.", name=words.fixture_told(form.drawn)))
            return redirect(url_for(".table", slug=slug, _anchor="fixtures"))
    name = words.fixture_told(one) if one else ""
    page = render_template("booths/edit_fixture.html", event=event, form=form, fixture=one, name=name)
    return page, 422 if form.errors or form.form_errors else 200


def _find(drawing: Drawing, uid: str) -> FixtureDrawn:
    """A fixture of this plan. Raises NotFound."""
    found = next((one for one in drawing.fixtures if one.id == uid), None)
    if found is None:
        raise NotFound()
    return found
