"""The applicant's own pages: what was sent, where it stands, confirming, stepping back."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.applications import draws, line, objections, participants, queries, rules, service, slots, waiting
from eventreg.applications.forms import ReasonForm
from eventreg.applications.models import Application, ApplicationMove
from eventreg.applications.reading import answered
from eventreg.applications.rules import Status
from eventreg.applications.words import HEADLINES, STATUS_NAMES, STEP_ICONS, STEP_NAMES, WHY_NOT_YOU
from eventreg.businesses import queries as business_queries
from eventreg.consents import queries as consents
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _, format_datetime
from eventreg.core.permissions import Actor, Permission
from eventreg.core.web import refusals, requires
from eventreg.council.queries import organisation
from eventreg.events import queries as event_queries
from eventreg.events.models import Event
from eventreg.events.rules import Admission
from eventreg.events.slots import OwnApplication
from eventreg.tickets import papers
from eventreg.tickets import service as tickets
from eventreg.tickets.rules import TicketState

blueprint = Blueprint("applications", "eventreg.applications")


@blueprint.get("/me/")
@requires(Permission.OWN_APPLICATION)
def mine() -> ResponseReturnValue:
    """The person's businesses and applications."""
    return render_template(
        "applications/mine.html",
        businesses=business_queries.own_businesses(g.actor.person_id),
        others=business_queries.others_at(g.actor.person_id),
        applications=queries.own_applications(g.actor),
        status_names=STATUS_NAMES,
        headlines=HEADLINES,
        has_new_consents=consents.has_news(g.actor.person_id),
    )


@blueprint.get("/me/applications/<code>")
@requires(Permission.OWN_APPLICATION)
def show(code: str) -> ResponseReturnValue:
    """Where the application stands, why, and what comes next."""
    return _show(queries.get_own(code, g.actor))


@blueprint.post("/me/applications/<code>/confirmation")
@requires(Permission.OWN_APPLICATION)
def confirm(code: str) -> ResponseReturnValue:
    """Take the offered place."""
    application = queries.get_own(code, g.actor)
    with refusals(), unit_of_work():
        service.confirm(application.id, actor=g.actor, now=clock.now())
        by_mail = _("Confirmed. Your ticket is on its way by e-mail.")
        flash(by_mail if _reads_mail(application) else _("Confirmed. Open your ticket here."), "ok")
    return redirect(url_for(".show", code=code))


@blueprint.route("/me/applications/<code>/refusal", methods=["GET", "POST"])
@requires(Permission.OWN_APPLICATION)
def decline(code: str) -> ResponseReturnValue:
    """Give the offered place to somebody else, after a question."""
    return _step_back(code, Status.DECLINED)


@blueprint.route("/me/applications/<code>/withdrawal", methods=["GET", "POST"])
@requires(Permission.OWN_APPLICATION)
def withdraw(code: str) -> ResponseReturnValue:
    """Step back, after a question."""
    return _step_back(code, Status.WITHDRAWN)


def own_application(actor: Actor, event_id: int) -> OwnApplication | None:
    """For the event's page: the reader's application, if there is one."""
    application = queries.find_of_business(event_id, actor.business_ids) if actor.business_ids else None
    if application is None:
        return None
    others = actor.business_ids - queries.businesses_that_applied(event_id)
    url = url_for("applications.show", code=application.code)
    return OwnApplication(url, str(STATUS_NAMES[application.status]), has_other_business=bool(others))


def _step_back(code: str, target: Status) -> ResponseReturnValue:
    application = queries.get_own(code, g.actor)
    form = ReasonForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            if target is Status.DECLINED:
                service.decline(application.id, actor=g.actor, now=clock.now())
                flash(_("Thank you for telling us. The place goes to somebody else."), "ok")
            else:
                reason = form.reason.data or ""
                service.withdraw(application.id, actor=g.actor, reason=reason, now=clock.now())
                flash(_("You have withdrawn. Thank you for telling us."), "ok")
            return redirect(url_for(".show", code=code))
    status = 422 if request.method == "POST" else 200
    declines = target is Status.DECLINED
    return render_template("applications/step_back.html", application=application, form=form, declines=declines), status


def _show(application: Application) -> ResponseReturnValue:
    now = clock.now()
    valid = [ticket for ticket in application.tickets if ticket.state is TicketState.VALID]
    reader = queries.reader_of(application)
    reason = _last(application).reason if application.moves else ""
    return render_template(
        "applications/show.html",
        application=application,
        event=application.event,
        days=papers.days_of(application.event, application.session_ids),
        contact=application.event.contact_phone or organisation().whatsapp,
        business=application.business,
        answered=answered(application),
        headline=HEADLINES[application.status],
        status_name=STATUS_NAMES[application.status],
        reason=reason,
        steps=_but_what_is_said_above(steps_of(application), reason) + _steps_to_come(application),
        tickets=[(ticket, tickets.token_of(ticket).lower()) for ticket in valid],
        by_mail=_reads_mail(application),
        sent_to=reader.email if reader and any(ticket.person_id == reader.id for ticket in valid) else None,
        waits=_waiting(application) if application.status is Status.WAITLISTED else None,
        **_after_sending(application, now),
        can_withdraw=(application.status, Status.WITHDRAWN) in rules.MOVES,
    )


