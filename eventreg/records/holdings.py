"""What is held about a person: every table and every column, in one list that export, erasure and a test read.

A table that concerns people is a `Holding`: how a person's rows are found, what of them a copy tells, and what erasure
does to them. Where people appear only as whoever did something, the column stands in DEEDS. All others are IMPERSONAL.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from eventreg.accounts.models import (
    FactorReset,
    Passkey,
    Person,
    RecoveryCode,
    RoleGrant,
    SignedInDevice,
    SignInRequest,
    StaffInvitation,
    TotpSecret,
)
from eventreg.applications.models import Application, ApplicationMove, ApplicationProduct
from eventreg.businesses.models import Business, BusinessInvitation, BusinessMember, MemberRole, Product
from eventreg.consents.models import Consent, ConsentText, Guardian, PrivacyNotice
from eventreg.core import protected
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db
from eventreg.core.files import StoredFile
from eventreg.core.outbox import MessageState, OutboxMessage
from eventreg.door.models import Attendance, DoorDevice, PairingCode, Scan
from eventreg.events.models import Event, EventSession
from eventreg.records.models import DataRequest, Incident, RetentionPeriod
from eventreg.records.rules import ERASED, ERASED_BUSINESS
from eventreg.tickets.models import Ticket

# ---- Whose data -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Heir:
    """Who goes on with a business when somebody leaves it."""

    person_id: int
    name: str
    phone: str


@dataclass(frozen=True)
class Subject:
    """A person and the businesses that they act for.

    `acts_for`: now; `owns`: of these, as an owner; `acted_for`: now or once; `sole`: those for which nobody else acts;
    `heirs`: of the others, who has acted for them longest. `named_in`: businesses whose owner's name and telephone are
    this person's. `names`: how the person is called in them, without case. `photo_ids`: the pictures of the sole
    businesses' products.
    """

    id: int
    email: str
    nik: str = field(repr=False)
    acts_for: frozenset[int]
    owns: frozenset[int]
    acted_for: frozenset[int]
    sole: frozenset[int]
    heirs: Mapping[int, Heir]
    named_in: frozenset[int]
    names: frozenset[str]
    photo_ids: frozenset[int]

    @property
    def own(self) -> frozenset[int]:
        """The businesses whose data is this person's."""
        return self.acts_for | self.sole


def subject_of(person: Person) -> Subject:
    """Who the person is to the tables."""
    mine = {member.business_id: member for member in _members(BusinessMember.person_id == person.id)}
    others: dict[int, list[BusinessMember]] = {}
    for member in _members(BusinessMember.business_id.in_(mine), BusinessMember.person_id != person.id):
        if member.ended_at is None:
            others.setdefault(member.business_id, []).append(member)
    sole = frozenset(mine) - frozenset(others)
    businesses = list(db.session.scalars(select(Business).where(Business.id.in_(mine))))
    named_in = frozenset(
        business.id for business in businesses if _tells_of(business, person, mine[business.id], others)
    )
    names = {person.name, *(business.owner_name for business in businesses if business.id in named_in)}
    photos = select(Product.photo_id).where(Product.business_id.in_(sole), Product.photo_id.is_not(None))
    return Subject(
        id=person.id,
        email=person.email or "",
        nik=protected.open_(person.nik_encrypted) if person.nik_encrypted is not None else "",
        acts_for=frozenset(number for number, member in mine.items() if member.ended_at is None),
        owns=frozenset(
            number for number, member in mine.items() if member.ended_at is None and member.role is MemberRole.OWNER
        ),
        acted_for=frozenset(mine),
        sole=sole,
        heirs={number: _heir(members) for number, members in others.items()},
        named_in=named_in,
        names=frozenset(name.casefold() for name in names if name and name != ERASED),
        photo_ids=frozenset(number for number in db.session.scalars(photos) if number),
    )


def _members(*conditions: ColumnElement[bool]) -> list[BusinessMember]:
    query = select(BusinessMember).where(*conditions).order_by(BusinessMember.since, BusinessMember.id)
    return list(db.session.scalars(query))


def _tells_of(
    business: Business, person: Person, member: BusinessMember, others: Mapping[int, list[BusinessMember]]
) -> bool:
    """Whether the owner that a business names is this person: the only one, its first owner, or of the same name."""
    after = others.get(business.id, [])
    is_first_owner = member.ended_at is None and member.role is MemberRole.OWNER
    is_first_owner = is_first_owner and all(member.since <= other.since for other in after)
    same_name = bool(person.name) and business.owner_name.casefold() == person.name.casefold()
    same_phone = bool(person.phone) and business.phone == person.phone
    return not after or is_first_owner or same_name or same_phone


