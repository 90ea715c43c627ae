"""Looking up applications: each is found only by those whom it concerns."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, nulls_first, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from eventreg.accounts.models import Person
from eventreg.applications import slots
from eventreg.applications.models import Application, ApplicationSession, Draw, Participant
from eventreg.applications.rules import ASKS_THE_APPLICANT, FINAL, HOLDS_A_PLACE, Status
from eventreg.businesses.models import Business, BusinessMember, Category, Product
from eventreg.businesses.queries import contact_of
from eventreg.core.db import db, lock, lock_all
from eventreg.core.errors import NotFound
from eventreg.core.files import StoredFile
from eventreg.core.paging import Page, page_of
from eventreg.core.permissions import Actor, Permission
from eventreg.events.models import Event
from eventreg.events.rules import Admission, EventState

PAGE = 25
# the order of the waiting list: drawn numbers first, in the draw's order, then by the time of arrival
LINE = (Application.draw_key.is_(None), Application.draw_key, Application.waitlisted_at, Application.id)


@dataclass(frozen=True)
class Filters:
    """What the committee looks for; empty values leave everything in.

    `category` is a category's code, `sort` a key of SORTS; `business_ids`: these businesses alone.
    """

    text: str = ""
    status: Status | None = None
    category: str = ""
    sort: str = "sent"
    business_ids: Collection[int] | None = None


def _last_part() -> Any:
    """When an application's business last had a confirmed place at an earlier event of the kind; NULL where never."""
    here, there, other = aliased(Event), aliased(Event), aliased(Application)
    return (
        select(func.max(there.starts_at))
        .join(other, other.event_id == there.id)
        .join(here, (here.kind == there.kind) & (here.starts_at > there.starts_at))
        .where(here.id == Application.event_id)
        .where(other.business_id == Application.business_id, other.status == Status.CONFIRMED)
        .correlate(Application)
        .scalar_subquery()
    )


SORTS: dict[str, tuple[Any, ...]] = {
    "sent": (Application.submitted_at, Application.id),
    "-sent": (Application.submitted_at.desc(), Application.id.desc()),
    "name": (func.lower(Business.name), Application.id),
    "-name": (func.lower(Business.name).desc(), Application.id.desc()),
    "rested": (nulls_first(_last_part().asc()), Application.submitted_at, Application.id),
}


def places_taken(event_ids: Collection[int]) -> Mapping[int, int]:
    """Event id → how many places are held there."""
    counted = (
        select(Application.event_id, func.sum(Application.places))
        .where(Application.event_id.in_(event_ids), Application.status.in_(HOLDS_A_PLACE))
        .group_by(Application.event_id)
    )
    return {event_id: int(taken) for event_id, taken in db.session.execute(counted)}


def places_left(event: Event) -> int:
    """How many places of the quota nobody holds; whether one fits somebody is `places`' to say."""
    return max(0, event.quota - places_taken([event.id]).get(event.id, 0))


def has_applications(event_id: int) -> bool:
    """Whether anybody has sent an application for the event."""
    sent = select(Application.id).where(Application.event_id == event_id, Application.status != Status.DRAFT)
    return db.session.scalar(sent.limit(1)) is not None


def find_of_business(event_id: int, business_ids: Iterable[int]) -> Application | None:
    """The newest application of any of these businesses for the event."""
    query = select(Application).where(Application.event_id == event_id, Application.business_id.in_(list(business_ids)))
    return db.session.scalar(query.order_by(Application.id.desc()).limit(1))


def find_by_attempt(attempt: str) -> Application | None:
    """The application that this sending made."""
    return db.session.scalar(select(Application).where(Application.attempt == attempt))


def participants_of(application_id: int) -> Sequence[Participant]:
    """Who comes now, in their order; fresh, for replacements change them."""
    coming = select(Participant).where(Participant.application_id == application_id, Participant.ended_at.is_(None))
    return db.session.scalars(coming.order_by(Participant.position, Participant.id)).all()


def find_file_of_business(key: str, business_id: int) -> StoredFile | None:
    """A file that was sent by somebody who acts for the business."""
    people = select(BusinessMember.person_id).where(
        BusinessMember.business_id == business_id, BusinessMember.ended_at.is_(None)
    )
    return db.session.scalar(select(StoredFile).where(StoredFile.key == key, StoredFile.owner_id.in_(people)))


def took_part_before(business_id: int, event: Event) -> bool:
    """Whether the business had a place at an earlier event of this kind."""
    earlier = (
        select(Application.id)
        .join(Application.event)
        .where(
            Application.business_id == business_id,
            Application.status == Status.CONFIRMED,
            Event.kind == event.kind,
            Event.starts_at < event.starts_at,
            Event.id != event.id,
        )
    )
    return db.session.scalar(earlier.limit(1)) is not None


