"""The application's life as data: who may move it from where to where. Pure.

Pages, the door and the tests read this one table.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from eventreg.core.errors import DomainError
from eventreg.events.rules import Admission, EventState


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
    """Who makes a move: the applicant, the committee, the same upholding an objection, or the app by its rules."""

    APPLICANT = "applicant"
    COMMITTEE = "committee"
    OBJECTION = "objection"
    SYSTEM = "system"


class Stage(StrEnum):
    """Where an event stands in time: before its first session, since then, or after its last."""

    AHEAD = "ahead"
    BEGUN = "begun"
    OVER = "over"


class CapacityReached(DomainError):
    """No place is left for another one."""

    code = "capacity_reached"


class PlacesKept(CapacityReached):
    """Places are left, but they are kept for groups that this one doesn't belong to."""

    code = "places_kept"


class SessionFull(CapacityReached):
    """One of the chosen sessions has no place left."""

    code = "session_full"


class CraftFull(CapacityReached):
    """As many of this craft as there may be have a place."""

    code = "craft_full"


class GroupFull(CapacityReached):
    """As many of this group as there may be have a place."""

    code = "group_full"


class OutOfOrder(DomainError):
    """Others have waited longer and would fit: whoever passes them over says why."""

    code = "out_of_order"


class PlacesAreDrawn(DomainError):
    """Where places are drawn, nobody is given one before the draw."""

    code = "places_are_drawn"


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


class BusinessMerged(DomainError):
    """It was found to be another business, which applies from now on."""

    code = "business_merged"


class AlreadyApplied(DomainError):
    """The business has an application for this event."""

    code = "already_applied"


class DeadlineOver(DomainError):
    """The time to confirm or to mend has run out."""

    code = "deadline_over"


class EventPostponed(DomainError):
    """A place is confirmed for days; a postponed event has none until it gets its new ones."""

    code = "event_postponed"


class TooLittleShown(DomainError):
    """An application needs at least one product with a photo."""

    code = "too_little_shown"


class AnswersMissing(DomainError):
    """Questions that must be answered aren't: `questions` are their keys."""

    code = "answers_missing"


class TooManyParticipants(DomainError):
    """An application of this event is for at most `limit` people."""

    code = "too_many_participants"


class ParticipantTooLong(DomainError):
    """A participant's name, or what they need, has more than `limit` characters."""

    code = "participant_too_long"


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
_BOTH = frozenset({B.COMMITTEE, B.SYSTEM})
MOVES: dict[tuple[Status, Status], frozenset[By]] = {
    (S.DRAFT, S.SUBMITTED): frozenset({B.APPLICANT}),
    (S.DRAFT, S.LAPSED): frozenset({B.SYSTEM}),
    (S.SUBMITTED, S.NEEDS_REVISION): frozenset({B.COMMITTEE}),
    (S.SUBMITTED, S.ACCEPTED): _BOTH,  # the app where the first come or a draw decides
    (S.SUBMITTED, S.WAITLISTED): _BOTH,
    (S.SUBMITTED, S.REJECTED): frozenset({B.COMMITTEE}),
    (S.NEEDS_REVISION, S.SUBMITTED): frozenset({B.APPLICANT}),
    (S.NEEDS_REVISION, S.LAPSED): frozenset({B.SYSTEM}),
    (S.ACCEPTED, S.CONFIRMED): frozenset({B.SYSTEM}),
    (S.ACCEPTED, S.OFFERED): frozenset({B.SYSTEM}),
    (S.WAITLISTED, S.OFFERED): _BOTH,  # the app where the list moves by itself
    (S.WAITLISTED, S.CLOSED): frozenset({B.SYSTEM}),
    (S.OFFERED, S.CONFIRMED): frozenset({B.APPLICANT}),
    (S.OFFERED, S.DECLINED): frozenset({B.APPLICANT}),
    (S.OFFERED, S.LAPSED): _BOTH,  # the committee where a booth is not paid
    (S.CONFIRMED, S.OFFERED): frozenset({B.SYSTEM}),  # a postponed event has its new date
    (S.CONFIRMED, S.LAPSED): frozenset({B.COMMITTEE}),  # a booth that was taken and never paid
    (S.REJECTED, S.ACCEPTED): frozenset({B.OBJECTION}),
    (S.REJECTED, S.WAITLISTED): frozenset({B.OBJECTION}),
}
FINAL = frozenset({S.DECLINED, S.WITHDRAWN, S.CANCELLED, S.LAPSED, S.CLOSED, S.REJECTED})
ALIVE = frozenset(Status) - FINAL
ASKS_THE_APPLICANT = frozenset({S.DRAFT, S.NEEDS_REVISION, S.OFFERED})  # nothing goes on before they do something
MOVES |= {(status, S.WITHDRAWN): frozenset({B.APPLICANT}) for status in ALIVE - {S.DRAFT}}
MOVES |= {(status, S.CANCELLED): frozenset({B.SYSTEM}) for status in ALIVE}

