"""How the chain is made and what a break in it is called. Pure."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from eventreg.core.errors import DomainError

LINK, HEAD = b"eventreg-audit-link-v1\0", b"eventreg-audit-head-v1\0"
GENESIS = "0" * 64  # what stands before the first link
LATE = timedelta(hours=1)  # the longest that an entry may take from its deed to its commit
SHOWN = 32  # hex digits of a printed seal: 128 bits


class NotASeal(DomainError):
    """This isn't DAY:POSITION:MAC."""

    code = "not_a_seal"


class Kind(StrEnum):
    """What was done to a trail that is broken."""

    ALTERED = "altered"
    REMOVED = "removed"
    REORDERED = "reordered"
    INSERTED = "inserted"
    CUT_OFF = "cut off"
    REWRITTEN = "rewritten"
    HEAD = "head file"


class Case(StrEnum):
    """How it shows; `words.py` has a sentence for each."""

    ALTERED = "altered"
    ENTRY_GONE = "entry_gone"
    LINK_GONE = "link_gone"
    CLOSED_UP = "closed_up"
    REORDERED = "reordered"
    LINK_INSERTED = "link_inserted"
    NEVER_SEALED = "never_sealed"
    HEAD_BEYOND = "head_beyond"
    SEAL_BEYOND = "seal_beyond"
    ANOTHER_KEY = "another_key"
    SEAL_DIFFERS = "seal_differs"
    HEAD_DIFFERS = "head_differs"
    SEAL_MOVED = "seal_moved"
    SEAL_GONE = "seal_gone"
    SEAL_UNREADABLE = "seal_unreadable"
    HEAD_MISSING = "head_missing"
    HEAD_ALTERED = "head_altered"
    HEAD_OLDER = "head_older"


KINDS: dict[Case, Kind] = {
    Case.ALTERED: Kind.ALTERED,
    Case.ENTRY_GONE: Kind.REMOVED,
    Case.LINK_GONE: Kind.REMOVED,
    Case.CLOSED_UP: Kind.REMOVED,
    Case.SEAL_GONE: Kind.REMOVED,
    Case.REORDERED: Kind.REORDERED,
    Case.LINK_INSERTED: Kind.INSERTED,
    Case.NEVER_SEALED: Kind.INSERTED,
    Case.HEAD_BEYOND: Kind.CUT_OFF,
    Case.SEAL_BEYOND: Kind.CUT_OFF,
    Case.ANOTHER_KEY: Kind.REWRITTEN,
    Case.SEAL_DIFFERS: Kind.REWRITTEN,
    Case.HEAD_DIFFERS: Kind.REWRITTEN,
    Case.SEAL_MOVED: Kind.REWRITTEN,
    Case.SEAL_UNREADABLE: Kind.ALTERED,
    Case.HEAD_MISSING: Kind.HEAD,
    Case.HEAD_ALTERED: Kind.HEAD,
    Case.HEAD_OLDER: Kind.HEAD,
}


@dataclass(frozen=True)
class Break:
    """The first place that doesn't hold. `beyond`: a position that head file or seal know; `day`: the seal's."""

    case: Case
    position: int
    entry_id: int | None = None
    beyond: int | None = None
    day: date | None = None

    @property
    def kind(self) -> Kind:
        """What was done there."""
        return KINDS[self.case]


@dataclass(frozen=True)
class Seal:
    """Where the chain stood when a day ended; `mac` is whole, or its first digits as they were printed."""

    day: date
    position: int
    mac: str

    @classmethod
    def parse(cls, text: str) -> "Seal":
        """Read `2026-11-24:1234:a1b2 c3d4 …`, at least 32 hex digits, grouped as one likes. Raises NotASeal."""
        day, _, rest = text.partition(":")
        position, _, mac = rest.partition(":")
        digits = re.sub(r"[\s-]", "", mac).lower()
        try:
            seal = cls(date.fromisoformat(day.strip()), int(position), digits)
        except ValueError as error:
            raise NotASeal(text=text) from error
        if seal.position < 1 or not re.fullmatch(rf"[0-9a-f]{{{SHOWN},64}}", digits):
            raise NotASeal(text=text)
        return seal

    def fits(self, mac: str) -> bool:
        """Whether the link at the seal's position is the one that was sealed."""
        return hmac.compare_digest(mac[: len(self.mac)].encode(), self.mac.encode())


def grouped(mac: str) -> str:
    """The first half of a MAC in groups of four, as it is printed and read aloud."""
    return " ".join(mac[start : start + 4] for start in range(0, SHOWN, 4))


def canonical(entry: Mapping[str, Any]) -> bytes:
    """All columns of an entry as the same bytes on every database.

    What is NULL is left out, so that a column that is added later changes no older entry.
    """
    told = {name: _plain(value) for name, value in entry.items() if value is not None}
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def link_mac(key: bytes, position: int, previous: str, entry: bytes) -> str:
    """The MAC of the link at `position` over the one before and an entry's canonical bytes."""
    message = LINK + position.to_bytes(8, "big", signed=True) + previous.encode() + entry
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def head_mac(key: bytes, position: int, mac: str) -> str:
    """What makes a head file genuine."""
    return hmac.new(key, HEAD + position.to_bytes(8, "big") + mac.encode(), hashlib.sha256).hexdigest()
