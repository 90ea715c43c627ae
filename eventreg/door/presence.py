"""Whether somebody was present in a session, and in how many of theirs: enough for a certificate, or not. Pure.

docs/door.md tells the rule.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from eventreg.door.rules import PresenceSource


class Enough(StrEnum):
    """Whether somebody is present in as many of their sessions as a certificate takes."""

    ENOUGH = "enough"
    OPEN = "open"
    NOT_ENOUGH = "not_enough"


@dataclass(frozen=True)
class Note:
    """What was told otherwise than by the door. `order`: when it reached us, relative to others."""

    order: int
    source: PresenceSource
    present: bool
    at: datetime


@dataclass(frozen=True)
class Mark:
    """Whether somebody was present in a session, since when, and who says so; None: the door, or nobody did."""

    present: bool = False
    at: datetime | None = None
    source: PresenceSource | None = None

    @property
    def is_corrected(self) -> bool:
        """Whether staff have said so."""
        return self.source is PresenceSource.STAFF


NOWHERE = Mark()


def mark(came_at: datetime | None, notes: Iterable[Note] = ()) -> Mark:
    """The latest word of staff counts before all else; then the door, then the code on the screen.

    `came_at`: when the door first admitted them, by an admission that stands.
    """
    told = sorted(notes, key=lambda note: note.order)
    staff = [note for note in told if note.source is PresenceSource.STAFF]
    if staff:
        return Mark(staff[-1].present, staff[-1].at, PresenceSource.STAFF)
    if came_at is not None:
        return Mark(True, came_at)
    by_screen = next((note for note in told if note.source is PresenceSource.SCREEN and note.present), None)
    return Mark(True, by_screen.at, by_screen.source) if by_screen else NOWHERE


@dataclass(frozen=True)
class Hours:
    """A session: when it begins, and when it is over."""

    id: int
    starts_at: datetime
    ends_at: datetime


class Seen(StrEnum):
    """What a list says of somebody and a session."""

    PRESENT = "present"
    ABSENT = "absent"
    AWAITED = "awaited"
    TO_COME = "to_come"
    NOT_THEIRS = "not_theirs"


def seen(known: Mark, session: Hours, now: datetime, *, is_own: bool) -> Seen:
    """Whoever is present is so at whatever session; absent is whoever wasn't there when one of theirs was over."""
    if known.present:
        return Seen.PRESENT
    if not is_own:
        return Seen.NOT_THEIRS
    if session.ends_at <= now or known.is_corrected:
        return Seen.ABSENT
    return Seen.AWAITED if session.starts_at <= now else Seen.TO_COME


@dataclass(frozen=True)
class Share:
    """In how many of their sessions somebody was present: of those that have begun, and of all."""

    present: int
    begun: int
    all: int


def is_enough(present: int, sessions: int, percent: int) -> bool:
    """Whether `present` of `sessions` are at least `percent` of them, exactly: 80 % of 3 are 3, of 5 are 4.

    Nobody has been present enough where there are no sessions.
    """
    return sessions > 0 and 100 * present >= percent * sessions


def own_sessions(sessions: Collection[Hours], chosen: Collection[int] | None) -> list[Hours]:
    """Those that a ticket is for, None: all; those that it names and that aren't there any more are left out."""
    return [session for session in sessions if chosen is None or session.id in chosen]


def share(own: Collection[Hours], marks: Mapping[int, Mark], now: datetime) -> Share:
    """`own`: the sessions that the ticket is for; `marks`: by session, where there is one."""
    present = sum(marks.get(session.id, NOWHERE).present for session in own)
    begun = sum(session.starts_at <= now or marks.get(session.id, NOWHERE).present for session in own)
    return Share(present, begun, len(own))


def judge(own: Collection[Hours], marks: Mapping[int, Mark], percent: int, now: datetime) -> Enough:
    """Enough as soon as nothing that is still to come can change it; not enough as soon as nothing can mend it.

    The minimum is counted of all the sessions that the ticket is for, whether they are over or not.
    """
    present = sum(marks.get(session.id, NOWHERE).present for session in own)
    if is_enough(present, len(own), percent):
        return Enough.ENOUGH
    to_come = sum(now < session.ends_at and not marks.get(session.id, NOWHERE).present for session in own)
    return Enough.OPEN if is_enough(present + to_come, len(own), percent) else Enough.NOT_ENOUGH
