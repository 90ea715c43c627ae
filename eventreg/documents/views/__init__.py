"""Pages of papers: the check that anybody can make, and the register for staff."""

from eventreg.core.web import register_refusals
from eventreg.documents.views import checking, staff
from eventreg.documents.views.base import blueprint
from eventreg.documents.words import REFUSALS

__all__ = ["blueprint", "checking", "staff"]

register_refusals(REFUSALS)
