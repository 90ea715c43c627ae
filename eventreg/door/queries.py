"""Looking up gates, phones, scans and who is in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from eventreg.applications.models import Application, ApplicationSession, ApplicationTicket
from eventreg.applications.rules import Status
from eventreg.businesses.models import Business
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.door import rules
from eventreg.door.admission import Entitlement, Span
from eventreg.door.models import Attendance, DoorDevice, Gate, PairingCode, Scan
from eventreg.door.rules import Direction
from eventreg.door.stays import Passing
from eventreg.events.models import Event
from eventreg.tickets.models import Ticket
from eventreg.tickets.rules import TicketState
from eventreg.tickets.slots import Terms
from eventreg.visitors import queries as visitors

# ---- Admission -------------------------------------------------------------------------------------


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
    return [Span(one.id, one.starts_at - lead, one.starts_at, one.ends_at) for one in event.sessions]


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
            category=ticket.category,
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


def scans_of_device(device_id: int, scan_ids: Collection[str]) -> dict[str, Scan]:
    """The phone's own scans with these ids."""
    query = select(Scan).where(Scan.device_id == device_id, Scan.scan_id.in_(scan_ids))
    return {scan.scan_id: scan for scan in db.session.scalars(query)}


def is_scan_of_another(event_id: int, device_id: int, scan_id: str) -> bool:
    """Whether another phone at the event's door has a scan of this id."""
    query = select(Scan.id).where(Scan.event_id == event_id, Scan.scan_id == scan_id, Scan.device_id != device_id)
    return db.session.scalar(query.limit(1)) is not None


def undone_already(device_id: int, scan_ids: Collection[str]) -> set[str]:
    """Those of the phone's scans whose undo has arrived, whether they have or not."""
    query = select(Scan.undoes).where(
        Scan.device_id == device_id,
        Scan.undoes.in_(scan_ids),
        Scan.direction == Direction.UNDO,
        Scan.verdict == rules.Verdict.UNDONE,
    )
    return {scan_id for scan_id in db.session.scalars(query) if scan_id}


def passings(ticket_id: int, session_id: int) -> Sequence[Scan]:
    """The ticket's ways in and out in a session, those that were undone too, in the order of arrival."""
    query = select(Scan).where(Scan.ticket_id == ticket_id, Scan.session_id == session_id, Scan.counts)
    return db.session.scalars(query.order_by(Scan.id)).all()


def passings_of(ticket_ids: Collection[int]) -> dict[int, list[Passing]]:
    """The ways in and out by these tickets, in whatever session, by ticket in the order of arrival."""
    columns = (Scan.ticket_id, Scan.id, Scan.scan_id, Scan.moment, Scan.offline, Scan.direction, Scan.session_id)
    query = select(*columns, Scan.gate).where(Scan.ticket_id.in_(ticket_ids), Scan.counts, Scan.undone_at.is_(None))
    found: dict[int, list[Passing]] = {ticket_id: [] for ticket_id in ticket_ids}
    for row in db.session.execute(query.order_by(Scan.id)):
        passing = Passing(row.id, row.scan_id, row.moment, row.offline, row.direction, row.session_id, row.gate)
        found[row.ticket_id].append(passing)
    return found


def attendances(ticket_id: int, session_id: int) -> dict[int, Attendance]:
    """Who stands admitted, by entry number."""
    query = select(Attendance).filter_by(ticket_id=ticket_id, session_id=session_id, undone_at=None)
    return {attendance.entry: attendance for attendance in db.session.scalars(query)}


def sessions_in_use(session_ids: Collection[int]) -> frozenset[int]:
    """Those sessions at which somebody scanned, or for which visitors registered: they can't be taken away any more."""
    query = select(Scan.session_id).where(Scan.session_id.in_(session_ids)).distinct()
    scanned = frozenset(found for found in db.session.scalars(query) if found)
    return scanned | visitors.sessions_in_use(session_ids)


def wrong_codes(device_id: int, *, since: datetime) -> list[datetime]:
    """When the phone typed codes that led nowhere, the oldest first."""
    query = select(Scan.received_at).where(
        Scan.device_id == device_id, Scan.received_at > since, Scan.typed, Scan.verdict.in_(rules.WRONG_CODE)
    )
    return list(db.session.scalars(query.order_by(Scan.received_at)))


# ---- Phones and gates ------------------------------------------------------------------------------


def find_device(key_hash: str) -> DoorDevice | None:
    """The phone with this key, revoked or not."""
    query = select(DoorDevice).filter_by(key_hash=key_hash)
    return db.session.scalar(query.options(joinedload(DoorDevice.event), joinedload(DoorDevice.gate)))


def get_device(event_id: int, device_id: int) -> DoorDevice:
    """A phone at this event's door. Raises NotFound."""
    device = db.session.scalar(select(DoorDevice).filter_by(event_id=event_id, id=device_id))
    if device is None:
        raise NotFound()
    return device


