"""Announcements: those of an event, and those to the people of all; writing one, and who would get it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock, pacing
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires
from eventreg.events.models import Event
from eventreg.messaging import announcing, audience, directory, progress, writing
from eventreg.messaging.field_words import words_of
from eventreg.messaging.forms.announcements import AnnouncementForm, SendingForm
from eventreg.messaging.models import Announcement, AnnouncementState
from eventreg.messaging.views.announced import (
    WORDS,
    event_of,
    form_of,
    get,
    id_of,
    may_read_names,
    page_of_people,
    reader_of,
    routes,
    spoken_in,
    summary,
    to,
    zone_of,
)
from eventreg.messaging.views.framed import allow_frames

P = Permission


@routes("", methods=["GET"], endpoint="announcements")
@requires(P.MESSAGE_MANAGE)
def announcement_list(slug: str | None = None) -> ResponseReturnValue:
    """What is planned, on its way and sent."""
    event = event_of(slug)
    page = directory.page_for(id_of(event), request.args.get("page", 1, type=int))
    return render_template(
        "messaging/announcements.html",
        event=event,
        slug=slug,
        page=page,
        progress=progress.of_all(page.rows),
        zone=zone_of(event),
        **WORDS,
    )


@routes("/new", methods=["GET", "POST"])
@requires(P.MESSAGE_MANAGE)
def new_announcement(slug: str | None = None) -> ResponseReturnValue:
    """Write one; it is kept as a draft, and then shown with who would get it."""
    event = event_of(slug)
    form = form_of(event, None)
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            made = writing.write(id_of(event), form.draft, actor=current_actor(), now=clock.now())
            return redirect(to("announcement", slug, made.id))
    return _editor(event, slug, form, None)


@routes("/<int:announcement_id>/edit", methods=["GET", "POST"])
@requires(P.MESSAGE_MANAGE)
def edit_announcement(announcement_id: int, slug: str | None = None) -> ResponseReturnValue:
    """Change a draft."""
    event = event_of(slug)
    announcement = get(event, announcement_id)
    if announcement.state is not AnnouncementState.DRAFT:
        return redirect(to("announcement", slug, announcement_id))
    form = form_of(event, announcement)
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            writing.rewrite(announcement_id, form.draft, actor=current_actor(), now=clock.now())
            return redirect(to("announcement", slug, announcement_id))
    return _editor(event, slug, form, announcement)


@routes("/<int:announcement_id>", methods=["GET"], endpoint="announcement")
@requires(P.MESSAGE_MANAGE)
def show_announcement(announcement_id: int, slug: str | None = None) -> ResponseReturnValue:
    """The announcement as one of its readers gets it, who they are, and how far it has come."""
    event = event_of(slug)
    announcement = get(event, announcement_id)
    meant, may_see = audience.meant_by(announcement), may_read_names(event, announcement)
    page = render_template(
        "messaging/announcement.html",
        event=event,
        slug=slug,
        one=announcement,
        meant=meant,
        shown=reader_of(meant, request.args.get("for", "")) if may_see else None,
        told=summary(announcement, event),
        spoken=spoken_in(request.args),
        may_read_names=may_see,
        progress=progress.of(announcement),
        is_overtaken=announcing.is_overtaken(announcement),
        is_paused=pacing.standing(clock.now()).paused_at is not None,
        zone=zone_of(event),
        now=clock.now(),
        **WORDS,
    )
    return allow_frames(page)


@routes("/<int:announcement_id>/people", methods=["GET"])
@requires(P.MESSAGE_MANAGE)
def announcement_people(announcement_id: int, slug: str | None = None) -> ResponseReturnValue:
    """Who gets it, or would get it now, and how each is reached."""
    event = event_of(slug)
    announcement = get(event, announcement_id)
    if not may_read_names(event, announcement):
        abort(404)
    page = page_of_people(audience.meant_by(announcement), request.args.get("page", 1, type=int))
    return render_template(
        "messaging/announcement_people.html", event=event, slug=slug, one=announcement, page=page, **WORDS
    )


@routes("/<int:announcement_id>/copy", methods=["POST"])
@requires(P.MESSAGE_MANAGE)
def copy_announcement(announcement_id: int, slug: str | None = None) -> ResponseReturnValue:
    """A new draft with the same words and readers."""
    get(event_of(slug), announcement_id)
    with unit_of_work():
        made = writing.copy(announcement_id, actor=current_actor(), now=clock.now())
        flash(_("This is a copy: change it, then send it."), "ok")
        return redirect(to("edit_announcement", slug, made.id))


@routes("/<int:announcement_id>/removal", methods=["GET", "POST"])
@requires(P.MESSAGE_MANAGE)
def remove_announcement(announcement_id: int, slug: str | None = None) -> ResponseReturnValue:
    """Delete a draft after a question."""
    event = event_of(slug)
    announcement = get(event, announcement_id)
    form = SendingForm()
    if request.method == "POST":
        with refusals(form), unit_of_work():
            writing.remove(announcement_id, actor=current_actor(), now=clock.now())
            flash(_("The draft is deleted."), "ok")
            return redirect(url_for(".announcements", slug=slug))
    page = render_template(
        "messaging/announcement_removal.html", event=event, slug=slug, one=announcement, form=form, **WORDS
    )
    return page, 422 if form.form_errors else 200


def _editor(
    event: Event | None, slug: str | None, form: AnnouncementForm, announcement: Announcement | None
) -> ResponseReturnValue:
    page = render_template(
        "messaging/announcement_edit.html",
        event=event,
        slug=slug,
        form=form,
        one=announcement,
        fields=writing.FIELDS,
        words_of=words_of,
        options={},
        counts=directory.counts_by_status(id_of(event)),
        **WORDS,
    )
    return allow_frames(page, 422 if form.errors or form.form_errors else 200)
