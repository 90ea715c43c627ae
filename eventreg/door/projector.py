"""The code on the projector: six characters and a QR code for each twenty seconds of a session. Pure.

The key comes in as bytes. A code holds in its own twenty seconds and in the twenty after them, so that it is good for
at least twenty and at most forty.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

WINDOW = timedelta(seconds=20)
PASS_TIME = timedelta(minutes=3)
"""How long a page that was opened by the code goes on to hold, for slow phones and slow fingers."""

LENGTH = 6
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32, as on tickets: nothing that looks like something else."""

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_LOOKS_LIKE = str.maketrans("ILO", "110")
_BETWEEN = re.compile(r"[\s\u002d\u2010-\u2015\u2212]")


def window(now: datetime) -> int:
    """The number of the twenty seconds in which `now` lies."""
    return (now - _EPOCH) // WINDOW


def changes_at(now: datetime) -> datetime:
    """When the next code follows."""
    return _EPOCH + (window(now) + 1) * WINDOW


def code(key: bytes, session_id: int, number: int) -> str:
    """The code of a session in the window of this number: 30 bits."""
    digest = hmac.new(key, f"{session_id}/{number}".encode(), hashlib.sha256).digest()
    return "".join(ALPHABET[byte % 32] for byte in digest[:LENGTH])  # 256 is a multiple of 32: no bias


def read(typed: str) -> str:
    """What somebody typed, as codes are written; "" for what can't be one."""
    found = _BETWEEN.sub("", typed)
    if not found.isascii():  # or upper() would turn a foreign letter into one of ours
        return ""
    found = found.upper().translate(_LOOKS_LIKE)
    return found if len(found) == LENGTH and set(found) <= set(ALPHABET) else ""


def is_on_screen(keys: Iterable[bytes], session_id: int, typed: str, now: datetime) -> bool:
    """Whether this is the session's code now or of the twenty seconds before. `keys`: all that may have made it."""
    asked, number = read(typed), window(now)
    shown = [code(key, session_id, number - ago) for key in keys for ago in (0, 1)]
    return sum(hmac.compare_digest(asked, one) for one in shown) > 0  # each is compared, whichever fits


def show(code: str) -> str:
    """`ABC234` → `ABC 234`, the way it is read from afar."""
    return f"{code[: LENGTH // 2]} {code[LENGTH // 2 :]}"
