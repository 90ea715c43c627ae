"""A list of names on paper for when no phone works, and what was ticked off on it, entered afterwards.

What is entered are scans like those of a phone without signal, of a device that nobody holds: its key was thrown away.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from eventreg.core import audit, signing
from eventreg.core.db import db, lock
from eventreg.core.finding import Finder, Person
from eventreg.core.folding import folding
from eventreg.core.permissions import Actor
from eventreg.door import queries, rules
from eventreg.door.admission import Entitlement, Span
from eventreg.door.models import DoorDevice, Gate
from eventreg.door.protocol import Incoming
from eventreg.door.rules import Verdict
from eventreg.events.models import Event
from eventreg.tickets.models import Ticket
from eventreg.tickets.rules import TicketState

QUARTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Listed:
    """A line of the list. `letter`: the first of the name without its titles; `party`: how many people may come."""

    ticket: Ticket
    letter: str
    order: tuple[tuple[str, ...], str, str]
    party: int

    @property
    def is_on_hold(self) -> bool:
        """Whether the organisers hold it."""
        return self.ticket.state is TicketState.ON_HOLD


def listed(event: Event, session_id: int) -> list[Listed]:
    """Who may come to a session, in the order in which people look for a name: titles don't count."""
    tickets = queries.tickets_on_paper(event.id)
    entitlements = queries.entitlements(tickets)
    found = []
    for ticket in tickets:
        held = entitlements[ticket.id]
        if held.confirmed and _is_for(held, session_id):
            order = order_of(ticket.holder)
            letter = order[0][:1].upper() if order and order[0][:1].isalpha() else "#"
            found.append(Listed(ticket, letter, (order, ticket.business_name.casefold(), ticket.code), held.party))
    return sorted(found, key=lambda one: (one.letter == "#", one.order))


def counts(event: Event) -> Counter[int]:
    """How many tickets the list of each session has, by its id."""
    found: Counter[int] = Counter()
    for held in queries.entitlements(queries.tickets_on_paper(event.id)).values():
        found.update(one.id for one in event.sessions if held.confirmed and _is_for(held, one.id))
    return found


def _is_for(held: Entitlement, session_id: int) -> bool:
    return held.sessions is None or session_id in held.sessions


def order_of(name: str) -> tuple[str, ...]:
    """`Hj. Sri Wahyuni` → `("sri", "wahyuni")`; a name that is nothing but a title stays."""
    words = folding().words(folding().split(name))
    return tuple(word.plain for word in words if not word.is_title) or tuple(word.plain for word in words)


def search(lines: Sequence[Listed], words: str) -> list[Listed]:
    """Those that are meant, the likeliest first: by name, business, booth or code, as the phones find them."""
    by_id = {str(one.ticket.id): one for one in lines}
    people = [
        Person(key, one.ticket.holder, one.ticket.business_name, one.ticket.booth, one.ticket.code)
        for key, one in by_id.items()
    ]
    return [by_id[person.id] for person in Finder(people).find(words)]


def quarters(span: Span, *, now: datetime) -> list[datetime]:
    """The quarter hours at which the door of a session was open, the first being when it opened."""
    found, moment = [span.opens_at], span.opens_at + QUARTER
    moment -= timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    while moment < span.ends_at and moment <= now:
        found.append(moment)
        moment += QUARTER
    return found if span.opens_at <= now else []


def moment_of(clock_time: str, span: Span, event: Event, *, now: datetime) -> datetime:
    """The moment at which clocks showed `09:05` while the door was open. Raises NoSuchTime."""
    try:
        local = datetime.strptime(clock_time, "%H:%M").time()  # noqa: DTZ007  # the zone is the event's, below
    except ValueError as error:
        raise rules.NoSuchTime() from error
    day = span.opens_at.astimezone(event.zone.info).date()
    while day <= span.ends_at.astimezone(event.zone.info).date():
        moment = datetime.combine(day, local, event.zone.info)
        if span.opens_at - timedelta(minutes=1) < moment < span.ends_at and moment <= now:
            return max(moment, span.opens_at)
        day += timedelta(days=1)
    raise rules.NoSuchTime()


def device_of(event: Event, gate: Gate, *, actor: Actor, now: datetime) -> DoorDevice:
    """The event's device for what comes from paper, made where there is none."""
    found = queries.find_paper_device(event.id)
    if found is None:
        lock(Event, event.id)
        found = queries.find_paper_device(event.id)
    if found is None:
        found = DoorDevice(
            event_id=event.id,
            gate_id=gate.id,
            key_hash=signing.hash_secret(signing.new_secret()),
            paired_at=now,
            paired_by_id=actor.person_id,
            on_paper=True,
        )
        db.session.add(found)
        db.session.flush()
        audit.record(actor, "door_device.on_paper", found, device_id=found.id, now=now)
    return found


def scans_of(lines: Collection[Listed], *, form: UUID, session_id: int, gate: str, moment: datetime) -> list[Incoming]:
    """What was ticked off, as scans. The same line of the same form is the same scan, however often it is sent."""
    return [_scan(one.ticket, str(uuid5(form, one.ticket.number)), session_id, gate, moment) for one in lines]


def _scan(ticket: Ticket, scan_id: str, session_id: int, gate: str, moment: datetime) -> Incoming:
    return Incoming(
        scan_id,
        scan_id,
        ticket.code.encode(),
        code=ticket.code,
        session=session_id,
        gate=gate,
        at=moment,
        offset_ms=0,
        moment=moment,
        offline_verdict=Verdict.ADMITTED,
    )
