"""Booths that came free after publication are given again, by a plan that moves nobody who has confirmed.

The new version goes the same way as any other: proposed, approved, published. The caller holds the unit of work.
"""

from datetime import datetime

from eventreg.allocation import offering, rules, running
from eventreg.allocation.models import Allocation, Method
from eventreg.core.db import lock
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor, Permission
from eventreg.events.models import Event


def begin(event_id: int, *, actor: Actor, now: datetime) -> Allocation:
    """A version that repairs the published one, to be made by the worker.

    Raises NotFound, NothingVacant, and what `running.start` raises.
    """
    event = lock(Event, event_id)
    if event is None or not actor.may(Permission.BOOTHPLAN_MANAGE, event_id):
        raise NotFound()
    if not offering.vacant(event_id):
        raise rules.NothingVacant()
    return running.start(event_id, Method.REPAIR, actor=actor, now=now)
