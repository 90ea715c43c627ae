"""What a look at the installation finds."""

from collections.abc import Iterator
from dataclasses import dataclass

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import text

from eventreg.core.carriers import ServerTrouble
from eventreg.core.config import Environment, Settings, current_settings
from eventreg.core.db import db
from eventreg.core.smtp import Watch, connect

PATIENCE = 10  # seconds that the mail server has to answer, to encrypt and to let us in


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, and how it is."""

    subject: str
    fine: bool
    says: str


def findings() -> Iterator[Finding]:
    """Look at the database, its migrations, the folder for uploads and the mail server."""
    settings = current_settings()
    yield Finding("mode", True, settings.env)
    db.session.execute(text("select 1"))
    yield Finding("database", True, db.engine.dialect.name)
    yield _migrations()
    distinct = settings.secret_key != settings.audit_key
    yield Finding("keys", distinct, "set" if distinct else "EVENTREG_SECRET_KEY and EVENTREG_AUDIT_KEY are the same")
    yield _address(settings)
    limits = (
        "counted in Redis" if settings.redis_url else "counted for each process: EVENTREG_REDIS_URL would join them"
    )
    yield Finding("limits", True, limits)
    writable = settings.instance.is_dir()
    yield Finding("folder for data", writable, str(settings.instance))
    yield _mail(settings)


def _address(settings: Settings) -> Finding:
    """In production cookies must insist on HTTPS, which they can do only where the public address has it."""
    fine = settings.is_secure or settings.env is not Environment.PRODUCTION
    return Finding("address", fine, settings.base_url if fine else f"{settings.base_url} is not HTTPS")


def is_at_head() -> bool:
    """Whether the database has every migration."""
    script = ScriptDirectory(str(current_app.config["MIGRATIONS"]))
    return MigrationContext.configure(db.session.connection()).get_current_heads() == tuple(script.get_heads())


def _migrations() -> Finding:
    fine = is_at_head()
    return Finding("migrations", fine, "at head" if fine else "run `eventreg db upgrade`")


def _mail(settings: Settings) -> Finding:
    """Whether messages could be handed over; `eventreg mail check` looks at whether they would be believed."""
    if not settings.mail_server:
        return Finding("mail", True, "no MAIL_SERVER: messages wait in the outbox")
    place = f"{settings.mail_server}:{settings.mail_port}"
    try:
        with Watch(PATIENCE) as watch:
            connect(settings, watch).end()
    except ServerTrouble as trouble:
        return Finding("mail", False, f"{place}: {trouble}")
    return Finding("mail", True, f"{place} answers; see `eventreg mail check`")
