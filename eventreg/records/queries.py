"""Looking up requests, incidents, and whose data was on what was lost."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from eventreg.accounts.models import Person, RoleGrant
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.businesses.models import Business, BusinessMember
from eventreg.consents.models import Consent, ConsentText
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.paging import Page, page_of
from eventreg.core.permissions import ROLE_PERMISSIONS, Permission, roles_from
from eventreg.door.models import DoorDevice
from eventreg.events.models import Event
from eventreg.records.models import DataRequest, Incident, IncidentKind, RequestKind, RequestState, RetentionPeriod
from eventreg.records.rules import DEFAULT_DAYS, Kept
from eventreg.tickets.models import Ticket

PAGE = 25


# ---- Requests -------------------------------------------------------------------------------------


def requests_of(person_id: int) -> Sequence[DataRequest]:
    """A person's requests, the newest first."""
    return db.session.scalars(select(DataRequest).filter_by(person_id=person_id).order_by(DataRequest.id.desc())).all()


def find_open(person_id: int, kind: str) -> DataRequest | None:
    """The request of this kind that waits for an answer."""
    return db.session.scalar(
        select(DataRequest).filter_by(person_id=person_id, kind=kind, state=RequestState.OPEN).limit(1)
    )


def get_own(request_id: int, person_id: int | None) -> DataRequest:
    """A request of the person's own. Raises NotFound."""
    found = db.session.scalar(select(DataRequest).filter_by(id=request_id, person_id=person_id))
    if found is None:
        raise NotFound()
    return found


def get(request_id: int) -> DataRequest:
    """A request, for whoever answers all of them. Raises NotFound."""
    found = db.session.scalar(select(DataRequest).filter_by(id=request_id).options(joinedload(DataRequest.person)))
    if found is None:
        raise NotFound()
    return found


def find_requests(words: str, state: RequestState | None, number: int) -> Page[DataRequest]:
    """A page of the queue: what waits first, by its deadline; then what was answered, the latest first."""
    query = _about(select(DataRequest), words)
    if state:
        query = query.where(DataRequest.state == state)
    is_closed = DataRequest.state != RequestState.OPEN
    ordered = query.order_by(is_closed, DataRequest.closed_at.desc(), DataRequest.due_at, DataRequest.id)
    return page_of(ordered.options(joinedload(DataRequest.person)), number, PAGE)


def count_by_state(words: str) -> Mapping[RequestState, int]:
    """How many requests of each state `words` would find."""
    found = _about(select(DataRequest), words).subquery()
    rows = db.session.execute(select(found.c.state, func.count()).group_by(found.c.state))
    counts: dict[RequestState, int] = dict(iter(rows))
    return {state: counts.get(state, 0) for state in RequestState}


def count_open() -> int:
    """How many requests wait for an answer."""
    return db.session.scalar(select(func.count()).where(DataRequest.state == RequestState.OPEN)) or 0


def _about(query: Select[Any], words: str) -> Select[Any]:
    return query.join(Person, Person.id == DataRequest.person_id).where(_called(words)) if words.strip() else query


def _called(words: str) -> ColumnElement[bool]:
    """People by name, address, telephone, or the name of a business of theirs."""
    wanted = words.strip()
    of_business = (
        select(BusinessMember.id)
        .join(Business)
        .where(BusinessMember.person_id == Person.id)
        .where(
            or_(
                Business.name.icontains(wanted, autoescape=True),
                Business.owner_name.icontains(wanted, autoescape=True),
            )
        )
        .correlate(Person)
    )
    figures = "".join(letter for letter in wanted if letter.isdigit()).removeprefix("62").lstrip("0")
    conditions = [
        Person.name.icontains(wanted, autoescape=True),
        Person.email.icontains(wanted, autoescape=True),
        of_business.exists(),
    ]
    if len(figures) > 3:
        conditions.append(Person.phone.contains(figures, autoescape=True))
    return or_(*conditions)


def find_people(words: str, most: int = 10) -> Sequence[Person]:
    """Those whom the words may mean, for staff who open a request for somebody; nobody without words."""
    if not words.strip():
        return []
    query = select(Person).where(_called(words), Person.erased_at.is_(None)).order_by(Person.name, Person.id)
    return db.session.scalars(query.limit(most)).all()


def get_person(person_id: int) -> Person:
    """Somebody who hasn't been erased. Raises NotFound."""
    person = db.session.get(Person, person_id)
    if person is None or person.erased_at:
        raise NotFound()
    return person