def _heir(members: list[BusinessMember]) -> Heir:
    first = min(members, key=lambda member: (member.role is not MemberRole.OWNER, member.since, member.id))
    return Heir(first.person_id, first.person.name, first.person.phone)


# ---- What is done with a column, a row, a table ------------------------------------------------------


class Shown(StrEnum):
    """Whether a copy tells a column: yes; never, for it lets somebody in; no, for it means nothing outside."""

    YES = "yes"
    NEVER = "never"
    INTERNAL = "internal"


class Deed(StrEnum):
    """What erasure does to a row."""

    DELETE = "delete"
    ANONYMISE = "anonymise"
    KEEP = "keep"


STAYS = object()
Blank = Callable[[Any, Subject, datetime], Any]
Where = Callable[[Subject], ColumnElement[bool]]
Facts = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """Whether a copy tells it, under which name if not its own, and what erasure writes there: a value or a `Blank`."""

    shown: Shown
    key: str = ""
    erased: Any = STAYS


def told(key: str = "", *, erased: Any = STAYS) -> Column:
    """A column that a copy tells."""
    return Column(Shown.YES, key, erased)


def secret(*, erased: Any = STAYS) -> Column:
    """A hash or a key: telling it would open something."""
    return Column(Shown.NEVER, "", erased)


def internal(*, erased: Any = STAYS) -> Column:
    """A number of the database's own, or what `more` tells in words."""
    return Column(Shown.INTERNAL, "", erased)


@dataclass(frozen=True)
class Change:
    """What erasure does to the rows that `where` finds."""

    deed: Deed
    where: Where


@dataclass(frozen=True)
class Holding:
    """A table that concerns people. `refers`: the columns by which a person's rows are found.

    `more`: what a copy tells beside the row's own columns. Rows that no change touches are kept, and so is what a
    change leaves `STAYS`; words.WHY_KEPT says why.
    """

    key: str
    group: str
    model: type[Any]
    refers: tuple[str, ...]
    where: Where
    columns: Mapping[str, Column]
    changes: tuple[Change, ...] = ()
    more: Callable[[Any, Subject], Facts] = field(default=lambda row, subject: {})

    def rows(self, subject: Subject) -> Select[Any]:
        """The person's rows, oldest first."""
        return select(self.model).where(self.where(subject)).order_by(*self.model.__mapper__.primary_key)

    def blanks(self, row: Any, subject: Subject, now: datetime) -> Facts:
        """What erasure writes into a row, by column; nothing where the row tells nothing of the person."""
        wanted = {
            name: column.erased(row, subject, now) if callable(column.erased) else column.erased
            for name, column in self.columns.items()
            if column.erased is not STAYS
        }
        return {name: value for name, value in wanted.items() if getattr(row, name) != value}

    def facts(self, row: Any, subject: Subject) -> Facts:
        """What a copy tells of a row: numbers, texts and ISO times alone."""
        own = {
            column.key or name: plain(getattr(row, name))
            for name, column in self.columns.items()
            if column.shown is Shown.YES
        }
        return own | {name: plain(value) for name, value in self.more(row, subject).items()}


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _everything(deed: Deed, where: Where) -> tuple[Change, ...]:
    return (Change(deed, where),)


# ---- Conditions -----------------------------------------------------------------------------------


def _by_person(model: Any) -> Where:
    return lambda subject: model.person_id == subject.id


def _of_businesses(column: Any) -> Where:
    return lambda subject: column.in_(subject.own)


def _of_sole(column: Any) -> Where:
    return lambda subject: column.in_(subject.sole)


def _messages(subject: Subject) -> ColumnElement[bool]:
    return or_(OutboxMessage.person_id == subject.id, and_(OutboxMessage.address != "", _is_theirs(subject)))


def _is_theirs(subject: Subject) -> ColumnElement[bool]:
    return func.lower(OutboxMessage.address) == subject.email.lower()


def _sign_ins(subject: Subject) -> ColumnElement[bool]:
    return or_(
        SignInRequest.person_id == subject.id, and_(SignInRequest.email != "", SignInRequest.email == subject.email)
    )


