"""Looking up the waiting list, and what moves it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from eventreg.applications.models import Application, Draw, PassedOver
from eventreg.applications.queries import LINE, PAGE
from eventreg.applications.rules import Status
from eventreg.core.db import db
from eventreg.core.paging import Page, page_of
from eventreg.events.models import Event
from eventreg.events.rules import Admission, EventState


def next_in_line(event_id: int) -> Sequence[Application]:
    """The waiting list in its order, without those whom staff skip."""
    return db.session.scalars(_line(event_id).where(Application.skipped_at.is_(None))).all()


def waiting_page(event_id: int, number: int) -> Page[Application]:
    """A page of the waiting list in its order, with those whom staff skip."""
    return page_of(_line(event_id), number, PAGE)


def passed_over(application_ids: Collection[int]) -> Mapping[int, Sequence[PassedOver]]:
    """Application id → why others got a place before it, the oldest first."""
    found: dict[int, list[PassedOver]] = {number: [] for number in application_ids}
    query = select(PassedOver).where(PassedOver.application_id.in_(application_ids)).order_by(PassedOver.id)
    for row in db.session.scalars(query):
        found[row.application_id].append(row)
    return found


def was_passed_over(application_id: int, reason: str) -> bool:
    """Whether this is already kept with this reason."""
    kept = select(PassedOver.id).where(PassedOver.application_id == application_id, PassedOver.reason == reason)
    return db.session.scalar(kept.limit(1)) is not None


def is_drawn(event: Event) -> bool:
    """Whether the event's places were drawn."""
    drawn = select(Draw.id).where(Draw.event_id == event.id, Draw.drawn_at.is_not(None))
    return event.admission is Admission.DRAW and db.session.scalar(drawn) is not None


def has_undecided(event_id: int) -> bool:
    """Whether an application still waits for a decision, or for its correction."""
    undecided = select(Application.id).where(
        Application.event_id == event_id, Application.status.in_([Status.SUBMITTED, Status.NEEDS_REVISION])
    )
    return db.session.scalar(undecided.limit(1)) is not None


def with_waiting_lists(now: datetime) -> Sequence[int]:
    """The events ahead that somebody waits for."""
    waited_for = (
        select(Application.event_id)
        .join(Application.event)
        .where(Application.status == Status.WAITLISTED, Event.starts_at > now, Event.waitlist_paused_at.is_(None))
        .distinct()
    )
    return db.session.scalars(waited_for.order_by(Application.event_id)).all()


def to_remind(now: datetime) -> Sequence[tuple[int, int]]:
    """(event id, application id) of offers that nobody answered and nobody was reminded of."""
    query = (
        select(Application.event_id, Application.id)
        .join(Application.event)
        .where(
            Application.status == Status.OFFERED,
            Application.reminded_at.is_(None),
            Application.deadline_at > now,
            Event.state != EventState.POSTPONED,
        )
    )
    return [(event_id, application_id) for event_id, application_id in db.session.execute(query)]


def _line(event_id: int) -> Select[Application]:
    return (
        select(Application)
        .where(Application.event_id == event_id, Application.status == Status.WAITLISTED)
        .order_by(*LINE)
        .options(joinedload(Application.business), selectinload(Application.sessions))
    )
