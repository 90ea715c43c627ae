"""Looking up the organisation, and what waits in the outbox."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select

from eventreg.accounts.models import Person
from eventreg.core.clock import Zone
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.i18n import _
from eventreg.core.outbox import MessageState, OutboxMessage
from eventreg.council.models import Organisation

PAGE = 25


def organisation() -> Organisation:
    """Who runs the app: one row by its key. Until somebody has named it, neutral words that aren't stored."""
    return db.session.get(Organisation, Organisation.ONLY) or Organisation(
        name=_("Craft council"),
        short_name=_("Craft council"),
        place="",
        address="",
        hours="",
        whatsapp="",
        welcome="",
        lead="",
        privacy_contact="",
        seal_address="",
        zone=Zone.WIB,
    )


@dataclass(frozen=True)
class Page:
    """Some messages, newest first, of all that were found; `first` and `last` count from 1."""

    messages: list[OutboxMessage]
    total: int
    number: int

    @property
    def first(self) -> int:
        """The place of the first message shown."""
        return (self.number - 1) * PAGE + 1

    @property
    def last(self) -> int:
        """The place of the last message shown."""
        return self.first + len(self.messages) - 1


def find_messages(words: str, kinds: Mapping[str, str], state: MessageState | None, number: int) -> Page:
    """A page of the outbox. `words` are looked for in the address, in the names of the kinds, and of those without."""
    condition = _about(words, kinds)
    query = select(OutboxMessage).where(condition)
    count = select(func.count()).select_from(OutboxMessage).where(condition)
    if state is not None:
        query, count = query.where(OutboxMessage.state == state), count.where(OutboxMessage.state == state)
    total = db.session.scalar(count) or 0
    number = max(1, min(number, -(-total // PAGE)))
    rows = query.order_by(OutboxMessage.id.desc()).limit(PAGE).offset((number - 1) * PAGE)
    return Page(list(db.session.scalars(rows)), total, number)


def count_by_state(words: str, kinds: Mapping[str, str]) -> dict[MessageState, int]:
    """How many messages of each state `words` would find."""
    counts = select(OutboxMessage.state, func.count()).where(_about(words, kinds)).group_by(OutboxMessage.state)
    found = dict(iter(db.session.execute(counts)))
    return {state: found.get(state, 0) for state in MessageState}


def people_without_address(messages: Iterable[OutboxMessage]) -> dict[int, Person]:
    """Those whom somebody has to tell by hand, by their id: one query for all."""
    ids = {message.person_id for message in messages if not message.address and message.person_id}
    return {person.id: person for person in db.session.scalars(select(Person).where(Person.id.in_(ids)))} if ids else {}


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
