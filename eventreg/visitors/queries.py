"""Looking up visits."""

from collections.abc import Collection, Mapping

from sqlalchemy import func, select

from eventreg.core.db import db
from eventreg.visitors.models import Visit


def people_registered(session_ids: Collection[int]) -> Mapping[int, int]:
    """Session id → how many visitors are registered for it."""
    counted = select(Visit.session_id, func.sum(Visit.party)).where(
        Visit.session_id.in_(session_ids), Visit.cancelled_at.is_(None)
    )
    return {session_id: int(count) for session_id, count in db.session.execute(counted.group_by(Visit.session_id))}
