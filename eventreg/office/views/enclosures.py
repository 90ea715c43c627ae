"""Photos, receipts and other files for the account of an event: sent, named, taken out."""

from flask import abort, flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from eventreg.businesses.views.showing import send_stored
from eventreg.core import clock, files
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _, ngettext
from eventreg.core.limits import limit_account
from eventreg.core.web import refusals, requires
from eventreg.events.models import Event
from eventreg.office import enclosing
from eventreg.office.forms.enclosures import KINDS, EnclosureForm, EnclosuresForm
from eventreg.office.models import Enclosure
from eventreg.office.views.base import P, blueprint, event_for
from eventreg.office.views.batches import PAPERS, PRIVATE

FOLDER = f"{PAPERS}/enclosures"


@blueprint.get(f"{FOLDER}/")
@requires(P.LETTER_READ)
def enclosures(slug: str) -> ResponseReturnValue:
    """All of them by kind, and a form for more."""
    return _page(event_for(slug, P.LETTER_READ), EnclosuresForm(), 200)


@blueprint.post(f"{FOLDER}/")
@requires(P.LETTER_MANAGE)
@limit_account("200 per hour")
def add_enclosures(slug: str) -> ResponseReturnValue:
    """Keep the files that were sent."""
    event, form = event_for(slug, P.LETTER_MANAGE), EnclosuresForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            number = enclosing.add(event.id, form.kind.data, form.contents, actor=g.actor, now=clock.now())
            flash(ngettext("%(num)s file is kept.", "%(num)s files are kept.", number), "ok")
            return redirect(url_for(".enclosures", slug=slug))
    return _page(event_for(slug, P.LETTER_MANAGE), form, 422)


@blueprint.route(f"{FOLDER}/<int:enclosure_id>", methods=["GET", "POST"])
@requires(P.LETTER_MANAGE)
def enclosure(slug: str, enclosure_id: int) -> ResponseReturnValue:
    """Say what a file is."""
    event = event_for(slug, P.LETTER_MANAGE)
    found = enclosing.get(event.id, enclosure_id)
    form = EnclosureForm.of(found)
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            enclosing.change(event.id, enclosure_id, form.particulars(), actor=g.actor, now=clock.now())
            flash(_("Saved."), "ok")
            return redirect(url_for(".enclosures", slug=slug))
    page = render_template("office/enclosure.html", event=event, enclosure=found, form=form)
    return page, 422 if form.errors else 200


@blueprint.route(f"{FOLDER}/<int:enclosure_id>/removal", methods=["GET", "POST"])
@requires(P.LETTER_MANAGE)
def remove_enclosure(slug: str, enclosure_id: int) -> ResponseReturnValue:
    """Take it out, after a look at it."""
    event = event_for(slug, P.LETTER_MANAGE)
    found = enclosing.get(event.id, enclosure_id)
    if request.method == "GET":
        return render_template("office/enclosure_removal.html", event=event, enclosure=found)
    key = ""
    with refusals(), unit_of_work():
        key = enclosing.remove(event.id, enclosure_id, actor=g.actor, now=clock.now())
        flash(_("The file is deleted."), "ok")
    if key:
        files.remove(key)
    return redirect(url_for(".enclosures", slug=slug))


@blueprint.get(f"{FOLDER}/<int:enclosure_id>/file")
@requires(P.LETTER_READ)
def enclosure_file(slug: str, enclosure_id: int) -> ResponseReturnValue:
    """The file as it is kept; no cache keeps it."""
    return send_stored(enclosing.get(event_for(slug, P.LETTER_READ).id, enclosure_id).file)


@blueprint.get(f"{FOLDER}/<int:enclosure_id>/small")
@requires(P.LETTER_READ)
def enclosure_picture(slug: str, enclosure_id: int) -> ResponseReturnValue:
    """A picture, small, for the list."""
    found = enclosing.get(event_for(slug, P.LETTER_READ).id, enclosure_id).file
    if not found.is_picture or not files.path_of(found, "small").is_file():
        abort(404)
    response = send_file(files.path_of(found, "small"))
    response.headers["Cache-Control"] = PRIVATE
    return response


def _page(event: Event, form: EnclosuresForm, status: int) -> ResponseReturnValue:
    found = enclosing.of_event(event.id)
    groups: list[tuple[str, list[Enclosure]]] = [
        (str(choice.label), [one for one in found if one.kind == choice.value]) for choice in KINDS
    ]
    body = render_template(
        "office/enclosures.html",
        event=event,
        form=form,
        groups=[(name, rows, sum(one.amount or 0 for one in rows)) for name, rows in groups if rows],
        may_manage=g.actor.may(P.LETTER_MANAGE, event.id),
    )
    return body, status
