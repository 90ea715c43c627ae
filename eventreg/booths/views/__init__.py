"""Pages of booths: the floor plan for organisers, and for everybody."""

from eventreg.booths.views import exchange, fixtures, floor, public, settling, table
from eventreg.booths.views.base import blueprint
from eventreg.booths.words import REFUSALS
from eventreg.core.web import register_refusals

__all__ = ["blueprint", "exchange", "fixtures", "floor", "public", "settling", "table"]

register_refusals(REFUSALS)
