"""The desk: the list of events, the overview of one, and its moves."""

from dataclasses import replace
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.phone import show_phone
from eventreg.core.web import current_actor, refusals, requires
from eventreg.events import queries, reading, rules, service, slots, words
from eventreg.events.rules import EventState
from eventreg.events.views.cards import is_open, picture_of, state_of
from eventreg.events.views.editor import pages_of
from eventreg.events.views.public import blueprint, event_page, filters_from_request, page_links, page_number

P = Permission


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
        waiting_reviews=slots.waiting_reviews(actor, now),
    )


def _tab(state: EventState | None, count: int, current: EventState | None) -> dict[str, Any]:
    values: dict[str, Any] = {**request.args.to_dict(), "state": state, "page": None}
    label = words.STATES[state] if state else _("All")
    return {"label": label, "url": url_for(".staff_list", **values), "count": count, "current": state is current}


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
        may_copy=actor.may(P.EVENT_MANAGE),
        pages=pages_of(event),
        reviews=slots.own_reviews(event, actor),
        rule=reading.rule_of(event),
    )


@blueprint.get("/staff/events/<slug>/preview")
@requires(P.EVENT_READ)
def staff_preview(slug: str) -> ResponseReturnValue:
    """The public page before it is public."""
    return event_page(queries.get_for_staff(slug, current_actor(), P.EVENT_READ), preview=True)


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
