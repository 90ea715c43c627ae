"""Floor plans, and who is placed in which booth."""

from sqlalchemy import select

from eventreg.applications.models import Application
from eventreg.booths.drawing import BoothState
from eventreg.booths.models import Booth, BoothPlacement
from eventreg.core.db import db
from eventreg.records.holdings import groups
from eventreg.records.holdings.applications import applications_of
from eventreg.records.holdings.kinds import Deeds, Facts, Holding, internal, told
from eventreg.records.holdings.parts import own
from eventreg.records.holdings.subject import Subject

_theirs = applications_of(own)


def _which(row: BoothPlacement, subject: Subject) -> Facts:
    """The event; and the booth, once it is more than the committee's own note."""
    application = db.session.get_one(Application, row.application_id)
    settled = row.state in {BoothState.RESERVED, BoothState.CONFIRMED}
    booth = {"booth": db.session.get_one(Booth, row.booth_id).label, "state": row.state} if settled else {}
    return {"application": application.code, "event": application.event.title} | booth


PLACEMENTS = Holding(
    "placements",
    groups.APPLICATIONS,
    BoothPlacement,
    ("application_id",),
    lambda subject: BoothPlacement.application_id.in_(select(Application.id).where(_theirs(subject))),
    {
        "id": internal(),
        "booth_id": internal(),
        "application_id": internal(),
        "place": internal(),
        "part": internal(),
        "state": internal(),
        "placed_by_id": internal(),
        "placed_at": told("at"),
    },
    (),
    _which,
)

DEEDS: Deeds = {(BoothPlacement, "placed_by_id"): "placed_at"}

IMPERSONAL = {
    "floor_plan": "how large a floor is, and what lies beneath it; whoever sent that is told with pictures and files",
    "floor_zone": "parts of a floor",
    "booth": "where booths stand, and what they have",
    "floor_fixture": "entrances, pillars and what else is on a floor",
    "booth_link": "which booths are neighbours",
}
