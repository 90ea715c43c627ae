"""What staff do to the outbox. The caller holds the unit of work."""

from datetime import datetime

from eventreg.core import audit, outbox
from eventreg.core.db import lock, lock_all
from eventreg.core.errors import NotFound
from eventreg.core.outbox import MessageState, OutboxMessage
from eventreg.core.permissions import Actor
from eventreg.messaging.queries import Sought, failed_ids
from eventreg.messaging.rules import NotFailed

MOST = 500  # messages that are tried again at once


def resend(message_id: int, *, actor: Actor, now: datetime) -> None:
    """Give a failed message new attempts. Raises NotFound, NotFailed."""
    message = lock(OutboxMessage, message_id)
    if message is None:
        raise NotFound()
    if message.state is not MessageState.FAILED:
        raise NotFailed()
    outbox.resend(message.id, now)
    audit.record(actor, "message.resent", message, now=now)


def resend_all(sought: Sought, *, actor: Actor, now: datetime) -> int:
    """Give the failed messages that are like what is sought new attempts, the oldest first; how many they were."""
    ids = failed_ids(sought, MOST)
    failed = [one for one in lock_all(OutboxMessage, ids) if one.state is MessageState.FAILED]
    for message in failed:
        outbox.resend(message.id, now)
        audit.record(actor, "message.resent", message, now=now)
    return len(failed)
