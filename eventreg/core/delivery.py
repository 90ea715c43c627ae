"""Sends what waits in the outbox: takes a message, hands it to its carrier, and writes down what became of it.

Any number of workers may do so at once. Whoever takes a message locks the one row of `OutboxControl`, in which the
pause, the provider's rate and the rest after trouble stand, so they take turns and never take the same. A message is
held by a claim for as long as `LEASE`; a worker that dies holds it no longer than that, and one that comes back later
can no longer say that it failed, only that it arrived. `docs/messages.md` tells what can arrive twice.
"""

import logging
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from flask import Flask
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.exc import DBAPIError

from eventreg.core import outbox, pacing
from eventreg.core.carriers import CARRIERS, NotCarried, Refused, ServerTrouble, TryLater, carrier_of
from eventreg.core.channels import Channel, next_channel
from eventreg.core.db import db, lock, unit_of_work
from eventreg.core.kinds import KINDS, is_secret, matters
from eventreg.core.mailer import MAILER, mail
from eventreg.core.messages import MessageState, OutboxBulk, OutboxMessage

__all__ = ["CARRIERS", "NotCarried", "Refused", "ServerTrouble", "TryLater", "deliver_next"]

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)  # a worker that dies while sending holds a message no longer than this
LAST_ATTEMPT = 10
LAST_DEATH = 30  # workers that may die over a message; these are not held against it until then
DIED = "died"  # the problem of a message over which so many did
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=2), timedelta(hours=6)
PATIENCE_S = (0.2, 1.0, 5.0, 20.0)  # between tries to write down what became of a message
PASSED_OVER = 50  # messages that a worker sets aside at most before it looks for others again
Now = Callable[[], datetime]


@dataclass(frozen=True)
class Claim:
    """A message that this attempt holds, and where it is taken."""

    message_id: int
    token: str
    channel: Channel
    address: str
    person_id: int | None


def init_app(app: Flask) -> None:
    """Bind the mailer; called after the mail settings are in the app's configuration."""
    mail.init_app(app)
    CARRIERS[Channel.EMAIL] = MAILER


def deliver_next(now: Now) -> bool:
    """Send the message that has been due longest. False when none may be sent at this moment."""
    with unit_of_work():
        claim = _take(now())
    if claim is None:
        return False
    outcome, version = _carry(claim)
    _settle_surely(claim, outcome, version, now)
    return True


# ---- Taking -------------------------------------------------------------------------------------


def _take(now: datetime) -> Claim | None:
    """The next message, claimed, unless the outbox rests or the provider's rate is used up."""
    control = pacing.locked()
    if pacing.is_held(control, now):
        return None
    for message in islice(_due(now, only_secret=control.paused_at is not None), PASSED_OVER):
        if _set_aside(message, now):
            continue
        pacing.keep_pace(control, now)
        message.deaths += message.state is MessageState.SENDING  # whoever held it said nothing of it
        message.state, message.due_at, message.claim = MessageState.SENDING, now + LEASE, secrets.token_hex(8)
        message.attempts += 1
        return Claim(message.id, message.claim, message.channel, message.address, message.person_id)
    return None


