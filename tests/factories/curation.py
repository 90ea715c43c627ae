"""An event under review: a rubric, phases, curators; the test holds the unit of work."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from eventreg.accounts.models import Person
from eventreg.applications.models import Application
from eventreg.core import clock
from eventreg.core.db import db
from eventreg.core.permissions import Role
from eventreg.curation.models import Assignment, Criterion, Curation, Review, ReviewPhase, ReviewScore, Rubric
from eventreg.curation.rules import Others, ReviewState
from eventreg.events.models import Event
from tests.factories.people import make_person

CRITERIA = (("Mutu dan pengerjaan", 25), ("Keaslian", 20), ("Inovasi", 15))
DAY = timedelta(days=1)


def phase(title: str, starts_at: datetime, ends_at: datetime | None = None, **given: Any) -> ReviewPhase:
    """A phase in which curators review without names and see nobody else's reviews, unless told otherwise."""
    usual: dict[str, Any] = {"reviewers": [Role.CURATOR], "shows_others": Others.NEVER}
    return ReviewPhase(title=title, starts_at=starts_at, ends_at=ends_at, **usual | given)


def make_curation(
    event: Event,
    *,
    criteria: Sequence[tuple[str, int]] = CRITERIA,
    phases: Sequence[ReviewPhase] | None = None,
    now: datetime | None = None,
    **given: Any,
) -> Curation:
    """The event is reviewed by these criteria from yesterday on, in one phase without end."""
    now = now or clock.now()
    rubric = Rubric(title="Rubrik", created_at=now, updated_at=now)
    rubric.criteria = [
        Criterion(position=at, name_id=name, weight=weight) for at, (name, weight) in enumerate(criteria)
    ]
    curation = Curation(event=event, rubric=rubric, created_at=now, updated_at=now, **given)
    curation.phases = list(phases) if phases is not None else [phase("Penilaian", now - DAY)]
    db.session.add(curation)
    db.session.flush()
    return curation


def make_curators(count: int, event_id: int | None = None) -> list[Person]:
    """So many who may review."""
    return [make_person("", f"Kurator {number}", Role.CURATOR, event_id=event_id) for number in range(1, count + 1)]


def make_review(
    application: Application,
    person: Person,
    scores: Mapping[int, int] | int = 4,
    *,
    state: ReviewState = ReviewState.SENT,
    now: datetime | None = None,
    **given: Any,
) -> Review:
    """A review as it is stored, with its assignment. `scores`: by criterion's id, or one for all of them."""
    now = now or clock.now()
    curation = db.session.scalars(db.select(Curation).where(Curation.event_id == application.event_id)).one()
    criteria = curation.rubric.criteria
    given_scores = {one.id: scores for one in criteria} if isinstance(scores, int) else dict(scores)
    review = Review(
        application=application,
        person=person,
        state=state,
        remark="Garis canting halus.",
        began_at=now,
        updated_at=now,
        sent_at=None if state is ReviewState.DRAFT else now,
        **given,
    )
    review.scores = [ReviewScore(criterion_id=key, score=score) for key, score in given_scores.items()]
    if (
        db.session.scalar(
            db.select(Assignment).where(Assignment.application_id == application.id, Assignment.person_id == person.id)
        )
        is None
    ):
        db.session.add(Assignment(application=application, person=person, at=now))
    db.session.add(review)
    db.session.flush()
    return review
