"""Tickets as they are printed and attached: their facts in the reader's language."""

from collections.abc import Collection, Sequence

from eventreg.core.i18n import _, current_language, format_hours, format_range
from eventreg.documents.letterhead import letterhead
from eventreg.events.models import Event
from eventreg.events.rules import EventKind
from eventreg.events.words import KINDS
from eventreg.tickets import service, slots
from eventreg.tickets.documents import TicketPaper, TicketWords, ticket_pdf
from eventreg.tickets.models import Ticket


def pdf_of(tickets: Sequence[Ticket]) -> bytes:
    """The tickets as one PDF, a page each, in the language of the moment."""
    terms = slots.terms_of([ticket.id for ticket in tickets])
    papers = [paper_of(ticket, terms.get(ticket.id, slots.Terms()).sessions) for ticket in tickets]
    return ticket_pdf(papers, letterhead(), language=current_language())


def paper_of(ticket: Ticket, sessions: Collection[int]) -> TicketPaper:
    """What stands on a ticket; `sessions`: the ids of those that it admits to, empty for all."""
    event = ticket.event
    return TicketPaper(
        event_title=event.title,
        kind=kind_name(event.kind),
        when=days_of(event, sessions),
        place=", ".join(part for part in (event.place_name, event.place_address) if part),
        holder=ticket.holder,
        business=ticket.business_name,
        booth=ticket.booth or None,
        category=ticket.category,
        code=ticket.code,
        url=service.url_of(ticket),
        words=TicketWords(
            ticket=_("Ticket"),
            spoken=_("Say this code if the picture can't be read"),
            booth=_("Booth"),
            when=_("Time"),
            place=_("Place"),
        ),
    )


def days_for(ticket: Ticket) -> list[str]:
    """When a ticket's holder may come."""
    return days_of(ticket.event, sessions_for(ticket))


def sessions_for(ticket: Ticket) -> Collection[int]:
    """The ids of the sessions that a ticket admits to, empty for all."""
    return slots.terms_of([ticket.id]).get(ticket.id, slots.Terms()).sessions


def days_of(event: Event, only: Collection[int] = ()) -> list[str]:
    """When to come, with the zone: one line where all days have the same hours, otherwise one for each session.

    `only`: the ids of the sessions that are meant, empty for all.
    """
    zone, sessions = event.zone, [session for session in event.sessions if not only or session.id in only]
    hours = [format_hours(session.starts_at, session.ends_at, zone) for session in sessions]
    if len(set(hours)) == 1 and len(sessions) in (1, len(event.sessions)):
        return [f"{format_range(sessions[0].starts_at, sessions[-1].ends_at, zone)}, {hours[0]}"]
    days = [format_range(session.starts_at, session.ends_at, zone) for session in sessions]
    return [f"{day}, {hour}" for day, hour in zip(days, hours, strict=True)]


def kind_name(kind: EventKind) -> str:
    """`Pelatihan`, `Pameran` or `Delegasi`."""
    return str(KINDS[kind])
