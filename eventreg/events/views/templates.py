"""Forms that are kept for later: templates, and how an event begins with one or with another event's form."""

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, requires
from eventreg.events import directory
from eventreg.events import queries as events
from eventreg.events.forms.questions import TitleForm
from eventreg.events.models import Event
from eventreg.events.views.public import blueprint, page_number
from eventreg.events.views.questions import in_words, preview_page
from eventreg.questions import queries, service

P = Permission


@blueprint.get("/staff/forms/")
@requires(P.EVENT_MANAGE)
def staff_templates() -> ResponseReturnValue:
    """The templates that events can begin with."""
    page = queries.templates(page=page_number())
    return render_template(
        "questions/templates.html",
        page=page,
        counts=queries.counts_of([form.id for form in page.rows]),
        may_manage=current_actor().may(P.EVENT_MANAGE),
    )


@blueprint.route("/staff/forms/<int:form_id>", methods=["GET", "POST"])
@requires(P.EVENT_MANAGE, everywhere=True)
def staff_template(form_id: int) -> ResponseReturnValue:
    """One template: its questions, and another name for it."""
    template = queries.get_template(form_id)
    form = TitleForm(obj=template)
    if form.validate_on_submit():
        with unit_of_work():
            service.rename(form_id, form.title.data or "", actor=current_actor(), now=clock.now())
            flash(_("The template has a new name."), "ok")
        return redirect(url_for(".staff_template", form_id=form_id))
    questions = queries.questions_of(queries.newest_version(form_id))
    page = render_template("questions/template.html", template=template, form=form, **in_words(questions))
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/staff/forms/<int:form_id>/preview", methods=["GET", "POST"])
@requires(P.EVENT_MANAGE, everywhere=True)
def staff_template_preview(form_id: int) -> ResponseReturnValue:
    """A template as applicants would see it."""
    version = queries.newest_version(queries.get_template(form_id).id)
    back = url_for(".staff_template", form_id=form_id)
    return preview_page(queries.questions_of(version), event=None, back=back)


@blueprint.route("/staff/forms/<int:form_id>/archive", methods=["GET", "POST"])
@requires(P.EVENT_MANAGE, everywhere=True)
def staff_archive_template(form_id: int) -> ResponseReturnValue:
    """Offer a template no longer; asked once more before."""
    template = queries.get_template(form_id)
    if request.method == "POST":
        with unit_of_work():
            service.archive(form_id, actor=current_actor(), now=clock.now())
            flash(_("The template is archived."), "ok")
        return redirect(url_for(".staff_templates"))
    return render_template("questions/archive.html", template=template)


@blueprint.route("/staff/events/<slug>/form/template", methods=["GET", "POST"])
@requires(P.EVENT_MANAGE)
def staff_save_template(slug: str) -> ResponseReturnValue:
    """Keep these questions for other events."""
    event, form_id = _event(slug)
    form = TitleForm(data={"title": event.title})
    if form.validate_on_submit():
        with unit_of_work():
            service.save_as_template(form_id, form.title.data or "", actor=current_actor(), now=clock.now())
            flash(_("Saved as a template. Any event can begin with it."), "ok")
        return redirect(url_for(".staff_form", slug=slug))
    count = queries.counts_of([form_id])[form_id]
    page = render_template("questions/save_template.html", event=event, form=form, count=count)
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/staff/events/<slug>/form/start")
@requires(P.EVENT_MANAGE)
def staff_start_form(slug: str) -> ResponseReturnValue:
    """What the form may begin with: a template, or the form of another event."""
    event, _form_id = _event(slug)
    templates = queries.templates(page=1)
    others = directory.events_with_forms(current_actor(), besides=event.id, page=page_number())
    ids = [*(form.id for form in templates.rows), *(other.form_id for other in others.rows if other.form_id)]
    return render_template(
        "questions/start.html",
        event=event,
        templates=templates,
        others=others,
        counts=queries.counts_of(ids),
    )


@blueprint.route("/staff/events/<slug>/form/start/<int:form_id>", methods=["GET", "POST"])
@requires(P.EVENT_MANAGE)
def staff_start_from(slug: str, form_id: int) -> ResponseReturnValue:
    """Put these questions in the place of those that are being worked on."""
    event, own_id = _event(slug)
    source, other = directory.get_source(form_id, current_actor())
    version = queries.current_version(source.id) or queries.working_version(source.id)
    questions = queries.questions_of(version)
    if request.method == "POST":
        with unit_of_work():
            service.save(own_id, questions, actor=current_actor(), now=clock.now(), event_id=event.id)
            flash(_("The questions are taken over. Nothing is published yet."), "ok")
        return redirect(url_for(".staff_form", slug=slug))
    return render_template(
        "questions/start_from.html",
        event=event,
        title=other.title if other else source.title,
        replaced=len(queries.questions_of(queries.newest_version(own_id))),
        **in_words(questions),
    )


def _event(slug: str) -> tuple[Event, int]:
    event = g.staff_event = events.get_for_staff(slug, current_actor(), P.EVENT_MANAGE)
    if event.form_id is None:
        abort(404)
    return event, event.form_id
