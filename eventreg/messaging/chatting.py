"""Staff send messages by WhatsApp, one after the other. The caller holds the unit of work.

Nobody sends what another one holds: a message is held for ten minutes, and once its chat was opened until somebody says
whether it was sent.
"""

from collections import Counter
from datetime import datetime

from eventreg.core import audit, outbox
from eventreg.core.channels import WRONG_NUMBER, next_channel
from eventreg.core.db import db, lock, lock_all
from eventreg.core.errors import NotFound
from eventreg.core.outbox import MessageState, NotByHand, OutboxMessage, is_secret, matters
from eventreg.core.permissions import Actor
from eventreg.messaging import chats
from eventreg.messaging.rules import HeldByAnother


def take_next(occasion: str, *, actor: Actor, now: datetime) -> OutboxMessage | None:
    """Hold what comes next for ten minutes, of one occasion or of all (""); None when nothing is free.

    What its reader wants no more, or what helps nobody by now, is stopped instead, as when a worker sends.
    """
    me = actor.person_id or 0
    while chat := chats.find_held(me, occasion, now) or chats.find_free(me, occasion, now):
        message = chat.message
        reason = outbox.why_unwanted(message)
        if not reason:
            message.claim, message.due_at = chats.claim_of(me), now + chats.HOLD
            return message
        message.state, message.claim, message.problem = MessageState.STOPPED, "", reason
        db.session.flush()
    return None


def open_chat(message_id: int, sent_id: int | None = None, *, actor: Actor, now: datetime) -> None:
    """The chat of a message is opened; with the same tap the one that was opened before (`sent_id`) was sent.

    Opened twice by the same hands, it is written down once. Raises NotFound, NotByHand, HeldByAnother.
    """
    locked = {message.id: message for message in lock_all(OutboxMessage, [message_id, sent_id or message_id])}
    message, sent = locked.get(message_id), locked.get(sent_id or 0)
    if message is None:
        raise NotFound()
    _check_mine(message, actor, now)
    if message.opened_at is None:
        message.opened_at, message.opened_by_id, message.claim = now, actor.person_id, ""
        audit.record(actor, "message.opened", message, now=now)
    if sent and sent.state is MessageState.BY_HAND and sent.opened_by_id == actor.person_id:
        outbox.tell_by_hand(sent.id, actor=actor, now=now)


def skip(message_id: int, *, actor: Actor, now: datetime) -> None:
    """Let all others pass. Raises NotFound, NotByHand, HeldByAnother."""
    message = _lock(message_id)
    _check_mine(message, actor, now)
    _release(message, now)
    message.claim = chats.SKIPPED


def put_back(message_id: int, *, actor: Actor, now: datetime) -> None:
    """It was not sent after all, or its number is right: it comes next for whoever says so, before what they held.

    What was marked as sent can be put back by the one who marked it, for an hour. Raises NotFound, NotByHand.
    """
    message = _lock(message_id)
    marked_here = message.told_by_id == actor.person_id and bool(message.sent_at and message.sent_at > now - chats.UNDO)
    if message.state is MessageState.SENT and marked_here and message.params:
        message.state, message.sent_at, message.told_by_id = MessageState.BY_HAND, None, None
    if message.state is not MessageState.BY_HAND:
        raise NotByHand()
    if message.problem == WRONG_NUMBER:
        message.problem = ""
    for held in lock_all(OutboxMessage, chats.ids_held(actor.person_id or 0, now)):
        held.claim, held.due_at = "", held.created_at
    _release(message, now)
    message.claim, message.due_at = chats.claim_of(actor.person_id), now + chats.HOLD
    audit.record(actor, "message.put_back", message, now=now)


def note_wrong_number(message_id: int, *, actor: Actor, now: datetime) -> Counter[MessageState]:
    """Nobody, or somebody else, is reached at the number: what waits for it goes the next way.

    What has no other way waits to be told otherwise, out of the queue; news that nobody needs has failed. How many
    messages are in which state by then. Raises NotFound, NotByHand.
    """
    number, became = chats.get_chat(message_id).number, Counter[MessageState]()
    waiting = lock_all(OutboxMessage, [message_id, *chats.ids_with_number(number)])
    if not any(one.id == message_id and one.state is MessageState.BY_HAND for one in waiting):
        raise NotByHand()
    for message in waiting:
        if message.state is MessageState.BY_HAND:
            _leave_number(message, number, now)
            became[message.state] += 1
            audit.record(actor, "message.number_wrong", message, now=now)
    return became


def _leave_number(message: OutboxMessage, number: str, now: datetime) -> None:
    message.problem, message.phone = WRONG_NUMBER, number
    _release(message, now)
    reach = outbox.reach_to(message)
    way = next_channel(message, reach, secret=is_secret(message.kind)) if matters(message.kind) else None
    if way is not None:
        outbox.send_by(message, way, reach, now)
    elif not matters(message.kind):
        message.state = MessageState.FAILED


def _lock(message_id: int) -> OutboxMessage:
    message = lock(OutboxMessage, message_id)
    if message is None:
        raise NotFound()
    return message


def _check_mine(message: OutboxMessage, actor: Actor, now: datetime) -> None:
    if message.state is not MessageState.BY_HAND:
        raise NotByHand()
    if is_anothers(message, actor, now):
        raise HeldByAnother()


def is_anothers(message: OutboxMessage, actor: Actor, now: datetime) -> bool:
    """Whether somebody else holds a message that is told by hand, or has opened its chat."""
    if message.state is not MessageState.BY_HAND:
        return False
    if message.opened_at is not None:
        return message.opened_by_id != actor.person_id
    return message.due_at > now and message.claim not in {"", chats.SKIPPED, chats.claim_of(actor.person_id)}


def _release(message: OutboxMessage, now: datetime) -> None:
    message.claim, message.due_at = "", now
    message.opened_at = message.opened_by_id = None
