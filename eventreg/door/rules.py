"""Admission at the door. Pure."""

from enum import StrEnum


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
