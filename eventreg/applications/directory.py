"""Looking up what applicants answered: how many answered which version, and every answer for a table."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.core.db import db


def answered_by_version(event_id: int) -> Mapping[int, int]:
    """Form version id → how many applications that were sent answered it."""
    query = (
        select(Application.form_version_id, func.count())
        .where(Application.event_id == event_id, Application.status != Status.DRAFT)
        .where(Application.form_version_id.is_not(None))
        .group_by(Application.form_version_id)
    )
    return {version: count for version, count in db.session.execute(query) if version is not None}


def sent_applications(event_id: int) -> Sequence[Application]:
    """The applications that were sent for an event, in the order of their arrival, with all that a table tells."""
    query = (
        select(Application)
        .where(Application.event_id == event_id, Application.status != Status.DRAFT)
        .order_by(Application.submitted_at, Application.id)
        .options(
            joinedload(Application.business),
            selectinload(Application.products),
            selectinload(Application.files),
            selectinload(Application.sessions),
        )
    )
    return db.session.scalars(query).all()
