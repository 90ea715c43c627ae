"""How an event's door is set up: gates and whom they let in, what else it does. The caller holds the unit of work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventreg.core import audit
from eventreg.core.db import db, lock
from eventreg.core.permissions import Actor
from eventreg.door import queries, rules
from eventreg.door.models import DoorSettings, Gate
from eventreg.events.models import Event


@dataclass(frozen=True)
class GateRule:
    """Whom a gate lets in, and to which sessions; None for all. `check_identity`: the card is compared first."""

    categories: list[str] | None = None
    session_ids: list[int] | None = None
    check_identity: bool = False


def change(event_id: int, gate_id: int, rule: GateRule, *, actor: Actor, now: datetime) -> Gate:
    """From now on the gate lets in others; phones hear of it when they renew what they know. Raises NotFound."""
    gate = _locked(event_id, gate_id)
    fields = _write(gate, vars(rule))
    if fields:
        audit.record(actor, "gate.changed", gate, fields=fields, now=now)
    return gate


def remove(event_id: int, gate_id: int, *, actor: Actor, now: datetime) -> None:
    """Take away a gate at which nothing happened, with pairing codes that nobody used. Raises NotFound, GateInUse."""
    gate = _locked(event_id, gate_id)
    if queries.is_in_use(gate):
        raise rules.GateInUse()
    for pairing in queries.pairings_at(gate.id):
        db.session.delete(pairing)
    audit.record(actor, "gate.removed", gate, now=now)
    db.session.flush()
    db.session.delete(gate)


def settle(event_id: int, values: Mapping[str, Any], *, actor: Actor, now: datetime) -> DoorSettings:
    """How the door works: `values` are fields of DoorSettings."""
    event = lock(Event, event_id)
    settings = queries.settings_of(event_id)
    db.session.add(settings)
    fields = _write(settings, values)
    db.session.flush()
    if fields:
        audit.record(actor, "door.settings_changed", event, fields=fields, now=now)
    return settings


def _locked(event_id: int, gate_id: int) -> Gate:
    lock(Event, event_id)
    return queries.get_gate(event_id, gate_id)


def _write(row: Gate | DoorSettings, values: Mapping[str, Any]) -> list[str]:
    fields = [name for name, value in values.items() if getattr(row, name) != value]
    for name in fields:
        setattr(row, name, values[name])
    db.session.flush()
    return fields
