"""The exhibitor's own page: what the catalogue says of the business, and whether buyers see how to reach it."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventreg.applications import queries as applications
from eventreg.applications.models import Application
from eventreg.catalogue import queries, reading, rules, service, words
from eventreg.catalogue.forms import EntryForm
from eventreg.catalogue.queries import Exhibitor
from eventreg.catalogue.views.base import P, blueprint, told
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.i18n import _
from eventreg.core.web import refusals, requires


@blueprint.route("/applications/<code>/catalogue-entry", methods=["GET", "POST"])
@requires(P.OWN_APPLICATION)
def own_entry(code: str) -> ResponseReturnValue:
    """Words in both languages, contact or not, and how it will look."""
    application = applications.get_own(code, g.actor)
    if not rules.is_taken_from(application.status, application.event.kind):
        raise NotFound
    form = EntryForm(obj=queries.find_entry(application.id))
    if form.validate_on_submit():
        values = {"text_id": form.text_id.data or "", "text_en": form.text_en.data or ""}
        with refusals(form), unit_of_work():
            service.save_entry(
                application.id, **values, shows_contact=bool(form.shows_contact.data), actor=g.actor, now=clock.now()
            )
            flash(_("Your entry is saved."))
            return redirect(url_for(".own_entry", code=code))
    page = render_template(
        "catalogue/own_entry.html",
        application=application,
        event=application.event,
        form=form,
        most=rules.LONGEST_TEXT,
        only_in=words.ONLY_IN,
        **_preview(application),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _preview(application: Application) -> dict[str, object]:
    """The entry as it is kept now, and as buyers would see it."""
    named = {one.id: one for one in queries.with_booths(application.event_id)}
    [one] = queries.filled([named.get(application.id) or Exhibitor(application, ())])
    return {
        **told(one),
        "is_named": application.id in named,
        "is_public": queries.is_public(application.event_id),
        "ways": reading.contacts(one),
        "contacts": reading.contacts_of(one),
    }
