"""The database: session, models, and the only commit.

SQLite and PostgreSQL behave alike here: writers begin with BEGIN IMMEDIATE on the one and lock rows on
the other, always through `unit_of_work` and `lock`.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Dialect, Engine, Enum, MetaData, TypeDecorator, event, select, text
from sqlalchemy.orm import DeclarativeBase, Session, UOWTransaction

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

PATIENCE_MS = 15_000  # SQLite's; PostgreSQL waits for locks as long as it takes
LARGEST_ID = 2**31 - 1  # of an integer column in PostgreSQL


class _Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=_Base, disable_autonaming=True)
migrate = Migrate(db=db, compare_type=True)
if TYPE_CHECKING:
    Model = _Base
else:
    Model = db.Model

M = TypeVar("M", bound=Model)
E = TypeVar("E", bound=StrEnum)


def row_number(text: str) -> int:
    """A row's id in a field, or 0: `request.args.get("bulk", type=row_number)`. Raises ValueError for any other."""
    number = int(text)
    if not 0 <= number <= LARGEST_ID:
        raise ValueError(text[:20])
    return number


class StrayChanges(RuntimeError):
    """Something was changed outside the unit of work: a mistake in the code, found at once."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC in both databases; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Raises ValueError for a moment without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum_type(values: type[E]) -> Enum:
    """A text column that holds the values of a StrEnum."""
    return Enum(
        values,
        native_enum=False,
        create_constraint=False,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


def init_app(app: Flask, database_url: str) -> None:
    """Bind the app to its database."""
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        "pool_pre_ping": not database_url.startswith("sqlite"),
        "hide_parameters": True,  # an error in the log must not tell what people wrote, nor secrets on their way
    }
    db.init_app(app)
    migrate.init_app(app, directory=str(app.config["MIGRATIONS"]), render_as_batch=True)


@contextmanager
def unit_of_work(*, patience_ms: int = PATIENCE_MS) -> Iterator[None]:
    """All or nothing: everything done inside is committed together, or not at all.

    `patience_ms`: how long others' locks are waited for before OperationalError is raised. Raises StrayChanges when
    something was already changed outside, or when units are nested.
    """
    session = db.session()
    if session.info.get("unit_of_work"):
        raise StrayChanges("a unit of work inside another")
    if session.new or session.dirty or session.deleted:
        raise StrayChanges(f"changed outside the unit of work: {[*session.new, *session.dirty, *session.deleted]}")
    session.rollback()  # ends the request's read transaction: its snapshot is too old to decide upon
    session.info["unit_of_work"] = True
    try:
        connection = session.connection(execution_options={"eventreg_writes": patience_ms})
        if connection.dialect.name == "postgresql" and patience_ms != PATIENCE_MS:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {patience_ms}")
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info["unit_of_work"] = False


def lock(model: type[M], identity: int) -> M | None:
    """The row, fresh and locked until the unit of work ends; None where there is none."""
    found = lock_all(model, [identity])
    return found[0] if found else None


def lock_all(model: type[M], identities: Iterable[int]) -> list[M]:
    """The rows in the order of their ids, so that two who lock the same never wait for each other."""
    key: Any = model.__mapper__.primary_key[0]
    query = select(model).where(key.in_(sorted(set(identities)))).order_by(key)
    return list(db.session.scalars(query.with_for_update().execution_options(populate_existing=True)))


def in_parts(identities: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """The ids in parts. After each the session is emptied, so that rows read for it don't pile up, nor is a snapshot
    held for long: what a part has read is not for the next one.
    """
    for start in range(0, len(identities), size):
        yield identities[start : start + size]
        db.session.remove()


def lock_table(model: type[Model]) -> None:
    """Be the only one who takes this lock until the unit of work ends; SQLite has one writer at a time anyway."""
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(text(f"LOCK TABLE {model.__tablename__} IN SHARE ROW EXCLUSIVE MODE"))


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, record: Any) -> None:
    if not type(connection).__module__.startswith("sqlite3"):
        return
    connection.isolation_level = None  # the driver's own BEGIN comes too late: see _begin
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={PATIENCE_MS}"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        patience_ms = connection.get_execution_options().get("eventreg_writes")
        with _busy_timeout(connection, patience_ms or PATIENCE_MS):
            connection.exec_driver_sql("BEGIN IMMEDIATE" if patience_ms else "BEGIN")


@contextmanager
def _busy_timeout(connection: Connection, patience_ms: int) -> Iterator[None]:
    """Let SQLite wait this long for its lock, and as long as usual afterwards."""
    if patience_ms == PATIENCE_MS:
        yield
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout={patience_ms}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={PATIENCE_MS}")


@event.listens_for(Session, "before_flush")
def _only_inside_a_unit_of_work(session: Session, flush: UOWTransaction, instances: object) -> None:
    if not session.info.get("unit_of_work") and (session.new or session.dirty or session.deleted):
        raise StrayChanges("a change outside the unit of work")
