"""How an office numbers its papers, and the codes by which they are checked. Pure.

A number such as `005/021/DEKRANASDA/XI/2026` is made by the council's pattern from its class, the running number, the
council's code, the month in Roman figures and the year (after the Indonesian offices' tata naskah dinas).
"""

import re
from datetime import date
from enum import StrEnum

from eventreg.core.errors import DomainError


class DocumentKind(StrEnum):
    """The papers that are entered into the register."""

    INVITATION = "invitation"
    ACCEPTANCE = "acceptance"
    ASSIGNMENT = "assignment"
    CERTIFICATE = "certificate"
    ATTENDANCE = "attendance"
    MINUTES = "minutes"
    STATEMENT = "statement"


LETTER_CLASSES = {
    DocumentKind.INVITATION: "005",
    DocumentKind.ACCEPTANCE: "005",
    DocumentKind.ASSIGNMENT: "800",
    DocumentKind.CERTIFICATE: "893",
    DocumentKind.MINUTES: "005",
}
"""The class in a number until staff choose another; kinds that are missing here carry no number."""

PARTS = ("class", "number", "office", "month", "year")
LONGEST_PATTERN, LONGEST_NUMBER, LONGEST_TITLE = 120, 120, 200
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
MOST_FIGURES = 7
LONGEST_DAY = date(2026, 8, 1)  # VIII
CODE_BITS = 100
"""Random bits of a code: nobody finds a paper by trying."""
CODE_LENGTH = CODE_BITS // 5
LONGEST_REASON = 300

_PART = re.compile(r"\{([^{}]*)\}")
_CODE = re.compile(f"[a-z2-7]{{{CODE_LENGTH}}}")


class Standing(StrEnum):
    """What a check says of a code or of a file."""

    GENUINE = "genuine"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


class PatternWrong(DomainError):
    """A pattern for numbers names something unknown, or leaves out what keeps numbers apart."""

    code = "number_pattern_wrong"


class NumberTooLong(DomainError):
    """A pattern whose numbers could lose their end, and be the same twice."""

    code = "number_too_long"


class ClassWanting(DomainError):
    """Where each class counts by itself, numbers of two classes are told apart by it alone."""

    code = "number_class_wanting"


class NumberTaken(DomainError):
    """Numbers go up: what was given out already isn't given out again."""

    code = "number_taken"


class AlreadyWithdrawn(DomainError):
    """A withdrawn document can't be withdrawn again."""

    code = "document_already_withdrawn"


class WithdrawalReasonWanting(DomainError):
    """Whoever withdraws a document says why."""

    code = "withdrawal_reason_wanting"


def check_pattern(pattern: str) -> None:
    """Raises PatternWrong unless the pattern has `{number}` and `{year}`, and no other parts than PARTS."""
    parts = _PART.findall(pattern)
    rest = _PART.sub("", pattern)
    unknown = next((part for part in parts if part not in PARTS), "")
    if unknown or "{" in rest or "}" in rest:
        raise PatternWrong(part=unknown or pattern)
    for needed in ("number", "year"):
        if needed not in parts:
            raise PatternWrong(part=f"{{{needed}}}")


def check_numbering(pattern: str, *, office: str, longest_class: str, by_class: bool) -> None:
    """Raises PatternWrong, ClassWanting, NumberTooLong: why the pattern could give a number twice."""
    check_pattern(pattern)
    if by_class and "class" not in _PART.findall(pattern):
        raise ClassWanting()
    if len(_filled(pattern, longest_class, 10**MOST_FIGURES - 1, office, LONGEST_DAY)) > LONGEST_NUMBER:
        raise NumberTooLong(most=LONGEST_NUMBER)


def number_of(pattern: str, *, letter_class: str, sequence: int, office: str, day: date) -> str:
    """`{class}/{number}/{office}/{month}/{year}` → `005/021/DEKRANASDA/XI/2026`; empty parts leave no stray slashes."""
    whole = _filled(pattern, letter_class, sequence, office, day)
    return re.sub(r"([/.-])[/.-]+", r"\1", whole).strip("/.- ")[:LONGEST_NUMBER]


def _filled(pattern: str, letter_class: str, sequence: int, office: str, day: date) -> str:
    values = {
        "class": letter_class,
        "number": f"{sequence:03d}",
        "office": office,
        "month": ROMAN[day.month - 1],
        "year": str(day.year),
    }
    return _PART.sub(lambda found: values.get(found.group(1), found.group()), pattern)


def tidy_code(typed: str) -> str:
    """A code as somebody types it: without spaces and dashes, in lower case, with 0, 1 and 8 read as o, l and b.

    Whoever copies the whole address from a QR code means its last part.
    """
    letters = re.sub(r"[\s\u2010-\u2015-]", "", typed.strip().rstrip("/").rpartition("/")[2]).lower()
    return letters.translate(str.maketrans("018", "olb"))


def is_code(tidied: str) -> bool:
    """Whether it could be a code of a paper at all."""
    return _CODE.fullmatch(tidied) is not None


def is_digest(text: str) -> bool:
    """Whether it is a SHA-256 in hex, as a browser reckons it."""
    return re.fullmatch(r"[0-9a-f]{64}", text) is not None


def grouped(code: str) -> str:
    """`abcdefgh…` → `ABCD-EFGH-…`, as it stands on paper."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4)).upper()
