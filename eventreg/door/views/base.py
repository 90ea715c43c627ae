"""What all pages for those who manage a door share."""

from datetime import datetime

from babel.dates import format_date
from flask import g

from eventreg.core.clock import Zone
from eventreg.core.i18n import current_language, format_time
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor
from eventreg.events import queries as events
from eventreg.events.models import Event


def event_of(slug: str) -> Event:
    """The event of an address, whose door the reader may manage. Raises NotFound."""
    g.staff_event = events.get_for_staff(slug, current_actor(), Permission.DOOR_MANAGE)
    event: Event = g.staff_event
    return event


def moment_told(moment: datetime | None, now: datetime, zone: Zone) -> str:
    """When something was: the time, with its day where that isn't today; a dash where it never was."""
    if moment is None:
        return "–"
    day = moment.astimezone(zone.info).date()
    time = format_time(moment, zone)
    if day == now.astimezone(zone.info).date():
        return time
    return f"{format_date(day, 'd MMM', locale=current_language().value)}, {time}"
