"""Looking up what waits in the outbox and what went out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select

from eventreg.accounts.models import Person
from eventreg.applications.models import Application
from eventreg.core import outbox
from eventreg.core.channels import Channel
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.outbox import MessageState, OutboxBulk, OutboxMessage
from eventreg.core.paging import Page, page_of
from eventreg.visitors.models import Visit

PAGE = 25
ON_THE_WAY = (MessageState.WAITING, MessageState.SENDING, MessageState.BY_HAND)


@dataclass(frozen=True)
class Sought:
    """What staff look for.

    `words` are looked for in addresses, in names and in what kinds are `called`. `event_id`: what is about an
    application or a visit there, or belongs to it altogether.
    """

    called: Mapping[str, str]
    words: str = ""
    kind: str = ""
    channel: Channel | None = None
    event_id: int | None = None
    bulk_id: int | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked for at all."""
        return bool(self.words.strip() or self.kind or self.channel or self.event_id or self.bulk_id)


def find_messages(sought: Sought, state: MessageState | None, number: int) -> Page[OutboxMessage]:
    """A page of the outbox, newest first."""
    query = select(OutboxMessage).where(*_conditions(sought))
    if state is not None:
        query = query.where(OutboxMessage.state == state)
    return page_of(query.order_by(OutboxMessage.id.desc()), number, PAGE)


def count_by_state(sought: Sought) -> dict[MessageState, int]:
    """How many messages of each state are like what is sought."""
    counts = select(OutboxMessage.state, func.count()).where(*_conditions(sought)).group_by(OutboxMessage.state)
    found = dict(iter(db.session.execute(counts)))
    return {state: found.get(state, 0) for state in MessageState}


def failed_ids(sought: Sought, most: int) -> list[int]:
    """The oldest of the failed messages that are like what is sought."""
    failed = select(OutboxMessage.id).where(OutboxMessage.state == MessageState.FAILED, *_conditions(sought))
    return list(db.session.scalars(failed.order_by(OutboxMessage.id).limit(most)))


def _conditions(sought: Sought) -> Iterator[ColumnElement[bool]]:
    if sought.words.strip():
        yield _about(sought.words.strip().lower(), sought.called)
    if sought.kind:
        yield OutboxMessage.kind == sought.kind
    if sought.channel:
        yield OutboxMessage.channel == sought.channel
    if sought.bulk_id:
        yield OutboxMessage.bulk_id == sought.bulk_id
    if sought.event_id:
        yield _of_event(sought.event_id)


def _about(wanted: str, called: Mapping[str, str]) -> ColumnElement[bool]:
    called_so = [kind for kind, label in called.items() if wanted in label.lower()]
    named_so = select(Person.id).where(Person.name.icontains(wanted, autoescape=True))
    return or_(
        OutboxMessage.address.icontains(wanted, autoescape=True),
        OutboxMessage.kind.in_(called_so),
        OutboxMessage.person_id.in_(named_so),
    )


def _of_event(event_id: int) -> ColumnElement[bool]:
    about = OutboxMessage.params
    return or_(
        about["application"].as_integer().in_(select(Application.id).where(Application.event_id == event_id)),
        about["visit"].as_integer().in_(select(Visit.id).where(Visit.event_id == event_id)),
        about["event"].as_integer() == event_id,
        OutboxMessage.bulk_id.in_(select(OutboxBulk.id).where(OutboxBulk.event_id == event_id)),
    )


# ---- Readers --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reader:
    """Whom a message is for; `phone` in E.164."""

    name: str
    phone: str


def readers_of(messages: Iterable[OutboxMessage]) -> dict[int, Reader]:
    """Message id → whom it is for, with an account or without; those that are known."""
    messages = list(messages)
    ids = {message.person_id for message in messages if message.person_id}
    people = {one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_(ids)))} if ids else {}
    found = {}
    for message in messages:
        person = people.get(message.person_id or 0)
        if person:
            found[message.id] = Reader(person.name, person.phone or "")
        elif message.channel is Channel.WHATSAPP:
            name, phone = outbox.reader_of(message)
            found[message.id] = Reader(name, phone or message.phone)
    return found


def name_of(person_id: int | None) -> str:
    """What somebody is called, empty where that isn't known."""
    person = db.session.get(Person, person_id) if person_id else None
    return person.name or person.email or "" if person else ""


def get_message(message_id: int) -> OutboxMessage:
    """One message. Raises NotFound."""
    message = db.session.get(OutboxMessage, message_id)
    if message is None:
        raise NotFound()
    return message


# ---- Many at once ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Course:
    """How far messages are that belong together."""

    bulk: OutboxBulk
    counts: Mapping[MessageState, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def sent(self) -> int:
        """Those that have left."""
        return self.counts.get(MessageState.SENT, 0)

    @property
    def left(self) -> int:
        """Those that can still be called back, and the one that is being sent."""
        return sum(self.counts.get(state, 0) for state in ON_THE_WAY)

    @property
    def is_moving(self) -> bool:
        """Whether it goes on by itself or by hand, and can be stopped."""
        return bool(self.left) and self.bulk.stopped_at is None


def courses(bulk_id: int | None) -> list[Course]:
    """Those under way, newest first; or the one asked for, also when it is over."""
    under_way = select(OutboxMessage.bulk_id).where(
        and_(OutboxMessage.state.in_(ON_THE_WAY), OutboxMessage.bulk_id.is_not(None))
    )
    which = OutboxBulk.id == bulk_id if bulk_id else OutboxBulk.id.in_(under_way)
    found = list(db.session.scalars(select(OutboxBulk).where(which).order_by(OutboxBulk.id.desc()).limit(PAGE)))
    counts = outbox.progress([bulk.id for bulk in found])
    return [Course(bulk, counts[bulk.id]) for bulk in found]


def get_course(bulk_id: int) -> Course:
    """How far one of them is. Raises NotFound."""
    found = courses(bulk_id)
    if not found:
        raise NotFound()
    return found[0]
