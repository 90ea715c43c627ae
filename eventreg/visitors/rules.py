"""Who may come as a visitor: open days, places, how many at once. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from eventreg.core.errors import DomainError
from eventreg.events.rules import EventState

GROUP_LIMIT = 60  # a class or two in a bus; staff can enter more
STAFF_LIMIT = 1000
VISITOR, GROUP = "Pengunjung", "Rombongan"  # data, like the names of crafts on other tickets
OPEN_STATES = frozenset({EventState.PUBLISHED, EventState.CLOSED})  # `closed` closes applications, not the fair


class NotOpenForVisitors(DomainError):
    """The event takes no registrations of visitors, or not for this day any more."""

    code = "not_open_for_visitors"


class DayFull(DomainError):
    """Fewer places are left on that day than people want to come."""

    code = "day_full"


class DoorFull(DomainError):
    """Fewer places are left in the session than people stand at the door."""

    code = "full"
    status = 409


class PartyOutOfRange(DomainError):
    """At least one person comes, and no more than may register at once."""

    code = "party_out_of_range"


class PartyOnlyDown(DomainError):
    """More people than registered need places of their own: they register anew."""

    code = "party_only_down"


class ContactMissing(DomainError):
    """Without a number or an address nobody could be told that the day is off."""

    code = "contact_missing"


class RegisteredAlready(DomainError):
    """Somebody of this name, whom the same number or address reaches, comes on that day already."""

    code = "registered_already"


class VisitOver(DomainError):
    """The registration was cancelled, or its day is over."""

    code = "visit_over"


class CameAlready(DomainError):
    """They are in, so that their places are free for nobody else."""

    code = "came_already"
    status = 409


class ReasonNeeded(DomainError):
    """Whoever is sent off must be told why."""

    code = "reason_needed"


@dataclass(frozen=True)
class Day:
    """A session that visitors may choose, and how many are registered for it."""

    session_id: int
    starts_at: datetime
    ends_at: datetime
    quota: int
    taken: int
    title: str = ""

    @property
    def left(self) -> int:
        """How many people may still register."""
        return max(0, self.quota - self.taken)


def is_open(state: EventState, *, visitors_open: bool) -> bool:
    """Whether the event takes visitors at all."""
    return visitors_open and state in OPEN_STATES


def days_to_come(days: Iterable[Day], now: datetime) -> list[Day]:
    """The days that aren't over and have a quota, full or not."""
    return [day for day in days if day.quota > 0 and now < day.ends_at]


def party_limit(*, is_group: bool, of_event: int, by_staff: bool) -> int:
    """How many people one registration may be for."""
    if by_staff:
        return STAFF_LIMIT
    return max(GROUP_LIMIT, of_event) if is_group else of_event


def check_registration(day: Day | None, party: int, *, limit: int) -> None:
    """Raises NotOpenForVisitors without a day, PartyOutOfRange, DayFull."""
    if day is None:
        raise NotOpenForVisitors()
    if not 1 <= party <= limit:
        raise PartyOutOfRange(most=limit)
    if party > day.left:
        raise DayFull(left=day.left)


def check_walk_in(party: int, *, left: int, limit: int) -> None:
    """Raises PartyOutOfRange, DoorFull."""
    if not 1 <= party <= limit:
        raise PartyOutOfRange(most=limit)
    if party > left:
        raise DoorFull(left=left)


def check_change(*, cancelled_at: datetime | None, ends_at: datetime, now: datetime) -> None:
    """Raises VisitOver where there is nothing left to change."""
    if cancelled_at or now >= ends_at:
        raise VisitOver()


def check_fewer(party: int, before: int) -> None:
    """Raises PartyOnlyDown."""
    if not 1 <= party < before:
        raise PartyOnlyDown(before=before)


def kind_of(school: str) -> str:
    """What a visitor's ticket is called: whether a school or a group comes, or somebody by themselves."""
    return GROUP if school else VISITOR
