"""Pages of who gets which booth: wishes, plans, their approval, and offers."""

from eventreg.allocation.views.base import blueprint
from eventreg.allocation.words import REFUSALS
from eventreg.core.web import register_refusals

__all__ = ["blueprint"]

register_refusals(REFUSALS)
