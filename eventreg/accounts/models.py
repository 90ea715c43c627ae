"""People, their roles, how they sign in and where they are signed in."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.core.db import Model, UtcDateTime, enum_type
from eventreg.core.i18n import Language
from eventreg.core.permissions import Role


class Person(Model):
    """Somebody who signs in by e-mail; `email` is kept in lower case."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    language: Mapped[Language] = mapped_column(enum_type(Language), default=Language.ID)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    grants: Mapped[list["RoleGrant"]] = relationship(back_populates="person", order_by="RoleGrant.id")


class RoleGrant(Model):
    """A role held by a person, for one event or, without `event_id`, for the whole organisation."""

    __tablename__ = "role_grant"
    __table_args__ = (
        Index(
            "uq_role_grant_everywhere",
            "person_id",
            "role",
            unique=True,
            sqlite_where=text("event_id IS NULL"),
            postgresql_where=text("event_id IS NULL"),
        ),
        Index("uq_role_grant_event", "person_id", "role", "event_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(enum_type(Role))
    event_id: Mapped[int | None]
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship(back_populates="grants")


class SignInRequest(Model):
    """A link and a code on their way to an address: 15 minutes, used once, five tries at the code.

    Link, code and the browser that asked are kept as hashes; a link made in the shell has no code.
    """

    __tablename__ = "sign_in_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    link_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code_hash: Mapped[str | None] = mapped_column(String(64))
    browser_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    language: Mapped[Language] = mapped_column(enum_type(Language))
    next_path: Mapped[str] = mapped_column(String(512), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed_tries: Mapped[int] = mapped_column(default=0)


class SignedInDevice(Model):
    """A browser where a person is signed in; its cookie holds the secret, this row the hash."""

    __tablename__ = "signed_in_device"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()
