"""The editor: its first page, its pages of settings, and the cover picture."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError
from eventreg.core.files import FileTooLarge, NotAnImage, StoredFile, path_of, read_image
from eventreg.core.i18n import _, lazy
from eventreg.core.limits import limit_account
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, problem, refusals, requires, words_for
from eventreg.council.queries import organisation
from eventreg.events import queries, reading, rules, service, slots, words
from eventreg.events.forms import (
    AfterForm,
    DelegationForm,
    EventForm,
    PlacesForm,
    SettingsForm,
    VisitorsForm,
    WaitingForm,
)
from eventreg.events.models import Event
from eventreg.events.rules import EventKind, EventState
from eventreg.events.service import EventDetails
from eventreg.events.views.cards import picture_of
from eventreg.events.views.public import blueprint

P = Permission
FIELD_OF = {
    rules.FixedByApplications: "admission",
    rules.PlacesMissing: "quota",
    rules.QuotaBelowTaken: "quota",
    rules.SlugFixed: "slug",
    rules.SlugTaken: "slug",
    rules.WindowOutOfOrder: "closes",
}
PAGES: dict[str, tuple[type[SettingsForm], str]] = {
    "places": (PlacesForm, "events/edit_places.html"),
    "waiting": (WaitingForm, "events/edit_waiting.html"),
    "after": (AfterForm, "events/edit_after.html"),
    "delegation": (DelegationForm, "events/edit_delegation.html"),
    "visitors": (VisitorsForm, "events/edit_visitors.html"),
}
LABELS = {
    "places": lazy("How places are given"),
    "waiting": lazy("Confirming and waiting list"),
    "after": lazy("After sending and deciding"),
    "delegation": lazy("Host and turns"),
    "visitors": lazy("Visitors"),
}
ONLY_FOR = {"delegation": EventKind.DELEGATION, "visitors": EventKind.EXHIBITION}


@blueprint.get("/staff/events/new")
@requires(P.EVENT_MANAGE, everywhere=True)
def staff_new() -> ResponseReturnValue:
    """An empty editor."""
    return _editor(_form(None), None)


@blueprint.post("/staff/events/new")
@requires(P.EVENT_MANAGE, everywhere=True)
def staff_create() -> ResponseReturnValue:
    """Make a draft of what was typed."""
    return _save(_form(None), None)


@blueprint.get("/staff/events/<slug>/edit")
@requires(P.EVENT_MANAGE)
def staff_edit(slug: str) -> ResponseReturnValue:
    """The editor."""
    event = queries.get_for_staff(slug, current_actor(), P.EVENT_MANAGE)
    return _editor(_form(event), event)


@blueprint.post("/staff/events/<slug>/edit")
@requires(P.EVENT_MANAGE)
def staff_update(slug: str) -> ResponseReturnValue:
    """Save what was typed."""
    event = queries.get_for_staff(slug, current_actor(), P.EVENT_MANAGE)
    return _save(_form(event), event)


@blueprint.route("/staff/events/<slug>/settings/<section>", methods=["GET", "POST"])
@requires(P.EVENT_MANAGE)
def staff_settings(slug: str, section: str) -> ResponseReturnValue:
    """A page of settings, with the rule as applicants read it."""
    event = g.staff_event = queries.get_for_staff(slug, current_actor(), P.EVENT_MANAGE)
    if section not in PAGES or ONLY_FOR.get(section, event.kind) is not event.kind:
        abort(404)
    form_class, template = PAGES[section]
    form = form_class.of(event)
    if "add_rows" in request.form and isinstance(form, PlacesForm):
        form.add_rows()
        form.prepare()
    elif form.validate_on_submit():
        with refusals(form), beside(form), unit_of_work():
            service.change(
                event.id,
                form.values(),
                sessions=form.session_details(),
                quotas=form.quota_details(),
                actor=current_actor(),
                now=clock.now(),
            )
            flash(_("The changes are saved."))
            return redirect(url_for(".staff_settings", slug=slug, section=section))
    page = render_template(
        template, form=form, event=event, pages=pages_of(event), keep_key=_keep_key(event, section), **_about(event)
    )
    return page, 422 if form.errors or form.form_errors else 200


def _about(event: Event) -> dict[str, Any]:
    return {
        "rule": reading.rule_of(event),
        "way_notes": reading.WAY_NOTES,
        "is_fixed": slots.has_applications(event.id),
        "is_promised": slots.has_locked_draw(event.id),
        "taken": slots.places_taken([event.id]).get(event.id, 0),
    }


def pages_of(event: Event) -> list[dict[str, Any]]:
    """The editor's pages for the index beside them."""
    slug = event.slug
    pages = [(_("What, where and when"), url_for(".staff_edit", slug=slug))]
    pages += [
        (str(LABELS[section]), url_for(".staff_settings", slug=slug, section=section))
        for section in PAGES
        if ONLY_FOR.get(section, event.kind) is event.kind
    ]
    if event.kind is EventKind.TRAINING:
        pages.append((_("Speakers and materials"), url_for(".staff_programme", slug=slug)))
    pages.append((_("Application form"), url_for(".staff_form", slug=slug)))
    pages += slots.more_pages(event)
    return [{"label": label, "url": url, "current": request.path == url} for label, url in pages]


