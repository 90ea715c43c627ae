"""Drawing the floor plan: the editor, what it saves, and the first step without a plan."""

import json
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.booths import drawing as drawings
from eventreg.booths import editor_words, parsing, queries, reading, service, words
from eventreg.booths.forms import SizeForm
from eventreg.booths.models import FloorPlan
from eventreg.booths.parsing import DrawingFaulty
from eventreg.booths.rules import PlanIsNewer
from eventreg.booths.views.base import P, blueprint, crafts, event_for, sketch, there
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError
from eventreg.core.i18n import _
from eventreg.core.web import problem, refusals, requires, words_for
from eventreg.events.models import Event

LARGEST = 1024 * 1024


@blueprint.route("/staff/events/<slug>/floorplan/", methods=["GET", "POST"])
@requires(P.EVENT_READ)
def floor(slug: str) -> ResponseReturnValue:
    """The floor plan: drawn by organisers, looked at by all other staff of the event."""
    event = event_for(slug, P.EVENT_READ)
    plan, manages = queries.find(event.id), g.actor.may(P.FLOORPLAN_MANAGE, event.id)
    if plan is None:
        return _begin(event) if manages else render_template("booths/none.html", event=event)
    if not manages:
        return _look(event, plan)
    drawing = queries.drawing_of(plan)
    return render_template(
        "booths/floor.html",
        event=event,
        plan=plan,
        given=json.dumps(_for_editor(event, plan)),
        words=json.dumps({key: str(text) for key, text in editor_words.EDITOR.items()}),
        crafts=crafts(),
        clashes=reading.clashes_of(drawing),
        **sketch(drawing, reading.for_staff(plan, with_names=False)),
    )


@blueprint.post("/staff/events/<slug>/floorplan/drawing")
@requires(P.FLOORPLAN_MANAGE)
def save_drawing(slug: str) -> ResponseReturnValue:
    """What the editor saves by itself; whoever began from an older revision is given the newer one."""
    event, plan = there(slug)
    if (request.content_length or 0) > LARGEST:
        return problem(413, _("This floor plan is too large."))
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or not isinstance(body.get("revision"), int):
        return problem(422, words.faults_told([parsing.Fault("", parsing.Wrong.NO_DRAWING)])[0])
    try:
        drawing = parsing.read(body.get("drawing"), categories=queries.category_codes())
        with unit_of_work():
            plan = service.save(event.id, drawing, revision=body["revision"], actor=g.actor, now=clock.now())
    except PlanIsNewer as error:
        return problem(409, words_for(error), current=_for_editor(event, queries.get(event.id)))
    except DrawingFaulty as error:
        return problem(422, " ".join(words.faults_told(error.faults)))
    except DomainError as error:
        return problem(error.status, words_for(error))
    return {"revision": plan.revision, "adjacent": queries.adjacent_booths(plan)}


def _for_editor(event: Event, plan: FloorPlan) -> dict[str, Any]:
    """All that the editor begins with."""
    picture = url_for(".staff_picture", slug=event.slug, k=plan.backdrop.key) if plan.backdrop else ""
    taken = queries.taken_booths(plan.id)
    return {
        "revision": plan.revision,
        "drawing": drawings.as_json(queries.drawing_of(plan)),
        "adjacent": queries.adjacent_booths(plan),
        "picture": picture,
        "taken": {booth.uid: taken[booth.id] for booth in plan.booths if booth.id in taken},
    }


def _look(event: Event, plan: FloorPlan) -> ResponseReturnValue:
    names = g.actor.may(P.APPLICATION_READ, event.id)
    booths = reading.for_staff(plan, with_names=names)
    return render_template(
        "booths/look.html",
        event=event,
        plan=plan,
        rows=booths,
        counts=reading.count_by_state(booths),
        looks=words.STATE_LOOKS,
        **sketch(queries.drawing_of(plan), booths),
    )


def _begin(event: Event) -> ResponseReturnValue:
    form = SizeForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            service.make(event.id, width=form.width.data, height=form.height.data, actor=g.actor, now=clock.now())
            flash(_("The floor is there. Draw the booths on it."))
            return redirect(url_for(".floor", slug=event.slug))
    return render_template("booths/begin.html", event=event, form=form), 422 if form.errors else 200
