"""The morning after at the running exhibition's door: a conflict, and what a lost phone handed in."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select

from eventreg.core import clock
from eventreg.core.db import db
from eventreg.core.permissions import SYSTEM
from eventreg.door import admission, pairing, queries, reading, service
from eventreg.door.models import Scan
from eventreg.door.protocol import Incoming
from eventreg.door.rules import Verdict
from eventreg.tickets.models import Ticket

RUNNING = "pekan-batik-demo"


def make_reconciled() -> dict[str, str]:
    """The caller holds the unit of work."""
    event, now = queries.get_event(RUNNING), clock.now()
    session = admission.open_sessions(queries.spans_of(event), now)[0].id
    every = db.session.scalars(select(Ticket).where(Ticket.event_id == event.id).order_by(Ticket.id)).all()
    usable = reading.usable_now(event, every, now=now)
    tickets = [ticket for ticket in every if ticket.id in usable][-2:]
    gate = pairing.add_gate(event, "Gate Selatan", actor=SYSTEM, now=now)
    phones = [pairing.pair(event, gate, by_id=None, now=now).device for _number in range(3)]
    for number, phone in enumerate(phones):
        if number == 2:
            pairing.revoke(phone, actor=SYSTEM, now=now)
        service.record_scans(phone.id, [_offline(tickets[number // 2].code, number)], now=now)
    wrong = db.session.scalars(select(Scan).where(Scan.event_id == event.id, Scan.conflict)).first()
    assert wrong is not None
    return {"conflict_scan": str(wrong.id), "lost_phone": str(phones[2].id), "open_session": str(session)}


def _offline(code: str, minutes: int) -> Incoming:
    scan_id, at = str(uuid4()), clock.now() - timedelta(seconds=10 * (3 - minutes))
    said = Verdict.ADMITTED
    return Incoming(
        scan_id,
        scan_id,
        code.encode(),
        code=code,
        gate="Gate Selatan",
        at=at,
        offset_ms=0,
        moment=at,
        offline_verdict=said,
    )
