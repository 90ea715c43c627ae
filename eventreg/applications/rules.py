"""The application's life as data: who may move it from where to where. Pure.

Pages, the door and the tests read this one table.
"""

from datetime import datetime
from enum import StrEnum

from eventreg.core.errors import DomainError


class Status(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    NEEDS_REVISION = "needs_revision"
    ACCEPTED = "accepted"
    WAITLISTED = "waitlisted"
    REJECTED = "rejected"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    CLOSED = "closed"


class By(StrEnum):
    """Who makes a move: the applicant, the committee, or the app when a date has passed or an event is cancelled."""

    APPLICANT = "applicant"
    COMMITTEE = "committee"
    SYSTEM = "system"


class Stage(StrEnum):
    """Where an event stands in time: before its first session, since then, or after its last."""

    AHEAD = "ahead"
    BEGUN = "begun"
    OVER = "over"


class CapacityReached(DomainError):
    """No place is left for another one."""

    code = "capacity_reached"


class IllegalMove(DomainError):
    """An application in this status can't go there."""

    code = "illegal_move"


class OwnApplication(DomainError):
    """Nobody decides on the application of a business that they act for."""

    code = "own_application"


class ReasonMissing(DomainError):
    """The applicant must be told why."""

    code = "reason_missing"


class EventBegun(DomainError):
    """The waiting list closes when an event begins: nobody is put on it any more."""

    code = "event_begun"


class EventOver(DomainError):
    """Nothing is decided on applications for an event that has ended."""

    code = "event_over"


class NotOpen(DomainError):
    """The event does not take applications now."""

    code = "not_open"


class ConsentMissing(DomainError):
    """Whoever applies must have agreed that their data is used for it."""

    code = "consent_missing"


class AlreadyApplied(DomainError):
    """The business has an application for this event."""

    code = "already_applied"


class DeadlineOver(DomainError):
    """The time to confirm or to mend has run out."""

    code = "deadline_over"


class TooLittleShown(DomainError):
    """An application needs at least one product with a photo."""

    code = "too_little_shown"


class AnswersMissing(DomainError):
    """Questions that must be answered aren't: `questions` are their keys."""

    code = "answers_missing"


class TooManyParticipants(DomainError):
    """An application of this event is for at most `limit` people."""

    code = "too_many_participants"


class SessionMissing(DomainError):
    """Where applicants choose their sessions, one at least is needed."""

    code = "session_missing"


class SessionUnknown(DomainError):
    """That session isn't one of this event."""

    code = "session_unknown"


class ChangesClosed(DomainError):
    """Answers may not be changed any more."""

    code = "changes_closed"


S, B = Status, By
MOVES: dict[tuple[Status, Status], By] = {
    (S.DRAFT, S.SUBMITTED): B.APPLICANT,
    (S.DRAFT, S.LAPSED): B.SYSTEM,
    (S.SUBMITTED, S.NEEDS_REVISION): B.COMMITTEE,
    (S.SUBMITTED, S.ACCEPTED): B.COMMITTEE,
    (S.SUBMITTED, S.WAITLISTED): B.COMMITTEE,
    (S.SUBMITTED, S.REJECTED): B.COMMITTEE,
    (S.NEEDS_REVISION, S.SUBMITTED): B.APPLICANT,
    (S.NEEDS_REVISION, S.LAPSED): B.SYSTEM,
    (S.ACCEPTED, S.CONFIRMED): B.SYSTEM,
    (S.ACCEPTED, S.OFFERED): B.SYSTEM,
    (S.WAITLISTED, S.OFFERED): B.COMMITTEE,
    (S.WAITLISTED, S.CLOSED): B.SYSTEM,
    (S.OFFERED, S.CONFIRMED): B.APPLICANT,
    (S.OFFERED, S.DECLINED): B.APPLICANT,
    (S.OFFERED, S.LAPSED): B.SYSTEM,
}
FINAL = frozenset({S.DECLINED, S.WITHDRAWN, S.CANCELLED, S.LAPSED, S.CLOSED, S.REJECTED})
MOVES |= {(status, S.WITHDRAWN): B.APPLICANT for status in Status if status not in FINAL and status is not S.DRAFT}
MOVES |= {(status, S.CANCELLED): B.SYSTEM for status in Status if status not in FINAL}

HOLDS_A_PLACE = frozenset({S.ACCEPTED, S.OFFERED, S.CONFIRMED})
VERDICTS = (S.ACCEPTED, S.OFFERED, S.WAITLISTED, S.NEEDS_REVISION, S.REJECTED)
NEEDS_A_REASON = frozenset({S.REJECTED, S.NEEDS_REVISION})


def check_move(status: Status, target: Status, by: By) -> None:
    """Raises IllegalMove unless the table allows `by` to go from `status` to `target`."""
    if MOVES.get((status, target)) is not by:
        raise IllegalMove(status=status, target=target)


def check_changeable(status: Status, *, until: datetime | None, now: datetime) -> None:
    """Raises ChangesClosed unless answers may still be changed: sent, not final, and before the event's date for it."""
    if status in FINAL | {Status.DRAFT} or until is None or now >= until:
        raise ChangesClosed()


def check_decision(
    status: Status, verdict: Status, *, places_left: int, decides_own: bool, reason: str, stage: Stage = Stage.AHEAD
) -> None:
    """Whether the committee may decide so at this stage of the event.

    Raises OwnApplication, IllegalMove, EventOver, EventBegun, ReasonMissing, CapacityReached.
    """
    if decides_own:
        raise OwnApplication()
    check_move(status, verdict, By.COMMITTEE)
    if stage is Stage.OVER:
        raise EventOver()
    if verdict is Status.WAITLISTED and stage is Stage.BEGUN:
        raise EventBegun()
    if verdict in NEEDS_A_REASON and not reason.strip():
        raise ReasonMissing()
    if verdict in HOLDS_A_PLACE and places_left < 1:
        raise CapacityReached()


def verdicts_from(status: Status, stage: Stage = Stage.AHEAD) -> list[Status]:
    """What the committee may decide on an application with this status, at this stage of the event."""
    return [verdict for verdict in verdicts_at(stage) if MOVES.get((status, verdict)) is By.COMMITTEE]


def verdicts_at(stage: Stage) -> list[Status]:
    """What may be decided at all at this stage of the event."""
    if stage is Stage.OVER:
        return []
    return [verdict for verdict in VERDICTS if verdict is not Status.WAITLISTED or stage is Stage.AHEAD]


def after_acceptance(*, asks_to_confirm: bool) -> Status:
    """Where an accepted application goes at once."""
    return Status.OFFERED if asks_to_confirm else Status.CONFIRMED
