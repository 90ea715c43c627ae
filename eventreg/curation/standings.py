"""Where an event's applications stand by their reviews, and who may know it: pages, JSON and files all ask here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from eventreg.applications import history
from eventreg.applications.history import Record
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.businesses.models import Business, Product
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor, Permission, Role
from eventreg.curation import panel, queries, ranking, rules
from eventreg.curation.models import Criterion, Curation, Review, ReviewScore, Rubric
from eventreg.curation.ranking import Entry, Standing
from eventreg.curation.rules import Conflict, ReviewState
from eventreg.events.models import Event

LEFT = (Status.DRAFT, Status.WITHDRAWN, Status.CANCELLED, Status.LAPSED, Status.CLOSED)

Counted = tuple[Fraction, bool, Mapping[int, int]]
"""The total of a review that counts, whether its writer wants to discuss the application, and its scores."""


@dataclass(frozen=True)
class Row:
    """An application in the ranking. `totals`, `scores`: of the reviews that count, in the order of their beginning.

    `discuss`: how many of their writers want to talk about it. `record`: what its business took part in before, by
    which its turn is told.
    """

    application: Application
    standing: Standing
    record: Record
    totals: tuple[Fraction, ...]
    discuss: int
    scores: tuple[Mapping[int, int], ...]

    @property
    def product(self) -> Product | None:
        """What it is known by where names are hidden, beside its code."""
        return next(iter(self.application.products), None)


@dataclass(frozen=True)
class Withheld:
    """An application that the reader stays away from, and why: there is no number of it for them."""

    application: Application
    why: Conflict


@dataclass(frozen=True)
class Standings:
    """The ranking of one event, the best first; `withheld`: what is left out of it for this reader."""

    curation: Curation
    rows: Sequence[Row]
    withheld: Sequence[Withheld] = ()


@dataclass(frozen=True)
class Opinion:
    """A review as others read it, without its writer's private note. `total`: None where they abstained."""

    review: Review
    scores: Mapping[int, int]
    total: Fraction | None

    @property
    def counts(self) -> bool:
        """Whether it is one of those that the average is made of."""
        return self.total is not None and self.review.objection_id is None


def sees_reviews(actor: Actor, event: Event, application_id: int | None, now: datetime) -> bool:
    """Whether the actor may see others' reviews, results and ranks: of one application, or (None) the ranking.

    Who stays away from an application sees nothing of it, whatever their role. Organisers and auditors always see the
    rest; those who review see by the phase; a committee that doesn't review sees once it may decide. Whoever is asked
    for a fresh look after an objection gives it before they read what the first ones thought.
    """
    if application_id is not None and (application_id in _barred(event.id, actor, application_id)):
        return False
    if actor.may(Permission.CURATION_MANAGE, event.id) or actor.may(Permission.AUDIT_READ, event.id):
        return True
    if not actor.may(Permission.REVIEW_READ, event.id):
        return False
    phases, roles = queries.phases_of(event.id), actor.roles_at(event.id)
    phase = rules.running(phases, now)
    if Role.COMMITTEE in roles and phase is not None and phase.decides:
        return True
    if any(not phase.reviewers.isdisjoint(roles) for phase in phases):
        has_sent = application_id is not None and _has_sent(application_id, actor)
        if application_id is not None and not has_sent and queries.is_asked_afresh(application_id, actor):
            return False
        return rules.sees_others(phases, has_sent=has_sent, now=now)
    shown = rules.has_met(phases, now) or rules.sees_others(phases, has_sent=False, now=now)
    return Role.COMMITTEE in roles and shown


def standings(event: Event, now: datetime, *, viewer: Actor) -> Standings:
    """The ranking as this reader may see it: ranks are counted without what is withheld from them.

    A gap among the ranks would tell where it stands. Raises NotFound where there is no review, or they don't see it.
    """
    if not sees_reviews(viewer, event, None, now):
        raise NotFound()
    return _standings(event, now, viewer)


def complete(event: Event, now: datetime) -> Standings:
    """The ranking with nobody withheld: for what the app decides and prints, never for a page as it is.

    Raises NotFound where the event has no review.
    """
    return _standings(event, now, None)


def reviews_of(application: Application, *, viewer: Actor, now: datetime) -> Sequence[Opinion]:
    """The reviews of an application in the order of their arrival: sent or abstained, by whoever isn't to stay away.

    Those written for an objection are among them, and don't count. Raises NotFound for who doesn't see them.
    """
    if not sees_reviews(viewer, application.event, application.id, now):
        raise NotFound()
    criteria = _criteria(curation_of(application.event_id))
    return [_opinion(review, criteria) for review in _answers(application)]


def criterion_averages(application: Application) -> Mapping[int, Fraction | None]:
    """Criterion's id → the average of the scores that count, by the organiser's choice; None where nobody gave one.

    Whether its reader may know is not asked here.
    """
    curation = curation_of(application.event_id)
    given = [
        {score.criterion_id: score.score for score in review.scores}
        for review in _answers(application)
        if review.state is ReviewState.SENT and review.objection_id is None
    ]
    return averages_of(curation, given)


def averages_of(curation: Curation, given: Iterable[Mapping[int, int]]) -> Mapping[int, Fraction | None]:
    """Criterion's id → the average of these reviews' scores; None where nobody gave one."""
    of_each = {one.id: [Fraction(it[one.id]) for it in given if one.id in it] for one in curation.rubric.criteria}
    return {key: ranking.average_of(it, curation.average) if it else None for key, it in of_each.items()}


