"""Looking up announcements: those of one event, or those to the people of all events."""

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import joinedload

from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.businesses.models import Business, Category
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.paging import Page, page_of
from eventreg.events.models import Event
from eventreg.messaging.models import Announcement, AnnouncementState

PAGE = 20
_FIRST = case(
    (Announcement.state == AnnouncementState.SENDING, 0),
    (Announcement.state == AnnouncementState.SCHEDULED, 1),
    (Announcement.state == AnnouncementState.DRAFT, 2),
    else_=3,
)


def page_for(event_id: int | None, number: int) -> Page[Announcement]:
    """What is on its way and what is planned first, then the newest."""
    query = (
        select(Announcement)
        .where(_of(event_id))
        .options(joinedload(Announcement.created_by), joinedload(Announcement.bulk))
    )
    return page_of(query.order_by(_FIRST, Announcement.updated_at.desc(), Announcement.id.desc()), number, PAGE)


def get(event_id: int | None, announcement_id: int) -> Announcement:
    """One of an event's, or of those to the people of all. Raises NotFound."""
    found = db.session.scalar(select(Announcement).where(Announcement.id == announcement_id, _of(event_id)))
    if found is None:
        raise NotFound()
    return found


def categories_of(event_id: int | None) -> list[Category]:
    """The crafts of those who applied for an event, or for any."""
    applied = select(Business.category_id).join(Application, Application.business_id == Business.id)
    applied = applied.where(Application.status != Status.DRAFT)
    if event_id is not None:
        applied = applied.where(Application.event_id == event_id)
    return list(db.session.scalars(select(Category).where(Category.id.in_(applied)).order_by(Category.position)))


def events_with_applicants() -> list[Event]:
    """Events for which anybody applied, the latest first."""
    applied = select(Application.event_id).where(Application.status != Status.DRAFT)
    return list(
        db.session.scalars(select(Event).where(Event.id.in_(applied)).order_by(Event.starts_at.desc(), Event.id))
    )


def counts_by_status(event_id: int | None) -> dict[Status, int]:
    """How many applications of each status there are, to choose by."""
    counted = select(Application.status, func.count()).where(Application.status != Status.DRAFT)
    if event_id is not None:
        counted = counted.where(Application.event_id == event_id)
    return dict(iter(db.session.execute(counted.group_by(Application.status))))


def _of(event_id: int | None) -> ColumnElement[bool]:
    return Announcement.event_id.is_(None) if event_id is None else Announcement.event_id == event_id
