"""Looking up what waits in the outbox and what went out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select

from eventreg.accounts.models import Person
from eventreg.core import outbox
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.outbox import MessageState, OutboxMessage
from eventreg.core.paging import Page, page_of

PAGE = 25


def find_messages(words: str, kinds: Mapping[str, str], state: MessageState | None, number: int) -> Page[OutboxMessage]:
    """A page of the outbox, newest first.

    `words` are looked for in the address, in the names of the kinds, and of those without.
    """
    query = select(OutboxMessage).where(_about(words, kinds))
    if state is not None:
        query = query.where(OutboxMessage.state == state)
    return page_of(query.order_by(OutboxMessage.id.desc()), number, PAGE)


def count_by_state(words: str, kinds: Mapping[str, str]) -> dict[MessageState, int]:
    """How many messages of each state `words` would find."""
    counts = select(OutboxMessage.state, func.count()).where(_about(words, kinds)).group_by(OutboxMessage.state)
    found = dict(iter(db.session.execute(counts)))
    return {state: found.get(state, 0) for state in MessageState}


@dataclass(frozen=True)
class Reader:
    """Whom somebody has to tell by hand; `phone` in E.164."""

    name: str
    phone: str


def readers_without_address(messages: Iterable[OutboxMessage]) -> dict[int, Reader]:
    """Message id → whom somebody has to tell it by hand, with an account or without; those that are known."""
    by_hand = [message for message in messages if not message.address]
    ids = {message.person_id for message in by_hand if message.person_id}
    people = {one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_(ids)))} if ids else {}
    found = {}
    for message in by_hand:
        person = people.get(message.person_id or 0)
        name, phone = (person.name, person.phone or "") if person else outbox.reader_of(message)
        if name or phone:
            found[message.id] = Reader(name, phone)
    return found


def _about(words: str, kinds: Mapping[str, str]) -> ColumnElement[bool]:
    wanted = words.strip().lower()
    called_so = [kind for kind, label in kinds.items() if wanted in label.lower()]
    named_so = select(Person.id).where(Person.name.icontains(wanted, autoescape=True))
    return or_(
        OutboxMessage.address.icontains(wanted, autoescape=True),
        OutboxMessage.kind.in_(called_so),
        (OutboxMessage.address == "") & OutboxMessage.person_id.in_(named_so),
    )


def get_message(message_id: int) -> OutboxMessage:
    """One message. Raises NotFound."""
    message = db.session.get(OutboxMessage, message_id)
    if message is None:
        raise NotFound()
    return message
