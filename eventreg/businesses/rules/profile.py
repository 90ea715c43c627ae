"""What a business tells of its size, its work and where it sells: checked, tidied, and what size class it is. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from eventreg.businesses.rules.basics import check_name, check_nib
from eventreg.core.errors import DomainError


class Part(StrEnum):
    """The sections of a profile, in the order in which a page shows them."""

    IDENTITY = "identity"
    PLACE = "place"
    SIZE = "size"
    ONLINE = "online"
    OWNER = "owner"


FIRST_YEAR = 1850
MOST_WORKERS = 9_999
MOST_RUPIAH = 999_999_999_999
LONGEST_LINE = 240
LONGEST_FIGURE = 10  # digits, so that no number is too large for a database
MILLION, BILLION = 1_000_000, 1_000_000_000
FIRST_FOSTERED = date(1980, 1, 1)  # when Dekranas began
EDITIONS = ("2020", "2025")

# The codes that crafts have most often in the edition of 2020, batik first
COMMON_KBLI = (
    "13134 13121 13912 14111 15121 16291 16292 16293 32120 32903".split()  # others are typed
)
KBLI_DIGITS = 5

_AMOUNT = re.compile(r"[.\s]|,(?:-|00)$")

# What comes in during a month: from, and below what, in Rupiah; None: no end
TURNOVER_BANDS: dict[str, tuple[int, int | None]] = {
    "under_5m": (0, 5 * MILLION),
    "5m_10m": (5 * MILLION, 10 * MILLION),
    "10m_25m": (10 * MILLION, 25 * MILLION),
    "25m_50m": (25 * MILLION, 50 * MILLION),
    "50m_100m": (50 * MILLION, 100 * MILLION),
    "100m_150m": (100 * MILLION, 150 * MILLION),
    "over_150m": (150 * MILLION, None),
}


class FieldTooLong(DomainError):
    """A line of more than `most` characters."""

    code = "field_too_long"


class YearOutOfRange(DomainError):
    """A founding year before anybody's grandmother, or still to come: `first`, `last`."""

    code = "year_out_of_range"


class KbliMalformed(DomainError):
    """A KBLI code that hasn't five digits; `digits` says how many."""

    code = "kbli_malformed"


class KbliNotDigits(DomainError):
    """A KBLI code with something else than digits."""

    code = "kbli_not_digits"


class EditionUnknown(DomainError):
    """An edition of the KBLI that we don't know."""

    code = "edition_unknown"


class NotACount(DomainError):
    """A number of people that isn't a whole one between 0 and `most`."""

    code = "not_a_count"


class AmountMalformed(DomainError):
    """An amount that isn't a whole number of Rupiah up to `most`."""

    code = "amount_malformed"


class BandUnknown(DomainError):
    """A band of turnover that isn't in the list."""

    code = "band_unknown"


class FosteredLater(DomainError):
    """Fostered from a day that is still to come, or before there were such councils."""

    code = "fostered_later"


class SexUnknown(DomainError):
    """Neither woman nor man nor untold."""

    code = "sex_unknown"


# ---- One field each ---------------------------------------------------------------------------------


def check_brand(text: str) -> str:
    """What buyers know it by; empty where it is the business's name. Raises NameMissing, NameTooLong."""
    return check_name(text) if text.strip() else ""


def check_line(text: str) -> str:
    """A line in somebody's own words, or nothing. Raises FieldTooLong."""
    line = " ".join(text.split())
    if len(line) > LONGEST_LINE:
        raise FieldTooLong(most=LONGEST_LINE)
    return line


def check_year(year: int | None, *, this_year: int) -> int | None:
    """The year in which a business began. Raises YearOutOfRange."""
    if year is not None and not FIRST_YEAR <= year <= this_year:
        raise YearOutOfRange(first=FIRST_YEAR, last=this_year)
    return year


def check_kbli(code: str, edition: str) -> tuple[str, str]:
    """A code of the list of business fields (KBLI) with its edition; without a code there is none of both.

    Raises KbliNotDigits, KbliMalformed, EditionUnknown.
    """
    digits = "".join(code.split())
    if not digits:
        return "", ""
    if not (digits.isascii() and digits.isdigit()):
        raise KbliNotDigits
    if len(digits) != KBLI_DIGITS:
        raise KbliMalformed(digits=len(digits))
    if edition not in EDITIONS:
        raise EditionUnknown
    return digits, edition


def check_workers(count: int | None) -> int | None:
    """How many men or women work there. Raises NotACount."""
    if count is not None and not 0 <= count <= MOST_WORKERS:
        raise NotACount(most=MOST_WORKERS)
    return count


def parse_count(text: str) -> int | None:
    """`4` → 4; empty → None. Raises NotACount."""
    return check_workers(_whole(text, NotACount(most=MOST_WORKERS)))


def parse_year(text: str, *, this_year: int) -> int | None:
    """`2012` → 2012; empty → None. Raises YearOutOfRange."""
    return check_year(_whole(text, YearOutOfRange(first=FIRST_YEAR, last=this_year)), this_year=this_year)


