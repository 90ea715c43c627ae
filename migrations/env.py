"""Runs the migrations inside the app: `eventreg db upgrade`, `make migrate M="why"`."""

import logging
from collections.abc import Iterable
from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import MigrationScript
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Connection

from eventreg.core.db import Model, UtcDateTime

for chatty in ("alembic.ddl", "alembic.runtime"):
    logging.getLogger(chatty).setLevel(logging.WARNING)


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | bool:
    """Our column type by its name, not by what it is made of."""
    if kind == "type" and isinstance(item, UtcDateTime):
        autogen.imports.add("from eventreg.core.db import UtcDateTime")
        return "UtcDateTime()"
    return False


def name_revision(_: MigrationContext, revision: str | Iterable[str | None], directives: list[MigrationScript]) -> None:
    """Number the revisions 0001, 0002, …; write none where the models did not change."""
    if not directives:
        return
    [script] = directives
    if script.upgrade_ops is None or script.upgrade_ops.is_empty():
        directives.clear()
        return
    numbers = [int(known.revision) for known in ScriptDirectory.from_config(context.config).walk_revisions()]
    script.rev_id = f"{max(numbers, default=0) + 1:04d}"


def run(connection: Connection) -> None:
    """One transaction for everything, so that a broken upgrade leaves the database as it was."""
    options = {
        **current_app.extensions["migrate"].configure_args,
        "render_as_batch": True,
        "transactional_ddl": True,
        "render_item": render_item,
        "process_revision_directives": name_revision,
    }
    context.configure(connection=connection, target_metadata=Model.metadata, **options)
    with context.begin_transaction():
        context.run_migrations()


def run_on_sqlite(connection: Connection) -> None:
    """Batch mode replaces tables, and dropping one whose rows others point to must not delete those.

    The pragma does nothing inside a transaction, so it is given to the driver before SQLAlchemy begins one.
    """
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        run(connection)
        broken = driver.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"the migration left rows that point nowhere: {broken[:5]}")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    raise RuntimeError("migrations read the database, so they can't be printed as SQL")
with current_app.extensions["migrate"].db.engine.connect() as connected:
    if connected.dialect.name == "sqlite":
        run_on_sqlite(connected)
    else:
        run(connected)
