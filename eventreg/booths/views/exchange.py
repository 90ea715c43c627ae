"""The floor plan as a file: exported as JSON and as a picture, imported again."""

import json
from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.booths import drawing as drawings
from eventreg.booths import importing, parsing, pictures, queries, service, words
from eventreg.booths.forms import ImportForm
from eventreg.booths.parsing import DrawingFaulty
from eventreg.booths.views.base import P, blueprint, event_for, there
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.web import refusals, requires

LARGEST = 2 * 1024 * 1024


@blueprint.get("/staff/events/<slug>/floorplan/export.<any(json, svg):kind>")
@requires(P.EVENT_READ)
def export(slug: str, kind: str) -> ResponseReturnValue:
    """The plan to take along."""
    event = event_for(slug, P.EVENT_READ)
    drawing = queries.drawing_of(queries.get(event.id))
    if kind == "json":
        body = json.dumps(drawings.as_json(drawing), ensure_ascii=False, indent=1) + "\n"
        response = Response(body, mimetype="application/json")
    else:
        names = {kind.value: str(name) for kind, name in words.FIXTURES.items()}
        response = Response(pictures.as_svg(drawing, title=event.title, fixture_names=names), mimetype="image/svg+xml")
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-floorplan.{kind}"'
    return response


@blueprint.route("/staff/events/<slug>/floorplan/import", methods=["GET", "POST"])
@requires(P.FLOORPLAN_MANAGE)
def import_plan(slug: str) -> ResponseReturnValue:
    """Let a file that was exported before take the place of what is drawn."""
    event, plan = there(slug)
    form, faults = ImportForm(), list[str]()
    if form.validate_on_submit():
        try:
            drawing = parsing.read(_content(), categories=queries.category_codes())
            with refusals(form), unit_of_work():
                drawing = importing.fitted(drawing, queries.drawing_of(queries.get(event.id)))
                service.save(event.id, drawing, revision=None, actor=g.actor, now=clock.now())
                flash(_("The file was imported. What was drawn before is gone from the plan."))
                return redirect(url_for(".floor", slug=slug))
        except DrawingFaulty as error:
            faults = words.faults_told(error.faults)
    page = render_template("booths/import.html", event=event, plan=plan, form=form, faults=faults)
    return page, 422 if form.errors or form.form_errors or faults else 200


def _content() -> Any:
    """The JSON in the file, whichever of the two it is. Raises DrawingFaulty."""
    data = request.files["file"].stream.read(LARGEST + 1)
    if data.lstrip()[:1] == b"<":
        return pictures.read_svg(data[: LARGEST + 1])
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise DrawingFaulty([parsing.Fault("", parsing.Wrong.NO_DRAWING)]) from error
