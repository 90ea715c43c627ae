"""What revoked phones handed in, and nobody has decided about yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import joinedload

from eventreg.core.db import db
from eventreg.door.models import DoorDevice, Scan, Settlement
from eventreg.door.rules import Settled, Verdict


@dataclass(frozen=True)
class SetAside:
    """A revoked phone, and how many of its scans wait."""

    device: DoorDevice
    waiting: int


def _waits() -> ColumnElement[bool]:
    dismissed = exists().where(Settlement.scan_pk == Scan.id, Settlement.kind == Settled.DISMISSED)
    return (Scan.verdict == Verdict.QUARANTINED) & ~dismissed


def set_aside(event_id: int) -> list[SetAside]:
    """The phones whose scans wait, those with the most first."""
    query = select(Scan.device_id, func.count()).where(Scan.event_id == event_id, _waits()).group_by(Scan.device_id)
    counts = dict(iter(db.session.execute(query)))
    phones = select(DoorDevice).where(DoorDevice.id.in_(counts)).options(joinedload(DoorDevice.gate))
    found = [SetAside(device, counts[device.id]) for device in db.session.scalars(phones)]
    return sorted(found, key=lambda one: (-one.waiting, one.device.id))


def waiting_scans(device_id: int) -> Select[Scan]:
    """The phone's scans that wait, as they happened on the phone."""
    return select(Scan).where(Scan.device_id == device_id, _waits()).order_by(Scan.at, Scan.id)


def waiting_ids(device_id: int) -> Sequence[int]:
    """Their ids in the order of arrival."""
    return db.session.scalars(select(Scan.id).where(Scan.device_id == device_id, _waits()).order_by(Scan.id)).all()
