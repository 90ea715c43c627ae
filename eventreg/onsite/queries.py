"""Looking up who exhibits where at a fair, and how the event runs its booths."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from eventreg.applications.models import Application
from eventreg.booths.models import Booth, BoothPlacement, FloorPlan
from eventreg.businesses.models import Business
from eventreg.core.db import db
from eventreg.core.finding import Finder, Person
from eventreg.onsite.models import BoothFault, BoothSeen, Deposit, Handover, Onsite
from eventreg.onsite.rules import EXHIBITS


@dataclass(frozen=True)
class Stand:
    """An exhibitor in a booth: one of two in a shared booth is a stand of its own, and so is each of two booths."""

    booth: Booth
    application: Application

    @property
    def business(self) -> Business:
        """Whose stand it is."""
        return self.application.business


def settings_of(event_id: int) -> Onsite:
    """How the event runs its booths; where nobody settled it, as new and unsaved."""
    return db.session.get(Onsite, event_id) or Onsite(event_id=event_id, deposit=0, equipment=[])


def find_deposit(application_id: int) -> Deposit | None:
    """What an exhibitor left; None as long as nothing is."""
    return db.session.get(Deposit, application_id)


def stands(event_id: int) -> Sequence[Stand]:
    """Everybody who has a booth for good, by zone, number of the booth, and place in it."""
    query = (
        select(BoothPlacement)
        .join(BoothPlacement.booth)
        .join(Booth.plan)
        .join(BoothPlacement.application)
        .join(Application.business)
        .where(FloorPlan.event_id == event_id, Application.status.in_(EXHIBITS))
        .order_by(Booth.label, BoothPlacement.place)
        .options(
            contains_eager(BoothPlacement.booth).joinedload(Booth.zone),
            contains_eager(BoothPlacement.application).contains_eager(Application.business),
        )
    )
    return [Stand(row.booth, row.application) for row in db.session.scalars(query)]


def stands_of(application: Application) -> Sequence[Stand]:
    """The booths of one exhibitor, none as long as its place isn't settled."""
    if application.status not in EXHIBITS:
        return ()
    query = select(BoothPlacement).where(BoothPlacement.application_id == application.id)
    rows = db.session.scalars(query.order_by(BoothPlacement.part).options(joinedload(BoothPlacement.booth)))
    return [Stand(row.booth, application) for row in rows]


def sounding_like(applications: Iterable[Application], text: str) -> frozenset[int]:
    """The ids of those whose business or owner may be meant by what was typed in haste."""
    people = (Person(str(one.id), one.business.owner_name, business=one.business.name) for one in applications)
    return frozenset(int(person.id) for person in Finder(people).find(text))


def by_booth(found: Sequence[Stand]) -> Mapping[int, Sequence[Stand]]:
    """Booth's id → who is there."""
    shared: dict[int, list[Stand]] = {}
    for stand in found:
        shared.setdefault(stand.booth.id, []).append(stand)
    return shared


def booths_with_records(booth_ids: Collection[int]) -> frozenset[int]:
    """Those of the booths where a fault, a handover or a round is written down."""
    found: set[int] = set()
    for column in (BoothFault.booth_id, BoothSeen.booth_id, Handover.booth_id):
        found.update(db.session.scalars(select(column).where(column.in_(booth_ids))) if booth_ids else ())
    return frozenset(found)
