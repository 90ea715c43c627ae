"""What people and spreadsheets make of numbers, days and yes or no, read back. Pure."""

import re
from datetime import date

from eventreg.core.errors import DomainError

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari february pebruari feb peb",
            "maret march mar",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august agu aug ags",
            "september sep sept",
            "oktober october okt oct",
            "november nopember nov nop",
            "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}
YES = frozenset("ya y yes true benar betul ada punya sudah 1 x v √ ✓ ✔".split())
NO = frozenset("tidak t no n false salah bukan belum tdk tak - 0".split()) | {"tidak ada", "belum ada", "belum punya"}
FEMALE = frozenset("p pr perempuan wanita w f female woman".split())
MALE = frozenset("l lk laki laki-laki pria m male man".split()) | {"laki laki"}
NOTHING = frozenset("- – — . / x n/a na nihil none null kosong".split()) | {"tidak ada", "belum ada", "belum punya"}
TIMES = {"ribu": 1000, "rb": 1000, "k": 1000, "juta": 10**6, "jt": 10**6, "miliar": 10**9, "milyar": 10**9, "m": 10**9}

_SCIENTIFIC = re.compile(r"([+-]?\d+)(?:[.,](\d+))?[eE]\+?(\d{1,3})")
_FLOAT = re.compile(r"(\d+)[.,]0+")
_NUMERIC_DAY = re.compile(r"(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4}|\d{2})")
_ISO_DAY = re.compile(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?:[T\s].*)?")
_WRITTEN_DAY = re.compile(r"(?:\w+,\s*)?(\d{1,2})[\s./-]+([A-Za-z]+)\.?[\s./-]+(\d{4}|\d{2})")
_MONEY = re.compile(r"(?:rp\.?|idr)?(-?[\d.,]*\d)(?:,-|,–)?([a-z]*)\.?", re.IGNORECASE)  # without blanks


class DigitsLost(DomainError):
    """A spreadsheet has rounded a long number: its last digits are gone."""

    code = "digits_lost"


class NotADay(DomainError):
    """Not a day that can be told for certain."""

    code = "not_a_day"


class NotYesOrNo(DomainError):
    """Neither yes nor no."""

    code = "not_yes_or_no"


class NotANumber(DomainError):
    """Not a whole number."""

    code = "not_a_number"


class NotASex(DomainError):
    """Neither P (perempuan) nor L (laki-laki)."""

    code = "not_a_sex"


def digits(text: str) -> str:
    """A long number as it was meant: without the `.0` or the exponent of a spreadsheet. Raises DigitsLost."""
    text = text.strip()
    if text.casefold() in NOTHING:
        return ""
    if whole := _FLOAT.fullmatch(text):
        return whole[1]
    scientific = _SCIENTIFIC.fullmatch(text)
    if not scientific:
        return text
    figures = scientific[1].lstrip("+") + (scientific[2] or "")
    length = len(scientific[1].lstrip("+")) + int(scientific[3])
    stripped = figures.rstrip("0")
    if length > 15 or len(stripped) < length - 4 or len(stripped) > length:
        raise DigitsLost  # so many zeros at the end are no coincidence
    return stripped.ljust(length, "0")


def phone(text: str) -> str:
    """The first number of a cell, with the 0 that a spreadsheet took away. Raises DigitsLost."""
    line = " ".join(digits(text).split())  # a cell of nothing but blanks would be looked at for seconds
    first = re.split(r"[/,;|&]| (?:atau|dan|or) ", line)[0].strip()
    bare = re.sub(r"[\s().\-–]+", "", first)
    return f"0{bare}" if bare.startswith("8") else first


def day(text: str) -> date | None:
    """`1/12/2026` (the day first), `2026-12-01`, `1 Desember 2026`; None for nothing. Raises NotADay."""
    text = text.strip()
    if not text or text.casefold() in NOTHING:
        return None
    try:
        if found := _ISO_DAY.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _NUMERIC_DAY.fullmatch(text):
            return date(_year(found[3]), int(found[2]), int(found[1]))
        if found := _WRITTEN_DAY.fullmatch(text):
            return date(_year(found[3]), MONTHS[found[2].casefold()], int(found[1]))
    except (ValueError, KeyError) as error:
        raise NotADay from error
    raise NotADay


def yes_no(text: str) -> bool | None:
    """`Ya`, `tidak`, `x`, `1`; None for nothing. Raises NotYesOrNo."""
    word = " ".join(text.casefold().split()).rstrip(".")
    if not word:
        return None
    if word in YES or word in NO:
        return word in YES
    raise NotYesOrNo


def sex(text: str) -> str:
    """`P`, `Perempuan` → "f", `L`, `Laki-laki` → "m", nothing stays nothing. Raises NotASex."""
    word = " ".join(text.casefold().split()).rstrip(".")
    if not word or word in {"-", "–"}:
        return ""
    if word in FEMALE or word in MALE:
        return "f" if word in FEMALE else "m"
    raise NotASex


def number(text: str) -> int | None:
    """A whole number, also `12 orang` or `1.500`; None for nothing. Raises NotANumber."""
    text = text.strip()
    if not text or text.casefold() in NOTHING:
        return None
    found = re.fullmatch(r"(-?[\d.,\s]*\d)\s*[A-Za-z%/]*\.?", text)
    if not found:
        raise NotANumber
    return _whole(found[1])


def rupiah(text: str) -> int | None:
    """Whole Rupiah: `Rp1.500.000,00`, `1,500,000`, `1,5 juta`; None for nothing. Raises NotANumber."""
    text = text.strip()
    if not text or text.casefold() in NOTHING:
        return None
    found = _MONEY.fullmatch("".join(text.split()))
    if not found:
        raise NotANumber
    unit = found[2].casefold()
    if not unit or unit == "rupiah":
        return _whole(found[1])
    if unit not in TIMES or found[1].count(",") + found[1].count(".") > 1:
        raise NotANumber
    whole, _, part = found[1].replace(".", ",").partition(",")
    if not re.fullmatch(r"\d{1,6}", whole) or not re.fullmatch(r"\d{0,3}", part):
        raise NotANumber
    return int(whole + part) * TIMES[unit] // int(10 ** len(part))


def year(text: str) -> int | None:
    """A year, also out of a whole day; None for nothing. Raises NotANumber."""
    text = text.strip()
    if re.fullmatch(r"\d{4}(?:[.,]0)?", text):
        return int(text[:4])
    try:
        found = day(text)
    except NotADay as error:
        raise NotANumber from error
    return found.year if found else None


def _year(text: str) -> int:
    """Two figures are of this century up to 50: nobody in a list of today was born later, or is a hundred."""
    short = int(text)
    return short if len(text) == 4 else 2000 + short if short <= 50 else 1900 + short


def _whole(text: str) -> int:
    """`1.500.000`, `1,500,000.00`, `1500000,0`: points and commas before three figures group, others begin a part."""
    bare = re.sub(r"\s", "", text)
    found = re.fullmatch(r"(-?\d{1,3}(?:([.,])\d{3})(?:\2\d{3})*|-?\d+)(?:[.,]0{1,2})?", bare)
    if not found or len(bare) > 30:
        raise NotANumber
    return int(re.sub(r"[.,]", "", found[1]))
