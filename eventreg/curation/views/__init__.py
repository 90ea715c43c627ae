"""Pages of the review: for organisers, curators and the committee."""

from eventreg.core.web import register_refusals
from eventreg.curation.views import assigning, meeting, minutes, ranking, resolving, reviewing, setting_up, templates
from eventreg.curation.views.base import blueprint
from eventreg.curation.words import REFUSALS

__all__ = [
    "assigning",
    "blueprint",
    "meeting",
    "minutes",
    "ranking",
    "resolving",
    "reviewing",
    "setting_up",
    "templates",
]

register_refusals(REFUSALS)
