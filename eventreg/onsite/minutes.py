"""Minutes of handing a booth over and back, and the deposit: what they compare, when they may change. Pure."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from enum import StrEnum
from typing import Any

from eventreg.core.errors import DomainError
from eventreg.core.money import rupiah


class AlreadyHanded(DomainError):
    """These minutes were written meanwhile: somebody was faster."""

    code = "already_handed"


class NotHandedOver(DomainError):
    """Nothing can be given back, or agreed to, that wasn't written down as handed over."""

    code = "not_handed_over"


class GivenBack(DomainError):
    """The booth was given back: what was handed over stays as it was written."""

    code = "given_back"


class MinutesChanged(DomainError):
    """The minutes are not those any more that the reader saw."""

    code = "minutes_changed"


class WhyMissing(DomainError):
    """What somebody agreed to, or was told, isn't changed without saying why."""

    code = "why_missing"


class TakesPart(DomainError):
    """Nobody acts for the council towards a business that they act for themselves."""

    code = "takes_part"


class ThingTwice(DomainError):
    """A thing stands in the list once, with how many there are."""

    code = "thing_twice"


class AlreadyTaken(DomainError):
    """The deposit is written down already."""

    code = "already_taken"


class NoDeposit(DomainError):
    """No deposit is held that could be given back, or whose mark could be taken back."""

    code = "no_deposit"


class DepositSettled(DomainError):
    """The deposit is settled: nothing is changed that it was settled by."""

    code = "deposit_settled"


class StillOut(DomainError):
    """The booth hasn't been given back, so the deposit stays here."""

    code = "still_out"


class MoreThanTaken(DomainError):
    """No more is given back than was taken."""

    code = "more_than_taken"


class ProofMissing(DomainError):
    """Money has a number under which it is found again."""

    code = "proof_missing"


class Handing(StrEnum):
    """How far it is with handing a booth over."""

    WAITING = "waiting"
    HANDED = "handed"
    AGREED = "agreed"
    BACK = "back"


class DepositState(StrEnum):
    """How it is with an exhibitor's deposit."""

    UNPAID = "unpaid"
    HELD = "held"
    TO_RETURN = "to_return"
    SETTLED = "settled"


@dataclass(frozen=True)
class Thing:
    """What stands in a booth: how many, how many of these are damaged, and what is to be said of it."""

    name: str
    count: int
    note: str = ""
    damaged: int = 0


@dataclass(frozen=True)
class Compared:
    """A thing as it was handed over (`before`; None where it wasn't) and as it came back (None: not written down)."""

    name: str
    before: Thing | None
    after: Thing | None

    @property
    def missing(self) -> int:
        """How many didn't come back."""
        return max(0, (self.before.count if self.before else 0) - (self.after.count if self.after else 0))

    @property
    def damaged(self) -> int:
        """How many are damaged that weren't before."""
        return max(0, (self.after.damaged if self.after else 0) - (self.before.damaged if self.before else 0))


def things_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Thing, ...]:
    """As they are stored."""
    return tuple(
        Thing(str(row["name"]), int(row["count"]), str(row.get("note", "")), int(row.get("damaged", 0))) for row in rows
    )


def check_things(things: Sequence[Thing]) -> None:
    """Raises ThingTwice."""
    names = [thing.name.casefold() for thing in things]
    for thing, name in zip(things, names, strict=True):
        if names.count(name) > 1:
            raise ThingTwice(name=thing.name)


def compared(before: Sequence[Thing], after: Sequence[Thing]) -> list[Compared]:
    """Each thing that was handed over beside how it came back, then what came besides."""
    came = {thing.name.casefold(): thing for thing in after}
    known = {thing.name.casefold() for thing in before}
    rows = [Compared(thing.name, thing, came.get(thing.name.casefold())) for thing in before]
    return rows + [Compared(thing.name, None, thing) for thing in after if thing.name.casefold() not in known]


def print_of(things: Sequence[Thing], note: str, exhibitor: str) -> str:
    """A fingerprint of minutes: another one as soon as a word or a number in them is another."""
    content = json.dumps([*map(astuple, things), note, exhibitor], ensure_ascii=True)
    return hashlib.sha256(content.encode()).hexdigest()[:24]


def handing_of(*, is_in: bool, is_out: bool, agreed: bool) -> Handing:
    """Where a booth stands. `agreed`: to the minutes of handing it over."""
    if is_out:
        return Handing.BACK
    if not is_in:
        return Handing.WAITING
    return Handing.AGREED if agreed else Handing.HANDED


def may_return(taken_over: Collection[int], given_back: Collection[int], *, is_over: bool) -> bool:
    """Whether a deposit may be given back: all booths that were taken over (by id) are back.

    Whoever took none over gets it once nothing more will come of it (`is_over`: they stepped back, or the fair ended).
    """
    return set(taken_over) <= set(given_back) if taken_over else is_over


def deposit_state(*, is_taken: bool, is_settled: bool, returnable: bool) -> DepositState:
    """What is to be done about a deposit."""
    if not is_taken:
        return DepositState.UNPAID
    if is_settled:
        return DepositState.SETTLED
    return DepositState.TO_RETURN if returnable else DepositState.HELD


def check_return(held: int, back: int, *, withheld: str, reference: str) -> None:
    """Raises MoreThanTaken, WhyMissing, ProofMissing. Money in whole Rupiah."""
    if not 0 <= back <= held:
        raise MoreThanTaken(held=rupiah(held))
    if back < held and not withheld.strip():
        raise WhyMissing
    if back and not reference.strip():
        raise ProofMissing
