"""Walking the whole chain: it holds, or the first place where it doesn't."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from eventreg.core import guards
from eventreg.core.config import current_settings
from eventreg.core.db import db
from eventreg.core.doctor import Finding
from eventreg.trail import chain, head
from eventreg.trail.chain import Link
from eventreg.trail.diagnosis import Wound
from eventreg.trail.head import Head, HeadAltered
from eventreg.trail.rules import GENESIS, Break, Case, Seal, canonical, link_mac

PATIENCE = timedelta(minutes=10)  # longer than this nothing waits where a worker runs
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Report:
    """What a walk found: links that held, entries that wait to be sealed; `broken` is None when everything holds."""

    sealed: int
    waiting: int
    last_seal: Seal | None
    broken: Break | None


@dataclass(frozen=True)
class _Mark:
    """What somebody else knows of the chain: a seal with its day, or the head file."""

    seal: Seal
    day: date | None

    @property
    def differs(self) -> Case:
        return Case.SEAL_DIFFERS if self.day else Case.HEAD_DIFFERS

    @property
    def beyond(self) -> Case:
        return Case.SEAL_BEYOND if self.day else Case.HEAD_BEYOND


def verify(given: Iterable[Seal] = (), progress: Progress = lambda position: None) -> Report:
    """Recompute every link from the first on; hold head file, day seals and the seals `given` from paper against it.

    Reads the chain in pieces: memory does not grow with it, but for a seal each day.
    """
    given = list(given)
    head_case, known = _read_head()
    try:
        stored = chain.seals()
    except (ValueError, TypeError):
        return Report(0, chain.count_waiting(), None, Break(Case.SEAL_UNREADABLE, 0))
    marks = [_Mark(seal, seal.day) for seal in [*stored, *given]]
    if known:
        marks.append(_Mark(Seal(date.min, known.position, known.mac), None))
    last, broken = _walk(sorted(marks, key=lambda mark: mark.seal.position), progress)
    if broken is None:
        broken = _around(last, stored, given, head_case)
    return Report(last.position, chain.count_waiting(), stored[-1] if stored else None, broken)


def finding(now: datetime) -> Finding:
    """How the trail is, without walking it: for the doctor."""
    down = guards.missing(db.session.connection())
    if down:
        return Finding("audit trail", False, f"triggers are missing: {', '.join(sorted(down))}")
    case, _ = _read_head()
    if case:
        return Finding("audit trail", False, f"{case.replace('_', ' ')}: run `eventreg audit verify`")
    oldest = chain.waiting(1)
    if oldest and oldest[0]["at"] < now - PATIENCE:
        return Finding(
            "audit trail", False, f"{chain.count_waiting()} entries wait to be sealed: is the worker running?"
        )
    return Finding("audit trail", True, f"sealed up to position {chain.tip().position}")


def _read_head() -> tuple[Case | None, Head | None]:
    """What is wrong with the head file by itself, and what it says; seen together with the chain's end."""
    with head.locked():
        try:
            known = head.read()
        except HeadAltered:
            return Case.HEAD_ALTERED, None
        position = chain.tip().position
    if known is None:
        return (Case.HEAD_MISSING if position else None), None
    return (Case.HEAD_OLDER if known.position < position else None), known


def _walk(marks: list[_Mark], progress: Progress) -> tuple[Head, Break | None]:
    """The last link that holds, and what is wrong behind it."""
    key, last = current_settings().audit_key.encode(), Head(0, GENESIS)
    waiting = [mark for mark in marks if mark.seal.position > 0]
    for link in chain.links():
        broken = _check(key, last, link)
        if broken:
            return last, broken
        while waiting and waiting[0].seal.position == link.position:
            mark = waiting.pop(0)
            if not mark.seal.fits(link.mac):
                return last, Break(mark.differs, link.position, link.entry_id, day=mark.day)
        last = Head(link.position, link.mac)
        progress(link.position)
    if waiting:
        mark = waiting[-1]
        return last, Break(mark.beyond, last.position + 1, beyond=mark.seal.position, day=mark.day)
    return last, None


def _check(key: bytes, last: Head, link: Link) -> Break | None:
    expected = last.position + 1
    if link.position < expected:
        return Break(Case.LINK_INSERTED, link.position, link.entry_id)
    if link.position > expected:
        return Break(Case.LINK_GONE, expected)
    if link.entry is not None and _holds(key, last, link):
        return None
    return Break(Wound(key, last, link).diagnose(), expected, link.entry_id)


def _holds(key: bytes, last: Head, link: Link) -> bool:
    try:
        return link_mac(key, link.position, last.mac, canonical(link.entry or {})) == link.mac
    except (TypeError, ValueError):  # a column holds what its type can't be
        return False


def _around(last: Head, stored: list[Seal], given: list[Seal], head_case: Case | None) -> Break | None:
    """What is wrong beside a chain that holds from its first link to its last."""
    inserted = chain.first_inserted()
    if inserted is not None:
        return Break(Case.NEVER_SEALED, last.position, inserted)
    known = {seal.day: seal for seal in stored}
    for seal in given:
        if seal.day not in known:
            return Break(Case.SEAL_GONE, seal.position, day=seal.day)
        if known[seal.day].position != seal.position:
            return Break(Case.SEAL_MOVED, known[seal.day].position, beyond=seal.position, day=seal.day)
    return Break(head_case, last.position) if head_case else None
