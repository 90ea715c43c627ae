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


class WalkInsOff(DomainError):
    """The event gives out no tickets at its door."""

    code = "walk_ins_off"
    status = 409


class NothingOpen(DomainError):
    """No session is open at this gate, so that there is nothing to give a ticket for."""

    code = "nothing_open"
    status = 409


class NotReplaceable(DomainError):
    """Only a ticket that admits now can be handed over to somebody else."""

    code = "not_replaceable"
    status = 409


class ConflictGone(DomainError):
    """The scans don't stand in conflict any more: a late scan or an undo has put it right."""

    code = "conflict_gone"
    status = 409


class ConflictChanged(DomainError):
    """Another scan belongs to the conflict since somebody looked at it."""

    code = "conflict_changed"
    status = 409


class NothingToUndo(DomainError):
    """Nobody went in or out by this scan."""

    code = "nothing_to_undo"
    status = 409


class NoSuchTime(DomainError):
    """At this time the door of the session wasn't open, or it hasn't come yet."""

    code = "no_such_time"


class ReasonWanting(DomainError):
    """A correction of somebody's presence says why."""

    code = "reason_wanting"


class AlreadySo(DomainError):
    """The presence is what the correction would make it."""

    code = "already_so"
    status = 409


class NotOnScreen(DomainError):
    """This is not the code that the projector shows, or no longer."""

    code = "not_on_screen"


class CodeUnreadable(DomainError):
    """What was typed can't be a ticket's code."""

    code = "code_unreadable"


class TicketUnknown(DomainError):
    """The event has no ticket of this code."""

    code = "ticket_unknown"


class TicketTakenBack(DomainError):
    """The ticket was revoked or replaced."""

    code = "ticket_taken_back"
    status = 409


class TicketOnHold(DomainError):
    """The organisers hold the ticket back."""

    code = "ticket_on_hold"
    status = 409


class PlaceNotConfirmed(DomainError):
    """The place was not confirmed."""

    code = "place_not_confirmed"
    status = 409


class NotThisSession(DomainError):
    """The ticket is for other sessions."""

    code = "not_this_session"
    status = 409


class SessionNotOpen(DomainError):
    """Nobody can be present yet: the session hasn't opened."""

    code = "session_not_open"
    status = 409


class SessionOver(DomainError):
    """The session is over."""

    code = "session_over"
    status = 409


class GateInUse(DomainError):
    """A phone was paired for the gate, or somebody passed there."""

    code = "gate_in_use"
    status = 409


class TicketIsOtherwise(DomainError):
    """The ticket is no longer in the state that its page showed."""

    code = "ticket_is_otherwise"
    status = 409


class ValidityOutOfOrder(DomainError):
    """A ticket can't end before it begins."""

    code = "validity_out_of_order"


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
