"""Looking up scans, and who stands admitted by them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.door import rules
from eventreg.door.models import Attendance, Gate, PresenceNote, Scan
from eventreg.door.rules import Direction
from eventreg.door.stays import Passing
from eventreg.events.models import EventSession
from eventreg.tickets.models import Ticket
from eventreg.visitors import queries as visitors


def scans_of_device(device_id: int, scan_ids: Collection[str]) -> dict[str, Scan]:
    """The phone's own scans with these ids."""
    query = select(Scan).where(Scan.device_id == device_id, Scan.scan_id.in_(scan_ids))
    return {scan.scan_id: scan for scan in db.session.scalars(query)}


def is_scan_of_another(event_id: int, device_id: int, scan_id: str) -> bool:
    """Whether another phone at the event's door has a scan of this id."""
    query = select(Scan.id).where(Scan.event_id == event_id, Scan.scan_id == scan_id, Scan.device_id != device_id)
    return db.session.scalar(query.limit(1)) is not None


def undone_already(device_id: int, scan_ids: Collection[str]) -> set[str]:
    """Those of the phone's scans whose undo has arrived, whether they have or not."""
    query = select(Scan.undoes).where(
        Scan.device_id == device_id,
        Scan.undoes.in_(scan_ids),
        Scan.direction == Direction.UNDO,
        Scan.verdict == rules.Verdict.UNDONE,
    )
    return {scan_id for scan_id in db.session.scalars(query) if scan_id}


def passings(ticket_id: int, session_id: int) -> Sequence[Scan]:
    """The ticket's ways in and out in a session, those that were undone too, in the order of arrival."""
    query = select(Scan).where(Scan.ticket_id == ticket_id, Scan.session_id == session_id, Scan.counts)
    return db.session.scalars(query.order_by(Scan.id)).all()


def passings_of(ticket_ids: Collection[int]) -> dict[int, list[Passing]]:
    """The ways in and out by these tickets, in whatever session, by ticket in the order of arrival."""
    columns = (Scan.ticket_id, Scan.id, Scan.scan_id, Scan.moment, Scan.offline, Scan.direction, Scan.session_id)
    query = select(*columns, Scan.gate).where(Scan.ticket_id.in_(ticket_ids), Scan.counts, Scan.undone_at.is_(None))
    found: dict[int, list[Passing]] = {ticket_id: [] for ticket_id in ticket_ids}
    for row in db.session.execute(query.order_by(Scan.id)):
        passing = Passing(row.id, row.scan_id, row.moment, row.offline, row.direction, row.session_id, row.gate)
        found[row.ticket_id].append(passing)
    return found


def attendances(ticket_id: int, session_id: int) -> dict[int, Attendance]:
    """Who stands admitted, by entry number."""
    query = select(Attendance).filter_by(ticket_id=ticket_id, session_id=session_id, undone_at=None)
    return {attendance.entry: attendance for attendance in db.session.scalars(query)}


def came_in(ticket_id: int) -> bool:
    """Whether somebody stands admitted by the ticket, in whatever session."""
    query = select(Attendance.id).where(Attendance.ticket_id == ticket_id, Attendance.undone_at.is_(None))
    return db.session.scalar(query.limit(1)) is not None


def sessions_in_use(session_ids: Collection[int]) -> frozenset[int]:
    """Those sessions at which somebody scanned, told that they were there, or for which visitors registered, and those
    to which a gate leads: they can't be taken away any more."""
    scanned = select(Scan.session_id).where(Scan.session_id.in_(session_ids)).distinct()
    told = select(PresenceNote.session_id).where(PresenceNote.session_id.in_(session_ids)).distinct()
    found = {one for query in (scanned, told) for one in db.session.scalars(query) if one}
    return frozenset(found) | _with_a_gate(session_ids) | visitors.sessions_in_use(session_ids)


def _with_a_gate(session_ids: Collection[int]) -> frozenset[int]:
    events = select(EventSession.event_id).where(EventSession.id.in_(session_ids))
    led_to = db.session.scalars(select(Gate.session_ids).where(Gate.event_id.in_(events)))
    return frozenset(session for gate in led_to for session in gate or ()) & frozenset(session_ids)


