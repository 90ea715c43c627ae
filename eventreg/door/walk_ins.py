"""Tickets for people who come without one. The caller holds the unit of work; whoever wants a place queues at the
event's row, as those do who register beforehand."""

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from eventreg.applications import places
from eventreg.applications import queries as applications
from eventreg.core.db import lock
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor
from eventreg.door import admission, queries, rules
from eventreg.door.models import DoorDevice
from eventreg.events.models import Event, EventSession
from eventreg.tickets.models import Ticket
from eventreg.visitors import queries as visitor_queries
from eventreg.visitors import rules as visitor_rules
from eventreg.visitors import service as visitors
from eventreg.visitors.service import VisitDetails


@dataclass(frozen=True)
class WalkIn:
    """What a volunteer typed. `id`: the phone's name for this sending; `session`: None for the one that is open.

    `phone` in E.164, empty where the guest gave none.
    """

    id: str
    name: str
    phone: str
    people: int
    session: int | None = None


def admit(device: DoorDevice, guest: WalkIn, *, now: datetime) -> Ticket:
    """A ticket for all of them, for a session that has places; the same sending again is the same ticket.

    Raises WalkInsOff, NothingOpen, PartyOutOfRange, DoorFull.
    """
    event = lock(Event, device.event_id)
    if event is None:
        raise NotFound()
    attempt = str(uuid5(NAMESPACE_URL, f"walk-in\n{device.id}\n{guest.id}"))
    before = visitor_queries.find_by_attempt(attempt)
    if before and before.ticket:
        return before.ticket
    if not queries.settings_of(event.id).walk_ins:
        raise rules.WalkInsOff()
    session = _session(event, device, guest.session, now)
    visit = visitors.take_in(
        event,
        session.id,
        VisitDetails(guest.name, guest.people, phone=guest.phone),
        left=places_left(event, session, now),
        attempt=attempt,
        actor=Actor(person_id=None, device_id=device.id),
        now=now,
    )
    assert visit.ticket is not None  # noqa: S101 - it was issued just now
    return visit.ticket


def places_left(event: Event, session: EventSession, now: datetime) -> int:
    """How many people may still be taken in at the door.

    Where the session takes visitors: what visitors have left of its places. Otherwise what nobody holds of the event's,
    or of the session's where that is less, without those kept for a group.
    """
    came = visitor_queries.people_registered([session.id]).get(session.id, 0)
    if session.visitor_quota:
        return max(0, session.visitor_quota - came)
    free = applications.places_left(event) - places.kept(event, now)
    if event.choose_sessions and session.quota is not None:
        free = min(free, session.quota - places.by_session(event.id).get(session.id, 0))
    return max(0, free - came)


def _session(event: Event, device: DoorDevice, asked: int | None, now: datetime) -> EventSession:
    """The session asked for, unless it is over; without one, that which is open at the phone's gate."""
    if event.state not in visitor_rules.OPEN_STATES:
        raise rules.NothingOpen()
    if asked is None:
        leads_to = queries.rule_of(device.gate).sessions
        spans = [span for span in queries.spans_of(event) if leads_to is None or span.id in leads_to]
        asked = next((span.id for span in admission.open_sessions(spans, now)), None)
    session = next((session for session in event.sessions if session.id == asked), None)
    if session is None or now >= session.ends_at:
        raise rules.NothingOpen()
    return session
