"""Pages of events: what everybody sees, and the desk of those who run them."""

from eventreg.core.web import register_refusals
from eventreg.events.views import calendar, copying, editor, programme, questions, staff, templates
from eventreg.events.views.public import blueprint
from eventreg.events.words import PROGRAMME_REFUSALS, REFUSALS
from eventreg.questions.words import REFUSALS as FORM_REFUSALS

__all__ = ["blueprint", "calendar", "copying", "editor", "programme", "questions", "staff", "templates"]

register_refusals(REFUSALS)
register_refusals(PROGRAMME_REFUSALS)
register_refusals(FORM_REFUSALS)
