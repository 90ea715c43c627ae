"""Meetings: opened, written down, ended, and their minutes to print."""

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.limits import limit_account
from eventreg.core.permissions import Permission
from eventreg.core.web import refusals, requires
from eventreg.curation import meetings as service
from eventreg.curation import papers, registering, resolving
from eventreg.curation.forms import MeetingForm, MeetingOpenForm
from eventreg.curation.views.base import blueprint
from eventreg.curation.views.meeting import held_event
from eventreg.curation.words import PENDING_NAMES
from eventreg.documents.rules import grouped

FOLDER = "/staff/events/<slug>/meetings/"


@blueprint.route(FOLDER, methods=["GET", "POST"])
@requires(Permission.MEETING_HOLD)
def meetings(slug: str) -> ResponseReturnValue:
    """All meetings and what was let go out; opens the next one."""
    event, form = held_event(slug), MeetingOpenForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            service.begin(event.id, form.place.data or "", actor=g.actor, now=clock.now())
            flash(_("The meeting is open."), "ok")
            return redirect(url_for(".meeting", slug=slug))
    found = service.of_event(event.id)
    page = render_template(
        "curation/meetings.html",
        event=event,
        form=form,
        meetings=found,
        running=service.running(event.id),
        resolutions=resolving.of_event(event.id),
        verdict_names=PENDING_NAMES,
    )
    return page, 422 if request.method == "POST" else 200


@blueprint.route(FOLDER + "<int:number>", methods=["GET", "POST"])
@requires(Permission.MEETING_HOLD)
def meeting_record(slug: str, number: int) -> ResponseReturnValue:
    """Where a meeting was, who was there, what was said; after its end too."""
    event = held_event(slug)
    meeting = service.get(event.id, number)
    paper = registering.entered(meeting)
    check = grouped(paper.code) if paper else ""
    form = MeetingForm.of(meeting, service.council_people(event.id))
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            service.write(event.id, number, form.facts, actor=g.actor, now=clock.now())
            flash(_("Written down."), "ok")
            return redirect(url_for(".meeting_record", slug=slug, number=number))
    page = render_template(
        "curation/meeting_record.html", event=event, meeting=meeting, form=form, paper=paper, check=check
    )
    return page, 422 if request.method == "POST" else 200


@blueprint.post(FOLDER + "<int:number>/end")
@requires(Permission.MEETING_HOLD)
def end_meeting(slug: str, number: int) -> ResponseReturnValue:
    """The meeting is over; what is pending stays."""
    event = held_event(slug)
    with refusals(), unit_of_work():
        service.end(event.id, number, actor=g.actor, now=clock.now())
        flash(_("The meeting has ended. What is pending stays for the next one."), "ok")
    return redirect(url_for(".meeting_record", slug=slug, number=number))


@blueprint.post(FOLDER + "<int:number>/minutes.pdf")
@requires(Permission.MEETING_HOLD)
@limit_account("60 per hour")
def minutes_pdf(slug: str, number: int) -> ResponseReturnValue:
    """The minutes as a PDF, without what the reader stays away from."""
    event = held_event(slug)
    with unit_of_work():
        meeting, now = service.get(event.id, number), clock.now()
        body = papers.minutes_of(event, meeting, reader=g.actor, now=now)
        papers.note(meeting, actor=g.actor, now=now)
    response = Response(body, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="berita-acara-{slug}-{number}.pdf"'
    return response
