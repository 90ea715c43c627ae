"""Indonesian mobile numbers: read as people write them, kept in E.164, shown in groups."""

import re
from urllib.parse import quote

import phonenumbers

from eventreg.core.errors import DomainError

_SHAPE = re.compile(r"(?:\+?62|0)(8[1-9]\d{6,10})")
_DEMO = re.compile(r"(?:\+?62|0)(80000000\d{3})")  # 0800 0000 00xx: rings nowhere
_SEPARATORS = re.compile(r"[\s().\-–]+")


class NotAMobileNumber(DomainError):
    """The text isn't a mobile number of Indonesia."""

    code = "not_a_mobile_number"


def parse_mobile(text: str, *, allow_demo: bool = False) -> str:
    """`0812-3456-7890` → `+6281234567890`. `allow_demo`: also 0800 0000 00xx. Raises NotAMobileNumber."""
    digits = _SEPARATORS.sub("", text)
    demo = _DEMO.fullmatch(digits)
    if allow_demo and demo and digits.isascii():
        return f"+62{demo[1]}"
    shape = _SHAPE.fullmatch(digits)
    if not shape or not digits.isascii():
        raise NotAMobileNumber()
    number = phonenumbers.parse(f"+62{shape[1]}")
    if phonenumbers.number_type(number) is not phonenumbers.PhoneNumberType.MOBILE:
        raise NotAMobileNumber()
    return f"+62{shape[1]}"


def show_phone(e164: str) -> str:
    """`+6281234567890` → `0812 3456 7890`; what isn't Indonesian stays as it is."""
    if not e164.startswith("+62"):
        return e164
    digits = "0" + e164.removeprefix("+62")
    rest = digits[4:]
    middle = 4 if 7 <= len(rest) <= 9 else len(rest) // 2
    return " ".join(part for part in (digits[:4], rest[:middle], rest[middle:]) if part)


def whatsapp_link(e164: str, text: str = "") -> str:
    """`https://wa.me/62812…?text=…`: opens a chat, with words already typed."""
    query = f"?text={quote(text, safe='')}" if text else ""
    return f"https://wa.me/{e164.removeprefix('+')}{query}"