def _applications(businesses: Callable[[Subject], Collection[int]]) -> Where:
    return lambda subject: or_(Application.applicant_id == subject.id, Application.business_id.in_(businesses(subject)))


def _tickets(businesses: Callable[[Subject], Collection[int]]) -> Where:
    return lambda subject: or_(Ticket.person_id == subject.id, Ticket.business_id.in_(businesses(subject)))


def _own(subject: Subject) -> Collection[int]:
    return subject.own


def _once(subject: Subject) -> Collection[int]:
    return subject.acted_for


def _moves(businesses: Callable[[Subject], Collection[int]]) -> Where:
    of_them = _applications(businesses)
    return lambda subject: ApplicationMove.application_id.in_(select(Application.id).where(of_them(subject)))


def _at_the_door(column: Any, businesses: Callable[[Subject], Collection[int]]) -> Where:
    of_them = _tickets(businesses)
    return lambda subject: column.in_(select(Ticket.id).where(of_them(subject)))


def _pictures(subject: Subject) -> ColumnElement[bool]:
    shown = select(Product.photo_id).where(Product.business_id.in_(subject.own), Product.photo_id.is_not(None))
    return or_(StoredFile.owner_id == subject.id, StoredFile.id.in_(shown))


def _shown_by_others(subject: Subject) -> ColumnElement[bool]:
    products = select(Product.id).where(Product.photo_id == StoredFile.id, Product.business_id.not_in(subject.sole))
    covers = select(Event.id).where(Event.cover_id == StoredFile.id)
    return or_(products.correlate(StoredFile).exists(), covers.correlate(StoredFile).exists())


def _pictures_to_delete(subject: Subject) -> ColumnElement[bool]:
    theirs = or_(StoredFile.owner_id == subject.id, StoredFile.id.in_(subject.photo_ids))
    return and_(theirs, ~_shown_by_others(subject))


def _pictures_to_leave(subject: Subject) -> ColumnElement[bool]:
    return and_(StoredFile.owner_id == subject.id, _shown_by_others(subject))


def _shown_products(businesses: Callable[[Subject], Collection[int]]) -> Where:
    return lambda subject: ApplicationProduct.product_id.in_(
        select(Product.id).where(Product.business_id.in_(businesses(subject)))
    )


def _invitations(subject: Subject) -> ColumnElement[bool]:
    return or_(BusinessInvitation.business_id.in_(subject.own), BusinessInvitation.used_by_id == subject.id)


def _invitations_of_others(subject: Subject) -> ColumnElement[bool]:
    return and_(BusinessInvitation.business_id.in_(subject.acted_for), ~_of_sole_invitations(subject))


def _of_sole_invitations(subject: Subject) -> ColumnElement[bool]:
    return BusinessInvitation.business_id.in_(subject.sole)


def _trail(subject: Subject) -> ColumnElement[bool]:
    return or_(
        AuditEntry.person_id == subject.id,
        AuditEntry.actor_id == subject.id,
        AuditEntry.business_id.in_(subject.own),
    )


# ---- What erasure writes ---------------------------------------------------------------------------


def _now(row: Any, subject: Subject, now: datetime) -> Any:
    return now


def _if_sole(value: Any, name: str) -> Blank:
    """`value` where the business ends with the person; otherwise as it is."""
    return lambda row, subject, now: value if row.id in subject.sole else getattr(row, name)


def _owner_name(row: Business, subject: Subject, now: datetime) -> str:
    if row.id not in subject.named_in:
        return row.owner_name
    heir = subject.heirs.get(row.id)
    return heir.name if heir and heir.name else ERASED


def _owner_phone(row: Business, subject: Subject, now: datetime) -> str:
    if row.id not in subject.named_in:
        return row.phone
    heir = subject.heirs.get(row.id)
    return heir.phone if heir else ""


def _forgets_npwp(row: Business, subject: Subject) -> bool:
    """Whether the tax number goes: with the business, or because it is the person's NIK, as that of people is."""
    if row.id in subject.sole or row.npwp_encrypted is None:
        return row.id in subject.sole
    npwp = protected.open_(row.npwp_encrypted)
    return npwp == subject.nik or (row.id in subject.named_in and not npwp.startswith("0"))


def _npwp(row: Business, subject: Subject, now: datetime) -> bytes | None:
    return None if _forgets_npwp(row, subject) else row.npwp_encrypted


def _npwp_hash(row: Business, subject: Subject, now: datetime) -> str | None:
    return None if _forgets_npwp(row, subject) else row.npwp_hash


