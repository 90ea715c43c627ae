"""What organisers do with events. The caller holds the unit of work; every deed is in the audit trail."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from eventreg.core import audit
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.files import Picture, StoredFile, save_image
from eventreg.core.names import LONGEST_SLUG, slugify
from eventreg.core.permissions import Actor
from eventreg.events import queries, rules, slots
from eventreg.events.models import Event
from eventreg.events.rules import EventState
from eventreg.events.shifting import days_between
from eventreg.events.writing import (
    FIXED,
    EventDetails,
    QuotaDetails,
    SessionDetails,
    check_quotas,
    later_quotas,
    promise_of,
    quotas_of,
    sessions_of,
    shift_moments,
    span_of,
    write,
    write_quotas,
    write_sessions,
)
from eventreg.questions import service as forms

__all__ = ["EventDetails", "QuotaDetails", "SessionDetails", "quotas_of", "sessions_of"]

RESERVED_SLUGS = frozenset({"calendar", "new"})  # /staff/events/new and /events/calendar are pages of their own
_DRAFT, _CLOSED = frozenset({EventState.DRAFT}), frozenset({EventState.CLOSED})


def create(
    details: EventDetails,
    sessions: Sequence[SessionDetails],
    *,
    quotas: Sequence[QuotaDetails] = (),
    form_id: int | None = None,
    actor: Actor,
    now: datetime,
) -> Event:
    """Make a draft; its address comes from the title. Without a form it asks what is usual.

    Raises SessionsOutOfOrder, WindowOutOfOrder, PlacesMissing, FallsBackTooLate, QuotaTwice.
    """
    starts_at, ends_at = span_of(sessions)
    rules.check_window(details.opens_at, details.closes_at, ends_at)
    event = Event(slug=_free_slug(details.title), starts_at=starts_at, ends_at=ends_at, created_at=now, updated_at=now)
    write(event, _values(details))
    write_sessions(event, sessions)
    if form_id is None:
        form_id = forms.make_form(details.title, forms.default_questions(details.kind), now=now).id
    event.form_id = form_id
    db.session.add(event)
    db.session.flush()
    write_quotas(event, quotas)
    db.session.flush()
    audit.record(actor, "event.created", event, states={"state": event.state}, now=now)
    return event


def edit(
    event_id: int,
    details: EventDetails,
    sessions: Sequence[SessionDetails],
    *,
    slug: str | None = None,
    actor: Actor,
    now: datetime,
) -> Event:
    """Change everything about an event but its limits and reserves; see `change`."""
    return change(event_id, _values(details), sessions=sessions, slug=slug, actor=actor, now=now)


def change(
    event_id: int,
    values: Mapping[str, Any],
    *,
    sessions: Sequence[SessionDetails] | None = None,
    quotas: Sequence[QuotaDetails] | None = None,
    slug: str | None = None,
    actor: Actor,
    now: datetime,
) -> Event:
    """Change what is named, and leave the rest as it is by now: others may work on it meanwhile.

    `values`: fields of EventDetails. Sessions named by id stay themselves, for attendance refers to them. `slug`:
    another address, while it is a draft. Raises SessionsOutOfOrder, WindowOutOfOrder, QuotaBelowTaken, LimitBelowTaken,
    SessionBelowTaken, SessionInUse, FixedByApplications, PromisedByDraw, PlacesMissing, FallsBackTooLate, QuotaTwice,
    SlugTaken, SlugFixed, NotFound.
    """
    event = _locked(event_id)
    promise, turn = promise_of(event), event.rotation_years
    changed = _settle(event, values, sessions, quotas)
    if slug and slug != event.slug:
        _move_to(event, slug)
        changed.add("slug")
    if quotas is not None and write_quotas(event, quotas):
        changed.add("quotas")
    _check_promise(event, promise, now)
    if changed:
        event.updated_at = now
        db.session.flush()
        # whose turn it is weighs in a ranking: what held before stays known
        turns = (
            {} if turn == event.rotation_years else {"rotation_years": f"{turn or '–'} → {event.rotation_years or '–'}"}
        )
        audit.record(actor, "event.edited", event, fields=changed, states=turns, now=now)
    return event


def postpone(event_id: int, *, reason: str, actor: Actor, now: datetime) -> Event:
    """Put the event off until new dates are known. Who applied is the caller's to tell, in the same unit of work.

    Raises IllegalEventMove, NotFound.
    """
    event = _move(event_id, EventState.POSTPONED, "event.postponed", actor=actor, reason=reason, now=now)
    event.state_reason = reason
    return event


def resume(
    event_id: int,
    values: Mapping[str, Any],
    sessions: Sequence[SessionDetails],
    *,
    actor: Actor,
    now: datetime,
) -> Event:
    """Hold a postponed event on new dates. Asking the confirmed again is the caller's, in the same unit of work.

    What else has a date moves by as many days as the beginning; only reserves that a locked draw promised stay.
    Raises IllegalEventMove when it isn't postponed, or when the new dates are over; and what `change` raises.
    """
    event = _locked(event_id)
    promise = promise_of(event)
    if event.state is not EventState.POSTPONED or span_of(sessions)[1] <= now:
        raise rules.IllegalEventMove(state=event.state, target=EventState.PUBLISHED)
    days = days_between(event.starts_at, span_of(sessions)[0].astimezone(event.zone.info).date(), event.zone)
    quotas = quotas_of(event) if slots.has_locked_draw(event.id) else later_quotas(event, days)
    changed = shift_moments(event, days) | _settle(event, values, sessions, quotas)
    if write_quotas(event, quotas):
        changed.add("quotas")
    event.state, event.state_reason, event.updated_at = EventState.PUBLISHED, "", now
    _check_promise(event, promise, now)
    db.session.flush()
    slots.resumed(event, days, actor=actor, now=now)
    audit.record(
        actor, "event.resumed", event, fields=changed | {"state"}, states={"state": EventState.PUBLISHED}, now=now
    )
    return event


def publish(event_id: int, *, actor: Actor, now: datetime) -> Event:
    """Show a draft to everybody, with its form. Raises IllegalEventMove, NotFound."""
    event = _move(event_id, EventState.PUBLISHED, "event.published", come_from=_DRAFT, actor=actor, now=now)
    if event.form_id:
        forms.publish_first(event.form_id, now=now)
    return event


def unpublish(event_id: int, *, actor: Actor, now: datetime) -> Event:
    """Make it a draft again. Raises IllegalEventMove, HasApplications, NotFound."""
    return _move(event_id, EventState.DRAFT, "event.unpublished", actor=actor, now=now)


def close(event_id: int, *, actor: Actor, now: datetime) -> Event:
    """Take no more applications. Raises IllegalEventMove, NotFound."""
    return _move(event_id, EventState.CLOSED, "event.closed", actor=actor, now=now)


def reopen(event_id: int, *, actor: Actor, now: datetime) -> Event:
    """Take applications again, inside the window. Raises IllegalEventMove, PromisedByDraw, NotFound."""
    event = _move(event_id, EventState.PUBLISHED, "event.reopened", come_from=_CLOSED, actor=actor, now=now)
    _check_promise(event, promise_of(event), now)
    return event


def cancel(event_id: int, *, actor: Actor, reason: str, now: datetime) -> Event:
    """Call the event off. Its applications and tickets are the caller's to cancel, in the same unit of work.

    Raises IllegalEventMove, NotFound.
    """
    event = _move(event_id, EventState.CANCELLED, "event.cancelled", actor=actor, reason=reason, now=now)
    event.state_reason = reason
    return event


def keep_cover(picture: Picture, *, actor: Actor, now: datetime) -> StoredFile:
    """Store a picture before the rest of the form is right."""
    return save_image(picture, owner_id=actor.person_id, now=now)


def _locked(event_id: int) -> Event:
    event = lock(Event, event_id)
    if event is None:
        raise NotFound()
    return event


def _move(
    event_id: int,
    target: EventState,
    action: str,
    *,
    come_from: frozenset[EventState] | None = None,
    actor: Actor,
    now: datetime,
    reason: str = "",
) -> Event:
    event = _locked(event_id)
    if come_from is not None and event.state not in come_from:
        raise rules.IllegalEventMove(state=event.state, target=target)
    rules.check_move(event.state, target, ended=now >= event.ends_at, has_applications=slots.has_applications(event.id))
    event.state, event.updated_at = target, now
    db.session.flush()
    audit.record(actor, action, event, fields=["state"], states={"state": target}, reason=reason, now=now)
    return event


def _check_promise(event: Event, promise: Any, now: datetime) -> None:
    """Raises PromisedByDraw where a draw is locked and what it published would differ, or other numbers could come."""
    takes_more = rules.is_open(
        event.state, opens_at=event.opens_at, closes_at=event.closes_at, ends_at=event.ends_at, now=now
    )
    if (takes_more or now < event.opens_at or promise_of(event) != promise) and slots.has_locked_draw(event.id):
        raise rules.PromisedByDraw()


def _values(details: EventDetails) -> dict[str, Any]:
    return {item.name: getattr(details, item.name) for item in fields(details)}


def _settle(
    event: Event,
    values: Mapping[str, Any],
    sessions: Sequence[SessionDetails] | None,
    quotas: Sequence[QuotaDetails] | None = None,
) -> set[str]:
    """Check and write fields and sessions; the names of what changed. `quotas`: those that it will have."""
    span = span_of(sessions) if sessions is not None else (event.starts_at, event.ends_at)
    rules.check_window(values.get("opens_at", event.opens_at), values.get("closes_at", event.closes_at), span[1])
    quota = values.get("quota", event.quota)
    if quota < event.quota:
        rules.check_quota(quota, slots.places_taken([event.id]).get(event.id, 0))
    fixed = {name for name in FIXED & values.keys() if values[name] != getattr(event, name)}
    if fixed and slots.has_applications(event.id):
        raise rules.FixedByApplications(field=min(fixed))
    changed = write(event, values)
    if sessions is not None and write_sessions(event, sessions):
        changed.add("sessions")
    event.starts_at, event.ends_at = span
    check_quotas(event.quota, quotas_of(event) if quotas is None else quotas, starts_at=event.starts_at)
    return changed


def _free_slug(title: str) -> str:
    """The title's slug, or the first of `-2`, `-3` … that nobody has."""
    wanted = slugify(title)
    taken = queries.slugs_like(wanted) | RESERVED_SLUGS
    slug, number = wanted, 1
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def _move_to(event: Event, slug: str) -> None:
    if event.state is not EventState.DRAFT:
        raise rules.SlugFixed()
    slug = slugify(slug)[:LONGEST_SLUG]
    if slug != event.slug and (slug in RESERVED_SLUGS or slug in queries.slugs_like(slug)):
        raise rules.SlugTaken(slug=slug)
    event.slug = slug