def _due(now: datetime, *, only_secret: bool) -> Iterator[OutboxMessage]:
    """What is due, first what somebody waits for; also what a worker holds that must have died."""
    due = (
        select(OutboxMessage)
        .where(OutboxMessage.state.in_([MessageState.WAITING, MessageState.SENDING]), OutboxMessage.due_at <= now)
        .where(or_(OutboxMessage.expires_at.is_(None), OutboxMessage.expires_at > now))
        .order_by(OutboxMessage.rank, OutboxMessage.due_at, OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    for condition in _conditions(only_secret):
        due = due.where(condition)
    while message := db.session.scalar(due):
        yield message
        db.session.flush()


def _conditions(only_secret: bool) -> Iterator[ColumnElement[bool]]:
    if not carrier_of(Channel.EMAIL):  # mail waits for its server; other channels have staff
        yield OutboxMessage.channel != Channel.EMAIL
    if only_secret:
        yield OutboxMessage.kind.in_([kind for kind in KINDS if is_secret(kind)])


def _set_aside(message: OutboxMessage, now: datetime) -> bool:
    """Whether a message is not sent by itself after all; what becomes of it instead is written down."""
    bulk = db.session.get(OutboxBulk, message.bulk_id) if message.bulk_id else None
    if bulk and bulk.stopped_at:
        message.state = MessageState.STOPPED
    elif reason := outbox.why_unwanted(message):
        message.state, message.problem = MessageState.STOPPED, reason
    elif message.deaths >= LAST_DEATH:
        _give_up(message, DIED, now)
    elif carrier_of(message.channel) is None:
        outbox.send_by(message, message.channel, outbox.reach_to(message), now)
    else:
        return False
    return True


# ---- Carrying -----------------------------------------------------------------------------------


def _carry(claim: Claim) -> tuple[NotCarried | None, int | None]:
    """Hand it over, outside of any transaction: what went wrong, and in which wording it was sent."""
    message = db.session.get_one(OutboxMessage, claim.message_id)
    carrier = carrier_of(claim.channel)
    if message.claim != claim.token or carrier is None:
        return TryLater("somebody else has it"), None
    try:
        rendered = replace(outbox.render(message), headers=outbox.headers_of(message), sender=outbox.sender_name())
        copy = _copy_of(message)
        db.session.rollback()  # no transaction stays open while a server is waited for
        carrier.carry(copy, rendered)
    except NotCarried as trouble:
        return trouble, None
    except Exception as error:
        log.exception("message %s can't be made or carried", claim.message_id)
        return TryLater(f"{type(error).__name__}: {error}"[:500]), None
    return None, rendered.version


def _copy_of(message: OutboxMessage) -> OutboxMessage:
    columns = OutboxMessage.__mapper__.column_attrs
    return OutboxMessage(**{column.key: getattr(message, column.key) for column in columns})


# ---- Settling -----------------------------------------------------------------------------------


def _settle_surely(claim: Claim, outcome: NotCarried | None, version: int | None, now: Now) -> None:
    """Write down what became of it even when the database stumbles: what was taken would be sent again otherwise."""
    for pause in PATIENCE_S:
        try:
            with unit_of_work():
                _settle(claim, outcome, version, now())
            return
        except DBAPIError as error:
            log.warning("what became of message %s waits: %s", claim.message_id, type(error.orig).__name__)
            db.session.remove()
            time.sleep(pause)
    with unit_of_work():
        _settle(claim, outcome, version, now())


def _settle(claim: Claim, outcome: NotCarried | None, version: int | None, now: datetime) -> None:
    control = pacing.locked()
    pacing.note_weather(control, outcome, now)
    message = lock(OutboxMessage, claim.message_id)
    if message is None:
        return
    is_ours = message.state is MessageState.SENDING and message.claim == claim.token
    if outcome is None and message.state is not MessageState.SENT:  # it arrived, whoever holds it now
        message.problem, message.channel = "", claim.channel
        outbox.note_sent(message, now, version=version)
    elif outcome is not None and is_ours:
        _try_again(message, outcome, now)
    if claim.channel is Channel.EMAIL:
        _tell_of_address(claim, outcome, now)


def _try_again(message: OutboxMessage, outcome: NotCarried, now: datetime) -> None:
    """Let it wait for its next attempt; or give it up."""
    message.problem, message.claim = str(outcome), ""
    failures = message.attempts - message.deaths
    is_nobodys_fault = isinstance(outcome, ServerTrouble) and not outcome.at_message
    if is_nobodys_fault:
        message.attempts -= 1
        message.state, message.due_at = MessageState.WAITING, now  # all rest, and it with them
    elif isinstance(outcome, Refused) or failures >= LAST_ATTEMPT:
        _give_up(message, str(outcome), now)
    else:
        pause = min(FIRST_PAUSE * 2 ** (failures - 1), LONGEST_PAUSE)
        message.state, message.due_at = MessageState.WAITING, now + pause


def _give_up(message: OutboxMessage, words: str, now: datetime) -> None:
    """Take the next channel for what matters; without one it has failed, for staff to see."""
    message.problem, message.claim = words, ""
    reach = outbox.reach_to(message)
    way = next_channel(message, reach, secret=is_secret(message.kind)) if matters(message.kind) else None
    if way is None:
        message.state = MessageState.FAILED
    else:
        outbox.send_by(message, way, reach, now)


def _tell_of_address(claim: Claim, outcome: NotCarried | None, now: datetime) -> None:
    """Let accounts know that mail arrives there, or never will; a mistake there must not undo what was sent."""
    try:
        with db.session.begin_nested():
            if outcome is None:
                outbox.address_works(claim.person_id, claim.address, now)
            elif isinstance(outcome, Refused) and outcome.is_address:
                outbox.address_refused(claim.person_id, claim.address, str(outcome), now)
    except DBAPIError:
        raise
    except Exception:
        log.exception("nobody could be told of the address of message %s", claim.message_id)
