"""The audit trail: who did what to what, and when; append-only.

It holds ids, field names and plain states, never personal values, so that erasing a person leaves it whole.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from eventreg.core.db import Model, UtcDateTime, db
from eventreg.core.permissions import Actor


class AuditEntry(Model):
    """One deed. `actor_id` is a person's id, None where the app itself acted; `fields` are names alone.

    `event_id`, `person_id` and `business_id`: what it concerned, so that it is found from there.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject", "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    device_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(64))
    subject_type: Mapped[str] = mapped_column(String(64))
    subject_id: Mapped[int]
    event_id: Mapped[int | None] = mapped_column(index=True)
    person_id: Mapped[int | None] = mapped_column(index=True)
    business_id: Mapped[int | None] = mapped_column(index=True)
    fields: Mapped[list[str]] = mapped_column(JSON)
    states: Mapped[dict[str, str]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)


def record(
    actor: Actor,
    action: str,
    subject: Any,
    *,
    now: datetime,
    fields: Iterable[str] = (),
    states: Mapping[str, str] | None = None,
    reason: str = "",
    device_id: int | None = None,
    event_id: int | None = None,
    person_id: int | None = None,
    business_id: int | None = None,
) -> None:
    """Write down that `actor` did `action` (`application.accepted`) to `subject`, a flushed model.

    The event, the person and the business that it concerned are taken from the subject where it knows them.
    """
    db.session.add(
        AuditEntry(
            at=now,
            actor_id=actor.person_id,
            device_id=device_id or actor.device_id,
            action=action,
            subject_type=subject.__tablename__,
            subject_id=subject.id,
            event_id=event_id or _concerned(subject, "event"),
            person_id=person_id or _concerned(subject, "person", "applicant"),
            business_id=business_id or _concerned(subject, "business"),
            fields=sorted(fields),
            states=dict(states or {}),
            reason=reason,
        )
    )


def _concerned(subject: Any, kind: str, *others: str) -> int | None:
    """The id of the thing of this kind that a subject is or belongs to."""
    if subject.__tablename__ == kind:
        found: int | None = subject.id
        return found
    names = [f"{name}_id" for name in (kind, *others)]
    return next((getattr(subject, name) for name in names if getattr(subject, name, None) is not None), None)
