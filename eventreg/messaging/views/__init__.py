"""Pages of what is sent and how."""

from eventreg.core.web import register_refusals
from eventreg.messaging.views import notices, outbox, queue, reminders, resending
from eventreg.messaging.views.base import blueprint
from eventreg.messaging.words import REFUSALS

__all__ = ["blueprint", "notices", "outbox", "queue", "reminders", "resending"]

register_refusals(REFUSALS)
