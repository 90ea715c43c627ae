"""What every business tells of itself, and of what it makes: names, numbers, place. Pure."""

import re
from dataclasses import dataclass

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
    """A product as its maker describes it; `price` in whole Rupiah, 0 where it isn't told.

    `name_en`, `story_en`: the same for buyers from abroad, empty where nobody has put it into English.
    """

    name: str
    price: int = 0
    story: str = ""
    photo_key: str = ""
    name_en: str = ""
    story_en: str = ""


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
