"""Pages of what is sent and how."""

from eventreg.core.web import register_refusals
from eventreg.messaging.views import (
    announcements,
    holding,
    looking,
    notices,
    outbox,
    queue,
    reminders,
    resending,
    sending,
    texts,
    unsubscribe,
)
from eventreg.messaging.views.base import blueprint
from eventreg.messaging.words import REFUSALS

__all__ = [
    "announcements",
    "blueprint",
    "holding",
    "looking",
    "notices",
    "outbox",
    "queue",
    "reminders",
    "resending",
    "sending",
    "texts",
    "unsubscribe",
]

register_refusals(REFUSALS)
