"""Pages of what is sent and how."""

from eventreg.core.web import register_refusals
from eventreg.messaging.views import outbox
from eventreg.messaging.views.base import blueprint
from eventreg.messaging.words import REFUSALS

__all__ = ["blueprint", "outbox"]

register_refusals(REFUSALS)
