"""How long a way in is open, how often a code may be tried, and what an identity number looks like. Pure."""

import re
from datetime import date, datetime, timedelta

from eventreg.core.errors import DomainError

LIFETIME = timedelta(minutes=15)
TRIES = 5
WRONG_CODES_A_DAY = 20  # for an address: with new messages, a million codes could be tried little by little
REQUESTS_PER_HOUR = 20
INVITATION = timedelta(days=7)
HANDOVER = timedelta(days=7)
ADDRESS_LINK = timedelta(days=1)  # the link that proves an address which is added later
RESET = timedelta(days=7)
DEMO_DOMAIN = "@demo.test"
LONGEST_PATH = 512
NIK_DIGITS = 16
OLDEST = 120  # years
SHORTEST_REASON = 5

_SEPARATORS = re.compile(r"[\s.\-/]+")


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


class HandoverUsed(DomainError):
    """The link that was handed over has already let a phone in."""

    code = "handover_used"
    status = 410


class HandoverExpired(DomainError):
    """The seven days of a link that was handed over are gone, or a newer one has taken its place."""

    code = "handover_expired"
    status = 410


class AddressLinkOver(DomainError):
    """The link that proves an address came too late, or the address is another's by now."""

    code = "address_link_over"
    status = 410


class HasAddress(DomainError):
    """Whoever has an e-mail address signs in with it."""

    code = "has_address"


class HasRoles(DomainError):
    """Staff sign in with e-mail and a second factor, never with a link that somebody hands them."""

    code = "has_roles"


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


def check_handover_open(*, used_at: datetime | None, expires_at: datetime, failed_tries: int, now: datetime) -> None:
    """Whether a link that was handed over still lets in. Raises HandoverUsed, HandoverExpired."""
    if used_at is not None:
        raise HandoverUsed()
    if now >= expires_at or failed_tries:
        raise HandoverExpired()


def check_handover(*, has_address: bool, has_roles: bool) -> None:
    """Whether somebody may be let in by a link from staff's hands. Raises HasRoles, HasAddress."""
    if has_roles:
        raise HasRoles()
    if has_address:
        raise HasAddress()


def check_new_address(*, has_address: bool, is_refused: bool, has_roles: bool) -> None:
    """Whether somebody may sign in with another address: only where they have none, or mail has come back from it.

    Staff don't: whoever took over their browser would take their way in as well. Raises HasAddress.
    """
    if has_address and (has_roles or not is_refused):
        raise HasAddress()


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


# ---- Staff: invitations, roles, resets --------------------------------------------------------------


class OwnRoles(DomainError):
    """Nobody gives themselves a role or takes one from themselves."""

    code = "own_roles"


class NeedsAddress(DomainError):
    """Staff sign in by e-mail; with a role, a link that was handed over would no longer let this person in."""

    code = "needs_address"


class LastAdministrator(DomainError):
    """Without this role nobody could manage people any more."""

    code = "last_administrator"


class InvitationOver(DomainError):
    """It has been used, withdrawn or replaced, or its week is over."""

    code = "invitation_over"
    status = 410


class HasFactor(DomainError):
    """An invitation is for who has no second factor yet; one that is lost is reset first."""

    code = "has_factor"


class NoFactor(DomainError):
    """There is nothing to reset."""

    code = "no_factor"


class ResetAsked(DomainError):
    """A reset is waiting already for its second administrator."""

    code = "reset_asked"


class ResetOver(DomainError):
    """It was decided, its week is over, or whoever asked may no longer ask."""

    code = "reset_over"
    status = 410


class OwnReset(DomainError):
    """Whoever lost a second factor neither asks for the reset nor agrees to it here."""

    code = "own_reset"


class SameAdministrator(DomainError):
    """Who asked for a reset can't be the second who agrees."""

    code = "same_administrator"


def check_second(*, decider: int | None, asked_by: int, person: int) -> None:
    """Whether the one who decides on a reset is a second administrator. Raises OwnReset, SameAdministrator."""
    if decider == person:
        raise OwnReset()
    if decider == asked_by:
        raise SameAdministrator()


# ---- Identity numbers -----------------------------------------------------------------------------


class NikNotDigits(DomainError):
    """A NIK (identity number) with something in it that is neither a digit nor a separator."""

    code = "nik_not_digits"


class NikLength(DomainError):
    """A NIK of another length; `digits` says how many there are."""

    code = "nik_length"


class NikDate(DomainError):
    """The seventh to twelfth digit of a NIK are no date; `part` says what they are."""

    code = "nik_date"


class NikSerial(DomainError):
    """The last four digits of a NIK count from 0001."""

    code = "nik_serial"


class BirthImpossible(DomainError):
    """A date of birth that is to come, or of more than 120 years ago."""

    code = "birth_impossible"


class ReasonTooShort(DomainError):
    """Why a protected field is opened must be said in at least `least` characters."""

    code = "reason_too_short"


def check_nik(text: str) -> str:
    """The 16 digits of a NIK: region 6, birth DDMMYY (women: day + 40), serial 4.

    The region is that of the first registration: it is never checked, and tells nothing of where somebody lives. There
    is no check digit. Raises NikNotDigits, NikLength, NikDate, NikSerial.
    """
    digits = _SEPARATORS.sub("", text)
    if not (digits.isascii() and digits.isdigit()):
        raise NikNotDigits()
    if len(digits) != NIK_DIGITS:
        raise NikLength(digits=len(digits))
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    if not any(_is_date(century + year, month, day - 40 * (day > 40)) for century in (1900, 2000)):
        raise NikDate(part=digits[6:12])
    if digits[12:] == "0000":
        raise NikSerial()
    return digits


def check_birth(born_on: date, *, today: date) -> date:
    """A date on which somebody alive can have been born. Raises BirthImpossible."""
    if not 0 <= today.year - born_on.year <= OLDEST or born_on > today:
        raise BirthImpossible()
    return born_on


def check_reason(text: str) -> str:
    """Why somebody looks at what is protected, tidied. Raises ReasonTooShort."""
    reason = " ".join(text.split())
    if len(reason) < SHORTEST_REASON:
        raise ReasonTooShort(least=SHORTEST_REASON)
    return reason


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
