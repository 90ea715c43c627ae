"""What the rejected say against it, and what comes of it. The caller holds the unit of work."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from eventreg.applications import aftercare, places, queries, rules, seating, slots
from eventreg.applications.models import Application, Objection
from eventreg.applications.moving import tell
from eventreg.applications.rules import Status
from eventreg.core import audit
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor
from eventreg.events.models import Event
from eventreg.events.rules import EventState


def until(application: Application) -> datetime | None:
    """Until when a rejected applicant may object; None where there is nothing to object to."""
    rejected = [move.at for move in application.moves if move.status is Status.REJECTED]
    if not rejected:
        return None
    event = application.event
    if event.state is EventState.CANCELLED:
        return None
    return aftercare.objection_until(
        application.status, rejected_at=rejected[-1], days=event.objection_days, ends_at=event.ends_at
    )


def find(application: Application) -> Objection | None:
    """What was said against the decision on an application."""
    return db.session.scalar(select(Objection).where(Objection.application_id == application.id))


def may_object(application: Application, now: datetime) -> bool:
    """Whether the applicant may object now."""
    end = until(application)
    return end is not None and now < end and find(application) is None


def make(application_id: int, text: str, *, actor: Actor, now: datetime) -> Objection:
    """Object once, within the time.

    Raises ObjectionsClosed, AlreadyObjected, ObjectionTooShort, NotFound for others'.
    """
    application = db.session.get(Application, application_id)
    if application is None or application.business_id not in actor.business_ids:
        raise NotFound()
    (application,) = queries.lock_with_event(application.event_id, [application_id])
    if find(application):
        raise aftercare.AlreadyObjected()
    end = until(application)
    if end is None or now >= end:
        raise aftercare.ObjectionsClosed()
    aftercare.check_objection(text)
    objection = Objection(application_id=application.id, text=text.strip(), at=now, by_id=actor.person_id)
    db.session.add(objection)
    db.session.flush()
    audit.record(actor, "objection.made", objection, event_id=application.event_id, now=now)
    tell(application, "objection_received", now=now, objection=objection.id)
    slots.objected(objection, actor=actor, now=now)
    return objection


def answer(objection_id: int, *, upheld: bool, words: str, actor: Actor, now: datetime) -> Objection:
    """Uphold it, so that the application gets a place or waits for one, or don't; the applicant is told why.

    The caller has looked it up. Raises AlreadyAnswered, WordsMissing, OwnApplication; and where there is no place to
    give EventCalledOff, EventOver, or PlacesAreDrawn before the draw.
    """
    objection = db.session.get(Objection, objection_id)
    if objection is None:
        raise NotFound()
    (application,) = queries.lock_with_event(objection.application.event_id, [objection.application_id])
    db.session.refresh(objection)
    if objection.upheld is not None:
        raise aftercare.AlreadyAnswered()
    if application.id in queries.barred_among([application], actor):
        raise rules.OwnApplication(business=application.business.name)
    if not words.strip():
        raise aftercare.WordsMissing()
    if upheld:
        _check_places_are_given(application.event, now)
    objection.upheld, objection.answer = upheld, words.strip()
    objection.answered_at, objection.answered_by_id = now, actor.person_id
    states = {"state": "upheld" if upheld else "not_upheld"}
    audit.record(actor, "objection.answered", objection, states=states, event_id=application.event_id, now=now)
    db.session.flush()
    tell(application, "objection_answered", now=now, objection=objection.id)
    if upheld:
        free = places.of(application.event, now)
        seating.seat(application, free, rules.By.OBJECTION, actor=actor, now=now)
    return objection


def of_event(event_id: int) -> Sequence[Objection]:
    """All of an event: the open ones first, the oldest first."""
    query = _whole().join(Objection.application).where(Application.event_id == event_id)
    return db.session.scalars(query.order_by(Objection.upheld.is_not(None), Objection.at, Objection.id)).all()


def get_at(event_id: int, objection_id: int) -> Objection:
    """One of an event's. Raises NotFound."""
    query = _whole().join(Objection.application).where(Application.event_id == event_id, Objection.id == objection_id)
    objection = db.session.scalar(query)
    if objection is None:
        raise NotFound()
    return objection


def count_open(event_ids: Sequence[int]) -> Mapping[int, int]:
    """Event id → how many wait for an answer."""
    counted = (
        select(Application.event_id, func.count())
        .join(Objection, Objection.application_id == Application.id)
        .where(Application.event_id.in_(event_ids), Objection.upheld.is_(None))
        .group_by(Application.event_id)
    )
    return dict(iter(db.session.execute(counted)))


def _check_places_are_given(event: Event, now: datetime) -> None:
    """Whether whoever was rejected by mistake can have a place now."""
    if event.state is EventState.CANCELLED:
        raise aftercare.EventCalledOff()
    if now >= event.ends_at:
        raise rules.EventOver()
    if queries.awaits_draw(event.id):
        raise rules.PlacesAreDrawn()


def _whole() -> Select[Objection]:
    whole = joinedload(Objection.application)
    return select(Objection).options(whole.joinedload(Application.business), whole.selectinload(Application.moves))
