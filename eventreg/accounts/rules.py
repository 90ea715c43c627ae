"""How long a way in is open, and how often a code may be tried. Pure."""

from datetime import datetime, timedelta

from eventreg.core.errors import DomainError

LIFETIME = timedelta(minutes=15)
TRIES = 5
WRONG_CODES_A_DAY = 20  # for an address: with new messages, a million codes could be tried little by little
REQUESTS_PER_HOUR = 20
SESSION = timedelta(days=30)
DEMO_DOMAIN = "@demo.test"
LONGEST_PATH = 512


class NotAnAddress(DomainError):
    """The text isn't an e-mail address."""

    code = "not_an_address"


class TooManyRequests(DomainError):
    """More sign-in messages for one address than its owner could want."""

    code = "too_many_requests"
    status = 429


class LinkUnknown(DomainError):
    """No message ever held this link."""

    code = "link_unknown"
    status = 404


class SignInUsed(DomainError):
    """The link or its code has already let somebody in."""

    code = "sign_in_used"
    status = 410


class SignInExpired(DomainError):
    """The quarter of an hour is over."""

    code = "sign_in_expired"
    status = 410


class TooManyTries(DomainError):
    """Five wrong codes: link and code are burnt."""

    code = "too_many_tries"
    status = 410


class TooManyCodes(DomainError):
    """So many wrong codes for one address, over all its messages, that somebody seems to guess; links still let in."""

    code = "too_many_codes"
    status = 429


class NoCodeHere(DomainError):
    """This browser didn't ask for a code, or lost what it was given when it asked."""

    code = "no_code_here"


class WrongCode(DomainError):
    """Not the code of the newest message; `left` tries remain."""

    code = "wrong_code"


def check_open(*, used_at: datetime | None, expires_at: datetime, failed_tries: int, now: datetime) -> None:
    """Whether link and code still let in. Raises SignInUsed, TooManyTries, SignInExpired."""
    if used_at is not None:
        raise SignInUsed()
    if failed_tries >= TRIES:
        raise TooManyTries()
    if now >= expires_at:
        raise SignInExpired()


def check_requests(in_the_last_hour: int) -> None:
    """Whether one more message may go to an address. Raises TooManyRequests."""
    if in_the_last_hour >= REQUESTS_PER_HOUR:
        raise TooManyRequests()


def check_wrong_codes(in_the_last_day: int) -> None:
    """Whether one more code may be tried for an address. Raises TooManyCodes."""
    if in_the_last_day >= WRONG_CODES_A_DAY:
        raise TooManyCodes()


def refusal_of_code(failed_tries: int) -> DomainError:
    """What to tell after a wrong code."""
    return TooManyTries() if failed_tries >= TRIES else WrongCode(left=TRIES - failed_tries)


def figures(text: str) -> str:
    """The figures of a code as people type or paste it: `482 913` → `482913`."""
    return "".join(letter for letter in text if letter.isascii() and letter.isdigit())


def is_demo_address(email: str) -> bool:
    """Whether it belongs to a made-up person; nobody receives mail there."""
    return email.endswith(DEMO_DOMAIN)
