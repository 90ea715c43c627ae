"""Somebody else comes in the place of a ticket's holder. The caller holds the unit of work."""

from dataclasses import dataclass
from datetime import datetime

from eventreg.applications import participants
from eventreg.applications.aftercare import NameMissing
from eventreg.applications.answering import ParticipantDetails
from eventreg.applications.rules import ReasonMissing
from eventreg.core import audit
from eventreg.core.db import db, lock
from eventreg.core.permissions import Actor, Role
from eventreg.door import queries, rules
from eventreg.door.models import DoorDevice
from eventreg.events.models import Event
from eventreg.tickets import service as tickets
from eventreg.tickets.models import Ticket
from eventreg.tickets.rules import TicketState
from eventreg.visitors import queries as visitor_queries
from eventreg.visitors import service as visitors


@dataclass(frozen=True)
class Replacement:
    """Who comes instead. `id`: the phone's name for this sending; `number`: of the ticket that shall admit nobody more.

    `phone` in E.164, empty where they gave none.
    """

    id: str
    number: str
    name: str
    phone: str
    reason: str


def replace(device: DoorDevice, comer: Replacement, *, now: datetime) -> Ticket:
    """Another ticket in the place of a valid one; the same sending again is the same ticket.

    Raises NotFound, NameMissing, ReasonMissing, NotReplaceable, TooLateToChange, VisitOver.
    """
    event = lock(Event, device.event_id)
    ticket = lock(Ticket, queries.get_ticket(device.event_id, comer.number).id)
    if event is None or ticket is None:
        raise rules.NotReplaceable()
    follower = queries.find_follower(ticket.id, device.id, comer.id)
    if follower:
        return follower
    if ticket.state is not TicketState.VALID or now >= event.ends_at:
        raise rules.NotReplaceable()
    if not comer.name:
        raise NameMissing()
    if not comer.reason:
        raise ReasonMissing()
    follower = _hand_over(ticket, comer, _actor(device), now)
    states = {"request": comer.id, "ticket": str(follower.id)}
    audit.record(_actor(device), "ticket.handed_over", ticket, states=states, reason=comer.reason, now=now)
    return follower


def _actor(device: DoorDevice) -> Actor:
    """The phone, which does here what the event's organisers may do on their page of participants."""
    return Actor(person_id=None, roles=frozenset({(Role.ORGANISER, device.event_id)}), device_id=device.id)


def _hand_over(ticket: Ticket, comer: Replacement, actor: Actor, now: datetime) -> Ticket:
    """By the way of whatever the ticket was issued for."""
    participant = queries.find_participant(ticket.id)
    if participant:
        details = ParticipantDetails(name=comer.name, phone=comer.phone)
        following = participants.replace(participant.id, details, actor=actor, reason=comer.reason, now=now).ticket
        if following is None:
            raise rules.NotReplaceable()
        return following
    visit = visitor_queries.find_by_ticket(ticket.id)
    if visit:
        return visitors.hand_over(visit.id, name=comer.name, phone=comer.phone, actor=actor, now=now)
    following = tickets.replace(ticket, holder=comer.name, actor=actor, now=now)
    application = queries.find_application(ticket.id)
    if application:
        application.tickets.append(following)
    db.session.flush()
    return following