def _whole(text: str, refusal: DomainError) -> int | None:
    figures = text.strip()
    if not figures:
        return None
    if not (figures.isascii() and figures.isdigit() and len(figures) < LONGEST_FIGURE):
        raise refusal
    return int(figures)


def check_amount(amount: int | None) -> int | None:
    """Whole Rupiah of a year's sales or of capital. Raises AmountMalformed."""
    if amount is not None and not 0 <= amount <= MOST_RUPIAH:
        raise AmountMalformed
    return amount


def parse_amount(text: str) -> int | None:
    """`Rp1.200.000.000` → 1200000000; empty → None. Raises AmountMalformed."""
    text = text.strip().lower().removeprefix("rp").strip(" .")
    if not text:
        return None
    digits = _AMOUNT.sub("", text)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(MOST_RUPIAH))):
        raise AmountMalformed
    return check_amount(int(digits))


def check_band(band: str) -> str:
    """A key of TURNOVER_BANDS, or nothing. Raises BandUnknown."""
    if band and band not in TURNOVER_BANDS:
        raise BandUnknown
    return band


def check_sex(sex: str) -> str:
    """`f`, `m` or nothing. Raises SexUnknown."""
    if sex not in {"", "f", "m"}:
        raise SexUnknown
    return sex


def check_fostered(since: date | None, *, today: date) -> None:
    """Since when a business is one of the council's. Raises FosteredLater."""
    if since is not None and not FIRST_FOSTERED <= since <= today:
        raise FosteredLater


def checks(*, this_year: int) -> Mapping[str, Callable[[Any], Any]]:
    """By the name of a column of the profile, what checks and tidies it, where it stands alone."""
    return {
        "name": check_name,
        "owner_name": check_name,
        "nib": check_nib,
        "brand": check_brand,
        "address": check_line,
        "founded_year": lambda year: check_year(year, this_year=this_year),
        "workers_m": check_workers,
        "workers_f": check_workers,
        "turnover_band": check_band,
        "yearly_sales": check_amount,
        "capital": check_amount,
        "capacity": check_line,
        "is_producer": lambda answer: answer,
        "owner_sex": check_sex,
        "owner_disability": lambda answer: answer,
    }


# ---- What size it is --------------------------------------------------------------------------------


class SizeClass(StrEnum):
    """The law's classes of businesses, and those above them."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Basis(StrEnum):
    """By what a size was told."""

    SALES = "sales"
    TURNOVER = "turnover"
    CAPITAL = "capital"


@dataclass(frozen=True)
class Size:
    """A class, and by what it was told."""

    size_class: SizeClass
    basis: Basis


_CLASSES = (SizeClass.MICRO, SizeClass.SMALL, SizeClass.MEDIUM)
SALES_LIMITS = (2 * BILLION, 15 * BILLION, 50 * BILLION)
CAPITAL_LIMITS = (1 * BILLION, 5 * BILLION, 10 * BILLION)


def size_of(*, yearly_sales: int | None, capital: int | None, turnover_band: str = "") -> Size | None:
    """The class of a business by Government Regulation (PP) 7/2021, article 35; None where too little is known.

    By the sales of a year: micro up to Rp2 billion, small up to 15, medium up to 50. A new business, which has no
    year of sales yet, by its capital without land and building: micro up to Rp1 billion, small up to 5, medium up to
    10. Each limit belongs to the class below it. Where the year's sales aren't told but the month's turnover is, twelve
    months of it count if all of the band lies in one class.
    """
    if yearly_sales is not None:
        return Size(_class_of(yearly_sales, SALES_LIMITS), Basis.SALES)
    by_turnover = _by_turnover(turnover_band)
    if by_turnover:
        return Size(by_turnover, Basis.TURNOVER)
    return Size(_class_of(capital, CAPITAL_LIMITS), Basis.CAPITAL) if capital is not None else None


def _class_of(amount: int, limits: tuple[int, ...]) -> SizeClass:
    return next((found for found, limit in zip(_CLASSES, limits, strict=True) if amount <= limit), SizeClass.LARGE)


def _by_turnover(band: str) -> SizeClass | None:
    low, high = TURNOVER_BANDS.get(band, (0, None))
    if high is None:
        return None
    lowest, highest = (_class_of(12 * amount, SALES_LIMITS) for amount in (low, high))
    return lowest if lowest is highest else None


# ---- How much of it is told -------------------------------------------------------------------------


class Told(Protocol):
    """What `lacking` looks at."""

    nib: str
    kbli: str
    address: str
    founded_year: int | None
    is_producer: bool | None
    workers_m: int | None
    workers_f: int | None
    turnover_band: str
    capacity: str
    channels: dict[str, str]


# What events ask for most; whatever says something about the owner as a person is never missed
WANTED = "nib kbli founded_year is_producer address workers turnover_band capacity channels".split()


def lacking(business: Told) -> list[str]:
    """Which of WANTED isn't told yet, in their order; a NIB may well be missing, and is told as such."""
    return [name for name in WANTED if not _is_told(business, name)]


def _is_told(business: Told, name: str) -> bool:
    if name == "workers":
        return business.workers_m is not None or business.workers_f is not None
    return getattr(business, name) not in ("", None, {})
