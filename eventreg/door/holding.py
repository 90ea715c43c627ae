"""What supervisors do with one ticket: hold it, let it go, take it back, say when it is valid.

The caller holds the unit of work. Phones hear of it when they renew their list; online it holds from the next scan on.
"""

from datetime import datetime

from eventreg.core.db import lock
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor
from eventreg.door import queries, rules
from eventreg.tickets import service as tickets
from eventreg.tickets.models import Ticket
from eventreg.tickets.rules import TicketState


def hold(event_id: int, ticket_id: int, *, reason: str, actor: Actor, now: datetime) -> Ticket:
    """Nobody is let in by it until it is let go. Raises NotFound, TicketIsOtherwise."""
    ticket = _locked(event_id, ticket_id, TicketState.VALID)
    tickets.hold(ticket, reason=reason, actor=actor, now=now)
    return ticket


def release(event_id: int, ticket_id: int, *, actor: Actor, now: datetime) -> Ticket:
    """It admits again. Raises NotFound, TicketIsOtherwise."""
    ticket = _locked(event_id, ticket_id, TicketState.ON_HOLD)
    tickets.release(ticket, actor=actor, now=now)
    return ticket


def revoke(event_id: int, ticket_id: int, *, reason: str, actor: Actor, now: datetime) -> Ticket:
    """It admits nobody any more, for good. Raises NotFound, TicketIsOtherwise."""
    ticket = _locked(event_id, ticket_id, TicketState.VALID, TicketState.ON_HOLD)
    tickets.revoke(ticket, reason=reason, actor=actor, now=now)
    return ticket


def limit(
    event_id: int,
    ticket_id: int,
    *,
    valid_from: datetime | None,
    valid_until: datetime | None,
    actor: Actor,
    now: datetime,
) -> Ticket:
    """It admits from the one moment on and until the other; None for no limit.

    Raises NotFound, TicketIsOtherwise, ValidityOutOfOrder.
    """
    if valid_from and valid_until and valid_until <= valid_from:
        raise rules.ValidityOutOfOrder()
    ticket = _locked(event_id, ticket_id, TicketState.VALID, TicketState.ON_HOLD)
    tickets.limit(ticket, valid_from=valid_from, valid_until=valid_until, actor=actor, now=now)
    return ticket


def _locked(event_id: int, ticket_id: int, *states: TicketState) -> Ticket:
    """The event's ticket, as nobody else changes it now, in one of these states."""
    queries.hold_event(event_id)
    ticket = lock(Ticket, ticket_id)
    if ticket is None or ticket.event_id != event_id:
        raise NotFound()
    if ticket.state not in states:
        raise rules.TicketIsOtherwise()
    return ticket
