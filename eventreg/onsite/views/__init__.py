"""Pages of the days at the fair: for those who work there, and for exhibitors."""

from eventreg.core.web import register_refusals
from eventreg.onsite.views import board, own
from eventreg.onsite.views.base import blueprint
from eventreg.onsite.words import REFUSALS

__all__ = ["blueprint", "board", "own"]

register_refusals(REFUSALS)
