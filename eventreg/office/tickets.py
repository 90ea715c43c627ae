"""All tickets of an event, as papers to be handed out: in the order of the holders' names."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Select, func, select

from eventreg.core.db import db, in_parts
from eventreg.office.orders import Order
from eventreg.tickets import papers
from eventreg.tickets.models import Ticket
from eventreg.tickets.rules import TicketState

AT_ONCE = 50  # rows that are held in memory


def count(order: Order) -> int:
    """How many tickets there are to print."""
    return db.session.scalar(select(func.count()).select_from(_ids(order).subquery())) or 0


def one_by_one(order: Order) -> Iterator[tuple[str, bytes]]:
    """A file for each ticket, named after its holder."""
    for tickets in _in_parts(order):
        for ticket in tickets:
            yield f"{ticket.holder} {ticket.code}.pdf", papers.pdf_of([ticket])


def many_to_a_file(order: Order) -> Iterator[tuple[int, bytes]]:
    """Files of many pages: their fonts are embedded once for all of them."""
    for tickets in _in_parts(order):
        yield len(tickets), papers.pdf_of(tickets)


def categories(event_id: int) -> Sequence[tuple[str, int]]:
    """The categories that stand on the event's valid tickets, with how many there are of each."""
    query = select(Ticket.category, func.count()).where(*_valid(event_id)).group_by(Ticket.category)
    return [(name, number) for name, number in db.session.execute(query.order_by(Ticket.category)) if name]


def _in_parts(order: Order) -> Iterator[Sequence[Ticket]]:
    for ids in in_parts(db.session.scalars(_ids(order)).all(), AT_ONCE):
        found = {ticket.id: ticket for ticket in db.session.scalars(select(Ticket).where(Ticket.id.in_(ids)))}
        yield [found[one] for one in ids if one in found]


def _ids(order: Order) -> Select[int]:
    query = select(Ticket.id).where(*_valid(order.event_id))
    if category := order.params.get("category"):
        query = query.where(Ticket.category == category)
    return query.order_by(func.lower(Ticket.holder), Ticket.id)


def _valid(event_id: int) -> tuple[ColumnElement[bool], ...]:
    return Ticket.event_id == event_id, Ticket.state == TicketState.VALID
