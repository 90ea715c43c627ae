"""Whom an announcement goes to: one person once, however many applications or visits of theirs are meant.

Worked out anew whenever it is asked, so that who has left meanwhile is not written to. An empty choice means nobody,
and None means all: what was chosen and is gone never turns into everybody.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from sqlalchemy import ColumnElement, Select, exists, or_, select

from eventreg.accounts.models import Person
from eventreg.applications.models import Application, ApplicationTicket
from eventreg.applications.rules import Status
from eventreg.businesses.models import Business, BusinessMember, MemberRole
from eventreg.core.channels import Channel, Reach, first_channel
from eventreg.core.db import db
from eventreg.core.i18n import Language
from eventreg.door.models import Attendance
from eventreg.events.models import EventSession
from eventreg.messaging import willing
from eventreg.messaging.models import Announcement
from eventreg.messaging.rules import WRITTEN_TO, Came, LeftOut, Nature
from eventreg.visitors.models import Visit


@dataclass(frozen=True)
class Audience:
    """Which applications and visits are meant.

    `statuses` of applications, none for no applicants. `sessions` and `categories` by id, `events` by id where it is
    for more than one event; None for all of them. `came`: whether somebody was let in, in these sessions.
    """

    statuses: frozenset[Status] = frozenset()
    sessions: frozenset[int] | None = None
    categories: frozenset[int] | None = None
    events: frozenset[int] | None = None
    came: Came = Came.ANY
    visitors: bool = False

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """What `kept` wrote; what this version doesn't know means nobody."""
        return cls(
            statuses=frozenset(Status(one) for one in kept.get("statuses", ()) if one in set(WRITTEN_TO)),
            sessions=_ids(kept.get("sessions")),
            categories=_ids(kept.get("categories")),
            events=_ids(kept.get("events")),
            came=Came(kept.get("came", Came.ANY)),
            visitors=bool(kept.get("visitors")),
        )

    def kept(self) -> dict[str, Any]:
        """What is stored of it."""
        return {
            "statuses": sorted(self.statuses),
            "sessions": None if self.sessions is None else sorted(self.sessions),
            "categories": None if self.categories is None else sorted(self.categories),
            "events": None if self.events is None else sorted(self.events),
            "came": self.came.value,
            "visitors": self.visitors,
        }


@dataclass(frozen=True)
class Recipient:
    """Somebody who is written to once: a person for these applications, or a visitor.

    `address` in lower case, empty where there is none; `phone` in E.164 or empty.
    """

    name: str
    address: str
    phone: str
    language: Language
    reach: Reach
    person_id: int | None = None
    visit_id: int | None = None
    applications: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()
    businesses: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Names them in an address: `p12`, or `v7` for a visitor."""
        return f"p{self.person_id}" if self.person_id else f"v{self.visit_id}"

    @property
    def channel(self) -> Channel:
        """Which way a message takes first."""
        return first_channel(self.reach, self.address, secret=False)

    @property
    def place(self) -> tuple[int, int]:
        """The order in which people are written to: persons, then visitors, by their numbers."""
        return (0, self.person_id) if self.person_id else (1, self.visit_id or 0)


@dataclass(frozen=True)
class Meant:
    """Who is written to, in their order, and how many of those chosen are not, and why."""

    recipients: Sequence[Recipient] = ()
    left_out: Mapping[LeftOut, int] = field(default_factory=dict)


def _ids(kept: Iterable[Any] | None) -> frozenset[int] | None:
    return None if kept is None else frozenset(one for one in kept if isinstance(one, int))


@dataclass(frozen=True)
class _Scope:
    """Which audience of which event (None: of all); narrowed to some applications and to one visit, where given."""

    event_id: int | None
    audience: Audience
    applications: frozenset[int] | None = None
    visit_id: int | None = None


def nature_of(announcement: Announcement) -> Nature:
    """What it is about; what goes to more than one event's people is never needed by one."""
    if announcement.event_id is None:
        return Nature.OTHER
    usual = Nature.NEEDED if announcement.is_needed else Nature.EVENT
    kept = announcement.audience.get("nature")
    return Nature(kept) if kept in set(Nature) else usual


def meant_by(announcement: Announcement) -> Meant:
    """Whom an announcement goes to as things stand now."""
    audience = Audience.read(announcement.audience)
    return _meant(_Scope(announcement.event_id, audience), nature_of(announcement))


def is_meant_still(announcement: Announcement, *, person_id: int | None, params: Mapping[str, Any]) -> bool:
    """Whether whom a message was made for is still among those whom its announcement goes to."""
    applications, visit_id = frozenset(params.get("applications", ())), params.get("visit")
    scope = _Scope(announcement.event_id, Audience.read(announcement.audience), applications, visit_id or 0)
    found = _meant(scope, nature_of(announcement)).recipients
    return any(one.visit_id == visit_id if visit_id else one.person_id == person_id for one in found)


def meant(event_id: int | None, audience: Audience, nature: Nature) -> Meant:
    """Whom an announcement of an event (None: of all) would go to."""
    return _meant(_Scope(event_id, audience), nature)


def _meant(scope: _Scope, nature: Nature) -> Meant:
    people, left_out = _people(scope), Counter[LeftOut]()
    chosen = [*people, *_visitors(scope, nature, people)]
    agreed = willing.agreed([one.person_id for one in people if one.person_id]) if nature is Nature.OTHER else None
    unwilling = frozenset() if nature is Nature.NEEDED else willing.unsubscribed(one.address for one in chosen)
    found = []
    for one in chosen:
        reason = _why_not(one, agreed, unwilling)
        if reason:
            left_out[reason] += 1
        else:
            found.append(one)
    return Meant(sorted(found, key=lambda one: one.place), left_out)


