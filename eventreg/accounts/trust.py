"""How far somebody who came in by e-mail is trusted, for how long, and what a second factor may cost. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

from eventreg.core.errors import DomainError

IDLE = timedelta(days=60)
STAFF_IDLE = timedelta(hours=12)
STAFF_LONGEST = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=5)  # how exactly we know when somebody was here last

ENROLMENT = timedelta(minutes=30)  # from accepting an invitation
FRESH = timedelta(minutes=10)  # how long a shown factor lets its owner change the factors, or do something weighty
CHALLENGE = timedelta(minutes=5)
STEP_S = 30
TRIES = 5
WRONG_A_DAY = 20  # for a person, over all sessions: with new ones, a million codes could be tried little by little
RECOVERY_CODES = 10
RECOVERY_LENGTH = 16  # of 32 letters each: 80 bits
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_MISREAD = str.maketrans("OIL", "011")


class FactorWrong(DomainError):
    """A code that isn't the one, or has been used; `left` tries remain in this session."""

    code = "factor_wrong"


class FactorTriesUp(DomainError):
    """Too many wrong codes in one session: it has ended."""

    code = "factor_tries_up"
    status = 429


class TooManyWrongFactors(DomainError):
    """So many wrong codes for one person in a day that somebody seems to guess; passkeys still work."""

    code = "too_many_wrong_factors"
    status = 429


class SessionOver(DomainError):
    """The session was ended a moment ago."""

    code = "session_over"
    status = 401


class EnrolmentClosed(DomainError):
    """A first factor needs an invitation, another one needs a factor that was shown a moment ago."""

    code = "enrolment_closed"
    status = 403


class OfferOver(DomainError):
    """What the page offered (a secret, recovery codes) was for another session, or is too old."""

    code = "offer_over"


class CodeMismatch(DomainError):
    """The first code of an authenticator app isn't of the secret that it was given."""

    code = "code_mismatch"


class PasskeyRefused(DomainError):
    """The browser's answer doesn't prove the passkey, or came too late."""

    code = "passkey_refused"


class LastFactor(DomainError):
    """Whoever holds roles keeps one second factor; two administrators can take it away."""

    code = "last_factor"


class Standing(StrEnum):
    """What somebody may do who came in by e-mail."""

    WAITING = "waiting"  # a second factor is set up and not shown yet: nothing works
    LIMITED = "limited"  # holds roles but has no second factor: the roles don't hold
    FULL = "full"


def standing(*, has_roles: bool, has_factor: bool, is_shown: bool, is_exempt: bool) -> Standing:
    """What a session is worth. `is_exempt`: a made-up person where the demo runs."""
    if is_exempt:
        return Standing.FULL
    if has_factor:
        return Standing.FULL if is_shown else Standing.WAITING
    return Standing.LIMITED if has_roles else Standing.FULL


def is_session_over(*, has_roles: bool, created_at: datetime, last_seen_at: datetime, now: datetime) -> bool:
    """Whether a session has ended by itself: after idleness, and for staff after a week in any case."""
    if has_roles:
        return now - last_seen_at >= STAFF_IDLE or now - created_at >= STAFF_LONGEST
    return now - last_seen_at >= IDLE


def is_fresh(shown_at: datetime | None, now: datetime) -> bool:
    """Whether a second factor was shown so lately that what needs one may be done."""
    return shown_at is not None and now - shown_at < FRESH


def must_show_again(*, has_factor: bool, shown_at: datetime | None, now: datetime) -> bool:
    """Whether a second factor is shown once more before something weighty; who has none was let in without."""
    return has_factor and not is_fresh(shown_at, now)


def may_enrol(*, has_factor: bool, shown_at: datetime | None, enrol_until: datetime | None, now: datetime) -> bool:
    """Whether a session may set up a factor: the first one by invitation, another one by showing what there is."""
    if has_factor:
        return is_fresh(shown_at, now)
    return enrol_until is not None and now < enrol_until


def check_wrong_factors(in_the_last_day: int) -> None:
    """Whether one more code may be tried for a person. Raises TooManyWrongFactors."""
    if in_the_last_day >= WRONG_A_DAY:
        raise TooManyWrongFactors()


def refusal_of_factor(failed_tries: int) -> DomainError:
    """What to tell after a wrong factor."""
    return FactorTriesUp() if failed_tries >= TRIES else FactorWrong(left=TRIES - failed_tries)


def steps_around(now: datetime) -> list[int]:
    """The steps of time whose codes may be typed now: clocks differ, and typing takes a while."""
    step = int(now.timestamp()) // STEP_S
    return [step - 1, step, step + 1]


def recovery_code_of(text: str) -> str:
    """A recovery code as people type it from paper: `7k2m-…` → `7K2M…`; O, I and L are read as figures."""
    letters = text.upper().translate(_MISREAD)
    return "".join(letter for letter in letters if letter in CROCKFORD)