def devices(event_id: int) -> Sequence[DoorDevice]:
    """The phones of the event's door: those in use first, the latest paired first."""
    query = select(DoorDevice).filter_by(event_id=event_id).options(joinedload(DoorDevice.gate))
    return db.session.scalars(query.order_by(DoorDevice.revoked_at.is_not(None), DoorDevice.id.desc())).all()


def gates(event_id: int) -> Sequence[Gate]:
    """The event's gates by name."""
    return db.session.scalars(select(Gate).filter_by(event_id=event_id).order_by(Gate.name)).all()


def find_gate(event_id: int, name: str) -> Gate | None:
    """The event's gate of this name."""
    return db.session.scalar(select(Gate).filter_by(event_id=event_id, name=name))


def get_gate(event_id: int, gate_id: int) -> Gate:
    """A gate of the event. Raises NotFound."""
    gate = next((gate for gate in gates(event_id) if gate.id == gate_id), None)
    if gate is None:
        raise NotFound()
    return gate


def find_pairing(code_hash: str) -> PairingCode | None:
    """The pairing code with this hash, used or not."""
    return db.session.scalar(select(PairingCode).filter_by(code_hash=code_hash))


def get_pairing(event_id: int, pairing_id: int) -> PairingCode:
    """A pairing code of the event. Raises NotFound."""
    pairing = db.session.scalar(select(PairingCode).filter_by(event_id=event_id, id=pairing_id))
    if pairing is None:
        raise NotFound()
    return pairing


def get_event(slug: str) -> Event:
    """Any event, for the command line. Raises NotFound."""
    event = db.session.scalar(select(Event).filter_by(slug=slug))
    if event is None:
        raise NotFound()
    return event


# ---- What the door reads ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Numbers:
    """How full it is: tickets that may enter; of the sessions open now, people inside, and those who came at all."""

    tickets: int
    inside: int
    admitted: int
    through_gate: int


def numbers(event_id: int, session_ids: Collection[int], gate: str | None = None) -> Numbers:
    """The door's live count. A ticket that went out and in again is one person, and inside."""
    person = func.count(Attendance.ticket_id.distinct())
    came = select(person).where(Attendance.session_id.in_(session_ids), Attendance.undone_at.is_(None))
    valid = select(func.count()).where(Ticket.event_id == event_id, Ticket.state == TicketState.VALID)
    return Numbers(
        tickets=db.session.scalar(valid) or 0,
        inside=db.session.scalar(came.where(Attendance.left_at.is_(None))) or 0,
        admitted=db.session.scalar(came) or 0,
        through_gate=db.session.scalar(came.where(Attendance.gate == gate)) or 0 if gate else 0,
    )


def businesses_that_came(event_ids: Collection[int]) -> frozenset[tuple[int, int]]:
    """(event id, business id) of those for whom somebody was admitted, by a ticket that is valid or was then."""
    query = (
        select(Ticket.event_id, Ticket.business_id)
        .join(Attendance, Attendance.ticket_id == Ticket.id)
        .where(Ticket.event_id.in_(event_ids), Ticket.business_id.is_not(None), Attendance.undone_at.is_(None))
    )
    rows = db.session.execute(query.distinct())
    return frozenset((event_id, business_id) for event_id, business_id in rows if business_id is not None)


def recent_scans(event_id: int, most: int = 20) -> Sequence[Scan]:
    """The latest attempts, the newest first."""
    query = select(Scan).filter_by(event_id=event_id).options(joinedload(Scan.ticket))
    return db.session.scalars(query.order_by(Scan.received_at.desc(), Scan.id.desc()).limit(most)).all()


def scans(event_id: int) -> Sequence[Scan]:
    """Every attempt in the order of arrival."""
    query = select(Scan).filter_by(event_id=event_id).options(joinedload(Scan.ticket))
    return db.session.scalars(query.order_by(Scan.id)).all()


@dataclass(frozen=True)
class Cursor:
    """A place in the list of tickets: all that changed up to here are known."""

    changed_at: datetime
    ticket_id: int


def changed_tickets(event_id: int, since: Cursor | None) -> Sequence[Ticket]:
    """The event's tickets that changed after the cursor, in the order of their change; all of them without one."""
    query = select(Ticket).where(Ticket.event_id == event_id)
    if since:
        same_moment = and_(Ticket.changed_at == since.changed_at, Ticket.id > since.ticket_id)
        query = query.where(or_(Ticket.changed_at > since.changed_at, same_moment))
    return db.session.scalars(query.order_by(Ticket.changed_at, Ticket.id)).all()


def last_change(event_id: int) -> Cursor | None:
    """The end of the list of tickets."""
    query = select(Ticket.changed_at, Ticket.id).where(Ticket.event_id == event_id)
    row = db.session.execute(query.order_by(Ticket.changed_at.desc(), Ticket.id.desc()).limit(1)).first()
    return Cursor(*row) if row else None


def phones_of(business_ids: Collection[int]) -> Mapping[int, str]:
    """The telephone numbers of businesses."""
    query = select(Business.id, Business.phone).where(Business.id.in_(business_ids))
    return dict(iter(db.session.execute(query)))
