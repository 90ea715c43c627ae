"""Looking up what staff send by WhatsApp, one message after the other: what waits, who holds what, what was opened.

A message waits while it is `by_hand` and its reader has a number. `claim` names who holds it, until `due_at`, or says
that it was skipped. Once its chat was opened it is nobody else's until somebody says whether it was sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from eventreg.accounts.models import Person
from eventreg.businesses.models import Business, BusinessMember, MemberRole
from eventreg.core import outbox
from eventreg.core.channels import WRONG_NUMBER, Channel
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.messages import CLAIM
from eventreg.core.outbox import MessageState, OutboxBulk, OutboxMessage

HOLD = timedelta(minutes=10)
UNDO = timedelta(hours=1)
SKIPPED = "skipped"
SHOWN = 20  # of those that were opened or whose number is wrong; the rest follows as these are dealt with


@dataclass(frozen=True)
class Chat:
    """A message, whom it goes to, and at which number (E.164, "" where it isn't known)."""

    message: OutboxMessage
    name: str
    number: str


@dataclass(frozen=True)
class Occasion:
    """Messages of one kind, or one announcement, that wait: `count` of them."""

    kind: str
    bulk_id: int | None
    label: str
    count: int

    @property
    def key(self) -> str:
        """How addresses name it."""
        return f"{self.kind}:{self.bulk_id}" if self.bulk_id else self.kind


def claim_of(person_id: int | None) -> str:
    """What is written at a message that somebody holds."""
    return f"{CLAIM}{person_id}"


# ---- Which ones -----------------------------------------------------------------------------------


def _number() -> ColumnElement[str]:
    """Where the reader is reached now: a number that was corrected since counts, their own first of all."""
    owned = (
        BusinessMember.person_id == OutboxMessage.person_id,
        BusinessMember.role == MemberRole.OWNER,
        BusinessMember.ended_at.is_(None),
        Business.phone != "",
    )
    of_business = (
        select(Business.phone)
        .join(BusinessMember, BusinessMember.business_id == Business.id)
        .where(*owned)
        .order_by(Business.id)
        .limit(1)
        .correlate(OutboxMessage)
        .scalar_subquery()
    )
    of_person = func.coalesce(func.nullif(Person.phone, ""), of_business, "")
    return case((OutboxMessage.person_id.is_(None), OutboxMessage.phone), else_=of_person)


def _by_hand() -> Select[OutboxMessage, str, str]:
    return (
        select(OutboxMessage, Person.name, _number())
        .outerjoin(Person, Person.id == OutboxMessage.person_id)
        .where(OutboxMessage.state == MessageState.BY_HAND, OutboxMessage.channel == Channel.WHATSAPP)
        .execution_options(populate_existing=True)
    )


def _is_wrong() -> ColumnElement[bool]:
    """Whether staff have found this number to be wrong, at this message or at another one."""
    found = aliased(OutboxMessage)
    kept = found.state.in_([MessageState.BY_HAND, MessageState.FAILED])
    return _number().in_(select(found.phone).where(found.problem == WRONG_NUMBER, kept))


def _waiting(now: datetime) -> tuple[ColumnElement[bool], ...]:
    in_time = or_(OutboxMessage.expires_at.is_(None), OutboxMessage.expires_at > now)
    return (OutboxMessage.opened_at.is_(None), in_time, _number() != "", ~_is_wrong())


def _about(occasion: str) -> ColumnElement[bool]:
    kind, _, bulk = occasion.partition(":")
    if not bulk.isdecimal():
        return OutboxMessage.kind == kind
    return and_(OutboxMessage.kind == kind, OutboxMessage.bulk_id == int(bulk[:9]))


def _chats(query: Select[OutboxMessage, str, str]) -> list[Chat]:
    return [_chat(*row) for row in db.session.execute(query)]


def _chat(message: OutboxMessage, name: str | None, number: str) -> Chat:
    if name is None:
        name, left = outbox.reader_of(message)
        number = number or left
    return Chat(message, name, number)


# ---- For who sends them ---------------------------------------------------------------------------


def find_held(person_id: int, occasion: str, now: datetime) -> Chat | None:
    """What somebody holds and has not opened yet."""
    mine = _by_hand().where(*_waiting(now), OutboxMessage.claim == claim_of(person_id), OutboxMessage.due_at > now)
    return _first(mine, occasion)


def ids_held(person_id: int, now: datetime) -> Sequence[int]:
    """All that somebody holds and has not opened."""
    held = select(OutboxMessage.id).filter_by(state=MessageState.BY_HAND, claim=claim_of(person_id), opened_at=None)
    return db.session.scalars(held.where(OutboxMessage.due_at > now)).all()


def find_free(person_id: int, occasion: str, now: datetime) -> Chat | None:
    """The next one that nobody else holds, locked: urgent ones first, those of one occasion one after the other."""
    free = _by_hand().where(
        *_waiting(now), or_(OutboxMessage.due_at <= now, OutboxMessage.claim == claim_of(person_id))
    )
    return _first(free.with_for_update(skip_locked=True, of=OutboxMessage), occasion)


def _first(query: Select[OutboxMessage, str, str], occasion: str) -> Chat | None:
    if occasion:
        query = query.where(_about(occasion))
    together = (OutboxMessage.kind, func.coalesce(OutboxMessage.bulk_id, 0))
    skipped = case((OutboxMessage.claim == SKIPPED, 1), else_=0)
    order = (skipped, OutboxMessage.rank, *together, OutboxMessage.due_at, OutboxMessage.id)
    found = _chats(query.order_by(*order).limit(1))
    return found[0] if found else None


def opened(person_id: int, now: datetime) -> list[Chat]:
    """What was opened and not marked: one's own at once, the latest first; others' once they had time for it."""
    own = OutboxMessage.opened_by_id == person_id
    there = or_(own, OutboxMessage.opened_at <= now - HOLD)
    query = _by_hand().where(OutboxMessage.opened_at.is_not(None), there)
    return _chats(query.order_by(case((own, 0), else_=1), OutboxMessage.opened_at.desc()).limit(SHOWN))


def with_wrong_number() -> list[Chat]:
    """What can't be sent because staff found the number to be wrong, and no other way is left."""
    query = _by_hand().where(_number() != "", _is_wrong(), OutboxMessage.opened_at.is_(None))
    return _chats(query.order_by(OutboxMessage.id).limit(SHOWN))


def find_last_sent(person_id: int, now: datetime) -> Chat | None:
    """What somebody marked as sent last, while that can be undone."""
    mine = (
        select(OutboxMessage, Person.name, _number())
        .outerjoin(Person, Person.id == OutboxMessage.person_id)
        .where(OutboxMessage.told_by_id == person_id, OutboxMessage.state == MessageState.SENT)
        .where(OutboxMessage.channel == Channel.WHATSAPP, OutboxMessage.sent_at > now - UNDO)
        .order_by(OutboxMessage.sent_at.desc(), OutboxMessage.id.desc())
        .limit(1)
    )
    found = [chat for chat in _chats(mine) if chat.message.params]
    return found[0] if found else None


def get_chat(message_id: int) -> Chat:
    """One that staff send, or have sent, by WhatsApp. Raises NotFound."""
    one = (
        select(OutboxMessage, Person.name, _number())
        .outerjoin(Person, Person.id == OutboxMessage.person_id)
        .where(OutboxMessage.id == message_id, OutboxMessage.channel == Channel.WHATSAPP)
    )
    found = _chats(one)
    if not found:
        raise NotFound()
    return found[0]


def ids_with_number(number: str) -> Sequence[int]:
    """The messages that wait for one number."""
    numbered = _by_hand().where(_number() == number).with_only_columns(OutboxMessage.id)
    return db.session.scalars(numbered).all()


# ---- How many -------------------------------------------------------------------------------------


def count_by_hand() -> int:
    """How many wait for staff to open their chat, for the menu of every page: wrong numbers are counted too."""
    by_hand = select(func.count()).select_from(OutboxMessage).filter_by(state=MessageState.BY_HAND, opened_at=None)
    return db.session.scalar(by_hand.where(OutboxMessage.channel == Channel.WHATSAPP)) or 0


def occasions(now: datetime) -> list[Occasion]:
    """What the waiting messages are about, the largest first."""
    grouped = (OutboxMessage.kind, OutboxMessage.bulk_id, OutboxBulk.label)
    query = (
        select(*grouped, func.count())
        .select_from(OutboxMessage)
        .outerjoin(Person, Person.id == OutboxMessage.person_id)
        .outerjoin(OutboxBulk, OutboxBulk.id == OutboxMessage.bulk_id)
        .where(OutboxMessage.state == MessageState.BY_HAND, OutboxMessage.channel == Channel.WHATSAPP, *_waiting(now))
        .group_by(*grouped)
        .order_by(func.count().desc(), OutboxMessage.kind)
    )
    found = db.session.execute(query)
    return [Occasion(kind, bulk_id, label or outbox.label_of(kind), number) for kind, bulk_id, label, number in found]


def names(person_ids: Sequence[int | None]) -> dict[int, str]:
    """What staff are called, by their id."""
    wanted = {person_id for person_id in person_ids if person_id}
    people = db.session.execute(select(Person.id, Person.name, Person.email).where(Person.id.in_(wanted)))
    return {person_id: name or email or "" for person_id, name, email in people} if wanted else {}