SHORTEST_OFFER = timedelta(minutes=30)
HOLDS_A_PLACE = frozenset({S.ACCEPTED, S.OFFERED, S.CONFIRMED})
VERDICTS = (S.ACCEPTED, S.OFFERED, S.WAITLISTED, S.NEEDS_REVISION, S.REJECTED)
NEEDS_A_REASON = frozenset({S.REJECTED, S.NEEDS_REVISION})


def check_move(status: Status, target: Status, by: By) -> None:
    """Raises IllegalMove unless the table allows `by` to go from `status` to `target`."""
    if by not in MOVES.get((status, target), ()):
        raise IllegalMove(status=status, target=target)


def check_changeable(status: Status, *, until: datetime | None, now: datetime) -> None:
    """Raises ChangesClosed unless answers may still be changed: sent, not final, and before the event's date for it."""
    if status in FINAL | {Status.DRAFT} or until is None or now >= until:
        raise ChangesClosed()


def check_decision(
    status: Status, verdict: Status, *, decides_own: bool, reason: str, stage: Stage = Stage.AHEAD
) -> None:
    """Whether the committee may decide so at this stage of the event.

    Whether there is room is another question. Raises OwnApplication, IllegalMove, EventOver, EventBegun, ReasonMissing.
    """
    if decides_own:
        raise OwnApplication()
    if verdict not in VERDICTS:
        raise IllegalMove(status=status, target=verdict)
    check_move(status, verdict, By.COMMITTEE)
    if stage is Stage.OVER:
        raise EventOver()
    if verdict is Status.WAITLISTED and stage is Stage.BEGUN:
        raise EventBegun()
    if verdict in NEEDS_A_REASON and not reason.strip():
        raise ReasonMissing()


def verdicts_from(status: Status, stage: Stage = Stage.AHEAD) -> list[Status]:
    """What the committee may decide on an application with this status, at this stage of the event."""
    return [verdict for verdict in verdicts_at(stage) if By.COMMITTEE in MOVES.get((status, verdict), ())]


def verdicts_at(stage: Stage) -> list[Status]:
    """What may be decided at all at this stage of the event."""
    if stage is Stage.OVER:
        return []
    return [verdict for verdict in VERDICTS if verdict is not Status.WAITLISTED or stage is Stage.AHEAD]


def list_runs(
    state: EventState,
    admission: Admission,
    *,
    takes_applications: bool,
    undecided: bool,
    paused: bool,
    ends_offers_at: datetime,
    now: datetime,
) -> bool:
    """Whether the waiting list moves by itself now.

    Where the committee or a draw decides, it starts once applications have closed and none waits for a decision. It
    stops `ends_offers_at`, some hours before the event begins; after that places are for walk-ins.
    """
    if paused or state not in {EventState.PUBLISHED, EventState.CLOSED} or now >= ends_offers_at:
        return False
    return admission is Admission.FIRST_COME or not (takes_applications or undecided)


def offer_deadline(now: datetime, *, most: timedelta, ends_offers_at: datetime) -> datetime:
    """Until when an offer from the waiting list stands: `most`, or half of the time that is left for offers.

    So another one always gets the place in time when this one is let lapse. Never less than SHORTEST_OFFER.
    """
    left = max(ends_offers_at - now, timedelta(0))
    return now + max(min(most, left / 2), SHORTEST_OFFER)


def reminder_at(offered_at: datetime, deadline_at: datetime) -> datetime:
    """An unanswered offer is recalled once, at half time."""
    return offered_at + (deadline_at - offered_at) / 2


def after_acceptance(*, asks_to_confirm: bool) -> Status:
    """Where an accepted application goes at once."""
    return Status.OFFERED if asks_to_confirm else Status.CONFIRMED
