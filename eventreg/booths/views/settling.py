"""What isn't drawn: size, zones, the picture beneath, and whether everybody sees the plan."""

from flask import abort, flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from eventreg.booths import queries, service
from eventreg.booths.forms import PictureForm, PlanForm
from eventreg.booths.models import FloorPlan
from eventreg.booths.views.base import P, blueprint, event_for, there
from eventreg.core import clock, files
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError
from eventreg.core.files import Picture
from eventreg.core.i18n import _
from eventreg.core.web import problem, refusals, requires, words_for


@blueprint.route("/staff/events/<slug>/floorplan/settings", methods=["GET", "POST"])
@requires(P.FLOORPLAN_MANAGE)
def settings(slug: str) -> ResponseReturnValue:
    """Size, gap and zones."""
    event, plan = there(slug)
    form = PlanForm.of(queries.drawing_of(plan))
    if form.validate_on_submit():
        values = {"width": form.width.data, "height": form.height.data, "gap": form.gap.data, "zones": form.zone_rows}
        with refusals(form), unit_of_work():
            service.change(event.id, values, actor=g.actor, now=clock.now())
            flash(_("The floor plan is saved."))
            return redirect(url_for(".settings", slug=slug))
    picture = PictureForm(formdata=None, data={"is_public": plan.backdrop_is_public})
    page = render_template("booths/settings.html", event=event, plan=plan, form=form, picture=picture)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.post("/staff/events/<slug>/floorplan/publication")
@requires(P.FLOORPLAN_MANAGE)
def publication(slug: str) -> ResponseReturnValue:
    """Let everybody see the plan, or nobody but staff."""
    event, _plan = there(slug)
    with refusals(), unit_of_work():
        if request.form.get("shown") == "1":
            service.publish(event.id, actor=g.actor, now=clock.now())
            flash(_("Everybody sees the floor plan now."))
        else:
            service.unpublish(event.id, actor=g.actor, now=clock.now())
            flash(_("Only staff see the floor plan now."))
    return redirect(url_for(".settings", slug=slug))


@blueprint.post("/staff/events/<slug>/floorplan/picture")
@requires(P.FLOORPLAN_MANAGE)
def send_picture(slug: str) -> ResponseReturnValue:
    """Lay a picture beneath, take it away, or show it to everybody."""
    event, plan = there(slug)
    by_script = request.accept_mimetypes.best == "application/json"
    upload = request.files.get("picture")
    try:
        given = files.read_image(upload.stream) if upload and upload.filename else None
        plan, gone = _lay(event.id, given)
    except DomainError as error:
        if by_script:
            return problem(error.status, words_for(error))
        flash(words_for(error), "bad")
        return redirect(url_for(".settings", slug=slug))
    if gone:
        files.remove(gone)
    if by_script:
        key = plan.backdrop.key if plan.backdrop else ""
        sides = {name: getattr(plan, f"backdrop_{name}") / 100 for name in ("x", "y", "w", "h")}
        background = sides | {"rotation": 0, "opacity": plan.backdrop_opacity} if key else None
        picture = url_for(".staff_picture", slug=slug, k=key) if key else ""
        return {"revision": plan.revision, "picture": picture, "background": background}
    flash(_("The picture is saved."))
    return redirect(url_for(".settings", slug=slug))


@blueprint.get("/staff/events/<slug>/floorplan/picture")
@requires(P.EVENT_READ)
def staff_picture(slug: str) -> ResponseReturnValue:
    """The picture beneath."""
    return picture_of(queries.get(event_for(slug, P.EVENT_READ).id), shared=False)


def _lay(event_id: int, given: Picture | None) -> tuple[FloorPlan, str]:
    is_public, now = request.form.get("is_public") in {"y", "1", "on"}, clock.now()
    with unit_of_work():
        if given is None and request.form.get("remove") != "1":
            return service.show_backdrop(event_id, is_public, actor=g.actor, now=now), ""
        return service.set_backdrop(event_id, given, is_public=is_public, actor=g.actor, now=now)


def picture_of(plan: FloorPlan, *, shared: bool) -> ResponseReturnValue:
    """The file of the picture beneath; 404 where there is none."""
    if plan.backdrop is None:
        abort(404)
    path = files.path_of(plan.backdrop, "large")
    if not path.is_file():
        abort(404)
    response = send_file(path, conditional=True)
    who = "public" if shared else "private"
    response.headers["Cache-Control"] = f"{who}, max-age=86400"
    return response
