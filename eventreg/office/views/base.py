"""The blueprint of the office's papers, and what its pages begin with."""

from flask import Blueprint, g, request

from eventreg.core.i18n import Language
from eventreg.core.permissions import Permission
from eventreg.events import queries as events
from eventreg.events.models import Event

blueprint = Blueprint("office", __name__)
P = Permission


def event_for(slug: str, permission: Permission) -> Event:
    """The event of a staff page. Raises NotFound."""
    event: Event = events.get_for_staff(slug, g.actor, permission)
    g.staff_event = event
    return event


def paper_language() -> Language:
    """The language that papers were asked for in; Indonesian where none was, or one that isn't there."""
    asked = request.values.get("language", "")
    return Language(asked) if asked in set(Language) else Language.ID