def _after_sending(application: Application, now: datetime) -> dict[str, Any]:
    """What the applicant can still do, and where the open draw has them."""
    event = application.event
    drawn = draws.place_of(application)
    confirmed = application.status is Status.CONFIRMED
    return {
        "drawn": drawn,
        "may_change_people": participants.may_change(application, now),
        "changes_until": event.changes_until if _may_change_answers(application, now) else None,
        "materials": len(event_queries.materials_open(event, now)) if confirmed else 0,
        "reviewed": slots.review_told(application),
        "catalogue_entry": slots.catalogue_entry(application),
        "at_the_fair": slots.at_the_fair(application, now),
        "letters": slots.papers_of(application, now),
        "presence": slots.presence_of(application, now) if confirmed else (),
        "wished": slots.booth_wishes(application, now),
        "booth": slots.booth_told(application),
        "objection": objections.find(application),
        "objection_until": objections.until(application) if objections.may_object(application, now) else None,
    }


def _waiting(application: Application) -> dict[str, Any]:
    """The honest position: which number, until when places are offered, and why others got one before."""
    event, zone = application.event, application.event.zone
    passed = line.passed_over([application.id])[application.id]
    return {
        "place": queries.waiting_place(application),
        "until": waiting.ends_offers_at(event),
        "is_paused": event.waitlist_paused_at is not None,
        "skipped": application.skip_reason if application.skipped_at else "",
        "passed": [
            (format_datetime(row.at, zone), row.reason if row.by_id else WHY_NOT_YOU.get(row.reason, row.reason))
            for row in passed
        ],
    }


def _may_change_answers(application: Application, now: datetime) -> bool:
    try:
        rules.check_changeable(application.status, until=application.event.changes_until, now=now)
    except rules.ChangesClosed:
        return False
    return True


def _but_what_is_said_above(steps: list[dict[str, Any]], reason: str) -> list[dict[str, Any]]:
    """The last reason stands above, as what the committee says."""
    return [step | {"text": ""} if step["text"] == reason else step for step in steps]


def steps_of(application: Application) -> list[dict[str, Any]]:
    """The moves of an application as a timeline."""
    zone, told = application.event.zone, ""
    steps = []
    for move in application.moves:
        steps.append(
            {
                "title": STEP_NAMES[move.status],
                "when": format_datetime(move.at, zone),
                "text": move.reason if move.reason != told else "",  # acceptance and ticket come with one reason
                "at": "done",
                "icon": STEP_ICONS.get(move.status, "check"),
            }
        )
        told = move.reason
    return steps


def _steps_to_come(application: Application) -> list[dict[str, Any]]:
    """What the applicant or the committee does now, and what follows."""
    event, status = application.event, application.status
    until = (
        _("until %(date)s", date=format_datetime(application.deadline_at, event.zone))
        if application.deadline_at
        else ""
    )
    days = "; ".join(papers.days_of(event, application.session_ids))
    send = {"title": _("Send your application"), "when": _until(event), "at": "now", "icon": "edit"}
    mend = {"title": _("Correct and send again"), "when": until, "at": "now", "icon": "edit"}
    told = _("You get an e-mail") if _reads_mail(application) else _("The committee tells you by WhatsApp")
    decides = _("The draw decides") if event.admission is Admission.DRAW else _("The committee decides")
    review = {"title": decides, "when": told, "at": "now", "icon": "clock"}
    wait = {"title": _("A place becomes free"), "when": told, "at": "now", "icon": "clock"}
    answer = {"title": _("Confirm your place"), "when": until, "at": "now", "icon": "clock"}
    come = {"title": _("Show your ticket at the door"), "when": days, "at": "now", "icon": "door"}
    result = {"title": _("Result and ticket"), "at": "next", "icon": "ticket"}
    to_come: dict[Status, list[dict[str, Any]]] = {
        Status.DRAFT: [send, {**review, "at": "next"}],
        Status.SUBMITTED: [review, result],
        Status.NEEDS_REVISION: [mend, {**review, "at": "next"}],
        Status.WAITLISTED: [wait],
        Status.OFFERED: [answer, result],
        Status.CONFIRMED: [come],
    }
    return to_come.get(status, [])


def _reads_mail(application: Application) -> bool:
    """Whether messages about it go to an address; otherwise the committee tells them by hand."""
    reader = queries.reader_of(application)
    return reader is not None and reader.email is not None


def _until(event: Event) -> str:
    return _("until %(date)s", date=format_datetime(event.closes_at, event.zone))


def _last(application: Application) -> ApplicationMove:
    return application.moves[-1]