def _ended_at(row: Any, subject: Subject, now: datetime) -> datetime:
    ended: datetime | None = row.ended_at
    return ended or now


def _updated_at(row: Business, subject: Subject, now: datetime) -> datetime:
    return now if row.id in subject.sole | subject.named_in else row.updated_at


def _erased_at(row: Business, subject: Subject, now: datetime) -> datetime | None:
    return now if row.id in subject.sole else row.erased_at


def _is_of_theirs(row: Any, subject: Subject) -> bool:
    return row.business_id in subject.sole or getattr(row, "person_id", None) == subject.id


def _holder(row: Ticket, subject: Subject, now: datetime) -> str:
    return ERASED if _is_of_theirs(row, subject) or row.holder.casefold() in subject.names else row.holder


def _business_name(row: Ticket, subject: Subject, now: datetime) -> str:
    return ERASED_BUSINESS if row.business_id in subject.sole and row.business_name else row.business_name


def _is_their_application(row: Application, subject: Subject) -> bool:
    return row.business_id in subject.sole or row.applicant_id == subject.id


def _motivation(row: Application, subject: Subject, now: datetime) -> str:
    return "" if _is_their_application(row, subject) else row.motivation


def _helpers(row: Application, subject: Subject, now: datetime) -> list[str]:
    if _is_their_application(row, subject):
        return []
    return [name for name in row.helpers if name.casefold() not in subject.names]


def _door_answer(row: Scan, subject: Subject, now: datetime) -> Facts:
    """The phone gets the same answer when it asks again, without the name."""
    shown = row.answer.get("ticket")
    if not shown or row.ticket is None:
        return row.answer
    business = _business_name(row.ticket, subject, now)
    return row.answer | {"ticket": shown | {"holder": _holder(row.ticket, subject, now), "business": business}}


def _invited_name(row: BusinessInvitation, subject: Subject, now: datetime) -> str:
    return ERASED if row.used_by_id == subject.id or row.name.casefold() in subject.names else row.name


def _withdrawn_at(row: BusinessInvitation, subject: Subject, now: datetime) -> datetime | None:
    """What the person has handed out and nobody has used ends with them."""
    return now if row.made_by_id == subject.id and not row.used_at and not row.withdrawn_at else row.withdrawn_at


def _message_state(row: OutboxMessage, subject: Subject, now: datetime) -> MessageState:
    return row.state if row.state is MessageState.SENT else MessageState.EXPIRED


# ---- What a copy tells beside the columns -------------------------------------------------------------


def _person_more(row: Person, subject: Subject) -> Facts:
    return {"nik": protected.open_(row.nik_encrypted) if row.nik_encrypted else None}


def _business_more(row: Business, subject: Subject) -> Facts:
    """The tax number whole for an owner alone: it may be the owner's NIK, and a helper's page masks it too."""
    npwp = protected.open_(row.npwp_encrypted) if row.npwp_encrypted else None
    return {
        "npwp": npwp if npwp is None or row.id in subject.owns else protected.mask(npwp),
        "category": row.category.code,
        "region": row.region.name if row.region else None,
    }


def _event_title(event_id: int | None) -> str | None:
    event = db.session.get(Event, event_id) if event_id else None
    return event.title if event else None


def _name_of(business_id: int | None) -> str | None:
    business = db.session.get(Business, business_id) if business_id else None
    return business.name if business else None


def _photo_key(photo: StoredFile | None) -> str | None:
    return photo.key if photo else None


def _product_more(row: Product, subject: Subject) -> Facts:
    return {"business": _name_of(row.business_id), "picture": _photo_key(row.photo)}


def _shown_product_more(row: ApplicationProduct, subject: Subject) -> Facts:
    application = db.session.get_one(Application, row.application_id)
    return {"application": application.code, "product": db.session.get_one(Product, row.product_id).name}


def _application_more(row: Application, subject: Subject) -> Facts:
    return {"event": row.event.title, "business": row.business.name, "sent_by": who(row.applicant_id, subject)}


def who(person_id: int | None, subject: Subject) -> str:
    """Who did something, without anybody's name: the app, the reader, or another person."""
    if person_id is None:
        return "system"
    return "you" if person_id == subject.id else "somebody_else"


def _move_more(row: ApplicationMove, subject: Subject) -> Facts:
    return {"application": row.application.code, "by": who(row.by_id, subject)}


