"""Reading the chain as it stands in the database, a piece at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.exc import OperationalError

from eventreg.core.audit import AuditEntry
from eventreg.core.db import db
from eventreg.trail import rules
from eventreg.trail.head import Head
from eventreg.trail.models import AuditLink, DaySeal
from eventreg.trail.rules import GENESIS, Seal

PIECE = 500
ENTRY = AuditEntry.__table__.c
LINK = AuditLink.__table__.c


@dataclass(frozen=True)
class Link:
    """A link with its entry's columns: None where the entry is gone; unreadable where they can't be told."""

    position: int
    entry_id: int
    mac: str
    entry: Mapping[str, Any] | None = None
    is_readable: bool = True


def tip() -> Head:
    """The last link's position and MAC."""
    last = db.session.execute(select(LINK.position, LINK.mac).order_by(LINK.position.desc()).limit(1)).first()
    return Head(last.position, last.mac) if last else Head(0, GENESIS)


def mac_at(position: int) -> str:
    """The stored MAC of a link; empty where there is none."""
    if position == 0:
        return GENESIS
    return db.session.scalar(select(LINK.mac).where(LINK.position == position)) or ""


def links(after: int | None = None) -> Iterator[Link]:
    """All links in their order, from behind `after`, with a piece in memory at a time."""
    while True:
        piece = _piece(after)
        yield from piece
        if not piece:
            return
        after = piece[-1].position


def waiting(limit: int) -> list[Mapping[str, Any]]:
    """Entries that are to be sealed next, the oldest first."""
    return [dict(row._mapping) for row in db.session.execute(_unsealed(_is_to_come()).limit(limit))]


def count_waiting() -> int:
    """How many entries are to be sealed."""
    return db.session.scalar(select(func.count()).select_from(_unsealed(_is_to_come()).subquery())) or 0


def first_inserted() -> int | None:
    """The first entry that was never sealed and won't be: younger ones were, and it is too old to have come late."""
    query = _unsealed(~_is_to_come()).with_only_columns(ENTRY.id)
    return db.session.scalar(query.limit(1))


def sealed_before(moment: datetime) -> Head | None:
    """The last link whose deed was done before this moment."""
    query = select(LINK.position, LINK.mac).join(AuditEntry, ENTRY.id == LINK.entry_id).where(ENTRY.at < moment)
    found = db.session.execute(query.order_by(LINK.position.desc()).limit(1)).first()
    return Head(found.position, found.mac) if found else None


def seals() -> list[Seal]:
    """The stored seals of the days, by position."""
    rows = db.session.execute(select(DaySeal.day, DaySeal.position, DaySeal.mac).order_by(DaySeal.position))
    return [Seal(day, position, mac) for day, position, mac in rows]


def _is_to_come() -> ColumnElement[bool]:
    """An entry is sealed when it is younger than all that are, or was committed late: in PostgreSQL a lower id may be.

    Whatever else turns up between sealed entries was put there, and is not made genuine by a seal.
    """
    newest = db.session.scalar(select(func.max(LINK.entry_id)))
    if newest is None:
        return ENTRY.id.is_not(None)
    last = tip()
    query = select(ENTRY.at).join(AuditLink, LINK.entry_id == ENTRY.id).where(LINK.position == last.position)
    sealed_at = db.session.scalar(query)
    if sealed_at is None:  # its entry is gone: verification tells
        return or_(ENTRY.id > newest)
    return or_(ENTRY.id > newest, ENTRY.at >= sealed_at - rules.LATE)


def _unsealed(condition: ColumnElement[bool]) -> Select[Any]:
    has_link = select(LINK.position).where(LINK.entry_id == ENTRY.id).exists()
    return select(*ENTRY).where(condition, ~has_link).order_by(ENTRY.id)


def _piece(after: int | None) -> list[Link]:
    """The next links; one by one where something among them can't be read."""
    try:
        return _read(after, PIECE)
    except (ValueError, TypeError, OverflowError, OperationalError):
        try:
            return _read(after, 1)
        except (ValueError, TypeError, OverflowError, OperationalError):
            found = _after(select(LINK.position, LINK.entry_id, LINK.mac), after, 1)
            return [Link(at, entry_id, mac, is_readable=False) for at, entry_id, mac in db.session.execute(found)]


def _read(after: int | None, limit: int) -> list[Link]:
    """Raises ValueError and others where a column holds what its type can't be."""
    query = select(LINK.position, LINK.entry_id, LINK.mac, *ENTRY).outerjoin(AuditEntry, ENTRY.id == LINK.entry_id)
    rows = db.session.execute(_after(query, after, limit)).all()
    names = [column.name for column in ENTRY]
    return [
        Link(row[0], row[1], str(row[2]), dict(zip(names, row[3:], strict=True)) if row[3] is not None else None)
        for row in rows
    ]


def _after(query: Select[Any], after: int | None, limit: int) -> Select[Any]:
    if after is not None:
        query = query.where(LINK.position > after)
    return query.order_by(LINK.position).limit(limit)
