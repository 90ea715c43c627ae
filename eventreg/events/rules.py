"""What an event is, and how it moves from draft to finished. Pure."""

from datetime import datetime
from enum import StrEnum

from eventreg.core.errors import DomainError


class EventKind(StrEnum):
    """Pelatihan and pameran."""

    TRAINING = "training"
    EXHIBITION = "exhibition"


class EventState(StrEnum):
    """`running` and `finished` follow from the time; the others are decided."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"
    RUNNING = "running"
    FINISHED = "finished"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class IllegalEventMove(DomainError):
    """An event in this state can't do that."""

    code = "illegal_event_move"


class HasApplications(DomainError):
    """Hiding an event from those who already applied would leave them without an answer."""

    code = "has_applications"


class SessionsOutOfOrder(DomainError):
    """Sessions need an end after their start, and at least one is needed."""

    code = "sessions_out_of_order"


MOVES: dict[EventState, frozenset[EventState]] = {
    EventState.DRAFT: frozenset({EventState.PUBLISHED}),
    EventState.PUBLISHED: frozenset({EventState.DRAFT, EventState.CLOSED, EventState.CANCELLED}),
    EventState.CLOSED: frozenset({EventState.PUBLISHED, EventState.CANCELLED}),
    EventState.POSTPONED: frozenset({EventState.PUBLISHED, EventState.CANCELLED}),
    EventState.CANCELLED: frozenset(),
}
PUBLIC_STATES = frozenset(EventState) - {EventState.DRAFT}


def check_move(state: EventState, target: EventState, *, ended: bool, has_applications: bool) -> None:
    """Raises IllegalEventMove, or HasApplications when it would be hidden from those who applied."""
    if target not in MOVES[state] or (ended and target is not EventState.DRAFT):
        raise IllegalEventMove(state=state, target=target)
    if target is EventState.DRAFT and has_applications:
        raise HasApplications()


def state_at(state: EventState, *, closes_at: datetime, starts_at: datetime, ends_at: datetime, now: datetime) -> EventState:
    """The state that people see at `now`: what was decided, moved on by the time."""
    if state not in {EventState.PUBLISHED, EventState.CLOSED}:
        return state
    if now >= ends_at:
        return EventState.FINISHED
    if now >= starts_at:
        return EventState.RUNNING
    if now >= closes_at:
        return EventState.CLOSED
    return state


def is_open(state: EventState, *, opens_at: datetime, closes_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether applications are taken at `now`: decided so, inside the window, and before the end."""
    return state is EventState.PUBLISHED and opens_at <= now < min(closes_at, ends_at)


def check_sessions(spans: list[tuple[datetime, datetime]]) -> None:
    """Raises SessionsOutOfOrder unless there is at least one session and each ends after it starts."""
    if not spans or any(end <= start for start, end in spans):
        raise SessionsOutOfOrder()
