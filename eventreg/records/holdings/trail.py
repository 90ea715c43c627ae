"""The audit trail: who did what."""

from sqlalchemy import ColumnElement, or_, select

from eventreg.accounts.models import RoleGrant
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db
from eventreg.records.holdings import groups
from eventreg.records.holdings.kinds import Facts, Holding, internal, told
from eventreg.records.holdings.parts import who
from eventreg.records.holdings.subject import Subject


def _trail(subject: Subject) -> ColumnElement[bool]:
    return or_(
        AuditEntry.person_id == subject.id,
        AuditEntry.actor_id == subject.id,
        AuditEntry.business_id.in_(subject.own),
    )


def _trail_more(row: AuditEntry, subject: Subject) -> Facts:
    """Who, by their role; why, where it was about this person."""
    concerns = row.person_id == subject.id or row.business_id in subject.own
    roles = select(RoleGrant.role).where(RoleGrant.person_id == row.actor_id).distinct().order_by(RoleGrant.role)
    is_other = row.actor_id not in {None, subject.id}
    return {
        "by": who(row.actor_id, subject),
        "roles": [str(role) for role in db.session.scalars(roles)] if is_other else [],
        "reason": row.reason if concerns else "",
        "at_the_door": row.device_id is not None,
    }


TRAIL = Holding(
    "trail",
    groups.TRAIL,
    AuditEntry,
    ("actor_id", "person_id", "business_id"),
    _trail,
    {
        "id": internal(),
        "at": told(),
        "actor_id": internal(),
        "device_id": internal(),
        "action": told(),
        "subject_type": told("about"),
        "subject_id": internal(),
        "event_id": internal(),
        "person_id": internal(),
        "business_id": internal(),
        "fields": told(),
        "states": told(),
        "reason": internal(),  # told by `more` where it is about the reader
    },
    more=_trail_more,
)

IMPERSONAL = {
    "audit_link": "numbers of entries and their seals",
    "day_seal": "seals of whole days",
}
