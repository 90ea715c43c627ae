"""The organiser sets the review up: by which criteria, in which phases, and what else is to be settled."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import refusals, requires
from eventreg.curation import panel, queries, rules, service
from eventreg.curation.forms import BeginForm, PhasesForm, ReviewSettingsForm, RubricForm, TemplateForm
from eventreg.curation.forms.setting_up import AVERAGES, OTHERS
from eventreg.curation.models import Curation
from eventreg.curation.views.base import blueprint
from eventreg.events import queries as events
from eventreg.events.forms.sessions import id_of
from eventreg.events.models import Event

P = Permission


@blueprint.route("/staff/events/<slug>/curation/", methods=["GET", "POST"])
@requires(P.CURATION_MANAGE)
def setup(slug: str) -> ResponseReturnValue:
    """How an event is reviewed, at a glance; without a review, how to begin one."""
    event, curation = _event(slug)
    if curation is None:
        return _begin(event)
    now = clock.now()
    return render_template(
        "curation/setup.html",
        event=event,
        curation=curation,
        phases=service.phases_of(curation),
        running=rules.running(queries.phases_of(event.id), now),
        people=panel.reviewers(event.id),
        total=sum(one.weight for one in curation.rubric.criteria if one.counts),
        is_in_use=queries.is_in_use(curation.rubric_id),
        averages=AVERAGES,
        others=OTHERS,
    )


@blueprint.route("/staff/events/<slug>/curation/rubric", methods=["GET", "POST"])
@requires(P.CURATION_MANAGE)
def rubric(slug: str) -> ResponseReturnValue:
    """The criteria."""
    event, curation = _there(slug)
    form = RubricForm.of(service.criteria_of(curation.rubric))
    if not rearranged(form) and form.validate_on_submit():
        with refusals(form), unit_of_work():
            service.save_rubric(event.id, form.details(), actor=g.actor, now=clock.now())
            flash(_("The rubric is saved."), "ok")
            return redirect(url_for(".setup", slug=slug))
    page = render_template(
        "curation/rubric.html",
        event=event,
        form=form,
        is_in_use=queries.is_in_use(curation.rubric_id),
        templates=queries.templates(),
    )
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.post("/staff/events/<slug>/curation/rubric/start")
@requires(P.CURATION_MANAGE)
def begin_with(slug: str) -> ResponseReturnValue:
    """Take a template's criteria instead."""
    event, _curation = _there(slug)
    with refusals(), unit_of_work():
        service.begin_with(event.id, id_of(request.form.get("template", "")) or 0, actor=g.actor, now=clock.now())
        flash(_("The criteria are those of the template now."), "ok")
    return redirect(url_for(".rubric", slug=slug))


@blueprint.route("/staff/events/<slug>/curation/phases", methods=["GET", "POST"])
@requires(P.CURATION_MANAGE)
def phases(slug: str) -> ResponseReturnValue:
    """Who may do what, from when to when."""
    event, curation = _there(slug)
    form = PhasesForm.of(service.phases_of(curation), event.zone)
    if "add_rows" in request.form:
        form.open_row()
    elif form.validate_on_submit():
        with refusals(form), unit_of_work():
            service.save_phases(event.id, form.details(), actor=g.actor, now=clock.now())
            flash(_("The phases are saved."), "ok")
            return redirect(url_for(".setup", slug=slug))
    page = render_template("curation/phases.html", event=event, form=form)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.route("/staff/events/<slug>/curation/settings", methods=["GET", "POST"])
@requires(P.CURATION_MANAGE)
def settings(slug: str) -> ResponseReturnValue:
    """What else is to be settled."""
    event, curation = _there(slug)
    form = ReviewSettingsForm(data={name: getattr(curation, name) for name in service.SETTINGS})
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            given: dict[str, Any] = {name: form[name].data for name in service.SETTINGS}
            service.change_settings(event.id, given, actor=g.actor, now=clock.now())
            flash(_("The settings are saved."), "ok")
            return redirect(url_for(".setup", slug=slug))
    page = render_template("curation/settings.html", event=event, form=form)
    return page, 422 if form.errors else 200


@blueprint.route("/staff/events/<slug>/curation/template", methods=["GET", "POST"])
@requires(P.CURATION_MANAGE)
def save_template(slug: str) -> ResponseReturnValue:
    """Keep the criteria for other events."""
    event, curation = _there(slug)
    form = TemplateForm.of(service.criteria_of(curation.rubric), title=event.title)
    if form.is_submitted() and form.title.validate(form):
        with refusals(form), unit_of_work():
            service.save_as_template(event.id, form.title.data or "", actor=g.actor, now=clock.now())
            flash(_("Saved as a template. Any event can begin with it."), "ok")
            return redirect(url_for(".templates"))
    page = render_template("curation/save_template.html", event=event, form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/staff/events/<slug>/curation/removal", methods=["GET", "POST"])
@requires(P.CURATION_MANAGE)
def take_down(slug: str) -> ResponseReturnValue:
    """Decide without reviews after all; asked once more before."""
    event, curation = _there(slug)
    if request.method == "POST":
        with refusals(), unit_of_work():
            service.take_down(event.id, actor=g.actor, now=clock.now())
            flash(_("The event is decided on without reviews."), "ok")
        return redirect(url_for(".setup", slug=slug))
    return render_template("curation/take_down.html", event=event, is_in_use=queries.is_in_use(curation.rubric_id))


def _begin(event: Event) -> ResponseReturnValue:
    form = BeginForm.of(queries.templates())
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            service.set_up(event.id, form.template_id, actor=g.actor, now=clock.now())
            flash(_("The review is set up. Look through its phases and criteria."), "ok")
            return redirect(url_for(".setup", slug=event.slug))
    page = render_template("curation/begin.html", event=event, form=form)
    return page, 422 if form.errors or form.form_errors else 200


def rearranged(form: RubricForm) -> bool:
    """Whether a button asked for more rows or another order, and nothing is saved yet."""
    if "add_rows" in request.form:
        form.add_row()
    elif "move" in request.form:
        form.reorder(request.form["move"])
    else:
        return False
    return True


def _event(slug: str) -> tuple[Event, Curation | None]:
    event = g.staff_event = events.get_for_staff(slug, g.actor, P.CURATION_MANAGE)
    return event, queries.find(event.id)


def _there(slug: str) -> tuple[Event, Curation]:
    event = g.staff_event = events.get_for_staff(slug, g.actor, P.CURATION_MANAGE)
    return event, queries.get(event.id)
