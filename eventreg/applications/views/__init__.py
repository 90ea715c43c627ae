"""Pages of applications: for those who apply, and for the committee."""

from eventreg.applications.views import (
    answered,
    applying,
    draw,
    objections,
    participants,
    postponing,
    staff,
    uploads,
    waiting,
)
from eventreg.applications.views.own import blueprint, own_application
from eventreg.applications.views.staff import history_of
from eventreg.applications.words import REFUSALS
from eventreg.core.web import register_refusals

__all__ = [
    "answered",
    "applying",
    "blueprint",
    "draw",
    "history_of",
    "objections",
    "own_application",
    "participants",
    "postponing",
    "staff",
    "uploads",
    "waiting",
]

register_refusals(REFUSALS)
