"""What the door answers and asks, its limits and its refusals; admission.py decides who may pass. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

from eventreg.core.errors import DomainError


class Verdict(StrEnum):
    """What the door answers, in order of precedence: of several that hold, the first is given."""

    UNREADABLE = "unreadable"
    FORGED = "forged"
    WRONG_EVENT = "wrong_event"
    UNKNOWN = "unknown"
    REVOKED = "revoked"
    ON_HOLD = "on_hold"
    NOT_CONFIRMED = "not_confirmed"
    WRONG_SESSION = "wrong_session"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    WRONG_GATE = "wrong_gate"
    ALREADY_ADMITTED = "already_admitted"
    ADMITTED = "admitted"
    LEFT = "left"
    UNDONE = "undone"
    QUARANTINED = "quarantined"


class Direction(StrEnum):
    """Which way somebody goes, or that an earlier scan shall not count."""

    IN = "in"
    OUT = "out"
    UNDO = "undo"


class Settled(StrEnum):
    """What a person decided about a scan: a conflict is closed; what a revoked phone handed in counts, or doesn't; a
    scan of whatever phone no longer counts."""

    CONFLICT_CLOSED = "conflict_closed"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    UNDONE = "undone"


class PresenceSource(StrEnum):
    """Who says that somebody was there: they themselves, with the code on the screen, or staff."""

    SCREEN = "screen"
    STAFF = "staff"


class UnknownDevice(DomainError):
    """No phone has this key."""

    code = "unknown_device"
    status = 401


class DeviceRevoked(DomainError):
    """The phone was taken off the door, and its time to hand in what it recorded is over (or it wants to read)."""

    code = "device_revoked"
    status = 401


class OtherEvent(DomainError):
    """The phone belongs to another event's door."""

    code = "other_event"
    status = 403


class PairingCodeUnknown(DomainError):
    """No such code, or it was used, or its two minutes are over."""

    code = "pairing_code_unknown"
    status = 404


class TooMuch(DomainError):
    """More scans at once, or more bytes, than one request may carry."""

    code = "too_much"
    status = 413


class UnreadableRequest(DomainError):
    """The envelope or an id can't be read, so that no scan could be answered by itself."""

    code = "unreadable_request"


class TooManyGuesses(DomainError):
    """The phone typed too many wrong codes."""

    code = "too_many_guesses"
    status = 429


class TooFast(DomainError):
    """More requests a second than people can pass a door."""

    code = "too_fast"
    status = 429


MOST_SCANS = 500
PAIRING_TIME = timedelta(minutes=2)
QUARANTINE_TIME = timedelta(days=7)
"""How long a revoked phone may still hand in what it recorded."""

MOST_WRONG_CODES = 20
GUESSING_TIME = timedelta(minutes=10)
WRONG_CODE = frozenset({Verdict.UNREADABLE, Verdict.FORGED, Verdict.WRONG_EVENT, Verdict.UNKNOWN})


def may_hand_in(revoked_at: datetime | None, now: datetime) -> bool:
    """Whether a phone's scans are still taken: always, or for seven days after it was revoked."""
    return revoked_at is None or now < revoked_at + QUARANTINE_TIME