def _ticket_more(row: Ticket, subject: Subject) -> Facts:
    return {"event": row.event.title}


def _door_more(row: Scan, subject: Subject) -> Facts:
    return {"event": _event_title(row.event_id), "ticket": row.ticket.code if row.ticket else None}


def _attendance_more(row: Attendance, subject: Subject) -> Facts:
    session = db.session.get_one(EventSession, row.session_id)
    ticket = db.session.get_one(Ticket, row.ticket_id)
    return {
        "event": session.event.title,
        "session": session.title,
        "session_begins": session.starts_at,
        "ticket": ticket.code,
    }


def _consent_more(row: Consent, subject: Subject) -> Facts:
    return {
        "purpose": row.text.purpose,
        "version": row.text.version,
        "text": row.text.text_id,
        "by_guardian": row.guardian_id is not None,
        "recorded_by": who(row.recorded_by_id or subject.id, subject),
    }


def _request_more(row: DataRequest, subject: Subject) -> Facts:
    return {"opened_by": who(row.opened_by_id or subject.id, subject)}


def _trail_more(row: AuditEntry, subject: Subject) -> Facts:
    """Who, by their role; why, where it was about this person."""
    concerns = row.person_id == subject.id or row.business_id in subject.own
    roles = select(RoleGrant.role).where(RoleGrant.person_id == row.actor_id).distinct().order_by(RoleGrant.role)
    is_other = row.actor_id not in {None, subject.id}
    return {
        "by": who(row.actor_id, subject),
        "roles": [str(role) for role in db.session.scalars(roles)] if is_other else [],
        "reason": row.reason if concerns else "",
        "at_the_door": row.device_id is not None,
    }


# ---- The list -----------------------------------------------------------------------------------------

PERSON, SIGN_IN, BUSINESSES, APPLICATIONS, TICKETS = "person", "sign_in", "businesses", "applications", "tickets"
CONSENTS, REQUESTS, MESSAGES, TRAIL, WORK = "consents", "requests", "messages", "trail", "work"
GROUPS = (PERSON, BUSINESSES, APPLICATIONS, TICKETS, CONSENTS, REQUESTS, MESSAGES, SIGN_IN, WORK, TRAIL)

