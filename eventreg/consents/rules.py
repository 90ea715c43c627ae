"""Ages and guardians, and where a person stands towards a purpose. Pure."""

from datetime import date
from enum import StrEnum

from eventreg.core.errors import DomainError

FULL_AGE = 18
OLDEST = 120


class Standing(StrEnum):
    """What somebody has said to a purpose: yes to its present text, yes to an older one, no longer, or nothing yet."""

    AGREED = "agreed"
    OLDER = "older"
    WITHDRAWN = "withdrawn"
    NEVER = "never"


class PurposeUnknown(DomainError):
    """Nobody is asked for this purpose, or not any more."""

    code = "purpose_unknown"


class GuardianMissing(DomainError):
    """Somebody under 18 can't agree alone."""

    code = "guardian_missing"


class BirthDateImpossible(DomainError):
    """A day that is still to come, or longer ago than anybody lives."""

    code = "birth_date_impossible"


class WordsMissing(DomainError):
    """A text needs its words in both languages."""

    code = "words_missing"


class NothingNew(DomainError):
    """A new version must differ from the one that holds."""

    code = "nothing_new"


class PublishedMeanwhile(DomainError):
    """Somebody else has published a newer version since the form was opened."""

    code = "published_meanwhile"


class PurposeTaken(DomainError):
    """There is a purpose with this name already."""

    code = "purpose_taken"


class LastRequired(DomainError):
    """Without any required purpose nobody's application could be used."""

    code = "last_required"


def age_on(day: date, born_on: date) -> int:
    """Whole years; who was born on 29 February grows older on 1 March in years without one."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def needs_guardian(day: date, born_on: date | None) -> bool:
    """Whether somebody is under 18 on that day; without a date of birth nobody knows, and nobody is held back."""
    return born_on is not None and age_on(day, born_on) < FULL_AGE


def check_birth_date(born_on: date, today: date) -> date:
    """The date, when somebody alive can be born on it. Raises BirthDateImpossible."""
    if not 0 <= age_on(today, born_on) <= OLDEST or born_on > today:
        raise BirthDateImpossible()
    return born_on


def standing_of(agreed: int | None, withdrawn: int | None, current: int) -> Standing:
    """Where somebody stands who holds to version `agreed` and took back version `withdrawn`, the newest of each."""
    if agreed == current:
        return Standing.AGREED
    if agreed is not None and agreed > (withdrawn or 0):
        return Standing.OLDER
    return Standing.NEVER if withdrawn is None else Standing.WITHDRAWN
