"""A fair whose exhibitors have their booths: what the days at the booths begin with."""

from datetime import datetime, timedelta

from eventreg.applications.models import Application
from eventreg.booths.models import Booth
from eventreg.core.db import db
from eventreg.events.models import Event
from eventreg.onsite import queries
from eventreg.onsite.models import LoadingSlot, Onsite
from eventreg.onsite.queries import Stand
from eventreg.onsite.rules import Way
from tests.factories.catalogue import make_exhibitor, make_fair

EQUIPMENT = [{"name": "Meja", "count": 1}, {"name": "Kursi", "count": 2}]


def make_fair_at_work(
    exhibitors: int = 3, *, deposit: int = 0, title: str = "Pekan Batik"
) -> tuple[Event, list[Application]]:
    """A fair with one exhibitor in each of its booths A-01, A-02 …; the test holds the unit of work."""
    event = make_fair(exhibitors, title=title)
    db.session.add(Onsite(event_id=event.id, deposit=deposit, equipment=EQUIPMENT))
    made = [make_exhibitor(event.id, f"a-{number:02}") for number in range(1, exhibitors + 1)]
    return event, made


def stand_of(application: Application) -> Stand:
    """Where it exhibits."""
    [stand, *_] = queries.stands_of(application)
    return stand


def booth_of(application: Application) -> Booth:
    """The (first) booth of an exhibitor."""
    return stand_of(application).booth


def make_slot(
    event_id: int, starts: datetime, *, way: Way = Way.IN, gate: str = "Utara", capacity: int = 2
) -> LoadingSlot:
    """Half an hour at a gate; the test holds the unit of work."""
    slot = LoadingSlot(event_id=event_id, way=way, starts_at=starts, ends_at=starts + timedelta(minutes=30), gate=gate)
    slot.capacity = capacity
    db.session.add(slot)
    db.session.flush()
    return slot
