"""The committee's pages: the table, one application, the verdict, and calling an event off."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.applications import history, messages, objections, queries, rules, service, slots, telling
from eventreg.applications.forms import ReasonForm, VerdictForm
from eventreg.applications.queries import Filters
from eventreg.applications.reading import answered
from eventreg.applications.rules import Status
from eventreg.applications.views.own import blueprint, steps_of
from eventreg.applications.views.postponing import tell_of_untold, told
from eventreg.applications.words import STATUS_NAMES, VERDICT_NAMES
from eventreg.businesses import queries as business_queries
from eventreg.businesses.slots import PastApplication
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _, current_language, ngettext
from eventreg.core.permissions import Permission
from eventreg.core.web import refusals, requires
from eventreg.events import queries as event_queries
from eventreg.events import service as events
from eventreg.events import slots as event_slots
from eventreg.events.models import Event
from eventreg.events.words import KINDS
from eventreg.tickets import service as tickets
from eventreg.tickets.words import STATE_NAMES as TICKET_STATES

TABS = (Status.SUBMITTED, Status.CONFIRMED)  # shown even when nobody is there
BULK = (Status.ACCEPTED, Status.WAITLISTED, Status.NEEDS_REVISION, Status.REJECTED)


@blueprint.get("/staff/events/<slug>/applications/")
@requires(Permission.APPLICATION_READ)
def staff_list(slug: str) -> ResponseReturnValue:
    """All applications of an event, searched, filtered and counted."""
    event, now = _event(slug, Permission.APPLICATION_READ), clock.now()
    filters = Filters(
        text=request.args.get("q", "").strip()[:100],
        status=_status(request.args.get("status")),
        category=request.args.get("category", ""),
        sort=request.args.get("sort", "sent"),
        business_ids=history.warned(event, now=now) if request.args.get("missed") == "1" else None,
    )
    later = slots.decided_later(event.id, now)
    possible = rules.verdicts_at(service.stage_of(event, now))
    page = queries.page_for_committee(event.id, filters, request.args.get("page", 1, type=int))
    return render_template(
        "applications/staff_list.html",
        event=event,
        page=page,
        filters=filters,
        tabs=_tabs(event, filters, queries.count_by_status(event.id, filters)),
        address=lambda **changes: _address(event, filters, **changes),
        categories=business_queries.category_choices(current_language()),
        places_left=queries.places_left(event),
        records=history.records([row.business_id for row in page.rows], event, now=now),
        rule=_rule_words(event),
        status_names=STATUS_NAMES,
        verdicts=[(verdict, VERDICT_NAMES[verdict]) for verdict in _open_now(BULK, later) if verdict in possible],
        may_decide=g.actor.may(Permission.APPLICATION_DECIDE, event.id),
        later=later,
    )


@blueprint.get("/staff/applications/<code>")
@requires(Permission.APPLICATION_READ)
def staff_show(code: str) -> ResponseReturnValue:
    """One application with everything that the verdict rests on."""
    application = queries.get_for_committee(code, g.actor)
    event = g.staff_event = application.event
    now = clock.now()
    verdicts = rules.verdicts_from(application.status, service.stage_of(event, now))
    later = slots.decided_later(event.id, now)
    return render_template(
        "applications/staff_show.html",
        application=application,
        event=event,
        business=application.business,
        answered=answered(application),
        status_name=STATUS_NAMES[application.status],
        steps=steps_of(application),
        places_left=queries.places_left(event),
        verdicts=[(verdict, VERDICT_NAMES[verdict]) for verdict in _open_now(verdicts, later)],
        may_decide=g.actor.may(Permission.APPLICATION_DECIDE, event.id),
        later=later if set(verdicts) - set(_open_now(verdicts, later)) else None,
        panel=slots.review_panel(application, g.actor, now),
        wished=slots.booth_wishes_for_staff(application, g.actor),
        is_own=application.id in queries.barred_among([application], g.actor),
        reader=queries.reader_of(application),
        record=history.records([application.business_id], event, now=now)[application.business_id],
        rule=_rule_words(event),
        kind_names=KINDS,
        objection=objections.find(application),
        ticket_names=TICKET_STATES,
        tickets=[(ticket, tickets.token_of(ticket).lower()) for ticket in application.tickets],
        previous=queries.neighbour(application, later=False),
        following=queries.neighbour(application, later=True),
    )


@blueprint.get("/staff/events/<slug>/decisions/new")
@requires(Permission.APPLICATION_DECIDE)
def new_decision(slug: str) -> ResponseReturnValue:
    """Before a verdict: whom it is about, the reason, and what will be sent."""
    event = _event(slug, Permission.APPLICATION_DECIDE)
    form = VerdictForm(data={"verdict": request.args.get("verdict")})
    if not request.args.getlist("code"):
        flash(_("Choose at least one application first."), "warn")
        return redirect(url_for(".staff_list", slug=slug))
    return _decision_page(event, form)


@blueprint.post("/staff/events/<slug>/decisions")
@requires(Permission.APPLICATION_DECIDE)
def decide(slug: str) -> ResponseReturnValue:
    """Record the verdict on all chosen applications, or on none."""
    event = _event(slug, Permission.APPLICATION_DECIDE)
    form = VerdictForm()
    if form.validate_on_submit() and form.chosen:
        chosen = sorted(application.id for application in queries.of_event(event.id, request.form.getlist("code")))
        with refusals(form), unit_of_work():
            decided = service.decide(
                event.id, chosen, form.chosen, actor=g.actor, reason=form.reason.data or "", now=clock.now()
            )
            count = len(decided)
            flash(
                ngettext(
                    "%(num)s decision recorded; the e-mail is on its way.",
                    "%(num)s decisions recorded; the e-mails are on their way.",
                    count,
                ),
                "ok",
            )
            return redirect(_after_decision(event, [application.code for application in decided]))
    return _decision_page(event, form), 422


@blueprint.route("/staff/events/<slug>/cancellation", methods=["GET", "POST"])
@requires(Permission.EVENT_MANAGE)
def cancel_event(slug: str) -> ResponseReturnValue:
    """Call an event off: everybody who applied is told, tickets stop working."""
    event = _event(slug, Permission.EVENT_MANAGE)
    form = ReasonForm()
    form.require_reason(_("Write the reason: everybody who applied will read it."))
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            reason, now = form.reason.data or "", clock.now()
            event, drafts = events.cancel(event.id, actor=g.actor, reason=reason, now=now), telling.drafts_of(event.id)
            count = service.cancel_all(event.id, actor=g.actor, reason=reason, now=now)
            telling.tell_drafts_cancelled(event, drafts, reason=reason, now=now)
            count += event_slots.tell_visitors(event.id, event.state, reason=reason, actor=g.actor, now=now)
            flash(
                ngettext(
                    "The event is cancelled. %(num)s message is on its way.",
                    "The event is cancelled. %(num)s messages are on their way.",
                    count,
                ),
                "ok",
            )
            tell_of_untold(event)
            return redirect(url_for("events.staff_show", slug=slug))
    page = render_template("applications/cancel_event.html", event=event, form=form, **told(event))
    return page, 422 if request.method == "POST" else 200


def _open_now(verdicts: Iterable[Status], later: slots.DecidedLater | None) -> list[Status]:
    """Those of the verdicts that don't wait for the committee's phase."""
    return [verdict for verdict in verdicts if later is None or verdict not in slots.IN_A_PHASE]


def _decision_page(event: Event, form: VerdictForm) -> str:
    chosen = queries.of_event(event.id, request.values.getlist("code"))
    if form.chosen is None or not chosen:
        abort(404)
    outcome = form.chosen
    if outcome is Status.ACCEPTED:
        outcome = rules.after_acceptance(asks_to_confirm=event.confirm_days is not None)
    preview = messages.preview(chosen[0], outcome, _reason_to_show(form), clock.now())
    return render_template(
        "applications/decide.html",
        event=event,
        form=form,
        chosen=chosen,
        verdict=form.chosen,
        verdict_name=VERDICT_NAMES[form.chosen],
        status_names=STATUS_NAMES,
        preview=preview,
        needs_reason=form.chosen in rules.NEEDS_A_REASON,
        places_left=queries.places_left(event),
        holds_place=form.chosen in rules.HOLDS_A_PLACE,
    )


def _reason_to_show(form: VerdictForm) -> str:
    """The reason for the preview; where one must still be written, a place for it."""
    placeholder = _("(your reason)") if form.chosen in rules.NEEDS_A_REASON else ""
    return form.reason.data or placeholder


def _event(slug: str, permission: Permission) -> Event:
    event = event_queries.get_for_staff(slug, g.actor, permission)
    g.staff_event = event
    return event


def _rule_words(event: Event) -> list[str]:
    """What the organiser set about no-shows and rotation, in words."""
    words = []
    if event.no_show_limit is not None:
        words.append(
            ngettext(
                "Marked from %(num)s missed event within %(months)s months.",
                "Marked from %(num)s missed events within %(months)s months.",
                event.no_show_limit,
                months=event.no_show_months,
            )
        )
    if event.rotation_years is not None:
        words.append(
            ngettext(
                "Whoever took part within %(num)s year lets others go first.",
                "Whoever took part within %(num)s years lets others go first.",
                event.rotation_years,
            )
        )
    return words


def _status(text: str | None) -> Status | None:
    return next((status for status in Status if status == text), None)


def _address(event: Event, filters: Filters, **changes: Any) -> str:
    values: dict[str, Any] = {
        "q": filters.text or None,
        "status": filters.status,
        "category": filters.category or None,
        "sort": filters.sort if filters.sort != "sent" else None,
        "missed": None if filters.business_ids is None else 1,
    }
    return url_for(".staff_list", slug=event.slug, **(values | changes))


def _tabs(event: Event, filters: Filters, counts: Mapping[Status, int]) -> list[dict[str, Any]]:
    everything = {
        "label": _("All"),
        "url": _address(event, filters, status=None),
        "current": filters.status is None,
        "count": sum(counts.values()),
    }
    shown = [status for status in Status if status in TABS or counts.get(status)]
    return [everything] + [
        {
            "label": STATUS_NAMES[status],
            "url": _address(event, filters, status=status),
            "current": filters.status is status,
            "count": counts.get(status, 0),
        }
        for status in shown
        if status is not Status.DRAFT
    ]


def history_of(business_id: int) -> list[PastApplication]:
    """What a business applied for, for its page: of events where the actor may read applications."""
    return [
        PastApplication(
            event=application.event.title,
            url=url_for("applications.staff_show", code=application.code),
            look=application.status,
            state=str(STATUS_NAMES[application.status]),
            at=application.submitted_at,
            zone=application.event.zone,
        )
        for application in queries.of_business(business_id)
        if g.actor.may(Permission.APPLICATION_READ, application.event_id)
    ]


def _after_decision(event: Event, codes: list[str]) -> str:
    """Back to where the verdict came from: one application, or the table."""
    if len(codes) == 1:
        return url_for(".staff_show", code=codes[0])
    return url_for(".staff_list", slug=event.slug)
