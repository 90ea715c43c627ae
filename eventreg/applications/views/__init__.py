"""Pages of applications: for those who apply, and for the committee."""

from eventreg.applications.views import applying, staff, uploads
from eventreg.applications.views.own import blueprint, own_application
from eventreg.applications.views.staff import history_of
from eventreg.applications.words import REFUSALS
from eventreg.core.web import register_refusals

__all__ = ["applying", "blueprint", "history_of", "own_application", "staff", "uploads"]

register_refusals(REFUSALS)
