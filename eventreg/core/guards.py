"""The triggers that keep the audit trail append-only, whoever asks the database: an alarm, not a lock.

Whoever owns the database can take them off; then the chain of seals tells (`trail/verification.py`). A migration that
replaces one of these tables drops its triggers and has to call `put_up` again.
"""

from sqlalchemy import Connection, text

GUARDED = {"audit_entry": ("id",), "audit_link": ("position", "entry_id"), "day_seal": ("day",)}  # with their keys


def put_up(connection: Connection) -> None:
    """Refuse updates, deletes and, where the database has it, TRUNCATE; what is there already is made anew."""
    take_down(connection)
    for table, keys in GUARDED.items():
        for statement in _made_for(connection.dialect.name, table, keys):
            connection.execute(text(statement))


def take_down(connection: Connection) -> None:
    """Let rows be deleted again: for a demo that begins anew."""
    for name, table in _names(connection.dialect.name):
        of_table = f" ON {table}" if connection.dialect.name == "postgresql" else ""
        connection.execute(text(f"DROP TRIGGER IF EXISTS {name}{of_table}"))


def missing(connection: Connection) -> set[str]:
    """The names of the triggers that should be there and aren't, or sleep."""
    if connection.dialect.name == "postgresql":
        awake = text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')")
    else:
        awake = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    return {name for name, _ in _names(connection.dialect.name)} - set(connection.scalars(awake))


def _names(dialect: str) -> list[tuple[str, str]]:
    deeds = ("row", "truncate") if dialect == "postgresql" else ("update", "delete", "replace")
    return [(f"{table}_refuses_{deed}", table) for table in GUARDED for deed in deeds]


def _made_for(dialect: str, table: str, keys: tuple[str, ...]) -> list[str]:
    if dialect == "postgresql":
        return [
            """
            CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
            """,
            f"CREATE TRIGGER {table}_refuses_row BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
            f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        ]
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    known = " OR ".join(f"{key} = NEW.{key}" for key in keys)
    replaces = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {known})"  # noqa: S608
    return [
        f"CREATE TRIGGER {table}_refuses_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_refuses_delete BEFORE DELETE ON {table} {refuse}",
        # INSERT OR REPLACE deletes without firing the trigger above
        f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} {replaces} {refuse}",
    ]
