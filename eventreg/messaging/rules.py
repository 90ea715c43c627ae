"""What is refused of what is sent, and what kinds of announcements there are. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

from eventreg.applications.rules import Status
from eventreg.core.errors import DomainError
from eventreg.events.rules import EventState

WRITTEN_TO = tuple(status for status in Status if status is not Status.DRAFT)  # a draft is its writer's own
FARTHEST = timedelta(days=366)
OFF = frozenset({EventState.CANCELLED, EventState.POSTPONED})


class Nature(StrEnum):
    """What an announcement is about, and so who may be spared it.

    `needed`: who takes part can't do without it; nobody is spared. `event`: about the event; not for those who
    unsubscribed. `other`: about other events; only for those who agreed to get such news, and did not unsubscribe.
    """

    NEEDED = "needed"
    EVENT = "event"
    OTHER = "other"


class Came(StrEnum):
    """Whether somebody was let in at the event."""

    ANY = ""
    YES = "yes"
    NO = "no"


class LeftOut(StrEnum):
    """Why somebody who was chosen isn't written to."""

    NOT_AGREED = "not_agreed"
    UNSUBSCRIBED = "unsubscribed"
    UNREACHABLE = "unreachable"


class NotFailed(DomainError):
    """Only a message that could not be sent can be sent again."""

    code = "message_not_failed"


class HeldByAnother(DomainError):
    """Somebody else is sending this message at the moment, or has opened its chat already."""

    code = "message_held"


class NotADraft(DomainError):
    """What is on its way or was sent isn't changed any more."""

    code = "announcement_not_a_draft"


class NotScheduled(DomainError):
    """It isn't waiting for its time: it was begun, or taken back before."""

    code = "announcement_not_scheduled"


class NotOnItsWay(DomainError):
    """Nothing of it is left that could be stopped."""

    code = "announcement_not_on_its_way"


class NothingWritten(DomainError):
    """Without a subject and a text there is nothing to send."""

    code = "announcement_empty"


class NobodyMeant(DomainError):
    """Nobody would get it."""

    code = "announcement_for_nobody"


class TimePassed(DomainError):
    """It can't be sent at a time that is over."""

    code = "announcement_time_passed"


class TooFarAhead(DomainError):
    """Nobody plans news more than a year ahead: the date is a slip."""

    code = "announcement_too_far_ahead"


class NoAddress(DomainError):
    """Whoever has no e-mail address can't try out a message."""

    code = "no_address"


class WordingHasMistakes(DomainError):
    """A wording that could not be filled, or leaves out what its reader needs, is not kept."""

    code = "wording_has_mistakes"


class SameWording(DomainError):
    """It is what messages are worded in already."""

    code = "wording_unchanged"


class WordedMeanwhile(DomainError):
    """Somebody else changed this wording since it was opened."""

    code = "wording_changed_meanwhile"


def check_time(scheduled_at: datetime, now: datetime) -> None:
    """Raises TimePassed, TooFarAhead."""
    if scheduled_at < now:
        raise TimePassed()
    if scheduled_at > now + FARTHEST:
        raise TooFarAhead()


def is_overtaken(state_then: str, state_now: EventState) -> bool:
    """Whether an event was called off since its announcement was scheduled, so that its words may be wrong now."""
    return state_now in OFF and state_then != state_now
