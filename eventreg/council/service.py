"""What staff do to the organisation and to the outbox. The caller holds the unit of work."""

from dataclasses import asdict, dataclass
from datetime import datetime

from eventreg.core import audit, outbox
from eventreg.core.clock import Zone
from eventreg.core.db import db, lock
from eventreg.core.errors import DomainError, NotFound
from eventreg.core.outbox import MessageState, OutboxMessage
from eventreg.core.permissions import Actor
from eventreg.council.models import Organisation


class NotFailed(DomainError):
    """Only a message that could not be sent can be sent again."""

    code = "message_not_failed"


class NotByHand(DomainError):
    """Only what is for somebody without an address is told by hand, and once."""

    code = "message_not_by_hand"


@dataclass(frozen=True)
class Facts:
    """What is known of the organisation; `whatsapp` in E.164 or empty."""

    name: str
    short_name: str
    place: str = ""
    address: str = ""
    hours: str = ""
    whatsapp: str = ""
    welcome: str = ""
    lead: str = ""
    zone: Zone = Zone.WIB
    privacy_contact: str = ""
    seal_address: str = ""


def update_organisation(facts: Facts, *, actor: Actor, now: datetime) -> Organisation:
    """Write down what the organisation is called and how it is reached."""
    known = lock(Organisation, Organisation.ONLY)
    row = known or Organisation(id=Organisation.ONLY)
    changed = [name for name, value in asdict(facts).items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, getattr(facts, name))
    if known is None:
        db.session.add(row)
    if changed:
        db.session.flush()
        audit.record(actor, "organisation.changed", row, fields=changed, now=now)
    return row


def resend(message_id: int, *, actor: Actor, now: datetime) -> None:
    """Give a failed message new attempts. Raises NotFound, NotFailed."""
    message = lock(OutboxMessage, message_id)
    if message is None:
        raise NotFound()
    if message.state is not MessageState.FAILED:
        raise NotFailed()
    outbox.resend(message.id, now)
    audit.record(actor, "message.resent", message, now=now)


def tell_by_hand(message_id: int, *, actor: Actor, now: datetime) -> None:
    """Somebody without an address has been told what a message says. Raises NotFound, NotByHand."""
    message = lock(OutboxMessage, message_id)
    if message is None:
        raise NotFound()
    if message.state is not MessageState.BY_HAND:
        raise NotByHand()
    outbox.told_by_hand(message, now)
    audit.record(actor, "message.told", message, now=now)
