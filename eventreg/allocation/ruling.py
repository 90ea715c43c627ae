"""What every plan of an event must keep: its rules, who is held to which booth, and how booths are given.

The caller holds the unit of work.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from eventreg.allocation import queries
from eventreg.allocation.models import Allocating, AllocationRule, BoothPin, RuleKind
from eventreg.allocation.rules import OwnPlace, QuorumLowered, RuleThere
from eventreg.applications import queries as applications
from eventreg.applications.models import Application
from eventreg.booths import queries as floors
from eventreg.core import audit
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor
from eventreg.events.models import Event

LONGEST = 500  # letters of a reason


@dataclass(frozen=True)
class Settings:
    """How booths are given: until when wishes are taken, who approves, how long a run and an answer may take."""

    wishes_close_at: datetime | None
    approvals_needed: int
    time_limit_s: int
    days_to_answer: int


def add(event_id: int, kind: RuleKind, values: Mapping[str, Any], *, actor: Actor, now: datetime) -> AllocationRule:
    """A rule more. `values`: by its kind, as in `eventreg-allocation/1`. Raises RuleThere, NotFound."""
    event = _event(event_id)
    rules = rules_of(event_id)
    if any(rule.kind is kind and rule.values == values for rule in rules):
        raise RuleThere()
    number = 1 + max((int(rule.key.removeprefix("r")) for rule in rules), default=0)
    rule = AllocationRule(event_id=event_id, key=f"r{number}", kind=kind, values=dict(values), at=now)
    rule.by_id = actor.person_id
    db.session.add(rule)
    db.session.flush()
    audit.record(actor, "booth_rule.added", rule, event_id=event.id, now=now)
    return rule


def remove(event_id: int, key: str, *, actor: Actor, now: datetime) -> None:
    """A rule less; the versions that were made with it keep it. Raises NotFound."""
    event = _event(event_id)
    query = select(AllocationRule).where(AllocationRule.event_id == event_id, AllocationRule.key == key)
    rule = db.session.scalar(query)
    if rule is None:
        raise NotFound()
    db.session.delete(rule)
    db.session.flush()
    audit.record(actor, "booth_rule.removed", rule, event_id=event.id, now=now)


def pin(
    event_id: int, application_id: int, uid: str, *, forbids: bool, reason: str, actor: Actor, now: datetime
) -> BoothPin:
    """Hold an application to a booth, or keep it from one; what was said of the two before doesn't count any more.

    Raises NotFound.
    """
    _event(event_id)
    application = db.session.get(Application, application_id)
    if application is None or application.event_id != event_id:
        raise NotFound()
    floors.get_booth(floors.get(event_id), uid)
    query = select(BoothPin).where(BoothPin.application_id == application_id, BoothPin.booth == uid)
    pinned = db.session.scalar(query) or BoothPin(event_id=event_id, application=application, booth=uid)
    pinned.forbids, pinned.reason = forbids, reason.strip()[:LONGEST]
    pinned.at, pinned.by_id = now, actor.person_id
    db.session.add(pinned)
    db.session.flush()
    audit.record(actor, "booth_pin.set", application, reason=pinned.reason, now=now)
    return pinned


def unpin(event_id: int, pin_id: int, *, actor: Actor, now: datetime) -> None:
    """Let a plan place them freely again. Raises NotFound, OwnPlace."""
    _event(event_id)
    pinned = db.session.get(BoothPin, pin_id)
    if pinned is None or pinned.event_id != event_id:
        raise NotFound()
    application = pinned.application
    if applications.barred_among([application], actor):
        raise OwnPlace()
    db.session.delete(pinned)
    db.session.flush()
    audit.record(actor, "booth_pin.removed", application, now=now)


def settle(event_id: int, given: Settings, *, actor: Actor, now: datetime) -> Allocating:
    """How booths are given from now on; a run under way keeps its time. Raises NotFound, QuorumLowered."""
    event = _event(event_id)
    settings = queries.settings_of(event_id)
    if given.approvals_needed < settings.approvals_needed and queries.is_any_proposed(event_id):
        raise QuorumLowered()
    names = ("wishes_close_at", "approvals_needed", "time_limit_s", "days_to_answer")
    changed = [name for name in names if getattr(settings, name) != getattr(given, name)]
    for name in names:
        setattr(settings, name, getattr(given, name))
    db.session.add(settings)
    db.session.flush()
    if changed:
        audit.record(actor, "allocating.settled", event, event_id=event_id, fields=changed, now=now)
    return settings


def rules_of(event_id: int) -> list[AllocationRule]:
    """The event's rules in the order in which they were made, which by-score follows."""
    query = select(AllocationRule).where(AllocationRule.event_id == event_id).order_by(AllocationRule.id)
    return list(db.session.scalars(query))


def pins_of(event_id: int) -> list[BoothPin]:
    """Who is held to a booth, or kept from one."""
    query = select(BoothPin).where(BoothPin.event_id == event_id).order_by(BoothPin.id)
    return list(db.session.scalars(query))


def _event(event_id: int) -> Event:
    """Locked: two who add a rule at once give it two names."""
    event = lock(Event, event_id)
    if event is None:
        raise NotFound()
    return event
