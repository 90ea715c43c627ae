"""The floor plan of a copied event: all that was drawn, and nobody who was placed."""

from dataclasses import replace
from datetime import datetime

from eventreg.booths import queries, service
from eventreg.core.permissions import Actor
from eventreg.events.models import Event


def copy(original: Event, made: Event, days: int, *, actor: Actor, now: datetime) -> None:
    """Take the plan along; the copy isn't public yet."""
    plan = queries.find(original.id)
    if plan is None:
        return
    drawing = queries.drawing_of(plan)
    taken = queries.taken_booths(plan.id)
    held_by_somebody = {booth.uid for booth in plan.booths if booth.id in taken}
    copied = service.make(made.id, width=plan.width, height=plan.height, actor=actor, now=now)
    copied.backdrop_id, copied.backdrop_is_public = plan.backdrop_id, plan.backdrop_is_public
    booths = tuple(replace(one, held=one.held and one.id not in held_by_somebody) for one in drawing.booths)
    service.save(made.id, replace(drawing, booths=booths), revision=None, actor=actor, now=now)
