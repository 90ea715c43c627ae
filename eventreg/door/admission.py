"""Admission is one rule: a session, a gate, a ticket, a scan and what happened before in; the verdict out. Pure.

static/js/door/admission.js is the same rule for phones; tests/vectors/admission.json holds both to it, and docs/door.md
tells it to people.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from eventreg.door.rules import Direction, Verdict
from eventreg.door.stays import Passing, entry_of, exits_of, reckon
from eventreg.events.rules import Entries
from eventreg.tickets.rules import TicketState, TokenVerdict

# ---- What the rule is told -------------------------------------------------------------------------


@dataclass(frozen=True)
class Span:
    """A session as the door sees it: it admits from `opens_at`, some minutes before it starts, until `ends_at`."""

    id: int
    opens_at: datetime
    starts_at: datetime
    ends_at: datetime
    entries: Entries = Entries.REPEATED

    def is_open(self, moment: datetime) -> bool:
        """Whether the door admits to it at `moment`."""
        return self.opens_at <= moment < self.ends_at


@dataclass(frozen=True)
class Gate:
    """Whom a gate lets in: tickets of these categories, to these sessions (their ids). None: all."""

    categories: frozenset[str] | None = None
    sessions: frozenset[int] | None = None


@dataclass(frozen=True)
class Entitlement:
    """What a ticket is good for now.

    `sessions`: the ids of those that it is for; None: all of its event's. It admits from `valid_from` until, and
    without, `valid_until`; None: no limit. `party`: how many people come by it, its holder included.
    """

    state: TicketState = TicketState.VALID
    confirmed: bool = True
    sessions: frozenset[int] | None = None
    category: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    party: int = 1


@dataclass(frozen=True)
class Shown:
    """What somebody shows, and on which phone. `ticket`: None where the event has no such ticket."""

    phone_revoked: bool = False
    readable: bool = True
    token: TokenVerdict = TokenVerdict.GENUINE
    ticket: Entitlement | None = None


@dataclass(frozen=True)
class Attempt:
    """A scan. `moment`: the server's time, or the phone's corrected one of a scan that it decided without signal.

    `session`: asked for; None: the one that is open. `phone_said`: what a phone without signal had shown. `undone`: an
    undo of it has arrived already. Of an undo: `target` is the direction of the phone's own scan that it names, None
    where there is none; `elsewhere`: another phone of the event has a scan of that id.
    """

    moment: datetime
    scan_id: str = ""
    direction: Direction = Direction.IN
    session: int | None = None
    gate: str = ""
    companions: int = 0
    phone_said: Verdict | None = None
    undone: bool = False
    target: Direction | None = None
    elsewhere: bool = False


# ---- What it answers -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ruling:
    """The verdict, and what follows from it.

    `session`: the id of the one that is meant. `entry`: which of the ticket's entries it would be, of a way in that
    nothing else speaks against. `companions`: how many of them count; the rest are flagged. `counts`: somebody went
    through. `conflict`: another admission stands, or nobody had come in before. `first`: the one that stands.
    """

    verdict: Verdict
    session: int | None = None
    entry: int | None = None
    companions: int = 0
    counts: bool = False
    conflict: bool = False
    first: Passing | None = None


def decide(
    spans: Collection[Span], gate: Gate, shown: Shown, attempt: Attempt, earlier: Iterable[Passing] = ()
) -> Ruling:
    """Who may pass: the first verdict, in order of precedence, that holds.

    `earlier`: the ticket's passings that are known, in whatever session. What a phone without signal showed is a fact,
    where nothing but an earlier admission speaks against the ticket: whom it admitted is in, and whom it sent away is
    not.
    """
    if shown.phone_revoked:
        return Ruling(Verdict.QUARANTINED)
    if attempt.direction is Direction.UNDO:
        return Ruling(_undo(attempt))
    choice = choose_session(spans, gate, attempt.session, attempt.moment, shown.ticket)
    companions = min(attempt.companions, shown.ticket.party - 1) if shown.ticket else 0
    refused = refusal(shown, gate, choice)
    if refused or choice.span is None:
        return Ruling(refused or Verdict.WRONG_SESSION, choice.session, companions=companions)
    known = [passing for passing in earlier if passing.session == choice.session]
    return replace(_passage(choice.span, attempt, known), companions=companions)


def _undo(attempt: Attempt) -> Verdict:
    """An undo names a scan of its own phone. One that hasn't arrived yet will find the undo waiting."""
    unknown = attempt.target is None and attempt.elsewhere
    return Verdict.UNREADABLE if unknown or attempt.target is Direction.UNDO else Verdict.UNDONE


# ---- Which session ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """The session that a scan is for, by its id and as it is known, and why nobody may enter it now, if so."""

    session: int | None
    refusal: Verdict | None = None
    span: Span | None = None


