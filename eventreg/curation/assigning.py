"""Who reviews what. The caller holds the unit of work; each deed locks the event."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from eventreg.accounts.models import Person
from eventreg.applications.models import Application, Objection
from eventreg.applications.rules import Status
from eventreg.core import audit, outbox
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor
from eventreg.curation import panel, queries, rules
from eventreg.curation.models import Assignment, Review
from eventreg.curation.rules import ReviewState
from eventreg.curation.sharing import Pair, share
from eventreg.events.models import Event


@dataclass(frozen=True)
class HandingOut:
    """What handing out does: pairs of application and person. `short`: application's id → reviewers still lacking."""

    given: Collection[Pair]
    ended: Collection[Pair]
    short: Mapping[int, int]


# ---- Who reviews, and what -----------------------------------------------------------------------------


def current_reviewers(event_id: int, now: datetime) -> Sequence[Person]:
    """Who may review in the phase that runs, or the next; in the last one's roles where none comes any more."""
    phases = [phase for phase in queries.phases_of(event_id) if phase.reviewers]
    to_come = [phase for phase in phases if phase.ends_at is None or now < phase.ends_at]
    roles = (to_come or phases[-1:])[0].reviewers if phases else frozenset()
    return [
        person
        for person in panel.reviewers(event_id)
        if not roles or any(grant.role in roles and grant.event_id in {None, event_id} for grant in person.grants)
    ]


def assignments_of(event_id: int) -> Sequence[Assignment]:
    """Who is to review what at an event, objections aside; what was ended left out."""
    query = select(Assignment).join(Assignment.application).where(Application.event_id == event_id)
    query = query.where(Assignment.ended_at.is_(None), Assignment.objection_id.is_(None))
    return db.session.scalars(query.order_by(Assignment.id)).all()


def states_of(event_id: int) -> Mapping[Pair, ReviewState]:
    """(application id, person id) → how far their review is, where they began one."""
    query = select(Review.application_id, Review.person_id, Review.state).join(Review.application)
    rows = db.session.execute(query.where(Application.event_id == event_id))
    return {(application_id, person_id): state for application_id, person_id, state in rows}


# ---- Handing out -----------------------------------------------------------------------------------------


def plan(event_id: int, *, now: datetime, evens: bool = False) -> HandingOut:
    """What `hand_out` would do now."""
    return _plan(event_id, now, evens=evens)


def hand_out(event_id: int, *, actor: Actor, now: datetime, evens: bool = False) -> HandingOut:
    """Give each application under review enough reviewers; again and again, for those that come late too.

    Whoever no longer reviews, or stays away, is replaced. What is given out stays where it is; with `evens` what nobody
    has begun moves to those who have less, unless it was given by hand. Raises NotFound for an event without review.
    """
    lock(Event, event_id)
    planned = _plan(event_id, now, evens=evens)
    _carry_out(event_id, planned, actor=actor, now=now)
    return planned


def fill(application: Application, *, actor: Actor, now: datetime, but: Collection[int] = ()) -> HandingOut:
    """Give one application the reviewers that it lacks, those `but` aside; the event is locked."""
    planned = _plan(application.event_id, now, only=application.id, but=but)
    _carry_out(application.event_id, planned, actor=actor, now=now)
    return planned


def lacks_reviewers(application: Application, now: datetime) -> bool:
    """Whether an application under review would be given somebody more."""
    return application.status is Status.SUBMITTED and bool(_plan(application.event_id, now, only=application.id).given)


def _plan(
    event_id: int, now: datetime, *, evens: bool = False, only: int | None = None, but: Collection[int] = ()
) -> HandingOut:
    curation = queries.find(event_id)
    if curation is None:
        raise NotFound()
    people = [person.id for person in current_reviewers(event_id, now)]
    ids = [only] if only is not None else under_review(event_id)
    states, handed = states_of(event_id), assignments_of(event_id)
    holders = {one.person_id for one in handed}
    bars = panel.bars(event_id, person_ids={*people, *holders})
    stays, moves, ended = set(), set(), set()
    for one in handed:
        pair = (one.application_id, one.person_id)
        begun = states.get(pair)
        if pair in bars or (one.person_id not in people and begun is not ReviewState.SENT):
            ended.add(pair)
        elif begun is ReviewState.ABSTAINED:
            continue
        elif evens and begun is None and not (one.taken or one.by_hand) and one.application_id in ids:
            moves.add(pair)
        else:
            stays.add(pair)
    abstained = {pair for pair, state in states.items() if state is ReviewState.ABSTAINED}
    away = {*bars, *abstained, *((only, person) for person in but if only is not None)}
    sharing = share(ids, people, each=curation.reviews_each, barred=away, standing=stays, movable=moves)
    given = sharing.pairs - stays - moves
    gone = {pair for pair in ended if only in {None, pair[0]}} | (moves - sharing.pairs)
    return HandingOut(given=sorted(given), ended=sorted(gone), short=sharing.short)


def under_review(event_id: int) -> list[int]:
    query = select(Application.id).where(Application.event_id == event_id, Application.status == Status.SUBMITTED)
    return list(db.session.scalars(query.order_by(Application.id)))


def _carry_out(event_id: int, planned: HandingOut, *, actor: Actor, now: datetime) -> None:
    for pair in planned.ended:
        _end(pair, now)
    for pair in planned.given:
        give_row(pair, now)
    db.session.flush()
    if planned.given or planned.ended:
        states = {"given": str(len(planned.given)), "ended": str(len(planned.ended))}
        event = db.session.get_one(Event, event_id)
        audit.record(actor, "review.handed_out", event, states=states, now=now)


