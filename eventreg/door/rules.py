"""Admission at the door: which session is meant, who may pass, and which of several entries counts. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from eventreg.core.errors import DomainError
from eventreg.tickets.rules import TicketState, TokenVerdict


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


# ---- Which session ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Span:
    """A session as the door sees it: it admits from `opens_at`, some minutes before it starts, until `ends_at`."""

    id: int
    starts_at: datetime
    ends_at: datetime
    lead: timedelta

    @property
    def opens_at(self) -> datetime:
        """When the door begins to admit."""
        return self.starts_at - self.lead

    def is_open(self, moment: datetime) -> bool:
        """Whether the door admits to it at `moment`."""
        return self.opens_at <= moment < self.ends_at


@dataclass(frozen=True)
class Choice:
    """The session that a scan is for, and why nobody may enter it now, if so."""

    session_id: int | None
    refusal: Verdict | None = None


def choose_session(
    spans: Collection[Span], asked: int | None, moment: datetime, *, ticket_for: Collection[int] = ()
) -> Choice:
    """The session `asked` for, or the one that is open at `moment`.

    `ticket_for`: the sessions that the ticket is for, empty where it is for all of them.
    """
    if asked is None:
        return _session_now(spans, moment, ticket_for)
    span = next((span for span in spans if span.id == asked), None)
    if span is None:
        return Choice(None, Verdict.WRONG_SESSION)
    if ticket_for and asked not in ticket_for:
        return Choice(asked, Verdict.WRONG_SESSION)
    if moment < span.opens_at:
        return Choice(asked, Verdict.TOO_EARLY)
    return Choice(asked, Verdict.TOO_LATE if moment >= span.ends_at else None)


def _session_now(spans: Collection[Span], moment: datetime, ticket_for: Collection[int]) -> Choice:
    if found := open_sessions(spans, moment):
        mine = next((span for span in found if span.id in ticket_for), None)
        if mine is None and ticket_for:
            return Choice(found[0].id, Verdict.WRONG_SESSION)
        return Choice((mine or found[0]).id)
    later = any(span.opens_at > moment for span in spans)
    return Choice(None, Verdict.TOO_EARLY if later else Verdict.TOO_LATE)


def open_sessions(spans: Collection[Span], moment: datetime) -> list[Span]:
    """The sessions to which the door admits at `moment`, the earliest begun first."""
    return sorted((span for span in spans if span.is_open(moment)), key=lambda span: (span.starts_at, span.id))


# ---- Who may pass ----------------------------------------------------------------------------------

_OF_TOKEN = {TokenVerdict.FORGED: Verdict.FORGED, TokenVerdict.WRONG_EVENT: Verdict.WRONG_EVENT}
_OF_STATE = {
    TicketState.REVOKED: Verdict.REVOKED,
    TicketState.REPLACED: Verdict.REVOKED,
    TicketState.ON_HOLD: Verdict.ON_HOLD,
}


@dataclass(frozen=True)
class Presented:
    """What is known of the ticket that somebody shows."""

    readable: bool = True
    token: TokenVerdict = TokenVerdict.GENUINE
    state: TicketState | None = None  # None: there is no such ticket
    confirmed: bool = True
    session: Verdict | None = None  # why nobody enters this session now
    gate_open: bool = True


def refusal(shown: Presented) -> Verdict | None:
    """The first reason, in order of precedence, why this ticket doesn't pass; None where it does."""
    if not shown.readable:
        return Verdict.UNREADABLE
    if shown.token in _OF_TOKEN:
        return _OF_TOKEN[shown.token]
    if shown.state is None:
        return Verdict.UNKNOWN
    if shown.state in _OF_STATE:
        return _OF_STATE[shown.state]
    if not shown.confirmed:
        return Verdict.NOT_CONFIRMED
    if shown.session:
        return shown.session
    return None if shown.gate_open else Verdict.WRONG_GATE


def passage(direction: Direction, *, occupied: bool, phone_said: Verdict | None) -> Verdict:
    """The verdict for a ticket that nothing speaks against.

    `occupied`: somebody stands admitted by the ticket in this session and entry. `phone_said`: what a phone without
    signal had shown; that is a fact. Whom it admitted is in, and whom it sent away is not.
    """
    passed = Verdict.ADMITTED if direction is Direction.IN else Verdict.LEFT
    if phone_said is not None:
        return phone_said
    return Verdict.ALREADY_ADMITTED if occupied and direction is Direction.IN else passed


# ---- Which entry counts ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Passing:
    """Somebody went in or out by a ticket in one session, and it was not undone.

    `order`: when it reached us, relative to others. `moment`: the server's time of an online scan, the phone's
    corrected time of one that was decided offline.
    """

    order: int
    scan_id: str
    moment: datetime
    offline: bool


def entry_of(admission: Passing, exits: Iterable[Passing]) -> int:
    """The entry number: 1, raised by each way out before it.

    An offline admission counts the exits before its own time. An online one was decided by what the server knew, so
    that it counts those which had arrived as well.
    """
    return 1 + sum(
        out.moment < admission.moment or (not admission.offline and out.order < admission.order) for out in exits
    )


def standing(admissions: Iterable[Passing], exits: Sequence[Passing]) -> dict[int, Passing]:
    """The one admission of each entry that is the attendance; the others are conflicts.

    An online admission stays; among offline ones it is the smallest (corrected time, id), whatever the order of
    arrival.
    """
    found: dict[int, Passing] = {}
    for admission in admissions:
        entry = entry_of(admission, exits)
        if entry not in found or _rank(admission) < _rank(found[entry]):
            found[entry] = admission
    return found


def _rank(admission: Passing) -> tuple[bool, datetime, str, int]:
    tie = admission.scan_id if admission.offline else ""
    return (admission.offline, admission.moment, tie, admission.order)


def in_order(exits: Iterable[Passing]) -> list[Passing]:
    """The ways out as they happened: the first of them ends entry 1, the second entry 2."""
    return sorted(exits, key=lambda out: (out.moment, out.order))


def companions_counted(asked: int, allowed: int) -> int:
    """How many of the companions count; the rest are flagged. `allowed`: how many the ticket may bring along."""
    return min(asked, allowed)


def may_hand_in(revoked_at: datetime | None, now: datetime) -> bool:
    """Whether a phone's scans are still taken: always, or for seven days after it was revoked."""
    return revoked_at is None or now < revoked_at + QUARANTINE_TIME


def undo_verdict(target: Direction | None, *, elsewhere: bool) -> Verdict:
    """The verdict for an undo. `target`: the direction of the phone's own scan that it names, None when there is none.

    `elsewhere`: another phone of the event has a scan of that id. Where nobody has, the scan is still on its way, and
    the undo waits for it.
    """
    if target is Direction.UNDO or (target is None and elsewhere):
        return Verdict.UNREADABLE
    return Verdict.UNDONE
