"""Slots for loading in and out, and who has which. The caller holds the unit of work.

Whatever touches a slot locks the event first, so that the last place of one is given once.
"""

from collections.abc import Sequence
from datetime import datetime

from eventreg.applications import moving
from eventreg.applications import queries as applications
from eventreg.applications.models import Application
from eventreg.core import audit
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor
from eventreg.events.models import Event
from eventreg.events.shifting import shifted
from eventreg.onsite import queries, rules, timetable
from eventreg.onsite.models import LoadingBooking, LoadingSlot
from eventreg.onsite.rules import EXHIBITS, SlotPlanned, Way

MADE = {Way.IN: "loading_slots.made_in", Way.OUT: "loading_slots.made_out"}
Told = dict[str, str] | None
LONGEST_VEHICLE = 60
LONGEST_NOTE = 300

# ---- Slots -----------------------------------------------------------------------------------------------------------


def new_ones(event_id: int, way: Way, planned: Sequence[SlotPlanned]) -> Sequence[SlotPlanned]:
    """Those that aren't there yet."""
    there = {(one.starts_at, one.gate) for one in timetable.slots(event_id, way)}
    return [one for one in planned if (one.starts_at, one.gate) not in there]


def make(event_id: int, way: Way, planned: Sequence[SlotPlanned], capacity: int, *, actor: Actor, now: datetime) -> int:
    """Make the slots that aren't there yet; how many. Raises NotFound, SpanOver, SlotExists where all are there."""
    event = _locked(event_id)
    if all(one.ends_at <= now for one in planned):
        raise rules.SpanOver()
    made = new_ones(event_id, way, planned)
    if not made:
        raise rules.SlotExists()
    for one in made:
        values = {"starts_at": one.starts_at, "ends_at": one.ends_at, "gate": one.gate}
        db.session.add(LoadingSlot(event_id=event_id, way=way, capacity=capacity, **values))
    db.session.flush()
    audit.record(actor, MADE[way], event, states={"rows": str(len(made))}, now=now)
    return len(made)


def change_slot(
    event_id: int, slot_id: int, *, gate: str, capacity: int, note: str, actor: Actor, now: datetime
) -> LoadingSlot:
    """Another gate, which those who booked are told; room for more or fewer.

    Raises NotFound, SlotExists, SlotBooked where more have it than there would be room.
    """
    _locked(event_id)
    slot = timetable.get_slot(event_id, slot_id)
    booked = list(slot.bookings)
    if capacity < min(slot.capacity, len(booked)):  # who came without a time may have filled it beyond its room
        raise rules.SlotBooked(booked=len(booked))
    others = [one for one in timetable.slots(event_id, slot.way) if one is not slot]
    if any(one.starts_at == slot.starts_at and one.gate == gate for one in others):
        raise rules.SlotExists()
    before, fields = _told_of(slot), []
    for name, value, told in (("gate", gate, "gate"), ("capacity", capacity, "vehicles")):
        if getattr(slot, name) != value:
            setattr(slot, name, value)
            fields.append(told)
    db.session.flush()
    if fields:
        audit.record(actor, "loading_slot.changed", slot, fields=fields, now=now)
    if "gate" in fields:
        for one in booked:
            if one.arrived_at is None:
                _tell(one.application, slot.way, before, _told_of(slot), note, now=now)
    return slot


def remove_slot(event_id: int, slot_id: int, *, target_id: int | None, note: str, actor: Actor, now: datetime) -> None:
    """Take a slot away. Those who booked it move to another (`target_id`), or choose again; either way they are told.

    Raises NotFound, AlreadyArrived where somebody came, NoRoomThere.
    """
    _locked(event_id)
    slot = timetable.get_slot(event_id, slot_id)
    booked = list(slot.bookings)
    if any(one.arrived_at is not None for one in booked):
        raise rules.AlreadyArrived()
    target = timetable.get_slot(event_id, target_id, slot.way) if target_id is not None else None
    if target is slot:
        raise NotFound()
    if target is not None and len(booked) > (free := target.capacity - timetable.taken(target.id)):
        raise rules.NoRoomThere(booked=len(booked), free=max(0, free))
    before = _told_of(slot)
    for one in booked:
        if target is None:
            db.session.delete(one)
        else:
            one.slot = target
        audit.record(actor, "loading.moved" if target else "loading.dropped", one.application, now=now)
        _tell(one.application, slot.way, before, _told_of(target) if target else None, note, now=now)
    db.session.flush()
    _delete(slot, actor, now)


