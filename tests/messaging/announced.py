"""What announcements need: events with visitors, and people who were let in. The test holds the unit of work."""

from typing import Any

from eventreg.applications.models import Application
from eventreg.core import clock
from eventreg.core.db import db
from eventreg.core.permissions import SYSTEM
from eventreg.door import pairing
from eventreg.door.models import Attendance, Scan
from eventreg.door.rules import Direction, Verdict
from eventreg.events.models import Event
from eventreg.visitors import service as visitors
from eventreg.visitors.models import Visit
from eventreg.visitors.service import VisitDetails
from tests.door.conftest import make_ticket


def open_to_visitors(event: Event) -> None:
    """As many visitors on each day as want to come."""
    event.visitors_open = True
    for session in event.sessions:
        session.visitor_quota = 1000
    db.session.flush()


def make_visit(event: Event, email: str = "", phone: str = "", **given: Any) -> Visit:
    """A visitor of the first day."""
    details = VisitDetails("Rini", 1, phone=phone, email=email)
    usual: dict[str, Any] = {"by_staff": True, "again": True, "actor": SYSTEM, "now": clock.now()}
    return visitors.register(event.id, event.sessions[0].id, details, **usual | given)


def let_in(event: Event, *those: Application | Visit) -> None:
    """As the door writes it down; applications get a ticket."""
    now, session = clock.now(), event.sessions[0]
    gate = pairing.add_gate(event, "Pintu Utara", actor=SYSTEM, now=now)
    device = pairing.pair(event, gate, by_id=None, now=now).device
    db.session.flush()
    for one in those:
        ticket = one.ticket if isinstance(one, Visit) else make_ticket(event, business_id=one.business_id)
        assert ticket
        if isinstance(one, Application):
            one.tickets.append(ticket)
        db.session.flush()
        seen = {"ticket_id": ticket.id, "session_id": session.id, "gate": gate.name, "at": session.starts_at}
        scan = Scan(
            event_id=event.id,
            device_id=device.id,
            scan_id=f"{ticket.id}",
            raw=b"",
            typed=False,
            direction=Direction.IN,
            received_at=now,
            moment=session.starts_at,
            verdict=Verdict.ADMITTED,
            counts=True,
            answer={},
            **seen,
        )
        db.session.add(scan)
        db.session.flush()
        db.session.add(Attendance(entry=1, scan_pk=scan.id, **seen))
