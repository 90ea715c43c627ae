"""Pages of the review: for organisers, curators and the committee."""

from eventreg.core.web import register_refusals
from eventreg.curation.views.base import blueprint
from eventreg.curation.words import REFUSALS

__all__ = ["blueprint"]

register_refusals(REFUSALS)
