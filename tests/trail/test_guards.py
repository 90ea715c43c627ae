"""The database itself refuses to change what was written down."""

import pytest
from flask_migrate import upgrade
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from eventreg.app import create_app
from eventreg.core import guards
from eventreg.core.config import Settings
from eventreg.core.db import db, unit_of_work
from eventreg.demo.emptiness import empty_everything
from eventreg.trail import head, sealing, verification
from tests.support.absence import missing
from tests.support.postgres import NoPostgres
from tests.trail.conftest import NOON

pytestmark = pytest.mark.databases("sqlite", "postgresql")

CHANGES = [
    "UPDATE audit_entry SET reason = 'lain'",
    "UPDATE audit_link SET mac = 'ab'",
    "UPDATE day_seal SET mac = 'ab'",
    "DELETE FROM audit_entry",
    "DELETE FROM audit_link",
    "DELETE FROM day_seal",
]
BY_WAY_OF_INSERT = {
    "sqlite": [
        "INSERT OR REPLACE INTO audit_link SELECT position, entry_id, 'ab' FROM audit_link WHERE position = 2",
        "INSERT OR REPLACE INTO audit_link SELECT 99, entry_id, 'ab' FROM audit_link WHERE position = 2",
        "INSERT OR REPLACE INTO day_seal SELECT day, position, 'ab', made_at FROM day_seal",
        "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE id = 2",
    ],
    "postgresql": [
        "INSERT INTO audit_link SELECT position, entry_id, 'ab' FROM audit_link WHERE position = 2 "
        "ON CONFLICT (position) DO UPDATE SET mac = 'ab'",
        "TRUNCATE audit_entry",
        "TRUNCATE audit_link",
        "TRUNCATE day_seal",
    ],
}


def test_sealed_rows_can_be_neither_changed_nor_deleted(app, database, write, seal):
    write(3)
    with app.app_context():
        sealing.seal_waiting()
        sealing.seal_day(NOON.replace(day=25))
        for statement in [*CHANGES, *BY_WAY_OF_INSERT[database.kind]]:
            with pytest.raises(DBAPIError, match="append-only"), unit_of_work():
                db.session.execute(text(statement))
        assert verification.verify().sealed == 3


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


def test_the_guards_are_up_at_head(blank_app):
    with blank_app.app_context():
        upgrade()
        with db.engine.connect() as connection:
            gone = guards.missing(connection)

    assert gone == set(), "a migration replaced a table: it has to call guards.put_up(op.get_bind())"


@pytest.mark.environ(EVENTREG_ENV="demo")
def test_a_demo_that_begins_anew_has_its_guards_up(app, write, seal):
    write(3)
    seal()
    with app.app_context():
        empty_everything()

        assert guards.missing(db.session.connection()) == set()
        assert head.read() is None
        db.session.rollback()
    write(2)
    assert seal() == 2
    with app.app_context():
        assert verification.verify().broken is None


@pytest.mark.environ(EVENTREG_ENV="demo")
def test_guards_that_are_down_are_missed(app, database):
    with app.app_context(), unit_of_work():
        guards.take_down(db.session.connection())
        expected = 9 if database.kind == "sqlite" else 6
        assert len(guards.missing(db.session.connection())) == expected
        guards.put_up(db.session.connection())
