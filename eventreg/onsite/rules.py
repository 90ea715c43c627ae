"""What may be done at the fair, and what follows from what was seen there. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from eventreg.applications.rules import Status
from eventreg.core.errors import DomainError

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


# ---- Faults ---------------------------------------------------------------------------------------

DANGERS = frozenset({FaultKind.POWER, FaultKind.LEAK})
"""What people can be hurt by: they leave the booth first."""
OPEN = frozenset({FaultState.REPORTED, FaultState.IN_HAND})
PATIENCE = {True: timedelta(minutes=10), False: timedelta(hours=1)}
"""How long a fault may wait until somebody takes it in hand, a danger and what is none."""
AGAIN = "\u21ba "
"""What a reason for opening a fault again begins with, among the words of the fault."""


class FaultMoved(DomainError):
    """Somebody else did something to the fault after it was read here; `who` may be empty."""

    code = "fault_moved"
    status = 409


class FaultKnown(DomainError):
    """A fault of this kind at this booth is reported already, and not mended yet."""

    code = "fault_known"
    status = 409


class AnswerMissing(DomainError):
    """Whoever has mended something says what was done."""

    code = "answer_missing"


class ReasonMissing(DomainError):
    """Whoever opens a fault again says what is still broken."""

    code = "reason_missing"


class NotMended(DomainError):
    """Only what was said to be mended is opened again."""

    code = "not_mended"


def urgency_of(kind: FaultKind) -> int:
    """What comes first on the desk: dangers 0, what keeps a booth in the dark 1, anything else 2."""
    return 0 if kind in DANGERS else 1 if kind is FaultKind.LIGHT else 2


def is_late(kind: FaultKind, state: FaultState, at: datetime, now: datetime) -> bool:
    """Whether nobody has taken it in hand for longer than it may wait."""
    return state is FaultState.REPORTED and now - at > PATIENCE[kind in DANGERS]


def mark(state: FaultState, by_id: int | None) -> str:
    """How a fault stood when somebody read it: what forms send along, so that two don't undo each other's deed."""
    return f"{state.value}-{by_id or 0}"


def as_reported(text: str) -> str:
    """The words of a report, without what marks the reasons that come later: nobody writes those by reporting."""
    return "\n".join(line.lstrip(AGAIN) for line in text.split("\n")).strip()


def opened_again(text: str, reason: str) -> str:
    """The words of a fault with the reason why it is open again. Raises ReasonMissing."""
    words = " ".join(reason.split())
    if not words:
        raise ReasonMissing
    return f"{text}\n{AGAIN}{words}".lstrip("\n")


def told_in(text: str) -> tuple[str, list[str]]:
    """What was reported, and each reason why it was opened again."""
    lines = text.split("\n")
    first = next((at for at, line in enumerate(lines) if line.startswith(AGAIN)), len(lines))
    return "\n".join(lines[:first]), [line.removeprefix(AGAIN) for line in lines[first:]]


# ---- Signs ----------------------------------------------------------------------------------------


class SignSize(StrEnum):
    """How large a booth's sign is."""

    A4 = "a4"
    A5 = "a5"


# ---- Loading in and out ----------------------------------------------------------------------------------------------

MOST_SLOTS = 200
AWAITED = timedelta(hours=12)  # so long after a slot its exhibitor is late; then they did not come


class SpanTooShort(DomainError):
    """Not a single slot fits between these times."""

    code = "span_too_short"


class SpanOver(DomainError):
    """All of it lies in the past."""

    code = "span_over"


class TooManySlots(DomainError):
    """More than anybody reads through. Details: `count`, `most`."""

    code = "too_many_slots"


class SlotExists(DomainError):
    """There is one at this gate and time."""

    code = "slot_exists"


class SlotFull(DomainError):
    """Somebody else was faster."""

    code = "slot_full"


class SlotBegun(DomainError):
    """It is too late to choose it, or to give it back."""

    code = "slot_begun"


class SlotBooked(DomainError):
    """Exhibitors have chosen it. Details: `booked`."""

    code = "slot_booked"


class NoRoomThere(DomainError):
    """They don't all fit into that slot. Details: `booked`, `free`."""

    code = "no_room_there"


class AlreadyArrived(DomainError):
    """Their vehicle is at the gate, or was."""

    code = "already_arrived"


class NotArrived(DomainError):
    """Who hasn't come can't leave."""

    code = "not_arrived"


class NoSlots(DomainError):
    """There is no time this way that somebody could be written under."""

    code = "no_slots"


@dataclass(frozen=True)
class SlotPlanned:
    """A slot as it would be made."""

    starts_at: datetime
    ends_at: datetime
    gate: str


class Standing(StrEnum):
    """Where an exhibitor is with loading, for those at the gate."""

    UNCHOSEN = "unchosen"
    AHEAD = "ahead"
    DUE = "due"
    LATE = "late"
    MISSED = "missed"
    INSIDE = "inside"
    GONE = "gone"


def slots_of(starts_at: datetime, ends_at: datetime, minutes: int, gates: Sequence[str]) -> Sequence[SlotPlanned]:
    """The whole slots that fit, one for each gate, by time. Raises SpanTooShort, TooManySlots."""
    length, names = timedelta(minutes=minutes), list(dict.fromkeys(gates)) or [""]
    count = max(0, (ends_at - starts_at) // length)
    if not count:
        raise SpanTooShort()
    if count * len(names) > MOST_SLOTS:
        raise TooManySlots(count=count * len(names), most=MOST_SLOTS)
    begins = [starts_at + number * length for number in range(count)]
    return [SlotPlanned(moment, moment + length, gate) for moment in begins for gate in names]


def suggested_span(starts: datetime, ends: datetime, way: Way) -> tuple[datetime, datetime]:
    """When loading is usual, by the clocks of the event: the day before it begins, or as soon as it has ended."""
    if way is Way.OUT:
        return ends, ends + timedelta(hours=4)
    day = starts.replace(hour=0, minute=0) - timedelta(days=1)
    return day + timedelta(hours=8), day + timedelta(hours=16)


def check_choice(starts_at: datetime, taken: int, capacity: int, now: datetime) -> None:
    """An exhibitor chooses a slot before it begins, while there is room. Raises SlotBegun, SlotFull."""
    if now >= starts_at:
        raise SlotBegun()
    if taken >= capacity:
        raise SlotFull()


def check_given_back(starts_at: datetime, arrived_at: datetime | None, now: datetime) -> None:
    """What has begun can't be changed on one's own phone any more. Raises AlreadyArrived, SlotBegun."""
    if arrived_at is not None:
        raise AlreadyArrived()
    if now >= starts_at:
        raise SlotBegun()


def standing(
    starts_at: datetime, ends_at: datetime, arrived_at: datetime | None, left_at: datetime | None, now: datetime
) -> Standing:
    """Who comes within their slot is in time."""
    if left_at is not None:
        return Standing.GONE
    if arrived_at is not None:
        return Standing.INSIDE
    if now < starts_at:
        return Standing.AHEAD
    if now < ends_at:
        return Standing.DUE
    return Standing.LATE if now < ends_at + AWAITED else Standing.MISSED
