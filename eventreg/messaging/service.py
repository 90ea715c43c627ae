"""What staff do to the outbox. The caller holds the unit of work."""

from datetime import datetime

from eventreg.core import audit, outbox
from eventreg.core.db import lock
from eventreg.core.errors import NotFound
from eventreg.core.outbox import MessageState, OutboxMessage
from eventreg.core.permissions import Actor
from eventreg.messaging.rules import NotFailed


def resend(message_id: int, *, actor: Actor, now: datetime) -> None:
    """Give a failed message new attempts. Raises NotFound, NotFailed."""
    message = lock(OutboxMessage, message_id)
    if message is None:
        raise NotFound()
    if message.state is not MessageState.FAILED:
        raise NotFailed()
    outbox.resend(message.id, now)
    audit.record(actor, "message.resent", message, now=now)
