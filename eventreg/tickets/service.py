"""Issuing, holding and revoking tickets; the caller holds the unit of work and has locked the event."""

from datetime import datetime

from eventreg.core import audit, qr, signing
from eventreg.core.config import current_settings
from eventreg.core.db import db
from eventreg.core.entropy import random_bytes
from eventreg.core.permissions import Actor
from eventreg.events.models import Event
from eventreg.tickets import queries, rules
from eventreg.tickets.models import EventKey, Ticket
from eventreg.tickets.rules import TicketState


def issue(
    event: Event,
    *,
    holder: str,
    person_id: int | None,
    business_id: int | None,
    business_name: str,
    category: str,
    actor: Actor,
    now: datetime,
) -> Ticket:
    """A new valid ticket, signed with the event's newest key; the first one makes the key."""
    ticket = Ticket(
        event_id=event.id,
        event=event,
        number=random_bytes(8).hex(),
        code=rules.new_code(random_bytes),
        key_id=_signing_key(event.id, now).key_id,
        person_id=person_id,
        business_id=business_id,
        holder=holder,
        business_name=business_name,
        category=category,
        booth="",
        state=TicketState.VALID,
        issued_at=now,
        changed_at=now,
    )
    db.session.add(ticket)
    db.session.flush()
    audit.record(actor, "ticket.issued", ticket, now=now)
    return ticket


def hold(ticket: Ticket, *, actor: Actor, reason: str, now: datetime) -> None:
    """A valid ticket admits nobody until it is let go."""
    audit.record(actor, "ticket.held", ticket, states={"from": ticket.state}, reason=reason, now=now)
    ticket.state, ticket.changed_at = TicketState.ON_HOLD, now


def release(ticket: Ticket, *, actor: Actor, now: datetime) -> None:
    """A ticket that was held admits again."""
    audit.record(actor, "ticket.released", ticket, states={"from": ticket.state}, now=now)
    ticket.state, ticket.changed_at = TicketState.VALID, now


def limit(
    ticket: Ticket, *, valid_from: datetime | None, valid_until: datetime | None, actor: Actor, now: datetime
) -> None:
    """It admits from the one moment on and until the other; None for no limit."""
    wanted = {"valid_from": valid_from, "valid_until": valid_until}
    fields = [name for name, value in wanted.items() if getattr(ticket, name) != value]
    if fields:
        ticket.valid_from, ticket.valid_until, ticket.changed_at = valid_from, valid_until, now
        audit.record(actor, "ticket.limited", ticket, fields=fields, now=now)


def revoke(ticket: Ticket, *, actor: Actor, reason: str, now: datetime) -> None:
    """From now on the ticket admits nobody; one that was already taken back stays as it was."""
    if ticket.state not in {TicketState.VALID, TicketState.ON_HOLD}:
        return
    audit.record(actor, "ticket.revoked", ticket, states={"from": ticket.state}, reason=reason, now=now)
    ticket.state, ticket.changed_at = TicketState.REVOKED, now


def replace(ticket: Ticket, *, holder: str, actor: Actor, now: datetime) -> Ticket:
    """Another ticket in its place, for `holder`; from now on the old one admits nobody."""
    audit.record(actor, "ticket.replaced", ticket, states={"from": ticket.state}, now=now)
    ticket.state, ticket.changed_at = TicketState.REPLACED, now
    following = issue(
        ticket.event,
        holder=holder,
        person_id=ticket.person_id,
        business_id=ticket.business_id,
        business_name=ticket.business_name,
        category=ticket.category,
        actor=actor,
        now=now,
    )
    following.booth = ticket.booth
    following.valid_from, following.valid_until = ticket.valid_from, ticket.valid_until
    return following


def relabel(ticket: Ticket, category: str, *, now: datetime) -> None:
    """What the ticket says of its holders has changed; phones at the door read it anew."""
    ticket.category, ticket.changed_at = category, now


def seat(ticket: Ticket, booth: str, *, now: datetime) -> None:
    """The ticket tells another booth than before, or none; phones at the door read it anew."""
    if ticket.booth != booth:
        ticket.booth, ticket.changed_at = booth, now


def touch(ticket: Ticket, *, now: datetime) -> None:
    """What the ticket is good for has changed elsewhere; phones at the door read it anew."""
    ticket.changed_at = now


def token_of(ticket: Ticket) -> str:
    """The text in the ticket's QR code. Signing is deterministic, so tokens need not be stored."""
    key = queries.key_of(ticket)
    private = _cipher().decrypt(key.private_encrypted)
    return rules.encode(
        key.key_id, ticket.event_id, bytes.fromhex(ticket.number), lambda message: signing.sign(private, message)
    )


def url_of(ticket: Ticket) -> str:
    """What the ticket's QR code says: an address that any camera opens."""
    return qr.ticket_url(current_settings().base_url, token_of(ticket))


def _signing_key(event_id: int, now: datetime) -> EventKey:
    key = queries.newest_key(event_id)
    if key is None:
        private = signing.new_private_key()
        key = EventKey(
            event_id=event_id,
            key_id=1,
            public=signing.public_key(private),
            private_encrypted=_cipher().encrypt(private),
            created_at=now,
        )
        db.session.add(key)
        db.session.flush()
    return key


def _cipher() -> signing.FieldCipher:
    return signing.FieldCipher(current_settings().field_keys)
