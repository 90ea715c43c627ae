"""The organiser's pages of who reviews what: handing out, by hand, conflicts of interest."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.applications.models import Application
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _, ngettext
from eventreg.core.permissions import Permission
from eventreg.core.web import refusals, requires
from eventreg.curation import assigning, desk, meetings, naming, panel, queries, recusing, rules, staff
from eventreg.curation.asking import ConflictForm, HandOutForm, ReviewerForm
from eventreg.curation.assigning import HandingOut
from eventreg.curation.views.base import blueprint
from eventreg.curation.words import CONFLICTS
from eventreg.events import queries as event_queries
from eventreg.events.models import Event

FOLDER = "/staff/events/<slug>/reviewers/"


@blueprint.get(FOLDER)
@requires(Permission.CURATION_MANAGE)
def reviewers(slug: str) -> ResponseReturnValue:
    """Who has how many, what handing out would do, and who stays away from what."""
    event, now = _event(slug), clock.now()
    evens = request.args.get("evens") == "1"
    planned = assigning.plan(event.id, now=now, evens=evens)
    away = staff.away(event.id, g.actor)
    return render_template(
        "curation/reviewers.html",
        event=event,
        form=HandOutForm(data={"evens": evens}),
        rows=staff.reviewers(event.id, now),
        planned=planned,
        tells=_plans(planned),
        short=[_named(one) for one in staff.applications(list(planned.short)) if one.id not in away],
        recusals=(recusals := staff.recusals(event, g.actor)),
        noted_by=staff.noted_by(recusals),
        titled=_title,
        conflicts=CONFLICTS,
        curation=queries.find(event.id),
    )


@blueprint.post(FOLDER)
@requires(Permission.CURATION_MANAGE)
def hand_out(slug: str) -> ResponseReturnValue:
    """Give each application enough reviewers."""
    event, form = _event(slug), HandOutForm()
    if not form.validate_on_submit():
        abort(400)
    with refusals(), unit_of_work():
        done = assigning.hand_out(event.id, actor=g.actor, now=clock.now(), evens=bool(form.evens.data))
        flash(" ".join(_told(done)), "warn" if done.short else "ok")
    return redirect(url_for(".reviewers", slug=slug))


@blueprint.get(FOLDER + "applications/")
@requires(Permission.CURATION_MANAGE)
def assignments(slug: str) -> ResponseReturnValue:
    """Each application with those who review it."""
    event = _event(slug)
    page = staff.page(event.id, request.args.get("page", 1, type=int), g.actor)
    return render_template(
        "curation/assignments.html",
        event=event,
        page=page,
        holders=staff.holders(event.id, [one.id for one in page.rows]),
        titled=_title,
        away=len(staff.away(event.id, g.actor)),
        curation=queries.find(event.id),
    )


@blueprint.route(FOLDER + "applications/<code>", methods=["GET", "POST"])
@requires(Permission.CURATION_MANAGE)
def assignment(slug: str, code: str) -> ResponseReturnValue:
    """Who reviews one application, changed by hand."""
    event = _event(slug)
    application = staff.get(event.id, code, g.actor)
    form, conflict = _reviewer_form(application), ConflictForm(prefix="conflict-")
    if request.method == "POST" and form.validate():
        with refusals(form), unit_of_work():
            flash(_change(application, form, conflict), "ok")
            return redirect(url_for(".assignment", slug=slug, code=code))
    page = render_template(
        "curation/assignment.html",
        event=event,
        application=application,
        title=_title(application),
        form=form,
        conflict=conflict,
        holders=staff.holders(event.id, [application.id])[application.id],
        council=[(person.id, person.name) for person in meetings.council_people(event.id)],
        barred=_barred(application),
        conflicts=CONFLICTS,
    )
    return page, 422 if request.method == "POST" else 200


@blueprint.post(FOLDER + "conflicts/<int:recusal_id>/end")
@requires(Permission.CURATION_MANAGE)
def end_conflict(slug: str, recusal_id: int) -> ResponseReturnValue:
    """It was a mistake: what they wrote counts again."""
    recusal = staff.get_recusal(_event(slug), recusal_id, g.actor)
    with refusals(), unit_of_work():
        recusing.take_back_recusal(recusal.id, actor=g.actor, now=clock.now())
        flash(_("The conflict of interest is taken back."), "ok")
    return redirect(url_for(".reviewers", slug=slug, _anchor="conflicts"))


def _event(slug: str) -> Event:
    event = event_queries.get_for_staff(slug, g.actor, Permission.CURATION_MANAGE)
    if queries.find(event.id) is None:
        abort(404)
    g.staff_event = event
    return event


def _change(application: Application, form: ReviewerForm, conflict: ConflictForm) -> str:
    """Do what the pressed button says; the words for it."""
    given: dict[str, Any] = {"actor": g.actor, "now": clock.now()}
    act, instead = request.form.get("act"), form.instead.data
    person_id = form.person.data if "person" in form else 0
    if act == "take_away" and instead:
        assigning.take_away(application.id, instead, **given)
        return _("No longer given to this reviewer.")
    if act == "conflict" and conflict.kind.data in set(rules.Conflict):
        kind = rules.Conflict(conflict.kind.data)
        recusing.recuse(application.id, person_id, kind, conflict.note.data or "", **given)
        return _("Conflict of interest noted; somebody else reviews it.")
    if act == "hand_over" and instead:
        assigning.hand_over(application.id, instead, person_id, **given)
        return _("Handed over.")
    if act != "give":
        abort(400)
    assigning.give(application.id, person_id, **given)
    return _("Given to one more reviewer.")


def _reviewer_form(application: Application) -> ReviewerForm:
    """Whoever may review; those who stay away or have it are refused with a reason.

    A conflict of interest may be anybody's who reviews, decides or organises.
    """
    form, is_conflict = ReviewerForm(), request.form.get("act") == "conflict"
    people = assigning.current_reviewers(application.event_id, clock.now())
    people = meetings.council_people(application.event_id) if is_conflict else people
    form.person.choices = [(person.id, person.name) for person in people]
    if request.form.get("act") == "take_away":
        del form.person
    return form


def _barred(application: Application) -> list[tuple[str, str]]:
    """Names of the council's people who stay away from it, and why."""
    people = {person.id: person.name for person in meetings.council_people(application.event_id)}
    bars = panel.bars(application.event_id, person_ids=people.keys(), application_ids=[application.id])
    return [(people[person], str(CONFLICTS[why])) for (_, person), why in bars.items()]


