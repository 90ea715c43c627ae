"""Phases of a review: who may review, see names, see others' reviews and decide, and when. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from eventreg.core.errors import DomainError
from eventreg.core.permissions import Role


class Others(StrEnum):
    """When reviewers see what the others wrote about an application."""

    NEVER = "never"
    AFTER_OWN = "after_own"
    ALWAYS = "always"


class Average(StrEnum):
    """How the totals of several reviews become one."""

    MEAN = "mean"
    MEDIAN = "median"


class ReviewState(StrEnum):
    """A review that is being written, one that counts, or none: its reviewer abstained."""

    DRAFT = "draft"
    SENT = "sent"
    ABSTAINED = "abstained"


FINISHED = frozenset({ReviewState.SENT, ReviewState.ABSTAINED})


class Conflict(StrEnum):
    """Why a reviewer stays away from an application; the first three are found by rule, the others declared."""

    OWN = "own"
    SAME_ADDRESS = "same_address"
    SAME_PHONE = "same_phone"
    FAMILY = "family"
    SUPPLIER = "supplier"
    COOPERATIVE = "cooperative"
    OTHER = "other"


DECLARED = (
    Conflict.OWN,
    Conflict.FAMILY,
    Conflict.SUPPLIER,
    Conflict.COOPERATIVE,
    Conflict.SAME_ADDRESS,
    Conflict.OTHER,
)


class PhaseBackwards(DomainError):
    """A phase ends before it starts."""

    code = "phase_backwards"


class PhasesOverlap(DomainError):
    """Two phases run at once."""

    code = "phases_overlap"


class NotReviewedNow(DomainError):
    """No phase that lets this person review runs now."""

    code = "not_reviewed_now"


class NotDecidedNow(DomainError):
    """No phase in which decisions are made runs now."""

    code = "not_decided_now"


class ScoresMissing(DomainError):
    """A review needs a score for each criterion that counts: `criteria` are their ids."""

    code = "scores_missing"


class ScoreOffScale(DomainError):
    """A score that the scale doesn't have."""

    code = "score_off_scale"


class RemarkMissing(DomainError):
    """The organiser asks for a remark with each review."""

    code = "remark_missing"


class NotReviewable(DomainError):
    """The application was decided, withdrawn, or is being mended."""

    code = "not_reviewable"


class ReviewIsNewer(DomainError):
    """The review was saved from elsewhere in the meantime: what comes now doesn't overwrite it."""

    code = "review_is_newer"


class ReviewIsSent(DomainError):
    """The review was sent: it is changed after it is opened again."""

    code = "review_is_sent"


class OthersRead(DomainError):
    """Others' reviews were shown after one's own: it stays as it is."""

    code = "others_read"


class OwnReviewsFirst(DomainError):
    """Others' applications are taken once one's own are done."""

    code = "own_reviews_first"


class NothingToTake(DomainError):
    """No other application lacks a review that this person may write."""

    code = "nothing_to_take"


class NotAReviewer(DomainError):
    """This person doesn't review the event, stays away from the application, or reviews it already."""

    code = "not_a_reviewer"


class DecidedTogether(DomainError):
    """More than one of the committee must approve such a decision: it goes through the list of the meeting."""

    code = "decided_together"


class RubricInUse(DomainError):
    """Reviews were written by this rubric: what they counted by stays as it is."""

    code = "rubric_in_use"


class NothingCounts(DomainError):
    """A rubric needs a criterion with a weight."""

    code = "nothing_counts"


class MeetingRunning(DomainError):
    """One meeting is open already: it ends before the next begins."""

    code = "meeting_running"


class NothingPending(DomainError):
    """There is no pending decision to approve or apply."""

    code = "nothing_pending"


class ListChanged(DomainError):
    """The pending decisions are no longer those that were shown."""

    code = "list_changed"


class SettledForGood(DomainError):
    """The decision has gone out: what was settled for the booth plan with it stays."""

    code = "settled_for_good"