@contextmanager
def beside(form: Any) -> Iterator[None]:
    """Put a refusal beside the field that it is about; others pass on."""
    try:
        yield
    except DomainError as error:
        if isinstance(form, PlacesForm | VisitorsForm) and form.blame(error, words_for(error)):
            return
        name = FIELD_OF.get(type(error))
        if name is None or name not in form:
            raise
        form[name].errors = [words_for(error)]


@blueprint.post("/staff/covers")
@requires(P.EVENT_MANAGE)
@limit_account("300 per hour")
def staff_upload_cover() -> ResponseReturnValue:
    """Take a picture while the rest of the editor is still being filled in."""
    file = request.files.get("file")
    if file is None:
        abort(400)
    try:
        picture = read_image(file.stream)
        with unit_of_work():
            stored = service.keep_cover(picture, actor=current_actor(), now=clock.now())
            return {"key": stored.key, "url": url_for(".staff_cover", key=stored.key)}
    except (NotAnImage, FileTooLarge) as error:
        return problem(error.status, words_for(error))


@blueprint.get("/staff/covers/<key>")
@requires(P.EVENT_MANAGE)
def staff_cover(key: str) -> ResponseReturnValue:
    """A picture that the person sent and that no event wears yet."""
    stored = queries.find_cover(key, actor=current_actor(), event=None)
    if stored is None:
        abort(404)
    return send_file(path_of(stored, "small"))


def _form(event: Event | None) -> EventForm:
    return EventForm.of(event, queries.categories(), organisation().zone)


def _save(form: EventForm, event: Event | None) -> ResponseReturnValue:
    actor, now = current_actor(), clock.now()
    cover = _cover(form, event, now)
    if "add_session" in request.form:
        form.add_rows()
        return _editor(form, event)
    if form.validate_on_submit():
        chosen = {category.code: category.id for category in queries.categories()}.get(form.category.data)
        values, sessions = form.values(chosen, cover.id if cover else None), form.session_details(event)
        with refusals(form), beside(form), unit_of_work():
            if event is None:
                saved = service.create(EventDetails(**values), sessions, actor=actor, now=now)
                flash(_("The draft is saved. Look it over, then publish it."))
            else:
                saved = service.change(event.id, values, sessions=sessions, slug=form.slug.data, actor=actor, now=now)
                flash(_("The changes are saved."))
            return redirect(url_for(".staff_show", slug=saved.slug))
    return _editor(form, event), 422


def _cover(form: EventForm, event: Event | None, now: datetime) -> StoredFile | None:
    """The picture that the form carries; one that comes with it is kept first, whatever else is wrong."""
    actor = current_actor()
    if form.cover.data:
        try:
            picture = read_image(form.cover.data.stream)
            with unit_of_work():
                form.cover_key.data = service.keep_cover(picture, actor=actor, now=now).key
        except (NotAnImage, FileTooLarge) as error:
            form.cover.process_errors = [words_for(error)]
    return queries.find_cover(form.cover_key.data, actor=actor, event=event) if form.cover_key.data else None


def _editor(form: EventForm, event: Event | None) -> str:
    g.staff_event = event
    key = form.cover_key.data
    stored = queries.find_cover(key, actor=current_actor(), event=event) if key else None
    url = ""
    if stored:
        worn = event is not None and event.cover is not None and stored.id == event.cover_id
        url = picture_of(event, "small") if event and worn else url_for(".staff_cover", key=stored.key)
    return render_template(
        "events/edit.html",
        form=form,
        event=event,
        kind_notes=words.KIND_NOTES,
        pages=pages_of(event) if event else [],
        cover=[{"key": stored.key, "url": url}] if stored else [],
        slug_is_open=event is not None and event.state is EventState.DRAFT,
        keep_key=_keep_key(event, ""),
    )


def _keep_key(event: Event | None, section: str) -> str:
    """What keep.js calls what was typed: a later version of the event begins afresh."""
    name = f"event:{event.id}:{event.updated_at.timestamp():.0f}" if event else "event:new"
    return f"{name}:{section}" if section else name