def choose_session(
    spans: Collection[Span], gate: Gate, asked: int | None, moment: datetime, ticket: Entitlement | None = None
) -> Choice:
    """The session `asked` for, or the one that is open at this gate at `moment`."""
    ticket = ticket or Entitlement()
    if asked is None:
        return _session_now(spans, gate, moment, ticket)
    span = next((span for span in spans if span.id == asked), None)
    if span is None:
        return Choice(None, Verdict.WRONG_SESSION)
    if ticket.sessions is not None and asked not in ticket.sessions:
        return Choice(asked, Verdict.WRONG_SESSION, span)
    early, late = _outside(ticket, moment)
    if early or moment < span.opens_at:
        return Choice(asked, Verdict.TOO_EARLY, span)
    if late or moment >= span.ends_at:
        return Choice(asked, Verdict.TOO_LATE, span)
    here = gate.sessions is None or asked in gate.sessions
    return Choice(asked, None if here else Verdict.WRONG_GATE, span)


def _session_now(spans: Collection[Span], gate: Gate, moment: datetime, ticket: Entitlement) -> Choice:
    here = [span for span in spans if gate.sessions is None or span.id in gate.sessions]
    early, late = _outside(ticket, moment)
    found = open_sessions(here, moment)
    if not found:
        early = early or any(span.opens_at > moment for span in here)
        return Choice(None, Verdict.TOO_EARLY if early else Verdict.TOO_LATE)
    mine = next((span for span in found if ticket.sessions is None or span.id in ticket.sessions), None)
    if mine is None:
        return Choice(found[0].id, Verdict.WRONG_SESSION, found[0])
    return Choice(mine.id, Verdict.TOO_EARLY if early else Verdict.TOO_LATE if late else None, mine)


def open_sessions(spans: Collection[Span], moment: datetime) -> list[Span]:
    """The sessions to which the door admits at `moment`, the earliest begun first."""
    return sorted((span for span in spans if span.is_open(moment)), key=lambda span: (span.starts_at, span.id))


def _outside(ticket: Entitlement, moment: datetime) -> tuple[bool, bool]:
    """Whether the ticket isn't valid yet, and whether no longer."""
    early = ticket.valid_from is not None and moment < ticket.valid_from
    return early, ticket.valid_until is not None and moment >= ticket.valid_until


# ---- What speaks against the ticket ----------------------------------------------------------------

_OF_TOKEN = {TokenVerdict.FORGED: Verdict.FORGED, TokenVerdict.WRONG_EVENT: Verdict.WRONG_EVENT}
_OF_STATE = {
    TicketState.REVOKED: Verdict.REVOKED,
    TicketState.REPLACED: Verdict.REVOKED,
    TicketState.ON_HOLD: Verdict.ON_HOLD,
}


def refusal(shown: Shown, gate: Gate, choice: Choice) -> Verdict | None:
    """The first reason, in order of precedence, why this ticket doesn't pass; None where it does."""
    if not shown.readable:
        return Verdict.UNREADABLE
    if shown.token in _OF_TOKEN:
        return _OF_TOKEN[shown.token]
    if shown.ticket is None:
        return Verdict.UNKNOWN
    if shown.ticket.state in _OF_STATE:
        return _OF_STATE[shown.ticket.state]
    if not shown.ticket.confirmed:
        return Verdict.NOT_CONFIRMED
    if choice.refusal:
        return choice.refusal
    is_let_in = gate.categories is None or shown.ticket.category in gate.categories
    return None if is_let_in else Verdict.WRONG_GATE


# ---- In, out, in again -----------------------------------------------------------------------------


def _passage(span: Span, attempt: Attempt, known: Sequence[Passing]) -> Ruling:
    """The ruling for a ticket that nothing speaks against but, maybe, an admission by it."""
    if attempt.undone and attempt.phone_said is None:
        return Ruling(Verdict.UNDONE, span.id)
    goes_in, order = attempt.direction is Direction.IN, 1 + max((passing.order for passing in known), default=0)
    offline = attempt.phone_said is not None
    passing = Passing(order, attempt.scan_id, attempt.moment, offline, attempt.direction, span.id, attempt.gate)
    entry = entry_of(passing, exits_of(known), span.entries) if goes_in else None
    stands = reckon(known, span.entries).attendances.get(entry or 0)
    verdict = attempt.phone_said or _free(attempt.direction, occupied=stands is not None)
    if verdict not in {Verdict.ADMITTED, Verdict.LEFT}:
        return Ruling(verdict, span.id, entry, first=stands.passing if stands else None)
    if attempt.undone:
        return Ruling(verdict, span.id, entry, counts=True)
    now = reckon([*known, passing], span.entries)
    conflict = order in now.conflicts
    first = now.attendances[entry].passing if conflict and entry else None
    return Ruling(verdict, span.id, entry, counts=True, conflict=conflict, first=first)


def _free(direction: Direction, *, occupied: bool) -> Verdict:
    if direction is Direction.OUT:
        return Verdict.LEFT
    return Verdict.ALREADY_ADMITTED if occupied else Verdict.ADMITTED
