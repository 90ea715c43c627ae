"""The papers of a business: which numbers and days they have, and what a paper is worth on a day. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from eventreg.core.errors import DomainError

SOON = timedelta(days=30)
FIRST_DAY = date(1950, 1, 1)
LONGEST_VALID = timedelta(days=366 * 50)
LONGEST_NUMBER = 80
LONGEST_TITLE = 120
LONGEST_REMARK = 500


class NumberMissing(DomainError):
    """A paper of this kind has a number."""

    code = "number_missing"


class NumberTooLong(DomainError):
    """A number of more than `most` characters."""

    code = "number_too_long"


class NibDiffers(DomainError):
    """The number on the NIB paper isn't the NIB of the profile: `nib`."""

    code = "nib_differs"


class TitleMissing(DomainError):
    """A paper of the kind "other" says what it is."""

    code = "title_missing"


class TitleTooLong(DomainError):
    """A title of more than `most` characters."""

    code = "title_too_long"


class IssuedLater(DomainError):
    """Issued in the future, or so long ago that it must be a slip of the finger."""

    code = "issued_later"


class ExpiresBeforeIssued(DomainError):
    """It would have ended before it was issued, or after everybody's time."""

    code = "expires_before_issued"


class FileMissing(DomainError):
    """A paper is a photo or a PDF of it."""

    code = "file_missing"


class RemarkMissing(DomainError):
    """Whoever's paper is refused is told what to mend."""

    code = "remark_missing"


class RemarkTooLong(DomainError):
    """A remark of more than `most` characters."""

    code = "remark_too_long"


class PaperChanged(DomainError):
    """It was replaced, removed or judged while somebody looked at it."""

    code = "paper_changed"


class OwnPaper(DomainError):
    """Staff judge no paper of a business of their own."""

    code = "own_paper"


class PaperState(StrEnum):
    """What a paper is worth on a day."""

    UNCHECKED = "unchecked"
    VERIFIED = "verified"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    REFUSED = "refused"


class Judged(Protocol):
    """What `state_of` looks at."""

    @property
    def expires_on(self) -> date | None:
        """Its last day."""

    @property
    def refused_at(self) -> object:
        """When staff refused it, or None."""

    @property
    def verified_at(self) -> object:
        """When staff verified it, or None."""


def is_expired(expires_on: date | None, on: date) -> bool:
    """Whether a paper is worth nothing any more on that day; its own last day still counts."""
    return expires_on is not None and expires_on < on


def expires_soon(expires_on: date | None, on: date) -> bool:
    """Whether it ends within the 30 days from that day."""
    return expires_on is not None and on <= expires_on <= on + SOON


def state_of(paper: Judged, on: date) -> PaperState:
    """What a paper is worth on a day: that of today for its owner, the last day of an event for an application.

    Refused before expired, for that is what its owner can mend; expired before verified.
    """
    if paper.refused_at is not None:
        return PaperState.REFUSED
    if is_expired(paper.expires_on, on):
        return PaperState.EXPIRED
    if paper.verified_at is None:
        return PaperState.UNCHECKED
    return PaperState.EXPIRING if expires_soon(paper.expires_on, on) else PaperState.VERIFIED


def is_good(paper: Judged, on: date) -> bool:
    """Whether staff have verified it and it is still valid on that day."""
    return state_of(paper, on) in {PaperState.VERIFIED, PaperState.EXPIRING}


@dataclass(frozen=True)
class PaperDetails:
    """A paper as its owner describes it."""

    kind: str
    title: str = ""
    number: str = ""
    issued_on: date | None = None
    expires_on: date | None = None


NUMBERLESS = frozenset({"statement", "other"})


def check_number(kind: str, text: str, *, nib: str) -> str:
    """The number on a paper. That of a NIB must be the profile's, where it tells one.

    Raises NumberMissing, NumberTooLong, NibDiffers.
    """
    number = " ".join(text.split())
    if not number and kind not in NUMBERLESS:
        raise NumberMissing
    if len(number) > LONGEST_NUMBER:
        raise NumberTooLong(most=LONGEST_NUMBER)
    if kind == "nib" and nib and number != nib:
        raise NibDiffers(nib=nib)
    return number


def check_title(kind: str, text: str) -> str:
    """What a paper of the kind "other" is; the others are known by their kind. Raises TitleMissing, TitleTooLong."""
    title = " ".join(text.split()) if kind == "other" else ""
    if kind == "other" and not title:
        raise TitleMissing
    if len(title) > LONGEST_TITLE:
        raise TitleTooLong(most=LONGEST_TITLE)
    return title


def check_days(issued_on: date | None, expires_on: date | None, *, today: date) -> None:
    """Whether the days on a paper can be; an expired one may be kept all the same.

    Raises IssuedLater, ExpiresBeforeIssued.
    """
    if issued_on is not None and not FIRST_DAY <= issued_on <= today:
        raise IssuedLater
    earliest = issued_on or FIRST_DAY
    if expires_on is not None and not earliest <= expires_on <= today + LONGEST_VALID:
        raise ExpiresBeforeIssued


def check_remark(text: str) -> str:
    """What is to be mended. Raises RemarkMissing, RemarkTooLong."""
    remark = text.strip().replace("\r\n", "\n")
    if not remark:
        raise RemarkMissing
    if len(remark) > LONGEST_REMARK:
        raise RemarkTooLong(most=LONGEST_REMARK)
    return remark


def check_judge(*, is_own: bool) -> None:
    """Raises OwnPaper."""
    if is_own:
        raise OwnPaper