def businesses_of(person_id: int) -> Sequence[Business]:
    """Those that a person acts for now, by name."""
    query = select(Business).join(BusinessMember, BusinessMember.business_id == Business.id)
    mine = query.where(BusinessMember.person_id == person_id, BusinessMember.ended_at.is_(None))
    return db.session.scalars(mine.order_by(Business.name, Business.id)).all()


def applications_of(person_id: int) -> Sequence[Application]:
    """What a person has sent, and what was sent for the businesses that they act for, the newest first."""
    ids = [business.id for business in businesses_of(person_id)]
    query = select(Application).where(or_(Application.applicant_id == person_id, Application.business_id.in_(ids)))
    sent = query.where(Application.status != Status.DRAFT).options(joinedload(Application.event))
    return db.session.scalars(sent.order_by(Application.id.desc())).all()


def withdrawn_with(asked: DataRequest) -> ConsentText | None:
    """The text of the consent whose withdrawal asked for this: both were written down at one moment."""
    query = select(ConsentText).join(Consent, Consent.text_id == ConsentText.id)
    at_once = query.where(Consent.person_id == asked.person_id, Consent.withdrawn_at == asked.opened_at)
    return db.session.scalar(at_once.limit(1)) if asked.kind is RequestKind.STOP else None


def find_name(person_id: int | None) -> str:
    """What somebody is called, for staff; empty where it isn't known."""
    person = db.session.get(Person, person_id) if person_id else None
    return (person.name or person.email or "") if person else ""


# ---- How long -------------------------------------------------------------------------------------


def periods() -> dict[Kept, int]:
    """For how many days each kind is kept: what the council has set, otherwise the default."""
    found = dict(iter(db.session.execute(select(RetentionPeriod.kind, RetentionPeriod.days))))
    return {kind: found.get(kind, days) for kind, days in DEFAULT_DAYS.items()}


# ---- Incidents ------------------------------------------------------------------------------------


def incidents() -> Sequence[Incident]:
    """Those whose people are still to be told first, by their deadline; then the others, the latest first."""
    is_told = Incident.told_at.is_not(None)
    return db.session.scalars(select(Incident).order_by(is_told, Incident.told_at.desc(), Incident.due_at)).all()


def count_untold() -> int:
    """In how many incidents people are still to be told."""
    return db.session.scalar(select(func.count()).where(Incident.id.is_not(None), Incident.told_at.is_(None))) or 0


def get_incident(incident_id: int) -> Incident:
    """An incident. Raises NotFound."""
    found = db.session.get(Incident, incident_id)
    if found is None:
        raise NotFound()
    return found


@dataclass(frozen=True)
class Lost:
    """What was lost, as far as it is known: the phone, the event whose data it was, or whose device."""

    device: DoorDevice | None
    event: Event | None
    staff: Person | None


def lost_in(incident: Incident) -> Lost:
    """What an incident is about."""
    device = db.session.get(DoorDevice, incident.door_device_id) if incident.door_device_id else None
    event_id = device.event_id if device else incident.event_id
    return Lost(
        device,
        db.session.get(Event, event_id) if event_id else None,
        db.session.get(Person, incident.staff_id) if incident.staff_id else None,
    )


def door_devices() -> Sequence[DoorDevice]:
    """All phones that were ever paired, the latest first."""
    query = select(DoorDevice).options(joinedload(DoorDevice.event), joinedload(DoorDevice.gate))
    return db.session.scalars(query.order_by(DoorDevice.id.desc())).all()


def events() -> Sequence[Event]:
    """All events, the latest first."""
    return db.session.scalars(select(Event).order_by(Event.starts_at.desc(), Event.id)).all()


def staff() -> Sequence[Person]:
    """Whoever holds a role, by name."""
    return db.session.scalars(select(Person).where(Person.grants.any()).order_by(Person.name, Person.id)).all()


@dataclass(frozen=True)
class Affected:
    """Somebody whose data was there, and how they are reached. `where`: on which list, with the event's title."""

    name: str
    business: str
    phone: str
    email: str
    where: str


@dataclass(frozen=True)
class Reach:
    """What could be read. `kinds`: of words.DATA_KINDS."""

    people: list[Affected]
    kinds: tuple[str, ...]


DOOR_LIST = ("names", "businesses", "phone_ends", "tickets")
APPLICATION_DATA = ("names", "businesses", "phones", "emails", "applications", "pictures")


