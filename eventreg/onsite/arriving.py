"""Vehicles at the gate: come, gone, both taken back; nobody is sent home. The caller holds the unit of work."""

from datetime import datetime

from eventreg.applications import queries as applications
from eventreg.applications.models import Application
from eventreg.core import audit
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor
from eventreg.onsite import queries, rules, timetable
from eventreg.onsite.models import LoadingBooking, LoadingSlot
from eventreg.onsite.rules import Standing, Way

ARRIVED = {Way.IN: "loading.arrived_in", Way.OUT: "loading.arrived_out"}
LEFT = {Way.IN: "loading.left_in", Way.OUT: "loading.left_out"}
UNDONE = {Way.IN: "loading.undone_in", Way.OUT: "loading.undone_out"}


def arrive(application: Application, way: Way, *, gate: str | None, actor: Actor, now: datetime) -> LoadingBooking:
    """Their vehicle is here; touching it twice does no harm.

    Whoever chose no time is written under the slot that it is now, full or not, at this gate where it is known.
    Raises NotFound, NoSlots.
    """
    application, booking = _locked(application, way)
    if booking is None:
        if not queries.stands_of(application):
            raise NotFound()
        slot = _slot_of_now(application.event_id, way, gate, now)
        booking = LoadingBooking(slot=slot, application=application, way=way, vehicle="", at=now)
        booking.by_id = actor.person_id
        db.session.add(booking)
    if booking.arrived_at is None:
        booking.arrived_at = now
        _record(actor, ARRIVED[way], application, now)
    return booking


def leave(application: Application, way: Way, *, actor: Actor, now: datetime) -> LoadingBooking:
    """It has gone and makes room; touching it twice does no harm. Raises NotArrived."""
    application, booking = _locked(application, way)
    if booking is None or booking.arrived_at is None:
        raise rules.NotArrived()
    if booking.left_at is None:
        booking.left_at = now
        _record(actor, LEFT[way], application, now)
    return booking


def undo(application: Application, way: Way, *, seen: str = "", actor: Actor, now: datetime) -> None:
    """Take back what was touched last. Who came without a time has none again.

    `seen`: `gone` or `inside`, as the page showed it: touched twice in a hurry, it takes back one deed and not two.
    """
    application, booking = _locked(application, way)
    if booking is None or booking.arrived_at is None:
        return
    if seen not in {"", Standing.INSIDE if booking.left_at is None else Standing.GONE}:
        return
    if booking.left_at is not None:
        booking.left_at = None
    elif booking.arrived_at == booking.at:
        db.session.delete(booking)
    else:
        booking.arrived_at = None
    _record(actor, UNDONE[way], application, now)


def _locked(application: Application, way: Way) -> tuple[Application, LoadingBooking | None]:
    [locked] = applications.lock_with_event(application.event_id, [application.id])
    return locked, timetable.booking_of(locked.id, way)


def _slot_of_now(event_id: int, way: Way, gate: str | None, now: datetime) -> LoadingSlot:
    """The last that has begun, or else the first; at this gate if it has any."""
    slots = timetable.slots(event_id, way)
    slots = [one for one in slots if one.gate == gate] or list(slots)
    if not slots:
        raise rules.NoSlots()
    return max((one for one in slots if one.starts_at <= now), key=lambda one: one.starts_at, default=slots[0])


def _record(actor: Actor, action: str, application: Application, now: datetime) -> None:
    db.session.flush()
    audit.record(actor, action, application, now=now)
