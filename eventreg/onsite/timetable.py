"""Looking up who loads when and at which gate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from eventreg.applications.models import Application
from eventreg.booths import queries as booths
from eventreg.booths.drawing import FixtureKind
from eventreg.booths.reading import is_number, natural
from eventreg.core.clock import Zone
from eventreg.core.db import LARGEST_ID, db
from eventreg.core.errors import NotFound
from eventreg.onsite import queries
from eventreg.onsite.models import LoadingBooking, LoadingSlot
from eventreg.onsite.rules import Standing, Way, standing

SOON = timedelta(hours=2)  # so long before the first slot out the gate looks at those who leave


@dataclass(frozen=True)
class Expected:
    """An exhibitor at the gate: which booths, which slot if any, and where they are with it."""

    application: Application
    labels: Sequence[str]
    booking: LoadingBooking | None
    standing: Standing

    @property
    def slot(self) -> LoadingSlot | None:
        """What was chosen."""
        return self.booking.slot if self.booking else None

    def is_found_by(self, text: str) -> bool:
        """Whether each word is in the name, a booth's number, the application's number or the plate."""
        plate = self.booking.vehicle if self.booking else ""
        told = " ".join([self.application.business.name, *self.labels, self.application.code, plate]).lower()
        wanted = text.lower()
        is_told = all(word in told for word in wanted.split()) or _tight(wanted) in _tight(f"{plate} {self.labels}")
        return is_told or any(is_number(text, label) for label in self.labels)


def slots(event_id: int, way: Way | None = None) -> Sequence[LoadingSlot]:
    """Every slot of an event with who booked it, by time and gate."""
    query = select(LoadingSlot).where(LoadingSlot.event_id == event_id)
    if way is not None:
        query = query.where(LoadingSlot.way == way)
    query = query.order_by(LoadingSlot.starts_at, LoadingSlot.gate, LoadingSlot.id)
    return db.session.scalars(query.options(selectinload(LoadingSlot.bookings))).all()


def get_slot(event_id: int, slot_id: int, way: Way | None = None) -> LoadingSlot:
    """A slot of this event, with who booked it. Raises NotFound."""
    people = selectinload(LoadingSlot.bookings).joinedload(LoadingBooking.application).joinedload(Application.business)
    slot = db.session.get(LoadingSlot, slot_id, options=[people]) if 0 < slot_id <= LARGEST_ID else None
    if slot is None or slot.event_id != event_id or way not in {None, slot.way}:
        raise NotFound()
    return slot


def get_exhibitor(event_id: int, code: str) -> Application:
    """Who has a booth at this event, or had one when they came. Raises NotFound."""
    query = select(Application).where(Application.event_id == event_id, Application.code == code)
    found = db.session.scalar(query.options(joinedload(Application.business)))
    if found is None or not (queries.stands_of(found) or bookings_of(found.id)):
        raise NotFound()
    return found


def by_day(found: Sequence[LoadingSlot], zone: Zone) -> Mapping[tuple[Way, date], Sequence[LoadingSlot]]:
    """The slots of each day by the clocks of the event, those for loading in first."""
    days: dict[tuple[Way, date], list[LoadingSlot]] = {}
    for slot in sorted(found, key=lambda one: (one.way is Way.OUT, one.starts_at, one.gate)):
        days.setdefault((slot.way, slot.starts_at.astimezone(zone.info).date()), []).append(slot)
    return days


def booking_of(application_id: int, way: Way) -> LoadingBooking | None:
    """What an exhibitor has chosen for one way."""
    query = select(LoadingBooking).where(LoadingBooking.application_id == application_id, LoadingBooking.way == way)
    return db.session.scalar(query.options(joinedload(LoadingBooking.slot)))


def bookings_of(application_id: int) -> Sequence[LoadingBooking]:
    """Everything an exhibitor has chosen."""
    query = select(LoadingBooking).where(LoadingBooking.application_id == application_id)
    return db.session.scalars(query.options(joinedload(LoadingBooking.slot))).all()


def taken(slot_id: int) -> int:
    """How many have a slot; the caller has locked the event."""
    return len(db.session.scalars(select(LoadingBooking.id).where(LoadingBooking.slot_id == slot_id)).all())


def suggested_gates(event_id: int, way: Way) -> Sequence[str]:
    """The named ways in (or out) of the floor plan."""
    plan = booths.find(event_id)
    if plan is None:
        return ()
    kinds = {FixtureKind.ENTRANCE} if way is Way.IN else {FixtureKind.EXIT, FixtureKind.ENTRANCE}
    return [one.text for one in booths.drawing_of(plan).fixtures if one.kind in kinds and one.text]


def expected(event_id: int, way: Way, now: datetime) -> Sequence[Expected]:
    """Everybody with a booth or a booking, by time, gate and booth; without a time last."""
    labels: dict[int, list[str]] = {}
    people: dict[int, Application] = {}
    for stand in queries.stands(event_id):
        people[stand.application.id] = stand.application
        labels.setdefault(stand.application.id, []).append(stand.booth.label)
    booked = _bookings(event_id, way)
    people |= {one: row.application for one, row in booked.items() if one not in people}
    found = [
        Expected(
            one, sorted(labels.get(one.id, ()), key=natural), booked.get(one.id), _standing(booked.get(one.id), now)
        )
        for one in people.values()
    ]
    return sorted(found, key=_by_time)


def way_of_now(event_id: int, now: datetime) -> Way:
    """Which way those at the gate work: in, until the first are about to load out."""
    query = select(LoadingSlot.starts_at).where(LoadingSlot.event_id == event_id, LoadingSlot.way == Way.OUT)
    first = db.session.scalar(query.order_by(LoadingSlot.starts_at).limit(1))
    return Way.OUT if first is not None and now >= first - SOON else Way.IN


def _bookings(event_id: int, way: Way) -> Mapping[int, LoadingBooking]:
    query = select(LoadingBooking).join(LoadingBooking.slot).where(LoadingSlot.event_id == event_id)
    query = query.where(LoadingBooking.way == way)
    loads = (joinedload(LoadingBooking.slot), joinedload(LoadingBooking.application).joinedload(Application.business))
    return {row.application_id: row for row in db.session.scalars(query.options(*loads))}


def _standing(booking: LoadingBooking | None, now: datetime) -> Standing:
    if booking is None:
        return Standing.UNCHOSEN
    return standing(booking.slot.starts_at, booking.slot.ends_at, booking.arrived_at, booking.left_at, now)


def _by_time(one: Expected) -> tuple[bool, float, str, list[object], str]:
    at = one.slot.starts_at.timestamp() if one.slot else 0.0
    gate = one.slot.gate if one.slot else ""
    return one.slot is None, at, gate, [natural(label) for label in one.labels], one.application.business.name


def _tight(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum()) or " "
