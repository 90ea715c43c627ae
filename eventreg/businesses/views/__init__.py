"""Pages of businesses: their people's own."""

from eventreg.businesses.views import members, profile, registration, staff, staff_profile, succession
from eventreg.businesses.views.own import blueprint
from eventreg.businesses.words import REFUSALS
from eventreg.core.web import register_refusals

__all__ = ["blueprint", "members", "profile", "registration", "staff", "staff_profile", "succession"]

register_refusals(REFUSALS)
