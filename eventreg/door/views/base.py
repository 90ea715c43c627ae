"""What all pages for those who manage a door share."""

from flask import g

from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor
from eventreg.events import queries as events
from eventreg.events.models import Event


def event_of(slug: str) -> Event:
    """The event of an address, whose door the reader may manage. Raises NotFound."""
    g.staff_event = events.get_for_staff(slug, current_actor(), Permission.DOOR_MANAGE)
    event: Event = g.staff_event
    return event
