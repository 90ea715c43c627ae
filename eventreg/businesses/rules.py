"""What a business may tell about itself, in which form. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher

from eventreg.accounts.rules import check_nik
from eventreg.core.errors import DomainError

NIB_DIGITS = 13
NPWP_DIGITS, OLD_NPWP_DIGITS = 16, 15
LONGEST_NAME = 120
LONGEST_STORY = 2000
HIGHEST_PRICE = 1_000_000_000

_SEPARATORS = re.compile(r"[\s.\-/]+")
_PRICE = re.compile(r"(?:rp\.?\s*)?(\d{1,3}(?:[.\s]\d{3}){1,5}|\d{1,15})(?:,(?:-|00))?", re.IGNORECASE)
_REGION = re.compile(r"\d{2}(?:\.\d{2}(?:\.\d{2}(?:\.\d{4})?)?)?")
_WORDS = re.compile(r"[^\W_]+")
_EVERYBODYS = frozenset("batik kain kerajinan griya rumah galeri gallery koleksi collection toko ud cv pt".split())
ALIKE = 0.88  # of 1: `Lintang` and `Lintangg` are, `Lintang` and `Bintang` aren't
_LEVELS = ("province", "city", "district", "village")


class NibTooShort(DomainError):
    """A NIB (business number) of fewer than 13 digits; `digits` says how many."""

    code = "nib_too_short"


class NibTooLong(DomainError):
    """A NIB of more than 13 digits; `digits` says how many."""

    code = "nib_too_long"


class NibNotDigits(DomainError):
    """A NIB with something in it that is neither a digit nor a separator."""

    code = "nib_not_digits"


class NpwpMalformed(DomainError):
    """A tax number (NPWP) that has neither 15 nor 16 digits; `digits` says how many."""

    code = "npwp_malformed"


class NpwpNotDigits(DomainError):
    """An NPWP with something in it that is neither a digit nor a separator."""

    code = "npwp_not_digits"


class NpwpNoNik(DomainError):
    """An NPWP of 16 digits that is neither 0 and an old one, nor a person's NIK."""

    code = "npwp_no_nik"


class NameMissing(DomainError):
    """A name without a letter or a figure."""

    code = "name_missing"


class NameTooLong(DomainError):
    """A name of more than `most` characters."""

    code = "name_too_long"


class StoryTooLong(DomainError):
    """A story of more than `most` characters."""

    code = "story_too_long"


class PriceMalformed(DomainError):
    """A price that isn't a whole number of Rupiah."""

    code = "price_malformed"


class PriceTooHigh(DomainError):
    """More than a craft product costs: a slip of the finger."""

    code = "price_too_high"


class PlaceMissing(DomainError):
    """Neither a village of the list nor a place in words."""

    code = "place_missing"


class PlaceTwice(DomainError):
    """Both a village of the list and a place in words."""

    code = "place_twice"


class RegionMalformed(DomainError):
    """A code that isn't `PP.KK.CC.VVVV` or a beginning of it, or of another level than told."""

    code = "region_malformed"


@dataclass(frozen=True)
class BusinessDetails:
    """A business as its owner describes it; `region_code` or `elsewhere`, one of both."""

    name: str
    owner_name: str
    phone: str
    category_code: str
    region_code: str = ""
    elsewhere: str = ""
    nib: str = ""


@dataclass(frozen=True)
class ProductDetails:
    """A product as its maker describes it; `price` in whole Rupiah, 0 where it isn't told."""

    name: str
    price: int = 0
    story: str = ""
    photo_key: str = ""


def check_name(text: str) -> str:
    """A name of a person, a business or a product, tidied; one word is enough.

    Raises NameMissing, NameTooLong.
    """
    name = " ".join(text.split())
    if not any(character.isalnum() for character in name):
        raise NameMissing
    if len(name) > LONGEST_NAME:
        raise NameTooLong(most=LONGEST_NAME)
    return name


def check_nib(text: str) -> str:
    """The 13 digits of a NIB; empty stays empty, for many have none yet. It has no public check digit.

    Raises NibTooShort, NibTooLong, NibNotDigits.
    """
    digits = _SEPARATORS.sub("", text)
    if not digits:
        return ""
    if not (digits.isascii() and digits.isdigit()):
        raise NibNotDigits
    if len(digits) != NIB_DIGITS:
        refusal = NibTooShort if len(digits) < NIB_DIGITS else NibTooLong
        raise refusal(digits=len(digits))
    return digits