def _standings(event: Event, now: datetime, viewer: Actor | None) -> Standings:
    curation, applications = curation_of(event.id), _applications(event.id)
    counted, barred = _counted(curation, viewer)
    records = history.records([one.business_id for one in applications], event, now=now)
    entries = [
        Entry(
            application_id=one.id,
            totals=tuple(total for total, *_ in counted.get(one.id, ())),
            order=one.code,
            deduction=curation.rotation_points if records[one.business_id].rests else 0,
        )
        for one in applications
        if one.id not in barred
    ]
    found = ranking.rank(
        entries,
        average=curation.average,
        reviews_each=curation.reviews_each,
        conflict_spread=curation.conflict_spread,
    )
    by_id = {one.id: one for one in applications}
    return Standings(
        curation=curation,
        rows=[
            Row(
                application=(one := by_id[standing.application_id]),
                standing=standing,
                record=records[one.business_id],
                totals=tuple(total for total, *_ in counted.get(one.id, ())),
                discuss=sum(discuss for _, discuss, _ in counted.get(one.id, ())),
                scores=tuple(scores for *_, scores in counted.get(one.id, ())),
            )
            for standing in found
        ],
        withheld=[Withheld(one, barred[one.id]) for one in applications if one.id in barred],
    )


def curation_of(event_id: int) -> Curation:
    """How the event is reviewed, with its criteria. Raises NotFound."""
    query = select(Curation).where(Curation.event_id == event_id)
    query = query.options(joinedload(Curation.rubric).selectinload(Rubric.criteria))
    curation = db.session.scalar(query)
    if curation is None:
        raise NotFound()
    return curation


def _criteria(curation: Curation) -> list[ranking.Criterion]:
    return [as_counted(row) for row in curation.rubric.criteria]


def as_counted(row: Criterion) -> ranking.Criterion:
    """A stored criterion for the arithmetic."""
    return ranking.Criterion(id=row.id, weight=row.weight, best=row.best, counts=row.counts)


def _applications(event_id: int) -> Sequence[Application]:
    """All that stand in the ranking, with all that is told of them, by their codes."""
    query = (
        select(Application)
        .join(Application.business)
        .where(Application.event_id == event_id, Application.status.not_in(LEFT))
        .order_by(Application.code)
        .options(
            contains_eager(Application.business).options(joinedload(Business.category), joinedload(Business.region)),
            selectinload(Application.products).joinedload(Product.photo),
        )
    )
    return db.session.scalars(query).all()


def _counted(
    curation: Curation, viewer: Actor | None
) -> tuple[Mapping[int, Sequence[Counted]], Mapping[int, Conflict]]:
    """Application id → the reviews that count; application id → why the reader stays away from it."""
    sent = (
        select(Review.id, Review.application_id, Review.person_id, Review.discuss)
        .join(Review.application)
        .where(Application.event_id == curation.event_id, Application.status.not_in(LEFT))
        .where(Review.state == ReviewState.SENT, Review.objection_id.is_(None))
        .order_by(Review.application_id, Review.id)
    )
    reviews = db.session.execute(sent).all()
    reader = viewer.person_id if viewer else None
    people = {review.person_id for review in reviews} | ({reader} if reader is not None else set())
    bars = panel.bars(curation.event_id, person_ids=people)
    scores, criteria = _scores(curation.event_id), _criteria(curation)
    counted: dict[int, list[Counted]] = {}
    for review in reviews:
        if (review.application_id, review.person_id) not in bars:
            total, given = ranking.total(scores[review.id], criteria), scores[review.id]
            counted.setdefault(review.application_id, []).append((total, review.discuss, given))
    return counted, {application_id: why for (application_id, person_id), why in bars.items() if person_id == reader}


def _scores(event_id: int) -> Mapping[int, Mapping[int, int]]:
    """Review's id → criterion's id → score, of all reviews of the event."""
    query = (
        select(ReviewScore.review_id, ReviewScore.criterion_id, ReviewScore.score)
        .join(Review, Review.id == ReviewScore.review_id)
        .join(Review.application)
        .where(Application.event_id == event_id)
    )
    found: dict[int, dict[int, int]] = {}
    for review_id, criterion_id, score in db.session.execute(query):
        found.setdefault(review_id, {})[criterion_id] = score
    return found


def _answers(application: Application) -> Sequence[Review]:
    """Reviews that were sent, and abstentions, without those whose writers stay away by now."""
    answered = (
        select(Review)
        .where(Review.application_id == application.id, Review.state != ReviewState.DRAFT)
        .order_by(Review.sent_at, Review.id)
        .options(joinedload(Review.person), selectinload(Review.scores))
    )
    reviews = db.session.scalars(answered).all()
    people = {review.person_id for review in reviews}
    bars = panel.bars(application.event_id, person_ids=people, application_ids=[application.id])
    return [review for review in reviews if (application.id, review.person_id) not in bars]


def _opinion(review: Review, criteria: Iterable[ranking.Criterion]) -> Opinion:
    if review.state is ReviewState.ABSTAINED:
        return Opinion(review, {}, None)
    scores = {score.criterion_id: score.score for score in review.scores}
    return Opinion(review, scores, ranking.total(scores, criteria))


def _barred(event_id: int, actor: Actor, *application_ids: int) -> Mapping[int, Conflict]:
    """Application id → why the actor stays away from it; of these, or of all that the event has."""
    if actor.person_id is None:
        return {}
    found = panel.bars(event_id, person_ids=[actor.person_id], application_ids=application_ids or None)
    return {application_id: why for (application_id, _), why in found.items()}


def _has_sent(application_id: int, actor: Actor) -> bool:
    """Whether the actor has answered: with a review, or by abstaining."""
    own = select(Review.id).where(Review.application_id == application_id, Review.person_id == actor.person_id)
    return db.session.scalar(own.where(Review.state.in_(rules.FINISHED)).limit(1)) is not None
