"""What organisers do with events. The caller holds the unit of work; every deed is in the audit trail."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from eventreg.core import audit
from eventreg.core.clock import Zone
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.files import Picture, StoredFile, save_image
from eventreg.core.names import LONGEST_SLUG, slugify
from eventreg.core.permissions import Actor
from eventreg.events import queries, rules, slots
from eventreg.events.models import Event, EventSession
from eventreg.events.rules import EventKind, EventState
from eventreg.questions import service as questions

RESERVED_SLUGS = frozenset({"new"})  # /staff/events/new is a page of its own


@dataclass(frozen=True)
class SessionDetails:
    """One session as it shall be; `id` names the session that it already is, None for a new one."""

    starts_at: datetime
    ends_at: datetime
    title: str = ""
    id: int | None = None


@dataclass(frozen=True)
class EventDetails:
    """An event as it shall be; the fields are those of the model."""

    kind: EventKind
    title: str
    place_name: str
    opens_at: datetime
    closes_at: datetime
    quota: int
    zone: Zone = Zone.WIB
    summary: str = ""
    description: str = ""
    category_id: int | None = None
    cover_id: int | None = None
    place_address: str = ""
    map_url: str = ""
    passes: int = 1
    confirm_days: int | None = None
    doors_lead_minutes: int = 30
    contact_name: str = ""
    contact_phone: str = ""


def create(details: EventDetails, sessions: Sequence[SessionDetails], *, actor: Actor, now: datetime) -> Event:
    """Make a draft; its address comes from the title, and its form asks what is usual for its kind.

    Raises SessionsOutOfOrder, WindowOutOfOrder.
    """
    starts_at, ends_at = _span(sessions)
    rules.check_window(details.opens_at, details.closes_at, ends_at)
    event = Event(slug=_free_slug(details.title), starts_at=starts_at, ends_at=ends_at, created_at=now, updated_at=now)
    _write(event, details)
    _write_sessions(event, sessions)
    event.form = questions.make_form(details.title, questions.default_questions(details.kind), now=now)
    db.session.add(event)
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
    """Change an event; sessions named by id stay themselves, for attendance refers to them.

    `slug`: another address, while it is a draft. Raises SessionsOutOfOrder, WindowOutOfOrder, QuotaBelowTaken,
    SessionInUse, SlugTaken, SlugFixed, NotFound.
    """
    event = _locked(event_id)
    starts_at, ends_at = _span(sessions)
    rules.check_window(details.opens_at, details.closes_at, ends_at)
    rules.check_quota(details.quota, slots.places_taken([event.id]).get(event.id, 0))
    changed = set(_write(event, details))
    if slug and slug != event.slug:
        _move_to(event, slug)
        changed.add("slug")
    if _write_sessions(event, sessions):
        changed.add("sessions")
    event.starts_at, event.ends_at = starts_at, ends_at
    if changed:
        event.updated_at = now
        db.session.flush()
        audit.record(actor, "event.edited", event, fields=changed, now=now)
    return event


def publish(event_id: int, *, actor: Actor, now: datetime) -> Event:
    """Show a draft to everybody, with its form. Raises IllegalEventMove, NotFound."""
    event = _move(event_id, EventState.PUBLISHED, "event.published", actor=actor, now=now)
    if event.form_id:
        questions.publish_first(event.form_id, now=now)
    return event


def unpublish(event_id: int, *, actor: Actor, now: datetime) -> Event:
    """Make it a draft again. Raises IllegalEventMove, HasApplications, NotFound."""
    return _move(event_id, EventState.DRAFT, "event.unpublished", actor=actor, now=now)


def close(event_id: int, *, actor: Actor, now: datetime) -> Event:
    """Take no more applications. Raises IllegalEventMove, NotFound."""
    return _move(event_id, EventState.CLOSED, "event.closed", actor=actor, now=now)


def reopen(event_id: int, *, actor: Actor, now: datetime) -> Event:
    """Take applications again, inside the window. Raises IllegalEventMove, NotFound."""
    return _move(event_id, EventState.PUBLISHED, "event.reopened", actor=actor, now=now)


def cancel(event_id: int, *, actor: Actor, reason: str, now: datetime) -> Event:
    """Call the event off. Its applications and tickets are the caller's to cancel, in the same unit of work.

    Raises IllegalEventMove, NotFound.
    """
    return _move(event_id, EventState.CANCELLED, "event.cancelled", actor=actor, reason=reason, now=now)


def keep_cover(picture: Picture, *, actor: Actor, now: datetime) -> StoredFile:
    """Store a picture before the rest of the form is right."""
    return save_image(picture, owner_id=actor.person_id, now=now)


def _locked(event_id: int) -> Event:
    event = lock(Event, event_id)
    if event is None:
        raise NotFound()
    return event


def _move(event_id: int, target: EventState, action: str, *, actor: Actor, now: datetime, reason: str = "") -> Event:
    event = _locked(event_id)
    rules.check_move(event.state, target, ended=now >= event.ends_at, has_applications=slots.has_applications(event.id))
    event.state, event.updated_at = target, now
    db.session.flush()
    audit.record(actor, action, event, fields=["state"], states={"state": target}, reason=reason, now=now)
    return event


def _span(sessions: Sequence[SessionDetails]) -> tuple[datetime, datetime]:
    rules.check_sessions([(session.starts_at, session.ends_at) for session in sessions])
    return min(session.starts_at for session in sessions), max(session.ends_at for session in sessions)


def _write(event: Event, details: EventDetails) -> list[str]:
    """Copy the details and return the names of those that changed."""
    names = [item.name for item in fields(details)]
    changed = [name for name in names if getattr(event, name) != getattr(details, name)]
    for name in changed:
        setattr(event, name, getattr(details, name))
    event.search_text = " ".join([event.title, event.place_name, event.place_address, event.summary]).casefold()
    return changed


def _write_sessions(event: Event, sessions: Sequence[SessionDetails]) -> bool:
    """Bring the sessions in line and return whether anything changed. Raises SessionInUse."""
    before = {session.id: session for session in event.sessions}
    kept = {wanted.id for wanted in sessions if wanted.id in before}
    _check_unused(before.keys() - kept)
    changed = len(kept) != len(before) or len(kept) != len(sessions)
    after = []
    for wanted in sessions:
        session = before.get(wanted.id) if wanted.id else None
        session = session or EventSession()
        for name in ("title", "starts_at", "ends_at"):
            if getattr(session, name) != getattr(wanted, name):
                setattr(session, name, getattr(wanted, name))
                changed = True
        after.append(session)
    event.sessions = after
    return changed


def _check_unused(session_ids: Collection[int]) -> None:
    if session_ids and slots.sessions_in_use(session_ids):
        raise rules.SessionInUse()


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
