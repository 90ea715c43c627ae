"""Pages of the review: for organisers, curators and the committee."""

from eventreg.core.web import register_refusals
from eventreg.curation.views import assigning, ranking, reviewing
from eventreg.curation.views.base import blueprint
from eventreg.curation.words import REFUSALS

__all__ = ["assigning", "blueprint", "ranking", "reviewing"]

register_refusals(REFUSALS)
