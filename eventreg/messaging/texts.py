"""Looking up wordings that staff wrote, and how those fared that messages were sent in."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.i18n import Language
from eventreg.core.outbox import Channel, MessageState, OutboxMessage
from eventreg.messaging.models import MessageText


def newest(kind: str, language: str) -> MessageText | None:
    """The latest wording of a kind; one with an empty source stands for the program's."""
    query = select(MessageText).filter_by(kind=kind, language=language).order_by(MessageText.version.desc()).limit(1)
    return db.session.scalar(query)


def all_newest() -> dict[tuple[str, Language], MessageText]:
    """The latest wording of every kind and language that staff ever wrote one for."""
    last = select(func.max(MessageText.id)).group_by(MessageText.kind, MessageText.language)
    query = select(MessageText).where(MessageText.id.in_(last)).options(joinedload(MessageText.created_by))
    return {(text.kind, text.language): text for text in db.session.scalars(query)}


def versions(kind: str, language: str) -> Sequence[MessageText]:
    """All wordings of a kind, the latest first."""
    query = select(MessageText).filter_by(kind=kind, language=language).order_by(MessageText.version.desc())
    return db.session.scalars(query.options(joinedload(MessageText.created_by))).all()


def find_version(kind: str, language: str, version: int) -> MessageText | None:
    """One wording by its number."""
    return db.session.scalar(select(MessageText).filter_by(kind=kind, language=language, version=version))


def get_version(kind: str, language: str, version: int) -> MessageText:
    """One wording by its number. Raises NotFound."""
    text = find_version(kind, language, version)
    if text is None:
        raise NotFound()
    return text


def count_passed_over(text: MessageText) -> int:
    """How many messages went out in the program's wording since this one was written, because it failed."""
    query = select(func.count()).where(
        OutboxMessage.kind == text.kind,
        OutboxMessage.language == text.language,
        OutboxMessage.state == MessageState.SENT,
        OutboxMessage.channel == Channel.EMAIL,
        OutboxMessage.sent_at > text.created_at,
        OutboxMessage.text_version.is_(None),
    )
    return db.session.scalar(query) or 0