def reach_of(incident: Incident) -> Reach:
    """Whose data was on what was lost, once each."""
    lost = lost_in(incident)
    if incident.kind is IncidentKind.STAFF_DEVICE and lost.staff:
        return _seen_by(lost.staff)
    if lost.event is None:
        return Reach([], ())
    holders = _holders([lost.event.id])
    if incident.kind is IncidentKind.DOOR_PHONE:
        return Reach(_once(holders), DOOR_LIST)
    return Reach(_once([*_applicants([lost.event.id]), *holders]), (*APPLICATION_DATA, "tickets"))


def _seen_by(person: Person) -> Reach:
    """What a person's roles let them read, of one event or of all."""
    grants = select(RoleGrant.role, RoleGrant.event_id).where(RoleGrant.person_id == person.id)
    found: list[Affected] = []
    kinds: list[str] = []
    for role, event_id in roles_from((role, where) for role, where in db.session.execute(grants)):
        may = ROLE_PERMISSIONS[role]
        if Permission.APPLICATION_READ in may:
            found += _applicants(None if event_id is None else [event_id])
            kinds += APPLICATION_DATA
        if Permission.DOOR_MANAGE in may:
            found += _holders(None if event_id is None else [event_id])
            kinds += DOOR_LIST
        if event_id is None and Permission.BUSINESS_READ in may:
            found += _owners()
            kinds += ("names", "businesses", "phones", "emails")
        if event_id is None and Permission.PEOPLE_READ in may:
            found += _people(Person.erased_at.is_(None))
            kinds += ("names", "phones", "emails")
        if event_id is None and Permission.IDENTITY_READ in may:
            kinds += ("identity_numbers",)
    return Reach(_once(found), tuple(dict.fromkeys(kinds)))


def _applicants(event_ids: Collection[int] | None) -> list[Affected]:
    """Who applied; what was merged into another business stands there as that one, so that nobody is told twice."""
    asked = aliased(Business)
    query = (
        select(Business.owner_name, Business.name, Business.phone, Person.email, Event.title)
        .select_from(Application)
        .join(asked, asked.id == Application.business_id)
        .join(Business, Business.id == func.coalesce(asked.merged_into_id, asked.id))
        .join(Person, Person.id == Application.applicant_id)
        .join(Event, Event.id == Application.event_id)
        .where(Application.status != Status.DRAFT, Business.erased_at.is_(None))
        .order_by(Event.id, Application.id)
    )
    if event_ids is not None:
        query = query.where(Application.event_id.in_(event_ids))
    return [_affected(*row) for row in db.session.execute(query)]


def _holders(event_ids: Collection[int] | None) -> list[Affected]:
    applicant = aliased(Person)
    query = (
        select(Ticket.holder, Ticket.business_name, Business.phone, applicant.email, Event.title)
        .join(Event, Event.id == Ticket.event_id)
        .outerjoin(Business, Business.id == Ticket.business_id)
        .outerjoin(applicant, applicant.id == Ticket.person_id)
        .where(or_(Ticket.person_id.is_(None), applicant.erased_at.is_(None)))
        .order_by(Event.id, Ticket.id)
    )
    if event_ids is not None:
        query = query.where(Ticket.event_id.in_(event_ids))
    return [_affected(*row) for row in db.session.execute(query)]


def _owners() -> list[Affected]:
    query = (
        select(Business.owner_name, Business.name, Business.phone, Person.email)
        .join(BusinessMember, BusinessMember.business_id == Business.id)
        .join(Person, Person.id == BusinessMember.person_id)
        .where(Business.erased_at.is_(None), BusinessMember.ended_at.is_(None))
        .order_by(Business.id)
    )
    return [_affected(*row, "") for row in db.session.execute(query)]


def _people(condition: ColumnElement[bool]) -> list[Affected]:
    query = select(Person.name, Person.phone, Person.email).where(condition).order_by(Person.id)
    return [_affected(name, "", phone, email, "") for name, phone, email in db.session.execute(query)]


def _affected(name: str, business: str, phone: str | None, email: str | None, where: str) -> Affected:
    return Affected(name, business, phone or "", email or "", where)


def _once(found: list[Affected]) -> list[Affected]:
    """Each person of a business once, whatever lists they stand on."""
    first: dict[tuple[str, str, str], Affected] = {}
    for person in found:
        first.setdefault((person.name.casefold(), person.business, person.email or person.phone), person)
    return list(first.values())
