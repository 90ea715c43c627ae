"""Migrated, empty databases: one of each kind for every test process, cleaned for every test.

SQLite: a copy of a file that was migrated once. PostgreSQL: one database for each process; its rows are deleted
and its sequences put back, which takes 2 ms where TRUNCATE or a fresh database take 80.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import URL, Connection, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from eventreg.core.config import Settings
from eventreg.core.db import db
from tests.support import postgres

SQLITE, POSTGRESQL = "sqlite", "postgresql"
BOTH = (SQLITE, POSTGRESQL)


@dataclass(frozen=True)
class Database:
    """An empty database: its kind, and its address for DATABASE_URL."""

    kind: str
    url: str


class Databases:
    """What one test process has; made lazily, so that a test without a database starts nothing."""

    def __init__(self, run_dir: Path, worker: str) -> None:
        self.run_dir, self.worker = run_dir, worker
        self._template: Path | None = None
        self._postgresql: URL | None = None
        self._cleaner: Connection | None = None  # stays: to connect takes longer than to clean
        self._made: list[URL] = []

    def migrated(self, kind: str, folder: Path) -> Database:
        """A database at head without rows."""
        return self._migrated_sqlite(folder) if kind == SQLITE else self._migrated_postgresql()

    def blank(self, kind: str, folder: Path) -> Database:
        """A database without tables, for tests of the migrations themselves."""
        if kind == SQLITE:
            return Database(SQLITE, f"sqlite:///{folder / 'blank.sqlite3'}")
        return Database(POSTGRESQL, _text(self._created(f"blank_{self.worker}")))

    def _migrated_sqlite(self, folder: Path) -> Database:
        if self._template is None:
            template = self.run_dir / f"template-{self.worker}.sqlite3"
            _migrate(f"sqlite:///{template}", self.run_dir)
            self._template = template
        file = folder / "test.sqlite3"
        shutil.copyfile(self._template, file)
        return Database(SQLITE, f"sqlite:///{file}")

    def _migrated_postgresql(self) -> Database:
        if self._postgresql is None:
            self._postgresql = self._created(f"test_{self.worker}")
            _migrate(_text(self._postgresql), self.run_dir)
        else:
            if self._cleaner is None:
                self._cleaner = _connect(self._postgresql)
            _empty(self._cleaner)
        return Database(POSTGRESQL, _text(self._postgresql))

    def close(self) -> None:
        """Take away what was made on a server that others use too."""
        if self._cleaner is not None:
            self._cleaner.close()
        for url in self._made:
            _on_server(url, f"DROP DATABASE IF EXISTS {url.database} WITH (FORCE)")

    def _created(self, name: str) -> URL:
        url = postgres.server_url(self.run_dir).set(database=f"eventreg_{name}_{os.getpid()}")
        _on_server(url, f"DROP DATABASE IF EXISTS {url.database} WITH (FORCE)")
        _on_server(url, f"CREATE DATABASE {url.database}")
        self._made.append(url)
        return url


def _on_server(url: URL, statement: str) -> None:
    with _connect(url.set(database="postgres")) as connection:
        connection.execute(text(statement))


def _connect(url: URL) -> Connection:
    return create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT").connect()


def _empty(connection: Connection) -> None:
    """Delete all rows, with triggers and foreign keys asleep, after ending whoever a test left behind."""
    connection.execute(
        text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    )
    connection.execute(
        text(
            """
            DO $$
            DECLARE name text;
            BEGIN
              SET LOCAL session_replication_role = replica;
              FOR name IN SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
                          WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
                EXECUTE 'DELETE FROM ' || name;
              END LOOP;
              FOR name IN SELECT format('%I.%I', schemaname, sequencename) FROM pg_sequences
                          WHERE schemaname = 'public' LOOP
                PERFORM setval(name::regclass, 1, false);
              END LOOP;
            END $$
            """
        )
    )


def _migrate(url: str, folder: Path) -> None:
    from eventreg.app import create_app  # late, so that tests of pure rules load no feature

    app = create_app(Settings.from_environ({"DATABASE_URL": url, "EVENTREG_INSTANCE": str(folder / "instance")}))
    with app.app_context():
        upgrade()
        db.engine.dispose()


def _text(url: URL) -> str:
    return make_url(url).render_as_string(hide_password=False)