def remove_empty(event_id: int, slot_ids: Sequence[int], *, actor: Actor, now: datetime) -> int:
    """Of these slots, take away those that nobody has; how many. Raises NotFound."""
    _locked(event_id)
    found = [timetable.get_slot(event_id, one) for one in slot_ids]
    gone = [one for one in found if not one.bookings]
    for one in gone:
        _delete(one, actor, now)
    return len(gone)


# ---- Who has which ---------------------------------------------------------------------------------------------------


def choose(code: str, slot_id: int, way: Way, *, vehicle: str, actor: Actor, now: datetime) -> LoadingBooking:
    """The exhibitor takes a slot, or another one. Raises NotFound, SlotFull, SlotBegun, AlreadyArrived."""
    application = _exhibitor(applications.get_own(code, actor))
    slot, booking = timetable.get_slot(application.event_id, slot_id, way), timetable.booking_of(application.id, way)
    if booking is not None:
        rules.check_given_back(booking.slot.starts_at, booking.arrived_at, now)
    if booking is None or booking.slot is not slot:
        rules.check_choice(slot.starts_at, timetable.taken(slot.id), slot.capacity, now)
    return _book(application, slot, booking, vehicle, actor=actor, now=now)


def give_back(code: str, way: Way, *, actor: Actor, now: datetime) -> None:
    """The exhibitor leaves the slot to others. Raises NotFound, SlotBegun, AlreadyArrived."""
    application = _exhibitor(applications.get_own(code, actor))
    booking = timetable.booking_of(application.id, way)
    if booking is None:
        return
    rules.check_given_back(booking.slot.starts_at, booking.arrived_at, now)
    _drop(booking, "loading.given_back", actor, now)


def book_for(
    application: Application, slot_id: int, way: Way, *, vehicle: str, note: str, actor: Actor, now: datetime
) -> LoadingBooking:
    """Staff give an exhibitor a slot that isn't over, or another one; they are told.

    Raises NotFound, SlotFull, SlotBegun where it is over, AlreadyArrived.
    """
    application = _exhibitor(application)
    slot, booking = timetable.get_slot(application.event_id, slot_id, way), timetable.booking_of(application.id, way)
    if booking is not None and booking.arrived_at is not None:
        raise rules.AlreadyArrived()
    is_other = booking is None or booking.slot is not slot
    if is_other:
        rules.check_choice(slot.ends_at, timetable.taken(slot.id), slot.capacity, now)
    before = _told_of(booking.slot) if booking else None
    made = _book(application, slot, booking, vehicle, actor=actor, now=now)
    if is_other:
        _tell(application, way, before, _told_of(slot), note, now=now)
    return made


def follow(application: Application, *, actor: Actor, now: datetime) -> None:
    """Who has no booth for good any more leaves their slots to others; that they came stays written down."""
    if application.status in EXHIBITS:
        return
    for booking in timetable.bookings_of(application.id):
        if booking.arrived_at is None:
            _drop(booking, "loading.dropped", actor, now)


# ---- Along with the event --------------------------------------------------------------------------------------------


def copy(original: Event, made: Event, days: int, *, actor: Actor, now: datetime) -> None:
    """The slots of a copied event, so many days later, and nobody in them."""
    for way in Way:
        found = timetable.slots(original.id, way)
        for one in found:
            starts, ends = (shifted(moment, days, made.zone) for moment in (one.starts_at, one.ends_at))
            copied = LoadingSlot(event_id=made.id, way=way, starts_at=starts, ends_at=ends, gate=one.gate)
            copied.capacity = one.capacity
            db.session.add(copied)
        if found:
            audit.record(actor, MADE[way], made, states={"rows": str(len(found))}, now=now)
    db.session.flush()


