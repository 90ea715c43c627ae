"""How a table that concerns people is declared: its rows, its columns, and what becomes of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from eventreg.records.holdings.subject import Subject


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
Deeds = dict[tuple[type[Any], str], str]


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


def everything(deed: Deed, where: Where) -> tuple[Change, ...]:
    """One deed for all the rows that `where` finds."""
    return (Change(deed, where),)


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
