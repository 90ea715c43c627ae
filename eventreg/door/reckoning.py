"""Which admission of a ticket, session and entry is the attendance, worked out anew whenever its scans change.

The caller holds the unit of work and has locked the ticket.
"""

from datetime import datetime

from eventreg.core.db import db
from eventreg.door import queries, stays
from eventreg.door.models import Attendance, Scan
from eventreg.door.stays import Passing
from eventreg.events.rules import Entries
from eventreg.tickets import service as tickets
from eventreg.tickets.models import Ticket


def settle(scan: Scan, entries: Entries, *, now: datetime) -> None:
    """Work out which of all admissions by the scan's ticket, to its session, are attendances and which are conflicts.

    `entries`: how often one ticket lets people into that session.
    """
    ticket_id, session_id = scan.ticket_id, scan.session_id
    if ticket_id is None or session_id is None:
        return
    db.session.flush()
    scans = {other.id: other for other in queries.passings(ticket_id, session_id)}
    found = stays.reckon((_passing(other) for other in scans.values()), entries)
    rows = queries.attendances(ticket_id, session_id)
    for entry, row in rows.items():
        if entry not in found.attendances:
            row.undone_at = now
    for entry, stay in found.attendances.items():
        row = rows.get(entry) or Attendance(ticket_id=ticket_id, session_id=session_id, entry=entry)
        row.scan_pk, row.gate, row.at = stay.passing.order, stay.passing.gate, stay.passing.moment
        row.left_at = stay.left_at
        db.session.add(row)
    for other in scans.values():
        other.conflict = other.id in found.conflicts
    if scan.received_at != now:  # phones may know it as it was; of a new one they are told anyway
        tickets.touch(db.session.get_one(Ticket, ticket_id), now=now)
    db.session.flush()


def _passing(scan: Scan) -> Passing:
    undone = scan.undone_at is not None
    return Passing(
        scan.id, scan.scan_id, scan.moment, scan.offline, scan.direction, scan.session_id, scan.gate, undone=undone
    )
