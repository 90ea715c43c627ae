"""What an event is, and how it moves from draft to finished. Pure."""

from datetime import datetime
from enum import StrEnum

from eventreg.core.errors import DomainError


class EventKind(StrEnum):
    """Pelatihan and pameran, and delegations: somebody else's fair, where the council has stands."""

    TRAINING = "training"
    EXHIBITION = "exhibition"
    DELEGATION = "delegation"


class Admission(StrEnum):
    """How places are given: by the committee, to whoever comes first, or by an open draw."""

    CURATED = "curated"
    FIRST_COME = "first_come"
    DRAW = "draw"


class Entries(StrEnum):
    """How often a ticket lets people into one session: once, or again whenever they went out."""

    ONCE = "once"
    REPEATED = "repeated"


GROUPS = ("fostered", "first_timer", "women_owned", "disability")
DISTRICT = "district:"  # and a region's code: those who are there


class QuotaKind(StrEnum):
    """A limit: no more than so many of these. A reserve: so many places are kept for these."""

    LIMIT = "limit"
    RESERVE = "reserve"


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


class WindowOutOfOrder(DomainError):
    """Applications must open before they close, and close before the event is over."""

    code = "window_out_of_order"


class QuotaBelowTaken(DomainError):
    """More applicants hold a place than the new quota has."""

    code = "quota_below_taken"


class LimitBelowTaken(DomainError):
    """More of a craft or group hold a place than the limit lets in."""

    code = "limit_below_taken"


class SessionBelowTaken(DomainError):
    """More applicants come to a session than it would have places."""

    code = "session_below_taken"


class VisitorsBelowRegistered(DomainError):
    """More visitors are registered for a session than it would have places for them."""

    code = "visitors_below_registered"


class SessionInUse(DomainError):
    """Tickets were scanned at a session, so it can't be taken away."""

    code = "session_in_use"


class FixedByApplications(DomainError):
    """How places are given is a promise to those who applied: it stays once there is one."""

    code = "fixed_by_applications"


class PromisedByDraw(DomainError):
    """A locked draw has published what there is to give, and to whom: both stay until its numbers are drawn."""

    code = "promised_by_draw"


class PlacesMissing(DomainError):
    """A limit or the reserves together are more than the places that there are."""

    code = "places_missing"


class FallsBackTooLate(DomainError):
    """A reserve must fall back to all before the event begins, or nobody could take it."""

    code = "falls_back_too_late"


class QuotaTwice(DomainError):
    """The same craft or group has two limits, or two reserves."""

    code = "quota_twice"


class SlugTaken(DomainError):
    """Another event has this address."""

    code = "slug_taken"


class SlugFixed(DomainError):
    """The address of a published event is on posters and in messages: it stays."""

    code = "slug_fixed"


class SessionsOutOfOrder(DomainError):
    """Sessions need an end after their start, and at least one is needed."""

    code = "sessions_out_of_order"


def groups_of(
    *, fostered: bool, first_timer: bool, owner_sex: str, owner_disability: bool | None, region_code: str | None
) -> list[str]:
    """The groups that a business belongs to, with the regions that it is in, from the province down."""
    belongs = (fostered, first_timer, owner_sex == "f", bool(owner_disability))
    parts = (region_code or "").split(".") if region_code else []
    regions = [DISTRICT + ".".join(parts[: number + 1]) for number in range(len(parts))]
    return [group for group, holds in zip(GROUPS, belongs, strict=True) if holds] + regions


MOVES: dict[EventState, frozenset[EventState]] = {
    EventState.DRAFT: frozenset({EventState.PUBLISHED}),
    EventState.PUBLISHED: frozenset({EventState.DRAFT, EventState.CLOSED, EventState.POSTPONED, EventState.CANCELLED}),
    EventState.CLOSED: frozenset({EventState.PUBLISHED, EventState.POSTPONED, EventState.CANCELLED}),
    EventState.POSTPONED: frozenset({EventState.PUBLISHED, EventState.CANCELLED}),
    EventState.CANCELLED: frozenset(),
}


def check_move(state: EventState, target: EventState, *, ended: bool, has_applications: bool) -> None:
    """Raises IllegalEventMove, or HasApplications when it would be hidden from those who applied.

    What has ended stays as it was, but the old dates of what is postponed bind nobody.
    """
    if target not in MOVES[state] or (ended and target is not EventState.DRAFT and state is not EventState.POSTPONED):
        raise IllegalEventMove(state=state, target=target)
    if target is EventState.DRAFT and has_applications:
        raise HasApplications()


def moves_from(
    state: EventState, *, closes_at: datetime, ended: bool, has_applications: bool, now: datetime
) -> list[EventState]:
    """The states that staff may choose now; closing what the clock has closed would change nothing."""
    targets = []
    for target in (
        EventState.PUBLISHED,
        EventState.CLOSED,
        EventState.DRAFT,
        EventState.POSTPONED,
        EventState.CANCELLED,
    ):
        try:
            check_move(state, target, ended=ended, has_applications=has_applications)
        except DomainError:
            continue
        if target is not EventState.CLOSED or now < closes_at:
            targets.append(target)
    return targets


def state_at(
    state: EventState, *, closes_at: datetime, starts_at: datetime, ends_at: datetime, now: datetime
) -> EventState:
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


def check_window(opens_at: datetime, closes_at: datetime, ends_at: datetime) -> None:
    """Raises WindowOutOfOrder unless applications open, then close, and close by the end of the event."""
    if not opens_at < closes_at <= ends_at:
        raise WindowOutOfOrder()


def check_quota(quota: int, taken: int) -> None:
    """Raises QuotaBelowTaken when those who hold a place would be more than the quota."""
    if quota < taken:
        raise QuotaBelowTaken(taken=taken)


def check_places(quota: int, limits: list[int], reserves: list[int]) -> None:
    """Raises PlacesMissing when a limit, or the reserves together, are more than there is."""
    most = max([*limits, sum(reserves)], default=0)
    if most > quota:
        raise PlacesMissing(quota=quota, places=most)


def check_fallbacks(moments: list[datetime | None], starts_at: datetime) -> None:
    """Raises FallsBackTooLate when a reserve stays closed until the event begins."""
    if any(moment is not None and moment >= starts_at for moment in moments):
        raise FallsBackTooLate()


def check_once(targets: list[tuple[QuotaKind, int | None, str]]) -> None:
    """Raises QuotaTwice when two rows speak of the same craft or group."""
    if len(set(targets)) < len(targets):
        raise QuotaTwice()
