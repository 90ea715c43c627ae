"""What may still be changed after applying: who comes, and a decision that somebody objects to. Pure."""

from datetime import datetime, timedelta

from eventreg.applications.rules import FINAL, Status
from eventreg.core.errors import DomainError

LEAST = 20  # characters of an objection


class TooLateToChange(DomainError):
    """The event is over, or the application has ended: who comes stays as it is."""

    code = "too_late_to_change"


class LastParticipant(DomainError):
    """Without its last participant the application itself has to be withdrawn."""

    code = "last_participant"


class NameMissing(DomainError):
    """A ticket needs a name."""

    code = "name_missing"


class ObjectionsClosed(DomainError):
    """The event takes none, the time for it is over, or nothing was decided against the applicant."""

    code = "objections_closed"


class AlreadyObjected(DomainError):
    """An applicant objects once."""

    code = "already_objected"


class WordsMissing(DomainError):
    """An objection and its answer need words."""

    code = "words_missing"


class ObjectionTooShort(DomainError):
    """One word is a slip of the finger, and nobody may object twice."""

    code = "objection_too_short"


class EventCalledOff(DomainError):
    """Nobody is given a place at an event that was cancelled."""

    code = "event_called_off"


class AlreadyAnswered(DomainError):
    """Somebody else answered it in the meantime."""

    code = "already_answered"


def may_change_people(status: Status, *, ends_at: datetime, now: datetime) -> bool:
    """Whether who comes may still be changed: until the last session ends, while the application is alive."""
    return status not in FINAL | {Status.DRAFT} and now < ends_at


def objection_until(status: Status, *, rejected_at: datetime, days: int | None, ends_at: datetime) -> datetime | None:
    """Until when a rejected applicant may object; None where there is nothing to object to."""
    if days is None or status is not Status.REJECTED:
        return None
    return min(rejected_at + timedelta(days=days), ends_at)


def check_objection(text: str) -> None:
    """Raises ObjectionTooShort unless it says enough to be answered."""
    if len(text.strip()) < LEAST:
        raise ObjectionTooShort(least=LEAST)
