"""Pages of the door: the phone's, and the staff's."""

from eventreg.core.web import register_refusals
from eventreg.door.views import (
    app,
    attendance,
    conflicts,
    devices,
    gates,
    live,
    paper,
    present,
    quarantine,
    scans,
    screen,
    settings,
    staff,
    tickets,
)
from eventreg.door.views.phone import blueprint
from eventreg.door.words import REFUSALS

__all__ = [
    "app",
    "attendance",
    "blueprint",
    "conflicts",
    "devices",
    "gates",
    "live",
    "paper",
    "present",
    "quarantine",
    "scans",
    "screen",
    "settings",
    "staff",
    "tickets",
]

register_refusals(REFUSALS)
