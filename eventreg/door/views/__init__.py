"""Pages of the door: the phone's, and the staff's."""

from eventreg.core.web import register_refusals
from eventreg.door.views import (
    app,
    attendance,
    conflicts,
    devices,
    live,
    paper,
    present,
    quarantine,
    scans,
    screen,
    staff,
)
from eventreg.door.views.phone import blueprint
from eventreg.door.words import REFUSALS

__all__ = [
    "app",
    "attendance",
    "blueprint",
    "conflicts",
    "devices",
    "live",
    "paper",
    "present",
    "quarantine",
    "scans",
    "screen",
    "staff",
]

register_refusals(REFUSALS)
