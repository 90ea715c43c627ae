"""Pages of the office's papers."""

from eventreg.core.web import register_refusals
from eventreg.office.views import papers, settings, signatories
from eventreg.office.views.base import blueprint
from eventreg.office.words import REFUSALS

__all__ = ["blueprint", "papers", "settings", "signatories"]

register_refusals(REFUSALS)
