"""What may be done at the fair, and what follows from what was seen there. Pure."""

from enum import StrEnum

from eventreg.applications.rules import Status

EXHIBITS = frozenset({Status.CONFIRMED})
"""Who has a booth for good: whoever is only offered one has nothing to load in yet."""


class Way(StrEnum):
    """Into the fair, or out of it."""

    IN = "in"
    OUT = "out"


class Presence(StrEnum):
    """How an exhibitor's booth was found on a round."""

    OPEN = "open"
    CLOSED = "closed"


class FaultKind(StrEnum):
    """What is broken."""

    POWER = "power"
    LEAK = "leak"
    LIGHT = "light"
    FURNITURE = "furniture"
    OTHER = "other"


class FaultState(StrEnum):
    """How far it is with a fault."""

    REPORTED = "reported"
    IN_HAND = "in_hand"
    DONE = "done"
