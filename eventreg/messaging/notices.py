"""Looking up what a person was told: all of it stands on their own page, whichever way it went."""

from sqlalchemy import ColumnElement, func, select

from eventreg.applications.models import Application
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.kinds import KINDS, is_secret
from eventreg.core.outbox import MessageState, OutboxMessage
from eventreg.core.paging import Page, page_of
from eventreg.core.permissions import Actor

PAGE = 20
GONE = (MessageState.EXPIRED, MessageState.STOPPED)  # what nobody was told after all


def _own(person_id: int) -> tuple[ColumnElement[bool], ...]:
    """What lets its reader in is for the mailbox alone."""
    open_kinds = [kind for kind in KINDS if not is_secret(kind)]
    return (
        OutboxMessage.person_id == person_id,
        OutboxMessage.kind.in_(open_kinds),
        OutboxMessage.state.not_in(GONE),
    )


def notice_page(person_id: int, number: int) -> Page[OutboxMessage]:
    """A page of what a person was told, newest first."""
    query = select(OutboxMessage).where(*_own(person_id))
    return page_of(query.order_by(OutboxMessage.created_at.desc(), OutboxMessage.id.desc()), number, PAGE)


def count_unread(person_id: int) -> int:
    """How much of it was not opened here."""
    unread = select(func.count()).select_from(OutboxMessage).where(*_own(person_id), OutboxMessage.read_at.is_(None))
    return db.session.scalar(unread) or 0


def get_notice(message_id: int, person_id: int) -> OutboxMessage:
    """One of a person's own. Raises NotFound, also for another's."""
    found = db.session.scalar(select(OutboxMessage).where(OutboxMessage.id == message_id, *_own(person_id)))
    if found is None:
        raise NotFound()
    return found


def unread_ids(person_id: int) -> list[int]:
    """The ids of what was not opened."""
    unread = select(OutboxMessage.id).where(*_own(person_id), OutboxMessage.read_at.is_(None))
    return list(db.session.scalars(unread))


def is_still_theirs(message: OutboxMessage, actor: Actor) -> bool:
    """Whether its reader still has to do with what it is about: what it says is made from what is so today."""
    number = message.params.get("application")
    application = db.session.get(Application, number) if isinstance(number, int) else None
    if application is None:
        return True
    return application.business_id in actor.business_ids or bool(actor.roles_at(application.event_id))