def shift(event: Event, days: int, *, actor: Actor, now: datetime) -> None:
    """A postponed event has its new dates: its slots go along, save where somebody came. Who confirms again chooses
    again, since `follow` drops what was booked."""
    slots = timetable.slots(event.id)
    found = [one for one in slots if not any(booking.arrived_at for booking in one.bookings)]
    if not found or not days:
        return
    stay = {(one.way, one.starts_at, one.gate): one for one in slots if one not in found}
    # the farthest first, so that none comes to stand where the next still is
    for one in sorted(found, key=lambda one: one.starts_at, reverse=days > 0):
        starts, ends = (shifted(moment, days, event.zone) for moment in (one.starts_at, one.ends_at))
        if there := stay.get((one.way, starts, one.gate)):
            _join(one, there, actor, now)
            continue
        one.starts_at, one.ends_at = starts, ends
        db.session.flush()
    audit.record(actor, "loading_slots.shifted", event, states={"rows": str(len(found))}, now=now)


# ---- Parts -----------------------------------------------------------------------------------------------------------


def _locked(event_id: int) -> Event:
    event = lock(Event, event_id)
    if event is None:
        raise NotFound()
    return event


def _exhibitor(application: Application) -> Application:
    """The same, locked after its event, where it has a booth. Raises NotFound."""
    [locked] = applications.lock_with_event(application.event_id, [application.id])
    if not queries.stands_of(locked):
        raise NotFound()
    return locked


def _book(
    application: Application,
    slot: LoadingSlot,
    booking: LoadingBooking | None,
    vehicle: str,
    *,
    actor: Actor,
    now: datetime,
) -> LoadingBooking:
    told = " ".join(vehicle.split())[:LONGEST_VEHICLE]
    if booking is None:
        booking = LoadingBooking(slot=slot, application=application, way=slot.way, vehicle=told, at=now)
        booking.by_id = actor.person_id
        db.session.add(booking)
        action = "loading.booked"
    elif booking.slot is slot and booking.vehicle == told:
        return booking
    else:
        action = "loading.changed" if booking.slot is slot else "loading.moved"
        booking.slot, booking.vehicle, booking.at, booking.by_id = slot, told, now, actor.person_id
    db.session.flush()
    audit.record(actor, action, application, now=now)
    return booking


def _drop(booking: LoadingBooking, action: str, actor: Actor, now: datetime) -> None:
    application = booking.application
    db.session.delete(booking)
    db.session.flush()
    audit.record(actor, action, application, now=now)


def _join(slot: LoadingSlot, other: LoadingSlot, actor: Actor, now: datetime) -> None:
    """Two slots come to stand at the same gate and time: one goes on, with the room of the larger."""
    for booking in list(slot.bookings):
        booking.slot = other
    other.capacity = max(other.capacity, slot.capacity)
    db.session.flush()
    _delete(slot, actor, now)


def _delete(slot: LoadingSlot, actor: Actor, now: datetime) -> None:
    audit.record(actor, "loading_slot.removed", slot, now=now)
    db.session.expire(slot, ["bookings"])
    db.session.delete(slot)
    db.session.flush()


def _told_of(slot: LoadingSlot) -> dict[str, str]:
    return {"starts": slot.starts_at.isoformat(), "ends": slot.ends_at.isoformat(), "gate": slot.gate}


def _tell(
    application: Application,
    way: Way,
    was: dict[str, str] | None,
    now_is: dict[str, str] | None,
    note: str,
    *,
    now: datetime,
) -> None:
    """What changed, to whoever reads for the exhibitor."""
    about = {"way": way.value, "was": was, "is": now_is, "note": note.strip()[:LONGEST_NOTE]}
    moving.tell(application, "loading_changed", now=now, **about)
