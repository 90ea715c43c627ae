"""The catalogue for organisers: what it says at its beginning, what entries lack, whether everybody sees it."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.catalogue import queries, reading, service, words
from eventreg.catalogue.forms import IntroForm
from eventreg.catalogue.rules import LONGEST_INTRO
from eventreg.catalogue.views.base import P, blueprint, event_for, told
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.web import refusals, requires


@blueprint.route("/staff/events/<slug>/catalogue", methods=["GET", "POST"])
@requires(P.CATALOGUE_MANAGE)
def staff_show(slug: str) -> ResponseReturnValue:
    """The beginning of the catalogue, and every entry with what it lacks."""
    event = event_for(slug)
    catalogue = queries.find(event.id)
    form = IntroForm(obj=catalogue)
    if form.validate_on_submit():
        texts = {"intro_id": form.intro_id.data or "", "intro_en": form.intro_en.data or ""}
        with refusals(form), unit_of_work():
            service.change(event.id, **texts, actor=g.actor, now=clock.now())
            flash(_("The beginning of the catalogue is saved."))
            return redirect(url_for(".staff_show", slug=slug))
    found = queries.filled(sorted(queries.with_booths(event.id), key=reading.by_name))
    rows = [{**told(one), "lacks": [name for name, is_so in reading.lacks(one).items() if is_so]} for one in found]
    page = render_template(
        "catalogue/staff_show.html",
        event=event,
        catalogue=catalogue,
        form=form,
        rows=rows,
        whole=sum(not row["lacks"] for row in rows),
        lacks_named=words.LACKS,
        most=LONGEST_INTRO,
    )
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.post("/staff/events/<slug>/catalogue/publication")
@requires(P.CATALOGUE_MANAGE)
def publication(slug: str) -> ResponseReturnValue:
    """Let everybody see the catalogue, or staff alone."""
    event = event_for(slug)
    with refusals(), unit_of_work():
        if request.form.get("shown") == "1":
            service.publish(event.id, actor=g.actor, now=clock.now())
            flash(_("Everybody sees the catalogue now."))
        else:
            service.unpublish(event.id, actor=g.actor, now=clock.now())
            flash(_("Only staff see the catalogue now."))
    return redirect(url_for(".staff_show", slug=slug))