def _why_not(one: Recipient, agreed: frozenset[int] | None, unwilling: frozenset[str]) -> LeftOut | None:
    if agreed is not None and one.person_id not in agreed:
        return LeftOut.NOT_AGREED
    if one.address and one.address in unwilling:
        return LeftOut.UNSUBSCRIBED
    if not (one.person_id or one.address or one.phone):
        return LeftOut.UNREACHABLE
    return None


# ---- People ----------------------------------------------------------------------------------------


def _people(scope: _Scope) -> list[Recipient]:
    """Whoever acts for the applications that are meant, each once."""
    meant = _conditions(scope)
    if meant is None:
        return []
    query = select(Application.id, Application.code, Application.business_id, Application.applicant_id, Business.name)
    rows = db.session.execute(query.join(Application.business).where(*meant).order_by(Application.id)).all()
    reached, theirs = _contacts(select(Application.business_id).where(*meant)), defaultdict(list)
    for row in rows:
        contact = _contact(reached.get(row.business_id, ()), row.applicant_id)
        if contact:
            theirs[contact].append(row)
    return [_person(person, applications) for person, applications in theirs.items()]


def _person(person: Person, rows: Sequence[Any]) -> Recipient:
    return Recipient(
        person.name,
        (person.email or "").lower(),
        person.phone,
        person.language,
        Reach(person.email or "", person.phone, person.channel, refused=person.address_refused_at is not None),
        person_id=person.id,
        applications=tuple(row.id for row in rows),
        codes=tuple(row.code for row in rows),
        businesses=tuple(dict.fromkeys(row.name for row in rows)),
    )


def _conditions(scope: _Scope) -> list[ColumnElement[bool]] | None:
    """What an application must be; None where no applicant is meant."""
    audience = scope.audience
    if not audience.statuses:
        return None
    conditions = [Application.status.in_(audience.statuses), *_of_events(Application.event_id, scope)]
    if scope.applications is not None:
        conditions.append(Application.id.in_(scope.applications))
    if audience.categories is not None:
        conditions.append(Application.business.has(Business.category_id.in_(audience.categories)))
    if audience.sessions is not None:
        chosen = Application.sessions.any(EventSession.id.in_(audience.sessions))
        # whoever chose none comes to all of the event's, as long as one of those that are meant is left
        is_any_left = exists().where(
            EventSession.event_id == Application.event_id, EventSession.id.in_(audience.sessions)
        )
        conditions.append(or_(chosen, ~Application.sessions.any() & is_any_left))
    if audience.came is not Came.ANY:
        issued = ApplicationTicket.ticket_id
        came = _admitted(audience).where(
            Attendance.ticket_id == issued, ApplicationTicket.application_id == Application.id
        )
        conditions.append(came if audience.came is Came.YES else ~came)
    return conditions


def _admitted(audience: Audience) -> Any:
    came = exists().where(Attendance.undone_at.is_(None))
    return came if audience.sessions is None else came.where(Attendance.session_id.in_(audience.sessions))


def _of_events(column: Any, scope: _Scope) -> list[ColumnElement[bool]]:
    if scope.event_id is not None:
        return [column == scope.event_id]
    return [] if scope.audience.events is None else [column.in_(scope.audience.events)]


def _contacts(business_ids: Any) -> dict[int, list[Person]]:
    """Business id → who acts for it, as `businesses.queries.contact_of` orders them."""
    query = (
        select(BusinessMember, Person)
        .join(Person, Person.id == BusinessMember.person_id)
        .where(BusinessMember.business_id.in_(business_ids), BusinessMember.ended_at.is_(None))
        .where(Person.erased_at.is_(None))
    )
    rows = sorted(
        iter(db.session.execute(query)),
        key=lambda row: (row[0].role is not MemberRole.OWNER, row[0].since, row[0].id),
    )
    found: dict[int, list[Person]] = defaultdict(list)
    for member, person in rows:
        found[member.business_id].append(person)
    return found


def _contact(members: Sequence[Person], writer_id: int) -> Person | None:
    return next((one for one in members if one.id == writer_id), members[0] if members else None)


# ---- Visitors --------------------------------------------------------------------------------------


def _visitors(scope: _Scope, nature: Nature, people: Sequence[Recipient]) -> Iterator[Recipient]:
    """Visitors whose address or number is nobody's who is written to as a person, each address or number once.

    They agreed to hear of their own visit, and never to news of other events.
    """
    if not scope.audience.visitors or nature is Nature.OTHER:
        return
    addresses, phones = {one.address for one in people}, {one.phone for one in people}
    for visit in db.session.scalars(_visits(scope)):
        address, phone = visit.email.strip().lower(), visit.phone
        if (address and address in addresses) or (phone and phone in phones and not address):
            continue
        addresses.add(address)
        phones.add(phone)
        reach = Reach(address, phone, has_page=False)
        yield Recipient(visit.name, address, phone, visit.language, reach, visit_id=visit.id)


def _visits(scope: _Scope) -> Select[Visit]:
    audience = scope.audience
    query = select(Visit).where(Visit.cancelled_at.is_(None), *_of_events(Visit.event_id, scope))
    if scope.visit_id is not None:
        query = query.where(Visit.id == scope.visit_id)
    if audience.sessions is not None:
        query = query.where(Visit.session_id.in_(audience.sessions))
    if audience.came is not Came.ANY:
        came = _admitted(audience).where(Attendance.ticket_id == Visit.ticket_id)
        query = query.where(came if audience.came is Came.YES else ~came)
    return query.order_by(Visit.id)
