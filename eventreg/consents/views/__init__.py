"""Pages of consents: the notice for everybody, a person's own consents, and the staff's."""

from eventreg.consents.views import own, staff
from eventreg.consents.views.public import blueprint
from eventreg.consents.words import REFUSALS
from eventreg.core.web import register_refusals

__all__ = ["blueprint", "own", "staff"]

register_refusals(REFUSALS)
