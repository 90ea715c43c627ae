"""Looking up visits: by their private link, by staff for an event, by the door for a ticket."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import joinedload

from eventreg.core import protected, signing
from eventreg.core.db import LARGEST_ID, db, lock
from eventreg.core.errors import NotFound
from eventreg.core.outbox import MessageState, OutboxMessage
from eventreg.core.paging import Page, page_of
from eventreg.core.permissions import Actor, Permission
from eventreg.events.models import Event, EventSession
from eventreg.tickets.slots import Terms
from eventreg.visitors import rules
from eventreg.visitors.models import Visit
from eventreg.visitors.rules import Day

PAGE = 25
_NEWS = and_(
    OutboxMessage.kind == "visit_cancelled",
    OutboxMessage.address == "",
    OutboxMessage.params["visit"].as_integer() == Visit.id,
)
_KEY = "visit link"
_KEY_LENGTH = 32  # hex digits: 128 bits


@dataclass(frozen=True)
class Filters:
    """What staff look for; empty values leave everything in. `cancelled`: those that were cancelled instead."""

    text: str = ""
    session_id: int | None = None
    cancelled: bool = False

    @property
    def are_set(self) -> bool:
        """Whether anything but the usual is asked for."""
        return bool(self.text or self.session_id)


# ---- Places ----------------------------------------------------------------------------------------


def people_registered(session_ids: Collection[int]) -> Mapping[int, int]:
    """Session id → how many visitors are registered for it."""
    counted = select(Visit.session_id, func.sum(Visit.party)).where(
        Visit.session_id.in_(session_ids), Visit.cancelled_at.is_(None)
    )
    return {session_id: int(count) for session_id, count in db.session.execute(counted.group_by(Visit.session_id))}


def days_of(event: Event) -> list[Day]:
    """The event's sessions with their visitors; those without a quota for visitors have 0 places."""
    taken = people_registered([session.id for session in event.sessions])
    return [_day(session, taken.get(session.id, 0)) for session in event.sessions]


def _day(session: EventSession, taken: int) -> Day:
    return Day(session.id, session.starts_at, session.ends_at, session.visitor_quota or 0, taken, session.title)


def days_to_choose(event: Event, now: datetime) -> list[Day]:
    """The days for which visitors may register now, full ones too; none where the event takes no visitors."""
    if not rules.is_open(event.state, visitors_open=event.visitors_open):
        return []
    return rules.days_to_come(days_of(event), now)


def count_waiting(event_id: int) -> int:
    """How many registrations of an event stand."""
    standing = select(func.count()).where(Visit.event_id == event_id, Visit.cancelled_at.is_(None))
    return db.session.scalar(standing) or 0


def sessions_in_use(session_ids: Collection[int]) -> frozenset[int]:
    """Those sessions for which somebody registered, cancelled or not: they can't be taken away any more."""
    return frozenset(db.session.scalars(select(Visit.session_id).where(Visit.session_id.in_(session_ids)).distinct()))


# ---- One visit -------------------------------------------------------------------------------------


def key_of(visit: Visit) -> str:
    """What stands in the visit's private link: its number and what nobody can guess, made with the field keys."""
    return f"{visit.id}-{protected.keyed_hash(_KEY, str(visit.id))[:_KEY_LENGTH]}"


def get_by_key(key: str) -> Visit:
    """The visit of a private link, cancelled or not. Raises NotFound."""
    number, dash, secret = key.partition("-")
    if not (dash and number.isascii() and number.isdigit() and len(number) <= 10 and int(number) <= LARGEST_ID):
        raise NotFound()
    known = [made[:_KEY_LENGTH] for made in protected.hashes(_KEY, number)]
    if not secret.isascii() or not any(signing.same(secret, made) for made in known):
        raise NotFound()
    return _one(select(Visit).where(Visit.id == int(number)))


def find_by_attempt(attempt: str) -> Visit | None:
    """The visit that the same sending made before."""
    return db.session.scalar(select(Visit).where(Visit.attempt == attempt))


def find_by_ticket(ticket_id: int) -> Visit | None:
    """The visit whose ticket this is."""
    return db.session.scalar(select(Visit).where(Visit.ticket_id == ticket_id))


def find_alike(session_id: int, *, name: str, phone: str, email: str) -> list[Visit]:
    """The standing visits of a day by somebody of this name whom the number or the address reaches."""
    reached = or_(
        *[column == value for column, value in ((Visit.phone, phone), (Visit.email, email)) if value], false()
    )
    query = select(Visit).where(Visit.session_id == session_id, Visit.cancelled_at.is_(None), reached)
    return [visit for visit in db.session.scalars(query) if visit.name.casefold() == name.casefold()]


def get_for_staff(visit_id: int, actor: Actor, permission: Permission) -> Visit:
    """A visit of an event where the actor holds the permission. Raises NotFound."""
    query, events = select(Visit).where(Visit.id == visit_id), actor.events_where(permission)
    return _one(query if events is None else query.where(Visit.event_id.in_(events)))


