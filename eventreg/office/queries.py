"""Looking up the papers of an event: its batches, and how many papers were issued."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.paging import Page, page_of
from eventreg.documents.models import IssuedDocument
from eventreg.documents.rules import DocumentKind
from eventreg.office.models import Batch, BatchState


@dataclass(frozen=True)
class Issued:
    """How many papers of a kind hold, and how many were withdrawn."""

    standing: int = 0
    withdrawn: int = 0


NONE = Issued()


def issued(event_id: int) -> Mapping[DocumentKind, Issued]:
    """By kind, of an event; kinds of which none was issued are missing."""
    standing = func.count().filter(IssuedDocument.withdrawn_at.is_(None))
    query = select(IssuedDocument.kind, standing, func.count()).where(IssuedDocument.event_id == event_id)
    rows = db.session.execute(query.group_by(IssuedDocument.kind))
    return {kind: Issued(holding, whole - holding) for kind, holding, whole in rows}


def page_of_batches(event_id: int, number: int, size: int) -> Page[Batch]:
    """The event's batches, the latest first."""
    query = select(Batch).where(Batch.event_id == event_id).options(joinedload(Batch.created_by))
    return page_of(query.order_by(Batch.id.desc()), number, size)


def get_batch(event_id: int, batch_id: int) -> Batch:
    """A batch of the event. Raises NotFound."""
    batch = db.session.scalar(select(Batch).filter_by(id=batch_id, event_id=event_id))
    if batch is None:
        raise NotFound()
    return batch


def latest_batch(event_id: int, kind: str) -> Batch | None:
    """The last one of its kind that is under way or whose file is there."""
    kept = (BatchState.WAITING, BatchState.RUNNING, BatchState.DONE)
    query = select(Batch).filter_by(event_id=event_id, kind=kind).where(Batch.state.in_(kept))
    return db.session.scalars(query.order_by(Batch.id.desc())).first()
