"""The desk: the list of events, the overview of one, its editor, and its moves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError
from eventreg.core.files import FileTooLarge, NotAnImage, StoredFile, path_of, read_image
from eventreg.core.i18n import _
from eventreg.core.limits import limit_account
from eventreg.core.permissions import Permission
from eventreg.core.phone import show_phone
from eventreg.core.web import current_actor, problem, refusals, requires, words_for
from eventreg.council.queries import organisation
from eventreg.events import queries, rules, service, slots, words
from eventreg.events.forms import EventForm
from eventreg.events.models import Event
from eventreg.events.rules import EventState
from eventreg.events.views.cards import is_open, picture_of, state_of
from eventreg.events.views.public import blueprint, event_page, filters_from_request, page_links, page_number

P = Permission
FIELD_OF = {
    rules.QuotaBelowTaken: "quota",
    rules.SlugFixed: "slug",
    rules.SlugTaken: "slug",
    rules.WindowOutOfOrder: "closes",
}


@blueprint.get("/staff/")
@requires(P.EVENT_READ)
def staff_home() -> ResponseReturnValue:
    """The desk begins with the events."""
    return redirect(url_for(".staff_list"))


@blueprint.get("/staff/events/")
@requires(P.EVENT_READ)
def staff_list() -> ResponseReturnValue:
    """The events that the person may read, by state."""
    now, actor, filters = clock.now(), current_actor(), filters_from_request()
    chosen = request.args.get("state", "")
    state = EventState(chosen) if chosen in set(EventState) else None
    page = queries.staff_page(replace(filters, state=state), actor=actor, page=page_number(), now=now)
    counts = queries.counts_by_state(filters, actor=actor, now=now)
    return render_template(
        "events/staff_list.html",
        page=page,
        links=page_links(page),
        filters=filters,
        states={event.id: state_of(event, now) for event in page.rows},
        taken=slots.places_taken([event.id for event in page.rows]),
        tabs=[_tab(None, counts.total(), state), *(_tab(s, counts[s], state) for s in words.STATES if counts[s])],
        kinds=words.KINDS,
        words=words.STATES,
        may_create=actor.may(P.EVENT_MANAGE),
    )


def _tab(state: EventState | None, count: int, current: EventState | None) -> dict[str, Any]:
    values: dict[str, Any] = {**request.args.to_dict(), "state": state, "page": None}
    label = words.STATES[state] if state else _("All")
    return {"label": label, "url": url_for(".staff_list", **values), "count": count, "current": state is current}


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


@blueprint.get("/staff/events/<slug>/")
@requires(P.EVENT_READ)
def staff_show(slug: str) -> ResponseReturnValue:
    """The overview: what the world sees, how full it is, and what can be done now."""
    now, actor = clock.now(), current_actor()
    event = g.staff_event = queries.get_for_staff(slug, actor, P.EVENT_READ)
    taken = slots.places_taken([event.id]).get(event.id, 0)
    moves = rules.moves_from(
        event.state,
        closes_at=event.closes_at,
        ended=now >= event.ends_at,
        has_applications=slots.has_applications(event.id),
        now=now,
    )
    return render_template(
        "events/staff_show.html",
        event=event,
        state=state_of(event, now),
        words=words.STATES,
        kind=words.kind_and_days(event),
        hours=words.common_hours(event),
        is_open=is_open(event, now),
        window=(now >= event.opens_at, now < event.closes_at),
        taken=taken,
        left=max(0, event.quota - taken),
        picture=picture_of(event, "small"),
        phone=show_phone(event.contact_phone) if event.contact_phone else "",
        may_manage=actor.may(P.EVENT_MANAGE, event.id),
        moves=moves,
    )


@blueprint.get("/staff/events/<slug>/preview")
@requires(P.EVENT_READ)
def staff_preview(slug: str) -> ResponseReturnValue:
    """The public page before it is public."""
    return event_page(queries.get_for_staff(slug, current_actor(), P.EVENT_READ), preview=True)


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


@blueprint.post("/staff/events/<slug>/state")
@requires(P.EVENT_MANAGE)
def staff_state(slug: str) -> ResponseReturnValue:
    """Publish, unpublish, close or reopen; cancelling has a page of its own, for it reaches applicants."""
    event = queries.get_for_staff(slug, current_actor(), P.EVENT_MANAGE)
    deeds = {
        EventState.DRAFT.value: (service.unpublish, _("The event is a draft again. Nobody but staff sees it.")),
        EventState.CLOSED.value: (service.close, _("Applications are closed.")),
        EventState.PUBLISHED.value: (
            (service.publish, _("The event is published."))
            if event.state is EventState.DRAFT
            else (service.reopen, _("Applications are open again, until the closing date."))
        ),
    }
    target = request.form.get("target", "")
    if target not in deeds:
        abort(400)
    deed, done = deeds[target]
    with refusals(), unit_of_work():
        deed(event.id, actor=current_actor(), now=clock.now())
        flash(done)
    return redirect(url_for(".staff_show", slug=slug))


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
    """The editor's form."""
    return EventForm.of(event, queries.categories(), organisation().zone)


def _save(form: EventForm, event: Event | None) -> ResponseReturnValue:
    actor, now = current_actor(), clock.now()
    cover = _cover(form, event, now)
    if "add_session" in request.form:
        form.add_rows()
        return _editor(form, event)
    if form.validate_on_submit():
        chosen = {category.code: category.id for category in queries.categories()}.get(form.category.data)
        details, sessions = form.details(chosen, cover.id if cover else None), form.session_details()
        with refusals(form), _beside(form), unit_of_work():
            if event is None:
                saved = service.create(details, sessions, actor=actor, now=now)
                flash(_("The draft is saved. Look it over, then publish it."))
            else:
                saved = service.edit(event.id, details, sessions, slug=form.slug.data, actor=actor, now=now)
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


@contextmanager
def _beside(form: EventForm) -> Iterator[None]:
    """Put a refusal beside the field that it is about; others pass on."""
    try:
        yield
    except DomainError as error:
        name = FIELD_OF.get(type(error))
        if name is None:
            raise
        form[name].errors = [words_for(error)]


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
        cover=[{"key": stored.key, "url": url}] if stored else [],
        slug_is_open=event is not None and event.state is EventState.DRAFT,
        keep_key=f"event:{event.id}:{event.updated_at.timestamp():.0f}" if event else "event:new",
    )