# ---- By hand -----------------------------------------------------------------------------------------------


def give(application_id: int, person_id: int, *, actor: Actor, now: datetime) -> Assignment:
    """Have one more person review it, who keeps it. Raises NotAReviewer, NotReviewable, NotFound."""
    application = locked(application_id)
    if application.status is not Status.SUBMITTED:
        raise rules.NotReviewable()
    people = {person.id for person in current_reviewers(application.event_id, now)}
    if person_id not in people or panel.is_barred(application, person_id) or active(application_id, person_id):
        raise rules.NotAReviewer()
    assignment = give_row((application_id, person_id), now)
    assignment.by_hand = True
    db.session.flush()
    audit.record(actor, "review.assigned", assignment, event_id=application.event_id, now=now)
    return assignment


def take_away(application_id: int, person_id: int, *, actor: Actor, now: datetime) -> None:
    """Have a person no longer review it; what they sent stays. Handing out again fills the place. Raises NotFound."""
    application = locked(application_id)
    assignment = active(application_id, person_id)
    if assignment is None:
        raise NotFound()
    assignment.ended_at = now
    audit.record(actor, "review.unassigned", assignment, event_id=application.event_id, now=now)


def hand_over(application_id: int, from_id: int, to_id: int, *, actor: Actor, now: datetime) -> Assignment:
    """Have somebody else review it instead. Raises NotAReviewer, NotReviewable, NotFound."""
    assignment = give(application_id, to_id, actor=actor, now=now)
    take_away(application_id, from_id, actor=actor, now=now)
    return assignment


def for_objection(objection: Objection, *, actor: Actor, now: datetime) -> Sequence[Assignment]:
    """Give an objection as many reviewers as it lacks, of those who had nothing to do with its application.

    Those with the least to review come first, and are told; fewer where there are no more. None for an event without
    review.
    """
    application = locked(objection.application_id)
    curation = queries.find(application.event_id)
    if curation is None:
        return []
    known = select(Assignment.person_id).where(Assignment.application_id == application.id)
    wrote = select(Review.person_id).where(Review.application_id == application.id)
    away = {*db.session.scalars(known), *db.session.scalars(wrote)}
    people = [person.id for person in current_reviewers(application.event_id, now) if person.id not in away]
    bars = panel.bars(application.event_id, person_ids=people, application_ids=[application.id])
    loads = Counter(_loads(application.event_id))
    having = select(func.count()).where(Assignment.objection_id == objection.id, Assignment.ended_at.is_(None))
    lacks = curation.objection_reviews - (db.session.scalar(having) or 0)
    sharing = share([application.id], people, each=lacks, barred=set(bars), loads=loads)
    made = [give_row(pair, now) for pair in sorted(sharing.pairs)]
    for assignment in made:
        assignment.objection_id = objection.id
    db.session.flush()
    for assignment in made:
        audit.record(actor, "review.assigned", assignment, event_id=application.event_id, now=now)
        person = assignment.person
        outbox.queue(
            "review_objection",
            to=person.email or "",
            language=person.language,
            person_id=person.id,
            now=now,
            objection=objection.id,
        )
    return made


def pass_on(application: Application, assignment: Assignment, *, actor: Actor, now: datetime) -> None:
    """Give an application to another instead of whom it was assigned to; for an objection, to one new to it."""
    objection = assignment.objection
    if objection and objection.upheld is None:
        for_objection(objection, actor=actor, now=now)
    if objection is None and application.status is Status.SUBMITTED and queries.find(application.event_id):
        fill(application, actor=actor, now=now, but=[assignment.person_id])


# ---- Rows ----------------------------------------------------------------------------------------------------


def locked(application_id: int) -> Application:
    """The application, fresh, once its event is locked. Raises NotFound."""
    application = db.session.get(Application, application_id)
    if application is None or lock(Event, application.event_id) is None:
        raise NotFound()
    db.session.refresh(application)
    return application


def active(application_id: int, person_id: int) -> Assignment | None:
    """What a person was given and still has; None where they haven't."""
    query = select(Assignment).where(Assignment.application_id == application_id, Assignment.person_id == person_id)
    return db.session.scalar(query.where(Assignment.ended_at.is_(None)))


def give_row(pair: Pair, now: datetime) -> Assignment:
    """Write it down; what they had before and no longer is given back to them: a person has an application once."""
    application_id, person_id = pair
    query = select(Assignment).where(Assignment.application_id == application_id, Assignment.person_id == person_id)
    assignment = db.session.scalar(query)
    if assignment is None:
        assignment = Assignment(application_id=application_id, person_id=person_id)
        db.session.add(assignment)
    assignment.at, assignment.ended_at, assignment.objection_id = now, None, None
    assignment.taken = assignment.by_hand = False
    return assignment


def _end(pair: Pair, now: datetime) -> None:
    assignment = active(*pair)
    if assignment:
        assignment.ended_at = now


def _loads(event_id: int) -> Mapping[int, int]:
    query = select(Assignment.person_id, func.count()).join(Assignment.application)
    query = query.where(Application.event_id == event_id, Assignment.ended_at.is_(None)).group_by(Assignment.person_id)
    return {row[0]: row[1] for row in db.session.execute(query)}
