"""Reviews are kept while they are written, sent, abstained from, opened again. The caller holds the unit of work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.businesses.models import Business, Product
from eventreg.core import audit
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor, Permission
from eventreg.curation import assigning, panel, queries, rules
from eventreg.curation.models import Assignment, Criterion, Curation, Review, ReviewScore
from eventreg.curation.rules import FINISHED, ReviewState
from eventreg.events.models import Event

T = TypeVar("T", bound=Any)
LONGEST = 2000


@dataclass(frozen=True)
class Writing:
    """What a reviewer wrote. `scores`: by criterion's id."""

    scores: Mapping[int, int]
    remark: str = ""
    note: str = ""
    discuss: bool = False

    @classmethod
    def of(cls, review: Review) -> "Writing":
        """What is stored."""
        scores = {score.criterion_id: score.score for score in review.scores}
        return cls(scores, review.remark, review.note, review.discuss)


@dataclass(frozen=True)
class Task:
    """An application that a reviewer was given, with what they wrote so far."""

    application: Application
    assignment: Assignment
    curation: Curation
    review: Review | None

    @property
    def criteria(self) -> list[Criterion]:
        """What is scored, in the organiser's order."""
        return self.curation.rubric.criteria

    @property
    def is_open(self) -> bool:
        """Whether the application is one that reviews are taken for."""
        objection = self.assignment.objection
        if objection is not None:
            return self.application.status is Status.REJECTED and objection.upheld is None
        return self.application.status is Status.SUBMITTED


# ---- Looking up --------------------------------------------------------------------------------------------


def get_task(code: str, actor: Actor, *, event_id: int) -> Task:
    """An application that the actor was given to review and doesn't stay away from. Raises NotFound."""
    query = select(Application.id).where(Application.code == code, Application.event_id == event_id)
    application_id = db.session.scalar(query.where(Application.status != Status.DRAFT))
    if application_id is None:
        raise NotFound()
    return _task(application_id, actor)


def may_write(task: Task, actor: Actor, now: datetime) -> bool:
    """Whether the actor's review of it can be written now: a phase for them runs. An objection's is bound to none."""
    if task.assignment.objection_id is not None:
        return True
    return rules.may_review(
        queries.phases_of(task.application.event_id), actor.roles_at(task.application.event_id), now
    )


def has_read_others(task: Task, now: datetime) -> bool:
    """Whether the writer was shown what others answered, because they had answered themselves.

    After an objection that is always so, where others' reviews are seen at all.
    """
    review = task.review
    if review is None or review.sent_at is None:
        return False
    phases = queries.phases_of(task.application.event_id)
    afresh = task.assignment.objection_id is not None and rules.sees_others(phases, has_sent=True, now=now)
    if not afresh and not rules.saw_others(phases, answered_at=review.sent_at, now=now):
        return False
    others = select(Review.id).where(Review.application_id == task.application.id, Review.id != review.id)
    return db.session.scalar(others.where(Review.state.in_(FINISHED)).limit(1)) is not None


# ---- Writing -------------------------------------------------------------------------------------------------


def save_draft(application_id: int, written: Writing, *, revision: int, actor: Actor, now: datetime) -> Review:
    """Keep what was written so far, complete or not. `revision`: of what the writer had before them.

    Raises ReviewIsNewer, ReviewIsSent, ScoreOffScale, NotReviewedNow, NotReviewable, NotFound.
    """
    task = _locked(application_id, actor, now)
    _check_scale(written, task.criteria)
    return _store(task, written, revision, now)


def send(application_id: int, written: Writing, *, revision: int, actor: Actor, now: datetime) -> Review:
    """The review counts from now on. The same sent twice is one.

    Raises ScoresMissing, RemarkMissing, and what `save_draft` does.
    """
    task = _locked(application_id, actor, now)
    if task.review and task.review.state is ReviewState.SENT and Writing.of(task.review) == _clean(written):
        return task.review
    _check_scale(written, task.criteria)
    _check_whole(written, task)
    review = _store(task, written, revision, now)
    review.state, review.sent_at = ReviewState.SENT, now
    _record(actor, "review.sent", task, review, now)
    return review


def abstain(application_id: int, *, actor: Actor, now: datetime) -> Review:
    """Give no scores; somebody else is given the application at once. Twice is once.

    Raises ReviewIsSent, NotReviewedNow, NotReviewable, NotFound.
    """
    task = _locked(application_id, actor, now)
    if task.review and task.review.state is ReviewState.ABSTAINED:
        return task.review
    written = Writing({}, task.review.remark if task.review else "", task.review.note if task.review else "")
    review = _store(task, written, task.review.revision if task.review else 0, now)
    review.state, review.sent_at = ReviewState.ABSTAINED, now
    _record(actor, "review.abstained", task, review, now)
    assigning.pass_on(task.application, task.assignment, actor=actor, now=now)
    return review