def wrong_codes(device_id: int, *, since: datetime) -> list[datetime]:
    """When the phone typed codes that led nowhere, the oldest first."""
    query = select(Scan.received_at).where(
        Scan.device_id == device_id, Scan.received_at > since, Scan.typed, Scan.verdict.in_(rules.WRONG_CODE)
    )
    return list(db.session.scalars(query.order_by(Scan.received_at)))


def recent_scans(event_id: int, most: int = 20) -> Sequence[Scan]:
    """The latest attempts, the newest first."""
    query = select(Scan).filter_by(event_id=event_id).options(joinedload(Scan.ticket))
    return db.session.scalars(query.order_by(Scan.received_at.desc(), Scan.id.desc()).limit(most)).all()


def scans(event_id: int) -> Sequence[Scan]:
    """Every attempt in the order of arrival."""
    query = select(Scan).filter_by(event_id=event_id).options(joinedload(Scan.ticket))
    return db.session.scalars(query.order_by(Scan.id)).all()


# ---- Afterwards ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ScanSought:
    """Which scans somebody looks for; what is empty doesn't narrow."""

    words: str = ""
    gate: str = ""
    device_id: int | None = None
    verdict: rules.Verdict | None = None
    since: datetime | None = None
    until: datetime | None = None
    wrongly: bool = False


def let_in_wrongly() -> tuple[ColumnElement[bool], ...]:
    """That a phone without signal let somebody in whom the server refused; as `Scan.was_let_in_wrongly`."""
    return (
        Scan.direction == Direction.IN,
        Scan.offline_verdict == rules.Verdict.ADMITTED.value,
        Scan.verdict.not_in((rules.Verdict.ADMITTED, rules.Verdict.QUARANTINED)),
        Scan.undone_at.is_(None),
    )


def count_let_in_wrongly(event_id: int, session_ids: Collection[int]) -> int:
    """How many scans of these sessions let somebody in whom the server refused."""
    query = select(func.count(Scan.id)).where(Scan.event_id == event_id, Scan.session_id.in_(session_ids))
    return db.session.scalar(query.where(*let_in_wrongly())) or 0


def found_scans(event_id: int, sought: ScanSought) -> Select[Scan]:
    """The event's scans, the latest moment first. `words`: each in the holder, the business, the booth or the code."""
    query = select(Scan).where(Scan.event_id == event_id).options(joinedload(Scan.ticket))
    if sought.words:
        query = query.join(Ticket, Ticket.id == Scan.ticket_id)
    for word in sought.words.split():
        columns = (Ticket.holder, Ticket.business_name, Ticket.booth, Ticket.code)
        query = query.where(or_(*(func.lower(column).contains(word.lower(), autoescape=True) for column in columns)))
    if sought.gate:
        query = query.where(Scan.gate == sought.gate)
    if sought.device_id:
        query = query.where(Scan.device_id == sought.device_id)
    if sought.verdict:
        query = query.where(Scan.verdict == sought.verdict)
    if sought.wrongly:
        query = query.where(*let_in_wrongly())
    if sought.since:
        query = query.where(Scan.moment >= sought.since)
    if sought.until:
        query = query.where(Scan.moment <= sought.until)
    return query.order_by(Scan.moment.desc(), Scan.id.desc())


def gates_scanned(event_id: int) -> list[str]:
    """The names of gates that scans tell, by name."""
    query = select(Scan.gate).where(Scan.event_id == event_id, Scan.gate != "").distinct().order_by(Scan.gate)
    return list(db.session.scalars(query))


def get_scan(event_id: int, scan_pk: int) -> Scan:
    """A scan of the event. Raises NotFound."""
    query = select(Scan).filter_by(event_id=event_id, id=scan_pk).options(joinedload(Scan.ticket))
    scan = db.session.scalar(query)
    if scan is None:
        raise NotFound()
    return scan


def find_undo_of(scan: Scan) -> Scan | None:
    """The phone's own undo by which the scan no longer counts."""
    query = select(Scan).filter_by(
        device_id=scan.device_id, undoes=scan.scan_id, direction=Direction.UNDO, verdict=rules.Verdict.UNDONE
    )
    return db.session.scalar(query.order_by(Scan.id).limit(1))