# in the order in which erasure goes through them: what hangs on a row goes before the row
HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "shown_products",
        APPLICATIONS,
        ApplicationProduct,
        ("product_id",),
        _shown_products(_own),
        {"application_id": internal(), "product_id": internal()},
        _everything(Deed.DELETE, _shown_products(lambda subject: subject.sole)),
        _shown_product_more,
    ),
    Holding(
        "products",
        BUSINESSES,
        Product,
        ("business_id",),
        _of_businesses(Product.business_id),
        {
            "id": internal(),
            "business_id": internal(),
            "name": told(),
            "price": told(),
            "story": told(),
            "photo_id": internal(),
            "created_at": told(),
            "archived_at": told(),
        },
        _everything(Deed.DELETE, _of_sole(Product.business_id)),
        _product_more,
    ),
    Holding(
        "pictures",
        BUSINESSES,
        StoredFile,
        ("owner_id",),
        _pictures,
        {
            "id": internal(),
            "key": told(),
            "owner_id": internal(erased=None),
            "width": told(),
            "height": told(),
            "created_at": told(),
        },
        (Change(Deed.DELETE, _pictures_to_delete), Change(Deed.ANONYMISE, _pictures_to_leave)),
    ),
    Holding(
        "scans",
        TICKETS,
        Scan,
        ("ticket_id",),
        _at_the_door(Scan.ticket_id, _own),
        {
            "id": internal(),
            "event_id": internal(),
            "device_id": internal(),
            "scan_id": internal(),
            "raw": secret(),
            "typed": told(),
            "ticket_id": internal(),
            "session_id": internal(),
            "gate": told(),
            "direction": told(),
            "undoes": internal(),
            "reason": told(erased=""),
            "companions": told(),
            "companions_counted": told(),
            "at": told(),
            "offset_ms": internal(),
            "offline_verdict": told(),
            "received_at": told(),
            "moment": internal(),
            "offline": told(),
            "verdict": told(),
            "counts": told(),
            "undone_at": told(),
            "conflict": told(),
            "answer": internal(erased=_door_answer),
        },
        _everything(Deed.ANONYMISE, _at_the_door(Scan.ticket_id, _once)),
        _door_more,
    ),
    Holding(
        "attendances",
        TICKETS,
        Attendance,
        ("ticket_id",),
        _at_the_door(Attendance.ticket_id, _own),
        {
            "id": internal(),
            "ticket_id": internal(),
            "session_id": internal(),
            "entry": told(),
            "scan_pk": internal(),
            "gate": told(),
            "at": told(),
            "left_at": told(),
            "undone_at": told(),
        },
        more=_attendance_more,
    ),
    Holding(
        "tickets",
        TICKETS,
        Ticket,
        ("person_id", "business_id"),
        _tickets(_own),
        {
            "id": internal(),
            "event_id": internal(),
            "number": internal(),
            "code": told(),
            "key_id": internal(),
            "person_id": internal(),
            "business_id": internal(),
            "holder": told(erased=_holder),
            "business_name": told(erased=_business_name),
            "category": told(),
            "booth": told(),
            "state": told(),
            "issued_at": told(),
            "changed_at": told(erased=_now),  # so that the phones at a door forget the name too
        },
        _everything(Deed.ANONYMISE, _tickets(_once)),
        _ticket_more,
    ),
    Holding(
        "moves",
        APPLICATIONS,
        ApplicationMove,
        ("application_id",),
        _moves(_own),
        {
            "id": internal(),
            "application_id": internal(),
            "origin": told("from"),
            "status": told("to"),
            "at": told(),
            "by_id": internal(),
            "reason": told(erased=""),
            "deadline_at": told(),
        },
        _everything(Deed.ANONYMISE, _moves(lambda subject: subject.sole)),
        _move_more,
    ),
    Holding(
        "applications",
        APPLICATIONS,
        Application,
        ("applicant_id", "business_id"),
        _applications(_own),
        {
            "id": internal(),
            "code": told(),
            "event_id": internal(),
            "business_id": internal(),
            "applicant_id": internal(),
            "status": told(),
            "motivation": told(erased=_motivation),
            "helpers": told(erased=_helpers),
            "created_at": told(),
            "submitted_at": told(),
            "deadline_at": told(),
            "waitlisted_at": told(),
        },
        _everything(Deed.ANONYMISE, _applications(_once)),
        _application_more,
    ),
    Holding(
        "invitations",
        BUSINESSES,
        BusinessInvitation,
        ("business_id", "used_by_id"),
        _invitations,
        {
            "id": internal(),
            "business_id": internal(),
            "token_hash": secret(),
            "name": told(erased=_invited_name),
            "role": told(),
            "hands_over": told(),
            "made_by_id": internal(),
            "created_at": told(),
            "expires_at": told(),
            "used_at": told(),
            "used_by_id": internal(),
            "withdrawn_at": told(erased=_withdrawn_at),
        },
        (Change(Deed.DELETE, _of_sole_invitations), Change(Deed.ANONYMISE, _invitations_of_others)),
        lambda row, subject: {"business": row.business.name},
    ),
    Holding(
        "memberships",
        BUSINESSES,
        BusinessMember,
        ("person_id", "business_id"),
        _by_person(BusinessMember),
        {
            "id": internal(),
            "business_id": internal(),
            "person_id": internal(),
            "role": told(),
            "since": told(),
            "ended_at": told(erased=_ended_at),
        },
        _everything(Deed.ANONYMISE, _by_person(BusinessMember)),
        lambda row, subject: {"business": row.business.name},
    ),
    Holding(
        "businesses",
        BUSINESSES,
        Business,
        ("id",),
        _of_businesses(Business.id),
        {
            "id": internal(),
            "name": told(erased=_if_sole(ERASED_BUSINESS, "name")),
            "owner_name": told(erased=_owner_name),
            "phone": told(erased=_owner_phone),
            "region_code": told(),
            "elsewhere": told(erased=_if_sole("", "elsewhere")),
            "category_id": internal(),
            "nib": told(erased=_if_sole("", "nib")),
            "npwp_encrypted": internal(erased=_npwp),
            "npwp_hash": secret(erased=_npwp_hash),
            "registered_by_id": internal(),
            "created_at": told(),
            "updated_at": told(erased=_updated_at),
            "erased_at": internal(erased=_erased_at),
        },
        _everything(Deed.ANONYMISE, lambda subject: Business.id.in_(subject.acted_for)),
        _business_more,
    ),
    Holding(
        "consents",
        CONSENTS,
        Consent,
        ("person_id",),
        _by_person(Consent),
        {
            "id": internal(),
            "person_id": internal(),
            "text_id": internal(),
            "given_at": told(),
            "way": told(),
            "recorded_by_id": internal(),
            "guardian_id": internal(),
            "withdrawn_at": told(),
        },
        more=_consent_more,
    ),
    Holding(
        "guardians",
        CONSENTS,
        Guardian,
        ("person_id",),
        _by_person(Guardian),
        {
            "id": internal(),
            "person_id": internal(),
            "name": told(erased=ERASED),
            "relation": told(erased=""),
            "phone": told(erased=""),
            "recorded_at": told(),
            "recorded_by_id": internal(),
        },
        _everything(Deed.ANONYMISE, _by_person(Guardian)),
    ),
    Holding(
        "requests",
        REQUESTS,
        DataRequest,
        ("person_id",),
        _by_person(DataRequest),
        {
            "id": told("number"),
            "person_id": internal(),
            "kind": told(),
            "words": told(erased=""),
            "state": told(),
            "opened_at": told(),
            "opened_by_id": internal(),
            "due_at": told(),
            "closed_at": told(),
            "closed_by_id": internal(),
            "answer": told(erased=""),
        },
        _everything(Deed.ANONYMISE, _by_person(DataRequest)),
        _request_more,
    ),
    Holding(
        "messages",
        MESSAGES,
        OutboxMessage,
        ("person_id", "address"),
        _messages,
        {
            "id": internal(),
            "kind": told(),
            "address": told(erased=""),
            "language": told(),
            "person_id": internal(),
            "params": secret(erased=lambda row, subject, now: {}),
            "state": told(erased=_message_state),
            "created_at": told(),
            "due_at": internal(),
            "expires_at": internal(),
            "sent_at": told(),
            "attempts": internal(),
            "problem": internal(erased=""),
        },
        _everything(Deed.ANONYMISE, _messages),
    ),
    Holding(
        "sign_in_requests",
        SIGN_IN,
        SignInRequest,
        ("email", "person_id"),
        _sign_ins,
        {
            "id": internal(),
            "email": told(),
            "person_id": internal(),
            "link_hash": secret(),
            "code_hash": secret(),
            "browser_hash": secret(),
            "language": told(),
            "next_path": told(),
            "created_at": told(),
            "expires_at": told(),
            "used_at": told(),
            "failed_tries": told(),
        },
        _everything(Deed.DELETE, _sign_ins),
    ),
    Holding(
        "sessions",
        SIGN_IN,
        SignedInDevice,
        ("person_id",),
        _by_person(SignedInDevice),
        {
            "id": internal(),
            "person_id": internal(),
            "secret_hash": secret(),
            "label": told(),
            "created_at": told(),
            "last_seen_at": told(),
            "ended_at": told(),
            "factor_at": told(),
            "failed_tries": told(),
            "challenge": secret(),
            "challenge_until": internal(),
            "enrol_until": internal(),
        },
        _everything(Deed.DELETE, _by_person(SignedInDevice)),
    ),
    Holding(
        "authenticators",
        SIGN_IN,
        TotpSecret,
        ("person_id",),
        _by_person(TotpSecret),
        {
            "id": internal(),
            "person_id": internal(),
            "secret_encrypted": secret(),
            "created_at": told(),
            "confirmed_at": told(),
            "last_step": internal(),
        },
        _everything(Deed.DELETE, _by_person(TotpSecret)),
    ),
    Holding(
        "passkeys",
        SIGN_IN,
        Passkey,
        ("person_id",),
        _by_person(Passkey),
        {
            "id": internal(),
            "person_id": internal(),
            "credential_id": secret(),
            "public_key": secret(),
            "sign_count": internal(),
            "name": told(),
            "created_at": told(),
            "last_used_at": told(),
        },
        _everything(Deed.DELETE, _by_person(Passkey)),
    ),
    Holding(
        "recovery_codes",
        SIGN_IN,
        RecoveryCode,
        ("person_id",),
        _by_person(RecoveryCode),
        {
            "id": internal(),
            "person_id": internal(),
            "code_hash": secret(),
            "created_at": told(),
            "used_at": told(),
        },
        _everything(Deed.DELETE, _by_person(RecoveryCode)),
    ),
    Holding(
        "staff_invitations",
        SIGN_IN,
        StaffInvitation,
        ("person_id",),
        _by_person(StaffInvitation),
        {
            "id": internal(),
            "person_id": internal(),
            "token_hash": secret(),
            "made_by_id": internal(),
            "created_at": told(),
            "expires_at": told(),
            "used_at": told(),
            "withdrawn_at": told(),
        },
        _everything(Deed.DELETE, _by_person(StaffInvitation)),
    ),
    Holding(
        "factor_resets",
        SIGN_IN,
        FactorReset,
        ("person_id",),
        _by_person(FactorReset),
        {
            "id": internal(),
            "person_id": internal(),
            "asked_by_id": internal(),
            "asked_at": told(),
            "reason": told(),
            "expires_at": told(),
            "decided_by_id": internal(),
            "decided_at": told(),
            "is_agreed": told(),
        },
        _everything(Deed.DELETE, _by_person(FactorReset)),
    ),
    Holding(
        "roles",
        WORK,
        RoleGrant,
        ("person_id",),
        _by_person(RoleGrant),
        {
            "id": internal(),
            "person_id": internal(),
            "role": told(),
            "event_id": internal(),
            "granted_at": told(),
            "granted_by_id": internal(),
        },
        _everything(Deed.DELETE, _by_person(RoleGrant)),
        lambda row, subject: {"event": _event_title(row.event_id)},
    ),
    Holding(
        "person",
        PERSON,
        Person,
        ("id",),
        lambda subject: Person.id == subject.id,
        {
            "id": told("number"),
            "email": told(erased=None),
            "name": told(erased=ERASED),
            "phone": told(erased=""),
            "born_on": told(erased=None),
            "nik_encrypted": internal(erased=None),
            "nik_hash": secret(erased=None),
            "language": told(),
            "created_at": told(),
            "erased_at": internal(erased=_now),
        },
        _everything(Deed.ANONYMISE, lambda subject: Person.id == subject.id),
        _person_more,
    ),
    Holding(
        "trail",
        TRAIL,
        AuditEntry,
        ("actor_id", "person_id", "business_id"),
        _trail,
        {
            "id": internal(),
            "at": told(),
            "actor_id": internal(),
            "device_id": internal(),
            "action": told(),
            "subject_type": told("about"),
            "subject_id": internal(),
            "event_id": internal(),
            "person_id": internal(),
            "business_id": internal(),
            "fields": told(),
            "states": told(),
            "reason": internal(),  # told by `more` where it is about the reader
        },
        more=_trail_more,
    ),
)