def _named(application: Application) -> tuple[str, str]:
    return application.code, _title(application)


def _title(application: Application) -> str:
    """What it is called where names are hidden from this reader, and where not."""
    hides = desk.hides_names(g.actor, application.event_id)
    return naming.title_of(application, hides=True) if hides else application.business.name


def _plans(planned: HandingOut) -> list[str]:
    """What would happen, in words; empty where nothing would."""
    given, ended = len(planned.given), len(planned.ended)
    words = []
    if given:
        words.append(ngettext("%(num)s review will be given out.", "%(num)s reviews will be given out.", given))
    if ended:
        words.append(ngettext("%(num)s will move to another.", "%(num)s will move to others.", ended))
    return words


def _tells(done: HandingOut) -> list[str]:
    """What happened; empty where nothing did."""
    given, ended = len(done.given), len(done.ended)
    words = []
    if given:
        words.append(ngettext("%(num)s review is given out.", "%(num)s reviews are given out.", given))
    if ended:
        words.append(
            ngettext("%(num)s is taken from whoever had it.", "%(num)s are taken from whoever had them.", ended)
        )
    return words


def _told(done: HandingOut) -> list[str]:
    """What happened."""
    words = _tells(done) or [_("Everything was handed out already.")]
    if done.short:
        words.append(
            ngettext(
                "%(num)s application has too few reviewers: nobody is left who doesn't stay away from it.",
                "%(num)s applications have too few reviewers: nobody is left who doesn't stay away from them.",
                len(done.short),
            )
        )
    return words
