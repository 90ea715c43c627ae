"""Somebody who wishes for booths at a fair of the demo, and another who names them as partner."""

from sqlalchemy import select

from eventreg.allocation import wishing
from eventreg.allocation.wishing import Asked
from eventreg.applications.models import Application
from eventreg.booths import queries as floors
from eventreg.core import clock
from eventreg.core.db import db
from eventreg.core.permissions import SYSTEM
from eventreg.events.models import Event


def make_wishes(slug: str) -> dict[str, str]:
    """`wishing`: the code of who has wished, `wishing_by`: their address; the caller holds the unit of work."""
    event = db.session.scalars(select(Event).where(Event.slug == slug)).one()
    here = select(Application).where(Application.event_id == event.id).order_by(Application.id)
    able = [
        one for one in db.session.scalars(here) if wishing.closed_by(one, clock.now()) is None and one.applicant.email
    ]
    keen, other = able[:2]
    booths = [booth.uid for booth in floors.get_public(event.id).booths[:3]]
    asked = Asked(min_area=12, wishes=(*booths, "zone:A"), note="Dekat listrik", partner=other.code)
    wishing.save(keen.id, asked, actor=SYSTEM, now=clock.now())
    wishing.save(other.id, Asked(partner=keen.code), actor=SYSTEM, now=clock.now())
    return {"wishing": keen.code, "wishing_by": keen.applicant.email or ""}
