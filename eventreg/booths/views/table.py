"""The booths as a table, each with an ordinary form: the floor plan for whoever has no script."""

from collections.abc import Sequence

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.booths import queries, reading, service, words
from eventreg.booths.forms import BoothForm
from eventreg.booths.reading import BoothRead
from eventreg.booths.views.base import P, blueprint, crafts, there
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.paging import Page
from eventreg.core.web import refusals, requires

PAGE = 50


@blueprint.get("/staff/events/<slug>/floorplan/booths/")
@requires(P.FLOORPLAN_MANAGE)
def table(slug: str) -> ResponseReturnValue:
    """All booths."""
    event, plan = there(slug)
    names = g.actor.may(P.APPLICATION_READ, event.id)
    search, zone = request.args.get("q", "").strip()[:100], request.args.get("zone", "")
    rows = [one for one in reading.for_staff(plan, with_names=names, words=search, zone=zone) if one.found]
    drawing = queries.drawing_of(plan)
    page = _page(rows, request.args.get("page", 1, type=int))
    return render_template(
        "booths/table.html",
        event=event,
        plan=plan,
        page=page,
        rows=page.rows,
        search=search,
        zone=zone,
        states=words.STATES,
        looks=words.STATE_LOOKS,
        size=words.size_told,
        clashes=reading.clashes_of(drawing),
        fixtures=[(one, words.fixture_told(one), words.FIXTURES[one.kind]) for one in drawing.fixtures],
    )


@blueprint.route("/staff/events/<slug>/floorplan/booths/new", methods=["GET", "POST"])
@requires(P.FLOORPLAN_MANAGE)
def new_booth(slug: str) -> ResponseReturnValue:
    """Add one."""
    return _edit(slug, None)


@blueprint.route("/staff/events/<slug>/floorplan/booths/<uid>", methods=["GET", "POST"])
@requires(P.FLOORPLAN_MANAGE)
def edit_booth(slug: str, uid: str) -> ResponseReturnValue:
    """Change one."""
    return _edit(slug, uid)


@blueprint.route("/staff/events/<slug>/floorplan/booths/<uid>/removal", methods=["GET", "POST"])
@requires(P.FLOORPLAN_MANAGE)
def remove_booth(slug: str, uid: str) -> ResponseReturnValue:
    """Take one away; asked once more before."""
    event, plan = there(slug)
    booth = queries.get_booth(plan, uid)
    if request.method == "POST":
        with refusals(), unit_of_work():
            service.remove_booth(event.id, uid, actor=g.actor, now=clock.now())
            flash(_("The booth is gone."))
        return redirect(url_for(".table", slug=slug))
    return render_template("booths/remove_booth.html", event=event, booth=booth)


def _page(rows: Sequence[BoothRead], number: int) -> Page[BoothRead]:
    number = max(1, min(number, -(-len(rows) // PAGE)))
    return Page(rows[(number - 1) * PAGE : number * PAGE], len(rows), number, PAGE)


def _edit(slug: str, uid: str | None) -> ResponseReturnValue:
    event, plan = there(slug)
    booth = queries.get_booth(plan, uid) if uid else None
    form = BoothForm.of(queries.drawing_of(plan), crafts(), queries.drawn(booth) if booth else None)
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            service.put_booth(event.id, form.drawn, actor=g.actor, now=clock.now())
            flash(_("Booth %(label)s is saved.", label=form.drawn.label))
            return redirect(url_for(".table", slug=slug))
    page = render_template("booths/edit_booth.html", event=event, form=form, booth=booth)
    return page, 422 if form.errors or form.form_errors else 200
