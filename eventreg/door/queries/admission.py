"""What is needed to decide who may pass: sessions, tickets, and what they are good for."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from sqlalchemy import select

from eventreg.applications.models import Application, ApplicationSession, ApplicationTicket
from eventreg.applications.rules import Status
from eventreg.core.db import db
from eventreg.door import admission
from eventreg.door.admission import Entitlement, Span
from eventreg.door.models import Gate
from eventreg.events.models import Event
from eventreg.tickets.models import Ticket
from eventreg.tickets.slots import Terms
from eventreg.visitors import queries as visitors


def hold_event(event_id: int) -> Event:
    """The event, kept from being locked by others until the unit of work ends.

    Rows that name the event take this hold anyway, but late, after tickets were locked; those who decide lock the
    event first and the tickets then. Taking it at once keeps the two from waiting for each other.
    """
    query = select(Event).where(Event.id == event_id).with_for_update(read=True, key_share=True)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def spans_of(event: Event) -> list[Span]:
    """The event's sessions with the time for which its door is open."""
    lead = timedelta(minutes=event.doors_lead_minutes)
    return [Span(one.id, one.starts_at - lead, one.starts_at, one.ends_at, one.entries) for one in event.sessions]


def rule_of(gate: Gate) -> admission.Gate:
    """Whom a gate lets in, and to which sessions it leads."""
    return admission.Gate(
        None if gate.categories is None else frozenset(gate.categories),
        None if gate.session_ids is None else frozenset(gate.session_ids),
    )


def ticket_ids_by_number(event_id: int, numbers: Collection[str]) -> dict[str, int]:
    """The ids of the event's tickets with these numbers."""
    query = select(Ticket.number, Ticket.id).where(Ticket.event_id == event_id, Ticket.number.in_(numbers))
    return dict(iter(db.session.execute(query)))


def ticket_ids_by_code(event_id: int, codes: Collection[str]) -> dict[str, int]:
    """The ids of the event's tickets with these spoken codes, ungrouped."""
    query = select(Ticket.code, Ticket.id).where(Ticket.event_id == event_id, Ticket.code.in_(codes))
    return dict(iter(db.session.execute(query)))


def entitlements(tickets: Collection[Ticket]) -> dict[int, Entitlement]:
    """What each of the tickets is good for now, by its id."""
    ids = [ticket.id for ticket in tickets]
    without, terms = unconfirmed(ids), terms_of(ids)
    found = {}
    for ticket in tickets:
        own = terms.get(ticket.id, Terms())
        found[ticket.id] = Entitlement(
            state=ticket.state,
            confirmed=ticket.id not in without,
            sessions=own.sessions or None,
            category=ticket.category if own.category is None else own.category,
            valid_from=ticket.valid_from,
            valid_until=ticket.valid_until,
            party=own.party,
        )
    return found


def unconfirmed(ticket_ids: Collection[int]) -> frozenset[int]:
    """Those tickets whose application isn't confirmed; a ticket without one is fine."""
    query = (
        select(ApplicationTicket.ticket_id)
        .join(Application, Application.id == ApplicationTicket.application_id)
        .where(ApplicationTicket.ticket_id.in_(ticket_ids), Application.status != Status.CONFIRMED)
    )
    return frozenset(db.session.scalars(query))


def terms_of(ticket_ids: Collection[int]) -> Mapping[int, Terms]:
    """What those tickets are good for that aren't simply for one person at every session."""
    chosen = (
        select(ApplicationTicket.ticket_id, ApplicationSession.session_id)
        .join(ApplicationSession, ApplicationSession.application_id == ApplicationTicket.application_id)
        .where(ApplicationTicket.ticket_id.in_(ticket_ids))
    )
    sessions: dict[int, set[int]] = {}
    for ticket_id, session_id in db.session.execute(chosen):
        sessions.setdefault(ticket_id, set()).add(session_id)
    return {ticket: Terms(frozenset(ids)) for ticket, ids in sessions.items()} | dict(visitors.terms_of(ticket_ids))