def check_npwp(text: str) -> str:
    """The 16 digits of an NPWP: the old 15 get a 0 before them, people's own is their NIK; empty stays empty.

    Raises NpwpNotDigits, NpwpMalformed, NpwpNoNik.
    """
    digits = _SEPARATORS.sub("", text)
    if not digits:
        return ""
    if not (digits.isascii() and digits.isdigit()):
        raise NpwpNotDigits
    if len(digits) == OLD_NPWP_DIGITS:
        return f"0{digits}"
    if len(digits) != NPWP_DIGITS:
        raise NpwpMalformed(digits=len(digits))
    if digits.startswith("0"):
        return digits
    try:
        return check_nik(digits)
    except DomainError as error:
        raise NpwpNoNik from error


def parse_price(text: str) -> int:
    """`Rp1.500.000`, `1.500.000` or `1500000` → 1500000; empty → 0. Raises PriceMalformed, PriceTooHigh."""
    text = text.strip()
    if not text:
        return 0
    match = _PRICE.fullmatch(text)
    if not match or not text.isascii():
        raise PriceMalformed
    return check_price(int(re.sub(r"\D", "", match[1])))


def check_price(amount: int) -> int:
    """A price in whole Rupiah. Raises PriceMalformed below zero, PriceTooHigh."""
    if amount < 0:
        raise PriceMalformed
    if amount > HIGHEST_PRICE:
        raise PriceTooHigh
    return amount


def check_story(text: str) -> str:
    """What makes a product special, in its maker's words. Raises StoryTooLong."""
    story = text.strip().replace("\r\n", "\n")
    if len(story) > LONGEST_STORY:
        raise StoryTooLong(most=LONGEST_STORY)
    return story


def check_place(region_code: str, elsewhere: str) -> tuple[str, str]:
    """Where a business is: a code, or words, and the other empty.

    Raises PlaceMissing, PlaceTwice, NameTooLong.
    """
    words = " ".join(elsewhere.split())
    if region_code and words:
        raise PlaceTwice
    if region_code:
        return region_code, ""
    if not words:
        raise PlaceMissing
    return "", check_name(words)


def check_region(code: str, level: str) -> str:
    """A Kemendagri code of the level that it is said to be. Raises RegionMalformed."""
    if not _REGION.fullmatch(code) or not code.isascii() or _LEVELS[code.count(".")] != level:
        raise RegionMalformed(region=code)
    return code


# ---- People and invitations -------------------------------------------------------------------------

INVITATION = timedelta(days=7)
MOST_INVITATIONS = 10


class InvitationUnknown(DomainError):
    """No such invitation was ever made."""

    code = "invitation_unknown"
    status = 404


class InvitationUsed(DomainError):
    """Somebody has accepted it."""

    code = "invitation_used"
    status = 410


class InvitationWithdrawn(DomainError):
    """Whoever made it took it back, or the business has changed hands since."""

    code = "invitation_withdrawn"
    status = 410


class InvitationExpired(DomainError):
    """Its week is over."""

    code = "invitation_expired"
    status = 410


class OwnInvitation(DomainError):
    """It was made by the one who opens it; it stays open for whom it is meant."""

    code = "own_invitation"


class AlreadyMember(DomainError):
    """Whoever opens it already is all that it would make them; it stays open for whom it is meant."""

    code = "already_member"


class TooManyInvitations(DomainError):
    """As many invitations of one business are open as may be: `most`."""

    code = "too_many_invitations"


class LastOwner(DomainError):
    """A business has an owner, always: it is handed over before the last one leaves."""

    code = "last_owner"


def check_invitation(
    *, used_at: datetime | None, withdrawn_at: datetime | None, expires_at: datetime, now: datetime
) -> None:
    """Whether it can still be accepted. Raises InvitationUsed, InvitationWithdrawn, InvitationExpired."""
    if used_at is not None:
        raise InvitationUsed()
    if withdrawn_at is not None:
        raise InvitationWithdrawn()
    if now >= expires_at:
        raise InvitationExpired()


def check_open_invitations(count: int) -> None:
    """Whether one more may be made. Raises TooManyInvitations."""
    if count >= MOST_INVITATIONS:
        raise TooManyInvitations(most=MOST_INVITATIONS)


def check_leaving(*, is_owner: bool, owners: int) -> None:
    """Whether a member can go. Raises LastOwner."""
    if is_owner and owners == 1:
        raise LastOwner()


def are_alike(one: str, other: str) -> bool:
    """Whether two names could be one business, written twice: order, spelling and words like "batik" aside."""
    a, b = _essence(one), _essence(other)
    match = SequenceMatcher(None, a, b, autojunk=False)
    return a == b or (match.real_quick_ratio() >= ALIKE and match.quick_ratio() >= ALIKE and match.ratio() >= ALIKE)


def _essence(name: str) -> str:
    words = _WORDS.findall(unicodedata.normalize("NFKC", name).casefold())
    return " ".join(sorted([word for word in words if word not in _EVERYBODYS] or words))
