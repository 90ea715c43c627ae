"""Pages of the exhibitor catalogue: for everybody, for exhibitors, for organisers."""

from eventreg.catalogue.views import own, public, staff
from eventreg.catalogue.views.base import blueprint
from eventreg.catalogue.words import REFUSALS
from eventreg.core.web import register_refusals

__all__ = ["blueprint", "own", "public", "staff"]

register_refusals(REFUSALS)
