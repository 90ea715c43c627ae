"""One set of migrations makes the models' tables on both databases."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import upgrade
from sqlalchemy import inspect

from eventreg.app import create_app
from eventreg.core.config import Settings
from eventreg.core.db import Model, db
from tests.support.absence import missing
from tests.support.postgres import NoPostgres
from tests.support.tree import ROOT

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture
def blank_app(database_kind, databases, tmp_path):
    """The app on a database without tables."""
    try:
        blank = databases.blank(database_kind, tmp_path)
    except NoPostgres as reason:
        missing(str(reason))
    app = create_app(Settings.from_environ({"DATABASE_URL": blank.url, "EVENTREG_INSTANCE": str(tmp_path)}))
    yield app
    with app.app_context():
        db.engine.dispose()


def test_migrations_and_models_agree(blank_app):
    with blank_app.app_context():
        upgrade()
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Model.metadata) == []
            made = set(inspect(connection).get_table_names())

    assert made == set(Model.metadata.tables) | {"alembic_version"}


def test_upgrading_again_changes_nothing(blank_app):
    with blank_app.app_context():
        upgrade()
        upgrade()
        with db.engine.connect() as connection:
            assert MigrationContext.configure(connection).get_current_heads() == tuple(revisions().get_heads())


def revisions() -> ScriptDirectory:
    return ScriptDirectory(str(Path(ROOT / "migrations")))


def test_there_is_one_line_of_revisions_and_no_way_back():
    assert len(revisions().get_heads()) == 1
    for revision in revisions().walk_revisions():
        with pytest.raises(NotImplementedError):
            revision.module.downgrade()
