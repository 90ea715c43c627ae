"""The blueprint that all pages of booths share, and what they begin with."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, g

from eventreg.booths import pictures, queries, reading, words
from eventreg.booths.drawing import Drawing
from eventreg.booths.models import FloorPlan
from eventreg.booths.reading import BoothRead
from eventreg.core.permissions import Permission
from eventreg.events import queries as events
from eventreg.events import words as event_words
from eventreg.events.models import Event

blueprint = Blueprint("booths", "eventreg.booths")
P = Permission


def event_for(slug: str, permission: Permission) -> Event:
    """The event of a staff page. Raises NotFound."""
    event: Event = events.get_for_staff(slug, g.actor, permission)
    g.staff_event = event
    return event


def there(slug: str) -> tuple[Event, FloorPlan]:
    """The event and its plan, for whoever draws it. Raises NotFound."""
    event = event_for(slug, P.FLOORPLAN_MANAGE)
    return event, queries.get(event.id)


def crafts() -> list[tuple[str, str]]:
    """Code and name of every craft."""
    return event_words.crafts(events.categories())


def sketch(drawing: Drawing, booths: Sequence[BoothRead]) -> Mapping[str, Any]:
    """What `booths/_plan.html` draws."""
    return {
        "drawing": drawing,
        "booths": reading.by_uid(booths),
        "titles": pictures.zone_titles(drawing),
        "letters": pictures.letters_in,
        "fixtures": words.FIXTURES,
        "shapes": reading.LOOKS | reading.FIXTURE_LOOKS,
        "states": words.STATES,
    }
