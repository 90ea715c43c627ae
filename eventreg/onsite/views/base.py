"""The blueprint that all pages of the days at the fair share, and what they begin with."""

from flask import Blueprint, g

from eventreg.core.permissions import Permission
from eventreg.events import queries as events
from eventreg.events.models import Event

blueprint = Blueprint("onsite", "eventreg.onsite")
P = Permission


def event_for(slug: str, permission: Permission) -> Event:
    """The event of a staff page. Raises NotFound."""
    event: Event = events.get_for_staff(slug, g.actor, permission)
    g.staff_event = event
    return event
