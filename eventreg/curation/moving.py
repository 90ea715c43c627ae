"""The phases of a review move with a postponed event that has its new days. The caller holds the unit of work."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from eventreg.core import audit
from eventreg.core.audit import AuditEntry
from eventreg.core.clock import Zone
from eventreg.core.db import db
from eventreg.core.permissions import Actor
from eventreg.curation import history, queries
from eventreg.curation.models import Curation, ReviewPhase
from eventreg.curation.rules import Phase
from eventreg.events.models import Event
from eventreg.events.shifting import shifted


def move_phases(event: Event, days: int, *, actor: Actor, now: datetime) -> None:
    """What was still to come when the event was postponed moves by so many days; what was over stays.

    Backwards no further than to the present: no phase is lost because the event comes earlier than planned.
    """
    curation, since = queries.find(event.id), _postponed_at(event.id)
    if curation is None or since is None:
        return
    to_come = [
        moment for row in curation.phases for moment in (row.starts_at, row.ends_at) if moment and moment > since
    ]
    if to_come and days < 0:
        days = max(days, -max(0, (min(to_come) - now).days))
    if not to_come or not days:
        return
    before = _phases(curation)
    for row in curation.phases:
        row.starts_at = _later(row.starts_at, days, since, event.zone)
        row.ends_at = row.ends_at and _later(row.ends_at, days, since, event.zone)
    curation.updated_at = now
    db.session.flush()
    states = history.of_phases(before, _phases(curation))
    audit.record(actor, "curation.changed", curation, fields=["phases"], states=states, now=now)


def moving(event_id: int) -> Sequence[ReviewPhase]:
    """The phases that would move with the event: those that weren't over when it was postponed."""
    curation, since = queries.find(event_id), _postponed_at(event_id)
    if curation is None or since is None:
        return []
    return [row for row in curation.phases if max(row.starts_at, row.ends_at or row.starts_at) > since]


def _later(moment: datetime, days: int, since: datetime, zone: Zone) -> datetime:
    return shifted(moment, days, zone) if moment > since else moment


def _phases(curation: Curation) -> list[Phase]:
    return [queries.as_phase(row) for row in curation.phases]


def _postponed_at(event_id: int) -> datetime | None:
    """When it was last postponed: that stands in the trail alone."""
    query = select(AuditEntry.at).where(AuditEntry.event_id == event_id, AuditEntry.action == "event.postponed")
    return db.session.scalar(query.order_by(AuditEntry.id.desc()).limit(1))
