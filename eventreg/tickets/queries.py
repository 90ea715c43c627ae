"""Looking up tickets and the public keys that verify them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventreg.core import signing
from eventreg.core.db import LARGEST_ID, db
from eventreg.core.errors import NotFound
from eventreg.tickets import rules
from eventreg.tickets.models import EventKey, Ticket
from eventreg.tickets.rules import TicketState


def public_keys(event_id: int) -> Mapping[int, bytes]:
    """The event's public keys by key id; empty for an event that has none or doesn't exist."""
    if event_id > LARGEST_ID:  # a token's event number can be twice that
        return {}
    keys = db.session.execute(select(EventKey.key_id, EventKey.public).where(EventKey.event_id == event_id))
    return dict(keys.all())


def newest_key(event_id: int) -> EventKey | None:
    """The key that signs the event's tickets now."""
    return db.session.scalar(
        select(EventKey).where(EventKey.event_id == event_id).order_by(EventKey.key_id.desc()).limit(1)
    )


def key_of(ticket: Ticket) -> EventKey:
    """The key that signed this ticket."""
    return db.session.scalars(select(EventKey).filter_by(event_id=ticket.event_id, key_id=ticket.key_id)).one()


def get_by_token(text: str) -> Ticket:
    """The ticket whose token this is, of whatever event. Raises NotFound for anything else."""
    try:
        token = rules.decode(text)
    except rules.Unreadable as error:
        raise NotFound() from error
    verdict = rules.judge(token, event_id=token.event, keys_of=public_keys, verify=signing.verify)
    if verdict is not rules.TokenVerdict.GENUINE:
        raise NotFound()
    ticket = db.session.scalar(
        select(Ticket).filter_by(event_id=token.event, number=token.number.hex()).options(joinedload(Ticket.event))
    )
    if ticket is None:
        raise NotFound()
    return ticket


def tickets_of_event(event_id: int) -> Sequence[Ticket]:
    """All tickets of an event in the order of issue, revoked ones too."""
    return db.session.scalars(select(Ticket).where(Ticket.event_id == event_id).order_by(Ticket.id)).all()


def valid_tickets(event_id: int) -> Sequence[Ticket]:
    """The event's tickets that admit, in the order of issue."""
    query = select(Ticket).where(Ticket.event_id == event_id, Ticket.state == TicketState.VALID)
    return db.session.scalars(query.order_by(Ticket.id)).all()
