"""Looking up papers: a business's own, and those that wait for the staff."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from eventreg.businesses import queries
from eventreg.businesses.models import Business, Paper, PaperKind
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.paging import Page, page_of
from eventreg.core.permissions import Actor

PAGE = 25
_KINDS = list(PaperKind)


def papers_of(business_id: int) -> Sequence[Paper]:
    """The papers of a business that hold now, by kind and then the oldest first."""
    found = db.session.scalars(
        select(Paper)
        .where(Paper.business_id == business_id, Paper.archived_at.is_(None))
        .order_by(Paper.id)
        .options(joinedload(Paper.file))
    ).all()
    return sorted(found, key=lambda paper: _KINDS.index(paper.kind))


def get_own_paper(business_id: int, paper_id: int, actor: Actor) -> Paper:
    """A paper that holds now, of a business of the actor's. Raises NotFound."""
    queries.get_own(business_id, actor)
    paper = db.session.scalar(
        select(Paper)
        .where(Paper.id == paper_id, Paper.business_id == business_id, Paper.archived_at.is_(None))
        .options(joinedload(Paper.file), joinedload(Paper.business))
    )
    if paper is None:
        raise NotFound
    return paper


def get_paper(paper_id: int) -> Paper:
    """A paper as staff see it, an older one too, for an application may have relied on it. Raises NotFound."""
    paper = db.session.scalar(
        select(Paper)
        .join(Business)
        .where(Paper.id == paper_id, Business.erased_at.is_(None))
        .options(joinedload(Paper.file), joinedload(Paper.business))
    )
    if paper is None:
        raise NotFound
    return paper


def page_to_verify(kind: PaperKind | None, number: int) -> Page[Paper]:
    """A page of the papers that nobody has looked at, those first that wait longest."""
    query = select(Paper).join(Business).where(*_waiting()).order_by(Paper.created_at, Paper.id)
    if kind is not None:
        query = query.where(Paper.kind == kind)
    return page_of(query.options(joinedload(Paper.business)), number, PAGE)


def counts_to_verify() -> Mapping[PaperKind, int]:
    """How many of each kind wait; kinds of which none does are left out."""
    counted = select(Paper.kind, func.count()).join(Business).where(*_waiting()).group_by(Paper.kind)
    found = dict(db.session.execute(counted).all())
    return {kind: found[kind] for kind in PaperKind if kind in found}


def next_to_verify(paper: Paper) -> Paper | None:
    """The one that waits longest, beside this one."""
    query = select(Paper).join(Business).where(*_waiting(), Paper.id != paper.id)
    return db.session.scalar(query.order_by(Paper.created_at, Paper.id).limit(1))


def _waiting() -> tuple[ColumnElement[bool], ...]:
    return (
        Paper.archived_at.is_(None),
        Paper.verified_at.is_(None),
        Paper.refused_at.is_(None),
        Business.erased_at.is_(None),
        Business.merged_into_id.is_(None),
    )
