"""Who comes: the applicant's page with replacements, and the organiser's list of an event."""

import tempfile

from flask import flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from eventreg.applications import lists, participants, queries
from eventreg.applications.forms import NeedsForm, ReasonForm, ReplacementForm
from eventreg.applications.lists import Format
from eventreg.applications.models import Application, Participant
from eventreg.applications.participants import Wanted
from eventreg.applications.rules import Status
from eventreg.applications.views.own import blueprint
from eventreg.businesses.views.showing import send_stored
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.phone import show_phone
from eventreg.core.web import refusals, requires
from eventreg.events import queries as event_queries
from eventreg.events.models import Event, Material
from eventreg.tickets import service as tickets
from eventreg.tickets.rules import TicketState
from eventreg.tickets.words import STATE_NAMES as TICKET_STATES


@blueprint.get("/me/applications/<code>/participants")
@requires(Permission.OWN_APPLICATION)
def own_participants(code: str) -> ResponseReturnValue:
    """Who comes for the business, with their tickets."""
    application = queries.get_own(code, g.actor)
    return render_template(
        "applications/participants.html",
        application=application,
        event=application.event,
        people=[(person, _token(person)) for person in queries.participants_of(application.id)],
        may_change=participants.may_change(application, clock.now()),
    )


@blueprint.route("/me/applications/<code>/participants/<int:participant_id>", methods=["GET", "POST"])
@requires(Permission.OWN_APPLICATION)
def edit_participant(code: str, participant_id: int) -> ResponseReturnValue:
    """Another telephone, other food or help."""
    application, person = _own(code, participant_id)
    form = NeedsForm(data=_needs(person))
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            participants.change_needs(person.id, form.details(), actor=g.actor, now=clock.now())
            flash(_("Saved."), "ok")
            return redirect(url_for(".own_participants", code=code))
    return _form_page("applications/participant.html", application, person, form)


@blueprint.route("/me/applications/<code>/participants/<int:participant_id>/replacement", methods=["GET", "POST"])
@requires(Permission.OWN_APPLICATION)
def replace_participant(code: str, participant_id: int) -> ResponseReturnValue:
    """Somebody else comes instead: the old ticket ends, a new one is sent."""
    application, person = _own(code, participant_id)
    form = ReplacementForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            details = form.details(form.name.data or "")
            comer = participants.replace(person.id, details, actor=g.actor, now=clock.now())
            flash(_("%(name)s comes now.", name=comer.name), "ok")
            return redirect(url_for(".own_participants", code=code))
    return _form_page("applications/replace.html", application, person, form)


