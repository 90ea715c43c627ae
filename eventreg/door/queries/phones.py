"""Looking up gates, and the phones at them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.door.models import DoorDevice, DoorSettings, Gate, PairingCode, Scan
from eventreg.events.models import Event


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


def is_in_use(gate: Gate) -> bool:
    """Whether a phone was ever paired for the gate, or somebody passed there by name."""
    phone = select(DoorDevice.id).where(DoorDevice.gate_id == gate.id)
    scan = select(Scan.id).where(Scan.event_id == gate.event_id, Scan.gate == gate.name)
    return any(db.session.scalar(one.limit(1)) is not None for one in (phone, scan))


def pairings_at(gate_id: int) -> Sequence[PairingCode]:
    """The pairing codes that were made for a gate."""
    return db.session.scalars(select(PairingCode).filter_by(gate_id=gate_id)).all()


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


def settings_of(event_id: int) -> DoorSettings:
    """How the event's door works; as usual where nobody said otherwise. The new one isn't added to the session."""
    return db.session.get(DoorSettings, event_id) or DoorSettings(
        event_id=event_id, walk_ins=True, presence_percent=80, code_on_screen=True
    )
