"""Pages of businesses: their people's own."""

from eventreg.businesses.views import (
    members,
    papers,
    profile,
    registration,
    staff,
    staff_papers,
    staff_profile,
    succession,
)
from eventreg.businesses.views.own import blueprint
from eventreg.businesses.words import REFUSALS
from eventreg.core.web import register_refusals

__all__ = [
    "blueprint",
    "members",
    "papers",
    "profile",
    "registration",
    "staff",
    "staff_papers",
    "staff_profile",
    "succession",
]

register_refusals(REFUSALS)