def reopen(application_id: int, *, actor: Actor, now: datetime) -> Review:
    """Write one's own review again; until it is sent once more it doesn't count.

    Raises OthersRead, NotReviewedNow, NotReviewable, NotFound.
    """
    task = _locked(application_id, actor, now)
    review = task.review
    if review is None:
        raise NotFound()
    if review.state in FINISHED:
        if has_read_others(task, now):
            raise rules.OthersRead()
        review.state, review.sent_at = ReviewState.DRAFT, None
        review.revision, review.updated_at = review.revision + 1, now
        _record(actor, "review.reopened", task, review, now)
    return review


# ---- Checks --------------------------------------------------------------------------------------------------


def _check_scale(written: Writing, criteria: list[Criterion]) -> None:
    best = {criterion.id: criterion.best for criterion in criteria}
    if any(not 1 <= score <= best.get(key, 0) for key, score in written.scores.items()):
        raise rules.ScoreOffScale()


def _check_whole(written: Writing, task: Task) -> None:
    missing = [one.id for one in task.criteria if one.counts and one.weight and one.id not in written.scores]
    if missing:
        raise rules.ScoresMissing(criteria=missing)
    if task.curation.remarks_required and not written.remark.strip():
        raise rules.RemarkMissing()


# ---- Rows ----------------------------------------------------------------------------------------------------


def _task(application_id: int, actor: Actor) -> Task:
    application = db.session.scalar(_fresh(_whole().where(Application.id == application_id)))
    if application is None or not actor.may(Permission.REVIEW_WRITE, application.event_id):
        raise NotFound()
    curation = queries.find(application.event_id)
    assignment = assigning.active(application_id, actor.person_id or 0)
    if curation is None or assignment is None or panel.is_barred(application, actor.person_id):
        raise NotFound()
    query = select(Review).where(Review.application_id == application_id, Review.person_id == actor.person_id)
    review = db.session.scalar(_fresh(query.options(selectinload(Review.scores))))
    return Task(application, assignment, curation, review)


def _locked(application_id: int, actor: Actor, now: datetime) -> Task:
    """What the actor may write on now, once its event is locked."""
    event_id = db.session.scalar(select(Application.event_id).where(Application.id == application_id))
    if event_id is None or lock(Event, event_id) is None:
        raise NotFound()
    task = _task(application_id, actor)
    if not may_write(task, actor, now):
        raise rules.NotReviewedNow()
    if not task.is_open:
        raise rules.NotReviewable()
    return task


def _store(task: Task, written: Writing, revision: int, now: datetime) -> Review:
    written, review = _clean(written), task.review
    if review is None:
        review = Review(
            application_id=task.application.id,
            person_id=task.assignment.person_id,
            objection_id=task.assignment.objection_id,
            state=ReviewState.DRAFT,
            revision=0,
            began_at=now,
            updated_at=now,
        )
        db.session.add(review)
    elif review.state is not ReviewState.DRAFT:
        raise rules.ReviewIsSent()
    elif Writing.of(review) == written:
        return review
    if revision < review.revision:
        raise rules.ReviewIsNewer()
    review.remark, review.note, review.discuss = written.remark, written.note, written.discuss
    _keep_scores(review, written.scores)
    review.revision, review.updated_at = review.revision + 1, now
    db.session.flush()
    return review


def _keep_scores(review: Review, scores: Mapping[int, int]) -> None:
    kept = {score.criterion_id: score for score in review.scores}
    for key in kept.keys() - scores.keys():
        review.scores.remove(kept[key])
    for key, score in scores.items():
        if key in kept:
            kept[key].score = score
        else:
            review.scores.append(ReviewScore(criterion_id=key, score=score))


def _clean(written: Writing) -> Writing:
    remark, note = (text.replace("\r\n", "\n").strip()[:LONGEST] for text in (written.remark, written.note))
    return Writing(dict(written.scores), remark, note, written.discuss)


def _record(actor: Actor, action: str, task: Task, review: Review, now: datetime) -> None:
    db.session.flush()
    audit.record(actor, action, review, event_id=task.application.event_id, now=now)


def _fresh(query: Select[T]) -> Select[T]:
    """What another wrote while the event was waited for is seen."""
    return query.execution_options(populate_existing=True)


def _whole() -> Select[Application]:
    return select(Application).options(
        joinedload(Application.event),
        joinedload(Application.business).joinedload(Business.category),
        joinedload(Application.business).joinedload(Business.region),
        selectinload(Application.products).joinedload(Product.photo),
        selectinload(Application.files),
        joinedload(Application.form_version),
    )
