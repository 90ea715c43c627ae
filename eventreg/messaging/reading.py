"""What a person has read of what they were told. The caller holds the unit of work."""

from datetime import datetime

from eventreg.core.db import lock, lock_all
from eventreg.core.outbox import OutboxMessage
from eventreg.core.permissions import Actor
from eventreg.messaging import notices


def note_read(message_id: int, *, actor: Actor, now: datetime) -> None:
    """One of one's own was opened. Raises NotFound."""
    message = lock(OutboxMessage, notices.get_notice(message_id, actor.person_id or 0).id)
    if message and message.read_at is None:
        message.read_at = now


def note_all_read(*, actor: Actor, now: datetime) -> None:
    """All of one's own is taken for read."""
    for message in lock_all(OutboxMessage, notices.unread_ids(actor.person_id or 0)):
        message.read_at = now
