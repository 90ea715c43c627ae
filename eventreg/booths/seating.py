"""The number of the booth on the tickets of whoever exhibits there. The caller holds the unit of work."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from eventreg.applications.models import ApplicationTicket
from eventreg.booths import queries
from eventreg.booths.drawing import Drawing
from eventreg.booths.models import Booth, BoothPlacement
from eventreg.core.db import db
from eventreg.tickets import service as tickets
from eventreg.tickets.models import Ticket
from eventreg.tickets.rules import TicketState

ROOM = 20  # characters on a ticket


def write_on_tickets(application_ids: Collection[int], *, now: datetime) -> None:
    """Tickets that admit, or may again, tell the booths that these applications have now."""
    db.session.flush()
    placed = select(BoothPlacement.application_id, Booth.label).join(BoothPlacement.booth)
    placed = placed.where(BoothPlacement.application_id.in_(application_ids)).order_by(BoothPlacement.part)
    labels: dict[int, list[str]] = {}
    for application_id, label in db.session.execute(placed):
        labels.setdefault(application_id, []).append(label)
    issued = select(ApplicationTicket.application_id, Ticket).join(Ticket, Ticket.id == ApplicationTicket.ticket_id)
    issued = issued.where(
        ApplicationTicket.application_id.in_(application_ids),
        Ticket.state.in_([TicketState.VALID, TicketState.ON_HOLD]),
    )
    for application_id, ticket in db.session.execute(issued):
        tickets.seat(ticket, _written(labels.get(application_id, [])), now=now)


def rename_on_tickets(plan_id: int, before: Drawing, after: Drawing, *, now: datetime) -> None:
    """Tickets tell the new numbers of booths that were called otherwise."""
    known = {(booth.id, booth.label) for booth in before.booths}
    renamed = {booth.id for booth in after.booths if (booth.id, booth.label) not in known}
    there = queries.placements_of(plan_id) if renamed else ()
    if ids := {row.application_id for row in there if row.booth.uid in renamed}:
        write_on_tickets(ids, now=now)


def _written(labels: list[str]) -> str:
    """`A-01`, `A-01, A-02`; where there is no room for both, `A-01 +1`."""
    together = ", ".join(labels)
    return together if len(together) <= ROOM else f"{labels[0]} +{len(labels) - 1}"
