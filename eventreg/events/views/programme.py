"""Speakers and materials: the editor's page for trainings."""

from datetime import datetime

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.files import save_document
from eventreg.core.i18n import _
from eventreg.core.pdfs import read_document
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires
from eventreg.events import programme, queries, service
from eventreg.events.forms import MaterialForm, SpeakerForm
from eventreg.events.forms.programme import BatchForm
from eventreg.events.models import Event, Speaker
from eventreg.events.views.editor import pages_of
from eventreg.events.views.public import blueprint

P = Permission


@blueprint.route("/staff/events/<slug>/programme", methods=["GET", "POST"])
@requires(P.EVENT_MANAGE)
def staff_programme(slug: str) -> ResponseReturnValue:
    """Which batch it is, who teaches, and what participants get to read."""
    event = _event(slug)
    form = BatchForm(data={"batch": event.batch})
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            service.change(event.id, {"batch": form.batch.data}, actor=current_actor(), now=clock.now())
            flash(_("The changes are saved."))
            return redirect(url_for(".staff_programme", slug=slug))
    page = render_template("events/edit_programme.html", event=event, form=form, pages=pages_of(event))
    return page, 422 if form.errors else 200


@blueprint.route("/staff/events/<slug>/speakers/new", methods=["GET", "POST"])
@requires(P.EVENT_MANAGE)
def staff_new_speaker(slug: str) -> ResponseReturnValue:
    """Announce somebody."""
    event = _event(slug)
    form = SpeakerForm.of(event, None)
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            programme.add_speaker(event.id, form.details(), actor=current_actor(), now=clock.now())
            flash(_("The speaker is announced."))
            return redirect(url_for(".staff_programme", slug=slug))
    return _speaker_page(event, None, form)


@blueprint.route("/staff/events/<slug>/speakers/<int:speaker_id>", methods=["GET", "POST"])
@requires(P.EVENT_MANAGE)
def staff_speaker(slug: str, speaker_id: int) -> ResponseReturnValue:
    """Say it otherwise, or announce somebody no longer."""
    event = _event(slug)
    speaker = queries.speaker_of(event, speaker_id)
    form = SpeakerForm.of(event, speaker)
    if "remove" in request.form:
        with refusals(form), unit_of_work():
            programme.remove_speaker(event.id, speaker.id, actor=current_actor(), now=clock.now())
            flash(_("The speaker is no longer announced."))
        return redirect(url_for(".staff_programme", slug=slug))
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            programme.change_speaker(event.id, speaker.id, form.details(), actor=current_actor(), now=clock.now())
            flash(_("The changes are saved."))
            return redirect(url_for(".staff_programme", slug=slug))
    return _speaker_page(event, speaker, form)


@blueprint.route("/staff/events/<slug>/materials/new", methods=["GET", "POST"])
@requires(P.EVENT_MANAGE)
def staff_new_material(slug: str) -> ResponseReturnValue:
    """Give the participants something to read."""
    event, now = _event(slug), clock.now()
    form = MaterialForm()
    if form.validate_on_submit():
        with refusals(form):
            _add_material(event, form, now)
            flash(_("The material is added."))
            return redirect(url_for(".staff_programme", slug=slug))
    page = render_template("events/new_material.html", event=event, form=form)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.post("/staff/events/<slug>/materials/<int:material_id>/removal")
@requires(P.EVENT_MANAGE)
def staff_remove_material(slug: str, material_id: int) -> ResponseReturnValue:
    """Take a material away."""
    event = _event(slug)
    with refusals(), unit_of_work():
        programme.remove_material(event.id, material_id, actor=current_actor(), now=clock.now())
        flash(_("The material is taken away."))
    return redirect(url_for(".staff_programme", slug=slug))


def _event(slug: str) -> Event:
    event = queries.get_for_staff(slug, current_actor(), P.EVENT_MANAGE)
    g.staff_event = event
    return event


def _speaker_page(event: Event, speaker: Speaker | None, form: SpeakerForm) -> ResponseReturnValue:
    page = render_template("events/speaker.html", event=event, speaker=speaker, form=form)
    return page, 422 if form.errors else 200


def _add_material(event: Event, form: MaterialForm, now: datetime) -> None:
    """Read the file first, for that takes a moment; then keep it with its material, or neither."""
    actor, sent = current_actor(), form.file.data
    document = read_document(sent.stream, sent.filename or "") if sent else None
    with unit_of_work():
        stored = save_document(document, owner_id=actor.person_id, now=now) if document else None
        programme.add_material(event.id, form.details(event, stored.id if stored else None), actor=actor, now=now)
