"""Losses and leaks: whose data it was, and the notice to them and to the authority."""

import tempfile

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import row_number, unit_of_work
from eventreg.core.i18n import Language, _, current_language, force_locale
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires
from eventreg.council.queries import organisation
from eventreg.records import lists, queries, service, words
from eventreg.records.forms import IncidentForm, SureForm, ToldForm
from eventreg.records.models import Incident
from eventreg.records.rules import hours_left
from eventreg.records.views.own import blueprint

NOTICES = {Language.ID: "records/notice.id.html", Language.EN: "records/notice.en.html"}


@blueprint.get("/staff/incidents/")
@requires(Permission.INCIDENT_MANAGE, everywhere=True)
def incidents() -> ResponseReturnValue:
    """Those whose people are still to be told first."""
    found, now = queries.incidents(), clock.now()
    return render_template(
        "records/incidents.html",
        incidents=found,
        lost={incident.id: queries.lost_in(incident) for incident in found},
        left={incident.id: hours_left(incident.due_at, now) for incident in found},
        time_left=words.time_left,
        names=words.INCIDENT_NAMES,
        zone=organisation().zone,
    )


@blueprint.get("/staff/incidents/new")
@requires(Permission.INCIDENT_MANAGE, everywhere=True)
def new_incident() -> ResponseReturnValue:
    """What was lost?"""
    zone = organisation().zone
    chosen = {"door_device": request.args.get("device", 0, type=row_number)}
    if chosen["door_device"]:
        chosen["kind"] = "door_phone"  # type: ignore[assignment]
    form = IncidentForm(formdata=None, data={"noticed_at": clock.now().astimezone(zone.info), **chosen})
    form.offer(zone)
    return _new(form)


@blueprint.post("/staff/incidents/new")
@requires(Permission.INCIDENT_MANAGE, everywhere=True)
def open_incident() -> ResponseReturnValue:
    """Write a loss down; the 72 hours run from when it was noticed."""
    form = IncidentForm()
    form.offer(organisation().zone)
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            facts = form.facts(organisation().zone)
            incident = service.open_incident(facts, actor=current_actor(), now=clock.now())
            flash(_("Written down. Tell the people and the authority within 72 hours of its being noticed."))
            return redirect(url_for(".show_incident", incident_id=incident.id))
    return _new(form), 422


def _new(form: IncidentForm) -> str:
    return render_template("records/new_incident.html", form=form)


@blueprint.get("/staff/incidents/<int:incident_id>")
@requires(Permission.INCIDENT_MANAGE, everywhere=True)
def show_incident(incident_id: int) -> ResponseReturnValue:
    """Whose data it was, and what is still to be done."""
    return _show(queries.get_incident(incident_id), ToldForm(formdata=None))


def _show(incident: Incident, form: ToldForm) -> str:
    reach = queries.reach_of(incident)
    return render_template(
        "records/incident.html",
        incident=incident,
        lost=queries.lost_in(incident),
        reach=reach,
        shown=reach.people[: queries.PAGE],
        data_kinds=[words.DATA_KINDS[kind] for kind in reach.kinds],
        left=hours_left(incident.due_at, clock.now()),
        time_left=words.time_left,
        names=words.INCIDENT_NAMES,
        zone=organisation().zone,
        form=form,
        list_form=SureForm(),
    )


@blueprint.post("/staff/incidents/<int:incident_id>/list")
@requires(Permission.INCIDENT_MANAGE, everywhere=True)
def incident_list(incident_id: int) -> ResponseReturnValue:
    """Those concerned, as a table for whoever tells them; who took it is recorded first."""
    incident = queries.get_incident(incident_id)
    with unit_of_work():
        reach = queries.reach_of(incident)
        service.note_list(incident, len(reach.people), actor=current_actor(), now=clock.now())
    file = tempfile.TemporaryFile()  # noqa: SIM115  # send_file closes it
    lists.write(file, reach.people)
    file.seek(0)
    return send_file(file, mimetype=lists.MEDIA_TYPE, as_attachment=True, download_name=f"incident-{incident_id}.xlsx")


@blueprint.get("/staff/incidents/<int:incident_id>/notice")
@requires(Permission.INCIDENT_MANAGE, everywhere=True)
def incident_notice(incident_id: int) -> ResponseReturnValue:
    """The written notice, to people and to the authority, in both languages: to be copied or printed."""
    incident = queries.get_incident(incident_id)
    reach, here = queries.reach_of(incident), organisation()
    drafts = []
    for language in sorted(Language, key=lambda language: language is not current_language()):
        with force_locale(language):
            drafts.append(
                render_template(
                    NOTICES[language],
                    incident=incident,
                    lost=queries.lost_in(incident),
                    count=len(reach.people),
                    data_kinds=", ".join(str(words.DATA_KINDS[kind]) for kind in reach.kinds),
                    organisation=here,
                    zone=here.zone,
                )
            )
    return render_template("records/notices.html", incident=incident, drafts=drafts)


@blueprint.post("/staff/incidents/<int:incident_id>/told")
@requires(Permission.INCIDENT_MANAGE, everywhere=True)
def mark_told(incident_id: int) -> ResponseReturnValue:
    """People and authority have their notice, says somebody who was asked twice: it can't be taken back."""
    incident, form = queries.get_incident(incident_id), ToldForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            service.mark_told(incident_id, actor=current_actor(), now=clock.now())
            flash(_("Marked as told."))
            return redirect(url_for(".show_incident", incident_id=incident_id))
    return _show(incident, form), 422
