"""Pages of visitors: registering without an account, the private page of a visit, and the staff's list."""

from eventreg.core.web import register_refusals
from eventreg.visitors.views import own, staff
from eventreg.visitors.views.public import blueprint, offer_of
from eventreg.visitors.words import REFUSALS

__all__ = ["blueprint", "offer_of", "own", "staff"]

register_refusals(REFUSALS)