@blueprint.route("/me/applications/<code>/participants/<int:participant_id>/withdrawal", methods=["GET", "POST"])
@requires(Permission.OWN_APPLICATION)
def withdraw_participant(code: str, participant_id: int) -> ResponseReturnValue:
    """One fewer comes, after a question."""
    application, person = _own(code, participant_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            participants.withdraw(person.id, actor=g.actor, now=clock.now())
            flash(_("%(name)s no longer comes.", name=person.name), "ok")
            return redirect(url_for(".own_participants", code=code))
    return _form_page("applications/withdraw_participant.html", application, person, form)


@blueprint.get("/me/applications/<code>/materials")
@requires(Permission.OWN_APPLICATION)
def materials(code: str) -> ResponseReturnValue:
    """What those with a confirmed place get to read, from when the organiser opens it."""
    application, opened = _materials(code)
    return render_template(
        "applications/materials.html", application=application, event=application.event, materials=opened
    )


@blueprint.get("/me/applications/<code>/materials/<int:material_id>")
@requires(Permission.OWN_APPLICATION)
def material(code: str, material_id: int) -> ResponseReturnValue:
    """The file of a material that is open."""
    found = next((one for one in _materials(code)[1] if one.id == material_id), None)
    if found is None or found.file is None:
        raise NotFound()
    return send_stored(found.file)


@blueprint.get("/staff/events/<slug>/participants")
@requires(Permission.APPLICATION_READ)
def staff_participants(slug: str) -> ResponseReturnValue:
    """Everybody who comes to an event, and what is to be prepared for them."""
    event = _event(slug, Permission.APPLICATION_READ)
    wanted = _wanted()
    return render_template(
        "applications/staff_participants.html",
        event=event,
        wanted=wanted,
        page=participants.page_of_event(event.id, wanted, request.args.get("page", 1, type=int)),
        needs=participants.count_needs(event.id),
        ticket_names=TICKET_STATES,
        may_replace=g.actor.may(Permission.EVENT_MANAGE, event.id) and clock.now() < event.ends_at,
    )


@blueprint.post("/staff/events/<slug>/participants/exports")
@requires(Permission.APPLICATION_READ)
def export_participants(slug: str) -> ResponseReturnValue:
    """The list as a file; who took it along is recorded first."""
    event, now = _event(slug, Permission.APPLICATION_READ), clock.now()
    chosen = Format.CSV if request.form.get("format") == Format.CSV else Format.XLSX
    file = tempfile.TemporaryFile()  # noqa: SIM115  # send_file closes it
    with unit_of_work():
        rows = lists.write(file, participants.each_of_event(event.id, Wanted()), chosen)
        participants.record_export(event, chosen=chosen, rows=rows, actor=g.actor, now=now)
    file.seek(0)
    name = _("participants")
    return send_file(
        file, mimetype=lists.MEDIA_TYPES[chosen], as_attachment=True, download_name=f"{name}-{slug}.{chosen}"
    )


@blueprint.route("/staff/events/<slug>/participants/<int:participant_id>/replacement", methods=["GET", "POST"])
@requires(Permission.EVENT_MANAGE)
def staff_replace_participant(slug: str, participant_id: int) -> ResponseReturnValue:
    """The organiser names somebody else, and says why."""
    event = _event(slug, Permission.EVENT_MANAGE)
    person = participants.get_at(event.id, participant_id)
    form = ReplacementForm()
    form.require_reason()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            details, reason = form.details(form.name.data or ""), form.reason.data or ""
            comer = participants.replace(person.id, details, actor=g.actor, now=clock.now(), reason=reason)
            flash(_("%(name)s comes now.", name=comer.name), "ok")
            return redirect(url_for(".staff_participants", slug=slug))
    return _form_page("applications/staff_replace.html", person.application, person, form)


def _materials(code: str) -> tuple[Application, list[Material]]:
    """The actor's application with what its participants may read; for a confirmed place alone."""
    application = queries.get_own(code, g.actor)
    if application.status is not Status.CONFIRMED:
        raise NotFound()
    return application, event_queries.materials_open(application.event, clock.now())


def _own(code: str, participant_id: int) -> tuple[Application, Participant]:
    application = queries.get_own(code, g.actor)
    return application, participants.get(code, participant_id)


def _event(slug: str, permission: Permission) -> Event:
    event = event_queries.get_for_staff(slug, g.actor, permission)
    g.staff_event = event
    return event


def _wanted() -> Wanted:
    return Wanted(text=request.args.get("q", "").strip()[:100], needs=request.args.get("needs") == "1")


def _needs(person: Participant) -> dict[str, str]:
    phone = show_phone(person.phone) if person.phone else ""
    return {"phone": phone, "dietary": person.dietary, "access_needs": person.access_needs}


def _token(person: Participant) -> str:
    """The address of a ticket that admits; empty where there is none."""
    ticket = person.ticket
    return tickets.token_of(ticket).lower() if ticket and ticket.state is TicketState.VALID else ""


def _form_page(
    template: str, application: Application, person: Participant, form: NeedsForm | ReasonForm
) -> ResponseReturnValue:
    page = render_template(
        template,
        application=application,
        event=application.event,
        person=person,
        form=form,
        may_change=participants.may_change(application, clock.now()),
    )
    return page, 422 if request.method == "POST" else 200