def lock_with_event(visit_id: int) -> Visit:
    """The visit, fresh and locked; its event is locked first, so that all who count places queue there."""
    event_id = db.session.scalar(select(Visit.event_id).where(Visit.id == visit_id))
    if event_id is None or lock(Event, event_id) is None:
        raise NotFound()
    visit = lock(Visit, visit_id)
    if visit is None:
        raise NotFound()
    return visit


def _one(query: Select[Visit]) -> Visit:
    visit = db.session.scalar(query.options(joinedload(Visit.event), joinedload(Visit.session)))
    if visit is None:
        raise NotFound()
    return visit


# ---- Many ------------------------------------------------------------------------------------------


def terms_of(ticket_ids: Collection[int]) -> Mapping[int, Terms]:
    """Ticket id → the day that it is for, how many people, and whether a group, of those that are visitors'."""
    columns = (Visit.ticket_id, Visit.session_id, Visit.party, Visit.school)
    query = select(*columns).where(Visit.ticket_id.in_(ticket_ids))
    return {
        ticket_id: Terms(frozenset({session_id}), party, rules.kind_of(school))
        for ticket_id, session_id, party, school in db.session.execute(query)
        if ticket_id is not None
    }


def page_for_staff(event_id: int, filters: Filters, number: int) -> Page[Visit]:
    """A page of the event's visits, the newest first."""
    query = select(Visit).where(*_matching(event_id, filters)).order_by(Visit.created_at.desc(), Visit.id.desc())
    return page_of(query.options(joinedload(Visit.session)), number, PAGE)


def all_for_staff(event_id: int, filters: Filters) -> Sequence[Visit]:
    """All that the filters leave, by day and name."""
    query = select(Visit).where(*_matching(event_id, filters)).join(Visit.session)
    query = query.order_by(EventSession.starts_at, func.lower(Visit.name), Visit.id)
    return db.session.scalars(query.options(joinedload(Visit.session), joinedload(Visit.ticket))).all()


def standing_ids(event_id: int) -> Sequence[int]:
    """The visits of an event that aren't cancelled."""
    query = select(Visit.id).where(Visit.event_id == event_id, Visit.cancelled_at.is_(None))
    return db.session.scalars(query.order_by(Visit.id)).all()


def untold_page(event_id: int, number: int) -> Page[tuple[Visit, OutboxMessage]]:
    """Those without an address whose visit was called off, with the message that somebody tells them: who waits first.

    Rows are (visit, message).
    """
    query = select(OutboxMessage).join(Visit, _NEWS).where(Visit.event_id == event_id, Visit.phone != "")
    is_told = OutboxMessage.state != MessageState.BY_HAND
    query = query.order_by(is_told, OutboxMessage.sent_at.desc(), func.lower(Visit.name), OutboxMessage.id)
    page = page_of(query, number, PAGE)
    ids = [message.params["visit"] for message in page.rows]
    visits = db.session.scalars(select(Visit).where(Visit.id.in_(ids)).options(joinedload(Visit.session)))
    by_id = {visit.id: visit for visit in visits}
    rows = [(by_id[message.params["visit"]], message) for message in page.rows]
    return Page(rows, page.total, page.number, page.size)


def count_untold(event_id: int) -> int:
    """How many visitors without an address nobody has told yet that their visit is off."""
    waiting = select(func.count()).select_from(Visit).join(OutboxMessage, _NEWS)
    waiting = waiting.where(Visit.event_id == event_id, Visit.phone != "", OutboxMessage.state == MessageState.BY_HAND)
    return db.session.scalar(waiting) or 0


def find_news(visit_id: int) -> OutboxMessage | None:
    """What somebody has to tell, or has told, a visitor without an address."""
    query = select(OutboxMessage).join(Visit, _NEWS).where(Visit.id == visit_id)
    return db.session.scalar(query.order_by(OutboxMessage.id.desc()).limit(1))


def _matching(event_id: int, filters: Filters) -> list[ColumnElement[bool]]:
    stands = Visit.cancelled_at.is_not(None) if filters.cancelled else Visit.cancelled_at.is_(None)
    conditions: list[ColumnElement[bool]] = [Visit.event_id == event_id, stands]
    if filters.session_id:
        conditions.append(Visit.session_id == filters.session_id)
    return [*conditions, *(_says(word) for word in filters.text.lower().split())]


def _says(word: str) -> ColumnElement[bool]:
    """Whether name, school, address or number hold the word; a number may begin with 0 as it is said."""
    texts = or_(*[func.lower(one).contains(word, autoescape=True) for one in (Visit.name, Visit.school, Visit.email)])
    digits = word.removeprefix("0") if word.isdigit() else ""
    return or_(texts, Visit.phone.contains(digits, autoescape=True)) if len(digits) > 2 else texts
