"""Looking up what a phone did, and whose data it held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select

from eventreg.accounts.models import Person
from eventreg.core.db import db
from eventreg.core.paging import Page, page_of
from eventreg.door.models import DoorDevice, Scan
from eventreg.tickets.models import Ticket

HELD_PAGE = 50


@dataclass(frozen=True)
class Work:
    """How many scans a phone has sent, and when the latest came."""

    scans: int
    last_at: datetime | None


def work_of_devices(event_id: int) -> Mapping[int, Work]:
    """Device id → its work, of those that have sent anything to the event's door."""
    own = select(DoorDevice.id).where(DoorDevice.event_id == event_id)  # so that an index has it all
    query = select(Scan.device_id, func.count(), func.max(Scan.received_at)).where(Scan.device_id.in_(own))
    rows = db.session.execute(query.group_by(Scan.device_id))
    return {device_id: Work(count, last_at) for device_id, count, last_at in rows}


def paired_by(device: DoorDevice) -> str:
    """Who paired the phone; empty where a command did, or nobody knows any more."""
    name = db.session.scalar(select(Person.name).where(Person.id == device.paired_by_id))
    return name or ""


def held_until(device: DoorDevice) -> datetime | None:
    """Up to when the phone read the list of tickets; where it never told, up to when it was heard."""
    return device.list_at or device.last_contact_at


def people_held(device: DoorDevice, words: str, number: int) -> Page[Ticket]:
    """Those whose data the phone held, by name, in pages; of them those in whose name, business or code it stands."""
    return page_of(_held(device, words), number, HELD_PAGE)


def all_people_held(device: DoorDevice) -> Sequence[Ticket]:
    """All whose data the phone held, by name."""
    return db.session.scalars(_held(device)).all()


def count_people_held(device: DoorDevice) -> int:
    """How many they are."""
    return db.session.scalar(select(func.count()).select_from(_held(device).order_by(None).subquery())) or 0


def _held(device: DoorDevice, words: str = "") -> Select[Ticket]:
    """Tickets that were there when it read the list, and those that were shown to it."""
    shown = select(Scan.ticket_id).where(Scan.device_id == device.id, Scan.ticket_id.is_not(None))
    known: list[ColumnElement[bool]] = [Ticket.id.in_(shown)]
    until = held_until(device)
    if until:
        known.append(Ticket.issued_at <= until)
    query = select(Ticket).where(Ticket.event_id == device.event_id, or_(*known))
    for word in words.split():
        compact = word.replace("-", "")
        query = query.where(
            or_(
                Ticket.holder.icontains(word, autoescape=True),
                Ticket.business_name.icontains(word, autoescape=True),
                Ticket.code.icontains(compact, autoescape=True),
            )
        )
    return query.order_by(func.lower(Ticket.holder), Ticket.id)
