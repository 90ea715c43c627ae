"""Pages of personal data: a person's own, and those of the staff who answer for it."""

from eventreg.core.web import register_refusals
from eventreg.records.views import incidents, queue, retention
from eventreg.records.views.own import blueprint
from eventreg.records.words import REFUSALS

__all__ = ["blueprint", "incidents", "queue", "retention"]

register_refusals(REFUSALS)