class StaysAway(DomainError):
    """The list holds a decision on a business that this person stays away from: another member applies it."""

    code = "stays_away"


class ApprovalsMissing(DomainError):
    """More of the committee have to approve the list as it stands: `count` of them."""

    code = "approvals_missing"


@dataclass(frozen=True)
class Phase:
    """A stretch of time with its permissions. `ends_at`: None while it runs on.

    `reviewers`: the roles that may review. `shows_names`: whether they see who applies. `shows_others`: when they see
    each other's reviews. `decides`: whether the committee may decide.
    """

    starts_at: datetime
    ends_at: datetime | None
    reviewers: frozenset[Role] = frozenset()
    shows_names: bool = False
    shows_others: Others = Others.NEVER
    decides: bool = False

    def runs(self, now: datetime) -> bool:
        """Whether it is this phase's time."""
        return self.starts_at <= now and (self.ends_at is None or now < self.ends_at)


def check_phases(phases: Iterable[Phase]) -> None:
    """Raises PhaseBackwards, PhasesOverlap."""
    ordered = sorted(phases, key=lambda phase: phase.starts_at)
    if any(phase.ends_at is not None and phase.ends_at <= phase.starts_at for phase in ordered):
        raise PhaseBackwards()
    if any(earlier.ends_at is None or earlier.ends_at > later.starts_at for earlier, later in pairwise(ordered)):
        raise PhasesOverlap()


def running(phases: Iterable[Phase], now: datetime) -> Phase | None:
    """The phase whose time it is; None in a gap."""
    return next((phase for phase in phases if phase.runs(now)), None)


def may_review(phases: Iterable[Phase], roles: Collection[Role], now: datetime) -> bool:
    """Whether somebody with these roles for the event may write reviews now."""
    phase = running(phases, now)
    return phase is not None and not phase.reviewers.isdisjoint(roles)


def may_decide(phases: Sequence[Phase], now: datetime) -> bool:
    """Whether the committee may decide now; where no phases are set it always may."""
    phase = running(phases, now)
    return not phases or (phase is not None and phase.decides)


def has_met(phases: Sequence[Phase], now: datetime) -> bool:
    """Whether the committee decides, or has decided: what it decided upon stays before its eyes."""
    return not phases or any(phase.decides and phase.starts_at <= now for phase in phases)


def hides_names(phases: Sequence[Phase], roles: Collection[Role], now: datetime) -> bool:
    """Whether names are hidden from those who hold these reviewing roles.

    In a gap, and before the first phase, they are hidden when a phase that hides them is still to come: who has read
    the names a day earlier isn't blind.
    """
    of_them = [phase for phase in phases if not phase.reviewers.isdisjoint(roles)]
    phase = running(phases, now)
    if phase is not None:
        return phase in of_them and not phase.shows_names
    return any(not phase.shows_names for phase in of_them if phase.starts_at > now)


def sees_others(phases: Sequence[Phase], *, has_sent: bool, now: datetime) -> bool:
    """Whether a reviewer sees others' reviews of an application, having sent their own or not.

    In a gap what held last goes on; before the first phase there is nothing to see.
    """
    begun = [phase for phase in phases if phase.starts_at <= now]
    if not begun:
        return False
    phase = running(phases, now) or max(begun, key=lambda phase: phase.starts_at)
    return phase.shows_others is Others.ALWAYS or (phase.shows_others is Others.AFTER_OWN and has_sent)


def saw_others(phases: Sequence[Phase], *, answered_at: datetime, now: datetime) -> bool:
    """Whether who answered then was shown others' reviews because of it: their own is no longer only theirs.

    Not where everybody sees them, answered or not.
    """
    if sees_others(phases, has_sent=False, now=now):
        return False
    if sees_others(phases, has_sent=True, now=now):
        return True
    return any(
        phase.shows_others is not Others.NEVER
        and phase.starts_at <= now
        and (phase.ends_at is None or phase.ends_at > answered_at)
        for phase in phases
    )
