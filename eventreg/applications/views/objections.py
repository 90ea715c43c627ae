"""Objections: the applicant's page, and the committee's answers."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.applications import objections, queries, slots
from eventreg.applications.forms import AnswerForm, ObjectionForm
from eventreg.applications.rules import Status
from eventreg.applications.views.own import blueprint
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import refusals, requires
from eventreg.events import queries as event_queries
from eventreg.events.models import Event


@blueprint.route("/me/applications/<code>/objection", methods=["GET", "POST"])
@requires(Permission.OWN_APPLICATION)
def object_to(code: str) -> ResponseReturnValue:
    """Say once what is wrong with a rejection, and look at it before it goes."""
    application, now = queries.get_own(code, g.actor), clock.now()
    if objections.until(application) is None:
        raise NotFound()
    form = ObjectionForm()
    is_right = form.validate_on_submit() and "change" not in request.form
    if is_right and "sure" in request.form:
        with refusals(form), unit_of_work():
            objections.make(application.id, form.text.data or "", actor=g.actor, now=now)
            flash(_("Your objection was sent. The committee answers it in words."), "ok")
            return redirect(url_for(".show", code=code))
    page = render_template(
        "applications/objection.html",
        application=application,
        event=application.event,
        form=form,
        reason=application.moves[-1].reason,
        until=objections.until(application),
        is_open=objections.may_object(application, now),
        is_last_look=is_right and not form.form_errors,
    )
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.get("/staff/events/<slug>/objections/")
@requires(Permission.APPLICATION_READ)
def staff_objections(slug: str) -> ResponseReturnValue:
    """All objections to decisions on an event, the open ones first."""
    event = _event(slug, Permission.APPLICATION_READ)
    found = objections.of_event(event.id)
    return render_template(
        "applications/staff_objections.html",
        event=event,
        objections=found,
        may_decide=g.actor.may(Permission.APPLICATION_DECIDE, event.id),
        own=queries.barred_among([objection.application for objection in found], g.actor),
    )


@blueprint.route("/staff/events/<slug>/objections/<int:objection_id>/answer", methods=["GET", "POST"])
@requires(Permission.APPLICATION_DECIDE)
def answer_objection(slug: str, objection_id: int) -> ResponseReturnValue:
    """Uphold it or don't, in words that the applicant reads."""
    event = _event(slug, Permission.APPLICATION_DECIDE)
    objection = objections.get_at(event.id, objection_id)
    form = AnswerForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            upheld, words = form.upheld.data == "yes", form.words.data or ""
            objections.answer(objection.id, upheld=upheld, words=words, actor=g.actor, now=clock.now())
            flash(_("Answered. The applicant is told."), "ok")
            return redirect(url_for(".staff_objections", slug=slug))
    rejections = [move for move in objection.application.moves if move.status is Status.REJECTED]
    page = render_template(
        "applications/answer_objection.html",
        event=event,
        objection=objection,
        application=objection.application,
        form=form,
        reason=rejections[-1].reason if rejections else "",
        opinions=slots.objection_opinions(objection, g.actor),
        is_own=objection.application_id in queries.barred_among([objection.application], g.actor),
    )
    return page, 422 if request.method == "POST" else 200


def _event(slug: str, permission: Permission) -> Event:
    event = event_queries.get_for_staff(slug, g.actor, permission)
    g.staff_event = event
    return event
