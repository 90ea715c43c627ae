"""Faults as pages show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import LazyString

from eventreg.applications.models import Application
from eventreg.onsite import mending, queries, repairs, rules, words
from eventreg.onsite.models import BoothFault
from eventreg.onsite.rules import FaultKind, FaultState


@dataclass(frozen=True)
class FaultRow:
    """A fault in words. `text`: empty where it isn't the reader's to read; `names`: who exhibits there."""

    fault: BoothFault
    at: str
    age: str
    is_late: bool
    taken: str = ""
    done: str = ""
    text: str = ""
    reasons: Sequence[str] = ()
    names: Sequence[str] = field(default_factory=tuple)
    confirmed: int = 0

    @property
    def kind(self) -> LazyString:
        """What is broken."""
        return words.FAULT_KINDS[self.fault.kind]

    @property
    def icon(self) -> str:
        """Its picture."""
        return words.FAULT_ICONS[self.fault.kind]

    @property
    def state(self) -> LazyString:
        """How far it is."""
        return words.FAULT_STATES[self.fault.state]

    @property
    def look(self) -> tuple[str, str]:
        """Kind and shape of the pill."""
        is_danger = self.is_danger and self.fault.state is FaultState.REPORTED
        return ("bad", "alert") if is_danger else words.FAULT_LOOKS[self.fault.state]

    @property
    def is_danger(self) -> bool:
        """Whether people can be hurt by it, as long as it is open."""
        return self.fault.kind in rules.DANGERS and self.fault.state in rules.OPEN

    @property
    def is_open(self) -> bool:
        """Whether it is yet to be mended."""
        return self.fault.state in rules.OPEN

    @property
    def mark(self) -> str:
        """How it stands, which forms send along."""
        return mending.mark_of(self.fault)


def rows_of(faults: Iterable[BoothFault], now: datetime, *, whose: Application | None = None) -> list[FaultRow]:
    """The faults in words. `whose`: the exhibitor who reads them, who sees of a sharer's report only what is broken."""
    found = list(faults)
    if not found:
        return []
    event_id = found[0].booth.plan.event_id
    there = {} if whose else queries.by_booth(queries.stands(event_id))
    confirmed = repairs.confirmations([one.id for one in found])
    return [
        _row(
            one,
            now,
            is_told=whose is None or one.application_id in (None, whose.id),
            names=[stand.business.name for stand in there.get(one.booth_id, ())],
            confirmed=confirmed.get(one.id, 0),
        )
        for one in found
    ]


def _row(fault: BoothFault, now: datetime, *, is_told: bool, names: Sequence[str], confirmed: int) -> FaultRow:
    zone = fault.booth.plan.event.zone
    text, reasons = rules.told_in(fault.text) if is_told else ("", [])
    return FaultRow(
        fault,
        at=words.moment_told(fault.at, now, zone),
        age=words.age_told(fault.at, now),
        is_late=rules.is_late(fault.kind, fault.state, fault.at, now),
        taken=words.moment_told(fault.taken_at, now, zone) if fault.taken_at else "",
        done=words.moment_told(fault.done_at, now, zone) if fault.done_at else "",
        text=text,
        reasons=reasons,
        names=names,
        confirmed=confirmed,
    )


def kinds_told() -> list[dict[str, Any]]:
    """What can be broken, each with its picture and what is meant by it."""
    return [
        {
            "value": kind.value,
            "label": words.FAULT_KINDS[kind],
            "icon": words.FAULT_ICONS[kind],
            "note": words.FAULT_NOTES.get(kind, ""),
            "is_danger": kind in rules.DANGERS,
        }
        for kind in FaultKind
    ]
