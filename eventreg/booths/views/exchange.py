"""The floor plan as a file: exported as JSON and as a picture, imported again; and drawings of other programs."""

import json
from collections import Counter
from typing import Any
from xml.etree.ElementTree import Element

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.booths import drawing as drawings
from eventreg.booths import importing, parsing, pictures, queries, service, tracing, words
from eventreg.booths.forms import ImportForm
from eventreg.booths.models import FloorPlan
from eventreg.booths.parsing import DrawingFaulty
from eventreg.booths.tracing import Found
from eventreg.booths.views.base import P, blueprint, event_for, sketch, there
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _, ngettext
from eventreg.core.web import refusals, requires
from eventreg.events.models import Event

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
    """Let a file that was exported before take the place of what is drawn; show what is in another's drawing."""
    event, plan = there(slug)
    form, faults = ImportForm(), list[str]()
    if form.validate_on_submit():
        try:
            content = _content()
            if isinstance(content, Element) and form.width.data:
                return _shown(event, plan, tracing.booths_of(tracing.traced(content), form.width.data))
            if isinstance(content, Element):
                form.width.errors = [_("Another program drew this: write how many metres wide the whole drawing is.")]
                raise DrawingFaulty([])
            drawing = parsing.read(content, categories=queries.category_codes())
            with refusals(form), unit_of_work():
                drawing = importing.fitted(drawing, queries.drawing_of(queries.get(event.id)))
                service.save(event.id, drawing, revision=None, actor=g.actor, now=clock.now())
                flash(_("The file was imported. What was drawn before is gone from the plan."))
                return redirect(url_for(".floor", slug=slug))
        except DrawingFaulty as error:
            faults = words.faults_told(error.faults)
    page = render_template("booths/import.html", event=event, plan=plan, form=form, faults=faults)
    return page, 422 if form.errors or form.form_errors or faults else 200


@blueprint.post("/staff/events/<slug>/floorplan/traced")
@requires(P.FLOORPLAN_MANAGE)
def take_traced(slug: str) -> ResponseReturnValue:
    """Let booths that were found in a drawing, and looked at, be part of the plan."""
    event, _plan = there(slug)
    try:
        found = parsing.read(json.loads(request.form.get("drawing", "")), categories=frozenset())
    except (ValueError, RecursionError, DrawingFaulty):
        flash(_("This can't be read any more. Choose the file once more."), "bad")
        return redirect(url_for(".import_plan", slug=slug))
    target = ".import_plan"
    with refusals(), unit_of_work():
        there_now = queries.drawing_of(queries.get(event.id))
        drawing = importing.joined(found, there_now, keep=request.form.get("keep") == "1")
        service.save(event.id, drawing, revision=None, actor=g.actor, now=clock.now())
        flash(ngettext("%(num)d booth came in.", "%(num)d booths came in.", len(found.booths)))
        target = ".floor"
    return redirect(url_for(target, slug=slug))


def _shown(event: Event, plan: FloorPlan, found: Found) -> ResponseReturnValue:
    """What was found in a drawing, before any of it is part of the plan."""
    booths = found.drawing.booths
    plain = {"look": "is-plain", "state": None, "names": (), "found": True}
    usual, _count = Counter((one.rect.w, one.rect.h) for one in booths).most_common(1)[0]
    return render_template(
        "booths/traced.html",
        event=event,
        plan=plan,
        found=found,
        usual=words.size_told(*usual),
        size=words.size_told,
        given=json.dumps(drawings.as_json(found.drawing), separators=(",", ":")),
        there=queries.drawing_of(plan).booths,
        **dict(sketch(found.drawing, ())) | {"booths": {one.id: plain for one in booths}},
    )


def _content() -> Any:
    """The JSON in the file, whichever of the two it is, or the drawing of another program. Raises DrawingFaulty."""
    data = request.files["file"].stream.read(LARGEST + 1)
    if data.lstrip()[:1] == b"<" or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        root = pictures.root_of(data)
        carried = pictures.carried(root)
        return root if carried is None else carried
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise DrawingFaulty([parsing.Fault("", parsing.Wrong.NO_DRAWING)]) from error
