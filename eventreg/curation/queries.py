"""Looking up reviews and what belongs to them: each is found only by those whom it concerns."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.permissions import REVIEWING_ROLES, Actor, Role
from eventreg.curation import rules
from eventreg.curation.models import Assignment, Criterion, Curation, ReviewPhase, ReviewScore, Rubric
from eventreg.curation.rules import Phase


def find(event_id: int) -> Curation | None:
    """How an event's applications are reviewed; None where they are decided on without reviews."""
    return db.session.scalar(select(Curation).where(Curation.event_id == event_id))


def get(event_id: int) -> Curation:
    """How an event's applications are reviewed. Raises NotFound where they aren't."""
    curation = find(event_id)
    if curation is None:
        raise NotFound()
    return curation


def phases_of(event_id: int) -> list[Phase]:
    """The phases of an event's review in their order; none where it has no review."""
    rows = select(ReviewPhase).join(Curation).where(Curation.event_id == event_id).order_by(ReviewPhase.starts_at)
    return [as_phase(row) for row in db.session.scalars(rows)]


def as_phase(row: ReviewPhase) -> Phase:
    """A stored phase for the rules."""
    return Phase(
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        reviewers=frozenset(Role(role) for role in row.reviewers),
        shows_names=row.shows_names,
        shows_others=row.shows_others,
        decides=row.decides,
    )


def blind_events(actor: Actor, now: datetime) -> frozenset[int]:
    """The events that the actor reviews, for the time being, without seeing names."""
    if not any(role in REVIEWING_ROLES for role, _ in actor.roles):
        return frozenset()
    phases: dict[int, list[Phase]] = {}
    rows = select(Curation.event_id, ReviewPhase).join(ReviewPhase).order_by(ReviewPhase.starts_at)
    for event_id, row in db.session.execute(rows):
        phases.setdefault(event_id, []).append(as_phase(row))
    return frozenset(
        event_id for event_id, found in phases.items() if rules.hides_names(found, actor.roles_at(event_id), now)
    )


def is_asked_afresh(application_id: int, actor: Actor) -> bool:
    """Whether an objection to the decision on it was handed to them."""
    given = select(Assignment.id).where(Assignment.application_id == application_id, Assignment.ended_at.is_(None))
    given = given.where(Assignment.person_id == actor.person_id, Assignment.objection_id.is_not(None))
    return db.session.scalar(given.limit(1)) is not None


def templates() -> Sequence[Rubric]:
    """The rubrics that events can begin with, by their titles."""
    offered = select(Rubric).where(Rubric.is_template, Rubric.archived_at.is_(None))
    return db.session.scalars(offered.order_by(Rubric.title, Rubric.id)).all()


def get_template(rubric_id: int) -> Rubric:
    """A rubric that is offered. Raises NotFound."""
    rubric = db.session.get(Rubric, rubric_id)
    if rubric is None or not rubric.is_template or rubric.archived_at is not None:
        raise NotFound()
    return rubric


def is_in_use(rubric_id: int) -> bool:
    """Whether anybody has given a score by this rubric, in a draft too."""
    scored = select(ReviewScore.review_id).join(Criterion).where(Criterion.rubric_id == rubric_id)
    return db.session.scalar(scored.limit(1)) is not None
