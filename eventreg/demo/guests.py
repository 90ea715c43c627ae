"""Visitors of the demo's fairs: families and friends, school classes, one that was cancelled, and some who came."""

from sqlalchemy import select

from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import ANONYMOUS
from eventreg.demo import acts, fairs, programme
from eventreg.demo.acts import Story
from eventreg.events.models import Event, EventSession
from eventreg.visitors import service as visitors
from eventreg.visitors.service import VisitDetails

FAMILIES = 14
SCHOOLS = (
    (2, "Bu Kartini", 34, "SD Contoh Kauman 01"),
    (3, "Pak Imron", 48, "SMP Contoh Pesisir"),
)


def tell(story: Story) -> None:
    """Families at the running fair and two classes; a few at the next. The fair's last day is left to others."""
    days = _days(programme.RUNNING.slug)
    for number in range(FAMILIES):
        _register(story, days[number % 5], number)
    for number, (day, teacher, party, school) in enumerate(SCHOOLS):
        _welcome(story, days[day], VisitDetails(teacher, party, phone=_phone(40 + number), school=school), -4 - number)
    cancelled = _register(story, days[2], FAMILIES)
    with unit_of_work():
        visitors.cancel(cancelled, actor=ANONYMOUS, now=story.moment(-1, 20))
    for number in range(3):
        _register(story, _days(fairs.SHAPED.slug)[0], FAMILIES + 1 + number)


def _days(slug: str) -> list[EventSession]:
    query = select(EventSession).join(EventSession.event).where(Event.slug == slug)
    return list(db.session.scalars(query.order_by(EventSession.starts_at)))


def _register(story: Story, day: EventSession, number: int) -> int:
    party = story.random.choice((1, 2, 2, 3, 4, 6))
    details = VisitDetails(acts.somebody(story), party, phone=_phone(number))
    return _welcome(story, day, details, -5 + number % 4)


def _welcome(story: Story, day: EventSession, details: VisitDetails, sent: int) -> int:
    event_id, session_id = day.event_id, day.id
    with unit_of_work():
        now = story.moment(sent, 19, 12)
        return visitors.register(event_id, session_id, details, actor=ANONYMOUS, now=now).id


def _phone(number: int) -> str:
    return f"+62800000002{number:02d}"