# who did something: the number stays, and leads to a row that no longer says who it was
DEEDS: dict[tuple[type[Any], str], str] = {
    (ApplicationMove, "by_id"): "at",
    (Business, "registered_by_id"): "created_at",
    (BusinessInvitation, "made_by_id"): "created_at",
    (BusinessInvitation, "used_by_id"): "used_at",
    (Consent, "recorded_by_id"): "given_at",
    (ConsentText, "published_by_id"): "published_at",
    (DataRequest, "closed_by_id"): "closed_at",
    (DataRequest, "opened_by_id"): "opened_at",
    (DoorDevice, "paired_by_id"): "paired_at",
    (FactorReset, "asked_by_id"): "asked_at",
    (FactorReset, "decided_by_id"): "decided_at",
    (Guardian, "recorded_by_id"): "recorded_at",
    (Incident, "opened_by_id"): "opened_at",
    (Incident, "staff_id"): "happened_at",
    (PairingCode, "created_by_id"): "expires_at",
    (PrivacyNotice, "published_by_id"): "published_at",
    (RetentionPeriod, "changed_by_id"): "changed_at",
    (RoleGrant, "granted_by_id"): "granted_at",
    (StaffInvitation, "made_by_id"): "created_at",
}

# tables that tell of nobody, but for the deeds above
IMPERSONAL: dict[str, str] = {
    "application_ticket": "joins an application to its tickets; both are holdings",
    "audit_link": "numbers of entries and their seals",
    "category": "the list of crafts",
    "consent_text": "what people agree to, the same for all",
    "day_seal": "seals of whole days",
    "door_device": "the council's phones",
    "event": "what the council invites to",
    "event_key": "keys that sign tickets",
    "event_session": "when events take place",
    "gate": "entrances",
    "incident": "what was lost, in words that name nobody",
    "organisation": "the council itself",
    "pairing_code": "hashes of codes that pair the council's phones",
    "privacy_notice": "what the council tells all",
    "region": "the list of places",
    "retention_period": "how long things are kept",
}
