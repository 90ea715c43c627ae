"""Pages of businesses: their people's own."""

from eventreg.businesses.views.own import blueprint
from eventreg.businesses.words import REFUSALS
from eventreg.core.web import register_refusals

__all__ = ["blueprint"]

register_refusals(REFUSALS)
