"""Gates, and the phones that are let to the door: paired by a code or a command, revoked at once.

The caller holds the unit of work.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from eventreg.core import audit, signing
from eventreg.core.db import db, lock
from eventreg.core.permissions import SYSTEM, Actor
from eventreg.door import queries, rules
from eventreg.door.models import DoorDevice, Gate, PairingCode
from eventreg.door.protocol import Condition
from eventreg.events.models import Event
from eventreg.tickets.rules import Unreadable, new_code, read_code

CONTACT_EVERY = timedelta(seconds=30)


@dataclass(frozen=True)
class Paired:
    """A phone and its key, which nobody sees again."""

    device: DoorDevice
    key: str


def add_gate(event: Event, name: str, *, actor: Actor, now: datetime) -> Gate:
    """The event's gate of this name, made where there is none."""
    lock(Event, event.id)
    gate = queries.find_gate(event.id, name)
    if gate is None:
        gate = Gate(event_id=event.id, name=name)
        db.session.add(gate)
        db.session.flush()
        audit.record(actor, "gate.added", gate, now=now)
    return gate


def start_pairing(event: Event, gate: Gate, *, actor: Actor, now: datetime) -> tuple[PairingCode, str]:
    """A code for one phone and two minutes; only its hash is kept."""
    code = new_code(secrets.token_bytes)
    pairing = PairingCode(
        event_id=event.id,
        gate_id=gate.id,
        code_hash=signing.hash_secret(code),
        created_by_id=actor.person_id,
        expires_at=now + rules.PAIRING_TIME,
    )
    db.session.add(pairing)
    db.session.flush()
    audit.record(actor, "pairing.started", pairing, now=now)
    return pairing, code


def take_code(text: str, *, now: datetime) -> Paired:
    """Exchange a pairing code for the key of a new device. Raises PairingCodeUnknown."""
    try:
        found = queries.find_pairing(signing.hash_secret(read_code(text)))
    except Unreadable as error:
        raise rules.PairingCodeUnknown() from error
    pairing = lock(PairingCode, found.id) if found else None
    if pairing is None or pairing.used_at or pairing.expires_at <= now:
        raise rules.PairingCodeUnknown()
    event = db.session.get_one(Event, pairing.event_id)
    gate = db.session.get_one(Gate, pairing.gate_id)
    paired = pair(event, gate, by_id=pairing.created_by_id, now=now)
    pairing.used_at, pairing.device_id = now, paired.device.id
    return paired


def pair(event: Event, gate: Gate, *, by_id: int | None, now: datetime) -> Paired:
    """A new device at the gate."""
    key = signing.new_secret()
    device = DoorDevice(
        event_id=event.id,
        event=event,
        gate_id=gate.id,
        gate=gate,
        key_hash=signing.hash_secret(key),
        paired_at=now,
        paired_by_id=by_id,
        last_contact_at=now,
    )
    db.session.add(device)
    db.session.flush()
    actor = Actor(person_id=by_id) if by_id else SYSTEM
    audit.record(actor, "door_device.paired", device, device_id=device.id, now=now)
    return Paired(device, key)


def revoke(device: DoorDevice, *, actor: Actor, now: datetime) -> None:
    """From now on the phone reads nothing; what it recorded it may hand in for seven days."""
    device = lock(DoorDevice, device.id) or device
    if device.revoked_at is None:
        device.revoked_at = now
        audit.record(actor, "door_device.revoked", device, device_id=device.id, now=now)


def label(device: DoorDevice, name: str, *, actor: Actor, now: datetime) -> None:
    """Call the phone by a name that those who look for it know."""
    if device.label != name:
        device.label = name
        audit.record(actor, "door_device.labelled", device, device_id=device.id, now=now)


def note_people_list(device: DoorDevice, people: int, *, actor: Actor, now: datetime) -> None:
    """Write down that the list of those whose data the phone held was taken along."""
    states = {"people": str(people)}
    audit.record(actor, "door_device.people_exported", device, states=states, device_id=device.id, now=now)


def note_contact(device: DoorDevice, told: Condition, *, now: datetime) -> None:
    """Remember that the phone was heard, and what it told of itself."""
    device.last_contact_at = now
    for name, value in _news(device, told).items():
        setattr(device, name, value)


def note_list(device: DoorDevice, *, now: datetime) -> None:
    """Remember that the phone was given the list, whatever it will tell of it: whose data it holds is asked one day."""
    device.last_contact_at = device.list_at = now


def is_news(device: DoorDevice, told: Condition, *, now: datetime) -> bool:
    """Whether it is worth writing down that the phone was heard again."""
    is_old = device.last_contact_at is None or now - device.last_contact_at > CONTACT_EVERY
    return is_old or bool(_news(device, told))


def _news(device: DoorDevice, told: Condition) -> Mapping[str, Any]:
    """What is otherwise than it is known; an older list than the phone was given is none."""
    found = {name: value for name, value in told.known().items() if getattr(device, name) != value}
    if device.list_at and told.list_at and told.list_at < device.list_at:
        del found["list_at"]
    return found
