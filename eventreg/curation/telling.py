"""What the review tells on the pages of applications: to their applicants never who wrote what."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from eventreg.accounts.models import Person
from eventreg.applications.models import Application, ApplicationMove, Objection
from eventreg.applications.rules import Status
from eventreg.applications.slots import IN_A_PHASE, Bar, DecidedLater, Opinion, ReviewTold
from eventreg.core.db import db
from eventreg.core.permissions import Actor
from eventreg.curation import assigning, panel, queries, ranking, rules, standings
from eventreg.curation.models import Assignment, Curation, Review
from eventreg.curation.rules import ReviewState
from eventreg.curation.words import name_of, points

DECIDED = (Status.ACCEPTED, Status.WAITLISTED, Status.REJECTED, Status.OFFERED, Status.CONFIRMED)
OPEN = (Status.DRAFT, Status.SUBMITTED, Status.NEEDS_REVISION)


# ---- When the committee decides ----------------------------------------------------------------------------


def check_decisions(event_id: int, verdict: Status, now: datetime, *, approved: bool) -> None:
    """Raises NotDecidedNow for a verdict that waits for a later phase, DecidedTogether for one that nobody gives alone.

    `approved`: it comes from the list that the committee approved.
    """
    if verdict not in IN_A_PHASE:
        return
    if not rules.may_decide(queries.phases_of(event_id), now):
        raise rules.NotDecidedNow()
    curation = queries.find(event_id)
    if curation and curation.approvals_needed > 1 and not approved:
        raise rules.DecidedTogether()


def stays_away(applications: Sequence[Application], actor: Actor) -> frozenset[int]:
    """The ids of those that the actor stays away from, where their events have a review."""
    person_ids = [] if actor.person_id is None else [actor.person_id]
    found: set[int] = set()
    for event_id in {one.event_id for one in applications}:
        if queries.find(event_id):
            ids = [one.id for one in applications if one.event_id == event_id]
            found |= {number for number, _ in panel.bars(event_id, person_ids=person_ids, application_ids=ids)}
    return frozenset(found)


def decided_later(event_id: int, now: datetime) -> DecidedLater | None:
    """From when on the committee decides; None where it may now."""
    phases = queries.phases_of(event_id)
    if rules.may_decide(phases, now):
        return None
    return DecidedLater(min((one.starts_at for one in phases if one.decides and one.starts_at > now), default=None))


# ---- For applicants ----------------------------------------------------------------------------------------


def to_applicant(application: Application) -> ReviewTold | None:
    """What may be told now; None before the decision, without reviews, and where the organiser shows nothing."""
    curation = queries.find(application.event_id)
    if curation is None or not (curation.shows_averages or curation.shows_remarks) or not is_decided(application):
        return None
    reviews = _written(application, None)
    if not reviews:
        return None
    averages = _bars(curation, application) if curation.shows_averages else []
    # by the alphabet: the order in which they came might tell whose is whose
    remarks = sorted(review.remark for review in reviews if review.remark) if curation.shows_remarks else []
    return ReviewTold(len(reviews), averages, remarks) if averages or remarks else None


def is_decided(application: Application) -> bool:
    """Whether a decision on it went out and it isn't open again."""
    return application.status not in OPEN and any(move.status in DECIDED for move in application.moves)


def was_decided() -> ColumnElement[bool]:
    """The same as a condition on applications."""
    went_out = select(ApplicationMove.application_id).where(ApplicationMove.status.in_(DECIDED))
    return Application.id.in_(went_out) & Application.status.not_in(OPEN)


# ---- Objections --------------------------------------------------------------------------------------------


def hand_out_objection(objection: Objection, *, actor: Actor, now: datetime) -> None:
    """Whoever had not reviewed its application looks at it."""
    assigning.for_objection(objection, actor=actor, now=now)


def opinions_on(objection: Objection, actor: Actor) -> Sequence[Opinion]:
    """What was written for an objection, for who answers it, and who hasn't yet; nothing for who stays away from it."""
    application, curation = objection.application, queries.find(objection.application.event_id)
    if curation is None or panel.is_barred(application, actor.person_id):
        return []
    criteria = [standings.as_counted(one) for one in curation.rubric.criteria]
    found = []
    for review in _written(application, objection.id):
        scores = {score.criterion_id: score.score for score in review.scores}
        found.append(Opinion(review.person.name, points(ranking.total(scores, criteria)), review.remark))
    return [*found, *(Opinion(name) for name in _awaited(objection))]


def _awaited(objection: Objection) -> Sequence[str]:
    """Who was handed the objection and hasn't answered, while it is open."""
    if objection.upheld is not None:
        return []
    answered = select(Review.person_id).where(Review.application_id == objection.application_id)
    answered = answered.where(Review.state.in_(rules.FINISHED))
    query = select(Person.name).join(Assignment, Assignment.person_id == Person.id)
    query = query.where(Assignment.objection_id == objection.id, Assignment.ended_at.is_(None))
    return db.session.scalars(query.where(Person.id.not_in(answered)).order_by(Person.name)).all()


def _written(application: Application, objection_id: int | None) -> Sequence[Review]:
    """The reviews that were sent, for an objection or for the ranking, by whoever needn't stay away."""
    query = select(Review).where(
        Review.application_id == application.id,
        Review.state == ReviewState.SENT,
        Review.objection_id.is_(None) if objection_id is None else Review.objection_id == objection_id,
    )
    query = query.order_by(Review.id).options(joinedload(Review.person), selectinload(Review.scores))
    reviews = db.session.scalars(query).all()
    people = {review.person_id for review in reviews}
    bars = panel.bars(application.event_id, person_ids=people, application_ids=[application.id])
    return [review for review in reviews if (application.id, review.person_id) not in bars]


def _bars(curation: Curation, application: Application) -> Sequence[Bar]:
    averages = standings.criterion_averages(application)
    return [
        Bar(name_of(one), points(average), one.best, _percent(average, one.best), one.counts)
        for one in curation.rubric.criteria
        if (average := averages[one.id]) is not None
    ]


def _percent(average: Fraction, best: int) -> int:
    """A score as a share of the best one, in whole percents."""
    return round(average * 100 / best)
