"""Visitors of the demo's running exhibition, for the pages that speak of them."""

from sqlalchemy import select

from eventreg.core import clock
from eventreg.core.db import db
from eventreg.core.permissions import SYSTEM
from eventreg.events.models import Event
from eventreg.visitors import queries, service
from eventreg.visitors.service import VisitDetails

RUNNING = "pekan-batik-demo"
SCHOOL = VisitDetails("Bu Ani", 40, phone="+6280000000098", email="ani@demo.test", school="SDN Kauman 03")


def let_visitors_in() -> dict[str, str]:
    """Open the fair for visitors, its last day full, with a school registered; the caller holds the unit of work."""
    event = db.session.scalars(select(Event).where(Event.slug == RUNNING)).one()
    event.visitors_open = True
    for session in event.sessions:
        session.visitor_quota = 200
    event.sessions[-1].visitor_quota = 40
    db.session.flush()
    day = event.sessions[-1].id
    visit = service.register(event.id, day, SCHOOL, attempt="school", actor=SYSTEM, now=clock.now())
    return {"visit": str(visit.id), "visit_key": queries.key_of(visit)}
