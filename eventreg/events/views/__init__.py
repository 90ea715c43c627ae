"""Pages of events: what everybody sees, and the desk of those who run them."""

from eventreg.core.web import register_refusals
from eventreg.events.views import staff
from eventreg.events.views.public import blueprint
from eventreg.events.words import REFUSALS

__all__ = ["blueprint", "staff"]

register_refusals(REFUSALS)