def businesses_that_applied(event_id: int) -> frozenset[int]:
    """The businesses with an application for the event; a draft is none yet."""
    sent = select(Application.business_id).where(Application.event_id == event_id, Application.status != Status.DRAFT)
    return frozenset(db.session.scalars(sent))


def have_applied(business_ids: Collection[int], event_ids: Collection[int]) -> bool:
    """Whether one of the businesses has sent an application for one of the events."""
    sent = select(Application.id).where(
        Application.business_id.in_(business_ids),
        Application.event_id.in_(event_ids),
        Application.status != Status.DRAFT,
    )
    return db.session.scalar(sent.limit(1)) is not None


def own_applications(actor: Actor) -> Sequence[Application]:
    """All applications of the actor's businesses: those that ask for something first, then the latest event's."""
    query = (
        select(Application)
        .join(Application.event)
        .where(Application.business_id.in_(actor.business_ids))
        .order_by(Application.status.in_(ASKS_THE_APPLICANT).desc(), Event.starts_at.desc(), Application.id.desc())
        .options(joinedload(Application.event), joinedload(Application.business), selectinload(Application.tickets))
    )
    return db.session.scalars(query).all()


def barred_among(applications: Iterable[Application], actor: Actor) -> frozenset[int]:
    """Which of these the actor doesn't decide on.

    Those of a business that they act for, or left after it began to apply, and those that they stay away from.
    """
    chosen = list(applications)
    ids = [application.id for application in chosen]
    query = (
        select(Application.id)
        .join(BusinessMember, BusinessMember.business_id == Application.business_id)
        .where(Application.id.in_(ids), BusinessMember.person_id == actor.person_id)
        .where(or_(BusinessMember.ended_at.is_(None), BusinessMember.ended_at > Application.created_at))
    )
    return frozenset(db.session.scalars(query)) | slots.stays_away(chosen, actor)


def reader_of(application: Application) -> Person | None:
    """Whom messages about it reach: who applied, or whoever owns the business since they left."""
    return contact_of(application.business_id, application.applicant_id)


def of_business(business_id: int) -> Sequence[Application]:
    """Everything that a business ever applied for, the latest event first; drafts are nobody's business."""
    query = (
        select(Application)
        .join(Application.event)
        .where(Application.business_id == business_id, Application.status != Status.DRAFT)
        .order_by(Event.starts_at.desc(), Application.id.desc())
        .options(joinedload(Application.event))
    )
    return db.session.scalars(query).all()


def get_own(code: str, actor: Actor) -> Application:
    """The actor's own application. Raises NotFound for those of others."""
    return _one(_whole().where(Application.code == code, Application.business_id.in_(actor.business_ids)))


def get_for_committee(code: str, actor: Actor) -> Application:
    """An application of an event where the actor may read them; drafts are nobody's business. Raises NotFound."""
    query = _whole().where(Application.code == code, Application.status != Status.DRAFT)
    events, withheld = actor.events_where(Permission.APPLICATION_READ), actor.events_except(Permission.APPLICATION_READ)
    query = query.where(Application.event_id.not_in(withheld)) if withheld else query
    return _one(query if events is None else query.where(Application.event_id.in_(events)))


def of_event(event_id: int, codes: Collection[str]) -> Sequence[Application]:
    """The chosen applications of one event, drafts left out."""
    query = (
        select(Application)
        .join(Application.business)
        .where(Application.event_id == event_id, Application.code.in_(codes), Application.status != Status.DRAFT)
        .order_by(func.lower(Business.name))
        .options(joinedload(Application.business), joinedload(Application.applicant))
    )
    return db.session.scalars(query).all()


def page_for_committee(event_id: int, filters: Filters, number: int) -> Page[Application]:
    """A page of the event's applications with everything that the table shows."""
    query = select(Application).join(Application.business).where(*_matching(event_id, filters))
    if filters.status:
        query = query.where(Application.status == filters.status)
    query = query.order_by(*SORTS.get(filters.sort, SORTS["sent"])).options(
        joinedload(Application.business).joinedload(Business.category),
        joinedload(Application.business).joinedload(Business.region),
    )
    return page_of(query, number, PAGE)


def count_by_status(event_id: int, filters: Filters) -> Mapping[Status, int]:
    """How many there are of each status, whatever the filter for the status."""
    counted = select(Application.status, func.count()).join(Application.business)
    counted = counted.where(*_matching(event_id, filters)).group_by(Application.status)
    return dict(db.session.execute(counted).all())


