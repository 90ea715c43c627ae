"""Which admissions stand in conflict, put together by ticket, session and entry, and what was decided about them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventreg.accounts.models import Person
from eventreg.core.db import db
from eventreg.door.models import Scan, Settlement
from eventreg.door.rules import Direction, Settled
from eventreg.door.stays import Passing, entry_of, exits_of, reckon
from eventreg.events.models import EventSession
from eventreg.events.rules import Entries


@dataclass(frozen=True)
class Conflict:
    """Admissions of one entry of which one at most is the attendance, or a way out that ends no stay.

    `scans`: all of them, as they happened. `disputed`: those in conflict, by their ids. `closings`: who closed it, the
    latest last; some of them may be older than the latest of its scans.
    """

    session: EventSession
    entry: int | None
    scans: Sequence[Scan]
    disputed: frozenset[int]
    came: datetime
    closings: Sequence[Settlement] = ()

    @property
    def id(self) -> int:
        """By the earliest stored of its scans in conflict."""
        return min(self.disputed)

    @property
    def first(self) -> Scan:
        """Its ticket's scan, for whoever wants the ticket."""
        return self.scans[0]

    @property
    def standing(self) -> Scan | None:
        """The scan that is the attendance."""
        return next((scan for scan in self.scans if scan.id not in self.disputed), None)

    @property
    def seen(self) -> str:
        """Tells whether it is still the same that somebody looked at."""
        return "-".join(str(scan.id) for scan in sorted(self.scans, key=lambda scan: scan.id))

    @property
    def is_open(self) -> bool:
        """Whether nobody has closed it since the latest of its scans came."""
        return any(scan not in self._closed for scan in self.disputed)

    @property
    def unsettled(self) -> list[int]:
        """The ids of those in conflict that somebody still has to decide about."""
        return sorted(self.disputed - self._closed)

    @property
    def _closed(self) -> frozenset[int]:
        return frozenset(closing.scan_pk for closing in self.closings if closing.at >= self.came)


def conflicts(event_id: int) -> list[Conflict]:
    """The event's conflicts, open or closed, those that came latest first."""
    asked = select(Scan.ticket_id, Scan.session_id).where(Scan.event_id == event_id, Scan.conflict)
    return _conflicts({(ticket, session) for ticket, session in db.session.execute(asked) if ticket and session})


def find_conflict(event_id: int, scan_pk: int) -> Conflict | None:
    """The conflict in which this scan stands, disputed or not; None where it doesn't (any more)."""
    scan = db.session.scalar(select(Scan).filter_by(event_id=event_id, id=scan_pk))
    if scan is None or scan.ticket_id is None or scan.session_id is None:
        return None
    found = _conflicts({(scan.ticket_id, scan.session_id)})
    return next((one for one in found if any(other.id == scan_pk for other in one.scans)), None)


def _conflicts(places: Collection[tuple[int, int]]) -> list[Conflict]:
    """Those by these tickets in these sessions."""
    tickets, sessions = {ticket for ticket, _session in places}, {session for _ticket, session in places}
    query = select(Scan).where(
        Scan.ticket_id.in_(tickets), Scan.session_id.in_(sessions), Scan.counts, Scan.undone_at.is_(None)
    )
    query = query.options(joinedload(Scan.ticket)).order_by(Scan.id).execution_options(populate_existing=True)
    by_place: dict[tuple[int | None, int | None], list[Scan]] = {}
    for scan in db.session.scalars(query):
        by_place.setdefault((scan.ticket_id, scan.session_id), []).append(scan)
    known = {one.id: one for one in db.session.scalars(select(EventSession).where(EventSession.id.in_(sessions)))}
    settled = settlements(scan.id for scans in by_place.values() for scan in scans)
    found = [
        conflict
        for (ticket, session), scans in by_place.items()
        if (ticket, session) in places
        for conflict in _of_one(known[session or 0], scans, settled)
    ]
    return sorted(found, key=lambda one: (one.came, one.id), reverse=True)


def _of_one(session: EventSession, scans: Sequence[Scan], settled: dict[int, list[Settlement]]) -> Iterable[Conflict]:
    """The conflicts of one ticket in one session."""
    passings = {scan.id: as_passing(scan) for scan in scans}
    exits, disputed = exits_of(passings.values()), reckon(passings.values(), session.entries).conflicts
    by_entry: dict[tuple[int | None, int], list[Scan]] = {}
    for scan in scans:
        entry = _entry(passings[scan.id], exits, session.entries)
        by_entry.setdefault((entry, scan.id if entry is None else 0), []).append(scan)
    for (entry, _own), members in by_entry.items():
        wrong = frozenset(scan.id for scan in members) & disputed
        if wrong:
            closings = [row for pk in wrong for row in settled.get(pk, []) if row.kind is Settled.CONFLICT_CLOSED]
            yield Conflict(
                session,
                entry,
                sorted(members, key=lambda scan: (scan.moment, scan.id)),
                wrong,
                max(_came(scan, settled.get(scan.id, [])) for scan in members),
                sorted(closings, key=lambda row: (row.at, row.id)),
            )


def _entry(passing: Passing, exits: Sequence[Passing], entries: Entries) -> int | None:
    return entry_of(passing, exits, entries) if passing.direction is Direction.IN else None


def _came(scan: Scan, settled: Iterable[Settlement]) -> datetime:
    """When it began to count: on arrival, or when somebody accepted it."""
    return max([scan.received_at, *(row.at for row in settled if row.kind is Settled.ACCEPTED)])


def as_passing(scan: Scan) -> Passing:
    """A scan that counts, as the rule sees it."""
    undone = scan.undone_at is not None
    return Passing(
        scan.id, scan.scan_id, scan.moment, scan.offline, scan.direction, scan.session_id, scan.gate, undone=undone
    )


def settlements(scan_pks: Iterable[int]) -> dict[int, list[Settlement]]:
    """What people decided about these scans, by scan, the oldest first."""
    found: dict[int, list[Settlement]] = {}
    query = select(Settlement).where(Settlement.scan_pk.in_(set(scan_pks))).order_by(Settlement.id)
    for row in db.session.scalars(query):
        found.setdefault(row.scan_pk, []).append(row)
    return found


def names_of(person_ids: Collection[int | None]) -> dict[int, str]:
    """What these people are called."""
    query = select(Person.id, Person.name).where(Person.id.in_({one for one in person_ids if one}))
    return dict(iter(db.session.execute(query)))
