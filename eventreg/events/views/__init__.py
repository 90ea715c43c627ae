"""Pages of events: what everybody sees, and the desk of those who run them."""

from eventreg.core.web import register_refusals
from eventreg.events.views import questions, staff, templates
from eventreg.events.views.public import blueprint
from eventreg.events.words import REFUSALS
from eventreg.questions.words import REFUSALS as FORM_REFUSALS

__all__ = ["blueprint", "questions", "staff", "templates"]

register_refusals(REFUSALS)
register_refusals(FORM_REFUSALS)
