"""How an event is run at the booths: which deposit it asks, what stands in a booth; settled by organisers."""

from collections.abc import Sequence
from datetime import datetime

from eventreg.core import audit
from eventreg.core.db import db, lock
from eventreg.core.permissions import Actor
from eventreg.events.models import Event
from eventreg.onsite import minutes, queries
from eventreg.onsite.minutes import Thing
from eventreg.onsite.models import Onsite


def settle(event_id: int, *, deposit: int, equipment: Sequence[Thing], actor: Actor, now: datetime) -> Onsite:
    """Change the deposit (whole Rupiah, 0 for none) and what stands in a booth; minutes that are written stay.

    Raises ThingTwice.
    """
    minutes.check_things(equipment)
    event = lock(Event, event_id)
    settings = queries.settings_of(event_id)
    listed = [{"name": thing.name, "count": thing.count} for thing in equipment]
    changed = {"deposit": settings.deposit != deposit, "equipment": settings.equipment != listed}
    settings.deposit, settings.equipment = deposit, listed
    db.session.add(settings)
    db.session.flush()
    fields = [name for name, is_changed in changed.items() if is_changed]
    if fields:
        audit.record(actor, "onsite.settled", event, fields=fields, now=now)
    return settings


def copy(original: Event, made: Event, *, actor: Actor, now: datetime) -> None:
    """A copied event begins with the same deposit and the same things in its booths."""
    settings = queries.settings_of(original.id)
    if settings.deposit or settings.equipment:
        equipment = minutes.things_of(settings.equipment)
        settle(made.id, deposit=settings.deposit, equipment=equipment, actor=actor, now=now)