def count_alive(event_id: int) -> int:
    """How many applications of the event a cancellation would end; drafts aside."""
    alive = select(func.count()).where(
        Application.event_id == event_id, Application.status.not_in(FINAL | {Status.DRAFT})
    )
    return db.session.scalar(alive) or 0


def neighbour(application: Application, *, later: bool) -> str | None:
    """The code of the next (or previous) application that still waits for a decision."""
    waiting = select(Application.code).where(
        Application.event_id == application.event_id, Application.status == Status.SUBMITTED
    )
    if later:
        waiting = waiting.where(Application.id > application.id).order_by(Application.id)
    else:
        waiting = waiting.where(Application.id < application.id).order_by(Application.id.desc())
    return db.session.scalar(waiting.limit(1))


def waiting_place(application: Application) -> int:
    """The honest position on the waiting list, from 1: how many are asked before, whom staff skip left out."""
    line = db.session.scalars(
        select(Application.id)
        .where(
            Application.event_id == application.event_id,
            Application.status == Status.WAITLISTED,
            or_(Application.skipped_at.is_(None), Application.id == application.id),
        )
        .order_by(*LINE)
    ).all()
    return line.index(application.id) + 1 if application.id in line else len(line) + 1


def waiting_length(event_id: int) -> int:
    """How many are on the waiting list."""
    waiting = select(func.count()).where(Application.event_id == event_id, Application.status == Status.WAITLISTED)
    return db.session.scalar(waiting) or 0


def awaits_draw(event_id: int) -> bool:
    """Whether the event's places are drawn, and haven't been yet."""
    drawn = select(Draw.id).where(Draw.event_id == event_id, Draw.drawn_at.is_not(None))
    by_draw = select(Event.id).where(Event.id == event_id, Event.admission == Admission.DRAW, ~drawn.exists())
    return db.session.scalar(by_draw) is not None


def due(now: datetime) -> Sequence[tuple[int, int]]:
    """(event id, application id) of everything whose time has run out at `now`."""
    over = or_(
        Application.status.in_([Status.OFFERED, Status.NEEDS_REVISION]) & (Application.deadline_at <= now),
        (Application.status == Status.DRAFT) & (Event.closes_at <= now),
        (Application.status == Status.WAITLISTED) & (Event.starts_at <= now),
    )
    # the old dates of a postponed event bind nobody
    query = select(Application.event_id, Application.id).join(Application.event)
    query = query.where(over, Event.state != EventState.POSTPONED)
    return [(event_id, application_id) for event_id, application_id in db.session.execute(query)]


def chosen_sessions(session_ids: Collection[int]) -> frozenset[int]:
    """Those of the sessions that some application is for."""
    query = select(ApplicationSession.session_id).where(ApplicationSession.session_id.in_(session_ids)).distinct()
    return frozenset(db.session.scalars(query))


def lock_with_event(event_id: int, application_ids: Iterable[int]) -> list[Application]:
    """The applications, fresh and locked; the event is locked first, so that decisions on one event queue here.

    Raises NotFound when one of them is not there.
    """
    wanted = set(application_ids)
    lock(Event, event_id)
    found = [application for application in lock_all(Application, wanted) if application.event_id == event_id]
    if len(found) != len(wanted):
        raise NotFound()
    return found


def lock_with_status(event_id: int, status: Status) -> list[Application]:
    """All of the event with this status, fresh and locked after the event."""
    chosen = select(Application.id).where(Application.event_id == event_id, Application.status == status)
    return lock_with_event(event_id, db.session.scalars(chosen).all())


def _matching(event_id: int, filters: Filters) -> list[ColumnElement[bool]]:
    conditions = [Application.event_id == event_id, Application.status != Status.DRAFT]
    for word in filters.text.lower().split():
        pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        columns = (Business.name, Business.owner_name, Application.code)
        conditions.append(or_(*[func.lower(column).like(pattern, escape="\\") for column in columns]))
    if filters.business_ids is not None:
        conditions.append(Application.business_id.in_(filters.business_ids))
    if filters.category:
        conditions.append(Business.category.has(Category.code == filters.category))
    return conditions


def _whole() -> Select[Application]:
    return select(Application).options(
        joinedload(Application.event),
        joinedload(Application.business).joinedload(Business.category),
        joinedload(Application.business).joinedload(Business.region),
        joinedload(Application.applicant),
        selectinload(Application.products).joinedload(Product.photo),
        selectinload(Application.moves),
        selectinload(Application.tickets),
        selectinload(Application.participants),
        selectinload(Application.sessions),
        selectinload(Application.files),
        joinedload(Application.form_version),
    )


def _one(query: Select[Application]) -> Application:
    application = db.session.scalar(query)
    if application is None:
        raise NotFound()
    return application
