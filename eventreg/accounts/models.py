"""People, their roles, how they sign in, their second factors, and where they are signed in."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.core.channels import Channel
from eventreg.core.db import Model, UtcDateTime, enum_type
from eventreg.core.i18n import Language
from eventreg.core.permissions import Role
from eventreg.core.protected import encrypted


class Person(Model):
    """Somebody who acts here. `email` is kept in lower case; whoever has none is let in by a link that is handed over.

    `phone` in E.164 or empty. `channel`: how they want to be told. `address_refused_at`: since when no mail reaches
    `email`, with the server's words in `address_problem`. The identity number (NIK) is kept encrypted, and as a keyed
    hash to find it twice.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    phone: Mapped[str] = mapped_column(String(16), default="")
    born_on: Mapped[date | None]
    nik_encrypted: Mapped[bytes | None] = mapped_column(LargeBinary, info=encrypted("nik", hashed_in="nik_hash"))
    nik_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    language: Mapped[Language] = mapped_column(enum_type(Language), default=Language.ID)
    channel: Mapped[Channel] = mapped_column(enum_type(Channel), default=Channel.EMAIL, server_default="email")
    address_refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    address_problem: Mapped[str] = mapped_column(String(200), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="person", foreign_keys="RoleGrant.person_id", order_by="RoleGrant.id"
    )


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
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person] = relationship(back_populates="grants", foreign_keys=[person_id])


class SignInRequest(Model):
    """A link and a code on their way to an address: 15 minutes, used once, five tries at the code.

    Link, code and the browser that asked are kept as hashes; a link made in the shell has no code. A link that staff
    hand over to somebody without e-mail names the person (`person_id`) and no address, and lives longer.
    """

    __tablename__ = "sign_in_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    link_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code_hash: Mapped[str | None] = mapped_column(String(64))
    browser_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    language: Mapped[Language] = mapped_column(enum_type(Language))
    next_path: Mapped[str] = mapped_column(String(512), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed_tries: Mapped[int] = mapped_column(default=0)

    person: Mapped[Person | None] = relationship()


class SignedInDevice(Model):
    """A browser where a person is signed in; its cookie holds the secret, this row the hash.

    `label`: what it calls itself, for the person's list. `factor_at`: since when the second factor is shown; until then
    no role holds. `challenge`: what a passkey must sign, once, until `challenge_until`. `enrol_until`: how long an
    invitation lets this browser set up the first factor.
    """

    __tablename__ = "signed_in_device"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    factor_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed_tries: Mapped[int] = mapped_column(default=0)
    challenge: Mapped[bytes | None] = mapped_column(LargeBinary(64))
    challenge_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    enrol_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()


class TotpSecret(Model):
    """An authenticator app of a person's (RFC 6238); it counts from `confirmed_at`, each step of time once."""

    __tablename__ = "totp_secret"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    secret_encrypted: Mapped[bytes] = mapped_column(LargeBinary, info=encrypted("totp"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_step: Mapped[int | None] = mapped_column(BigInteger)


class Passkey(Model):
    """A WebAuthn credential of a person's; `public_key` in COSE, `sign_count` as the authenticator told last."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RecoveryCode(Model):
    """A code on paper that stands in for the second factor, once; kept as a hash."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StaffInvitation(Model):
    """Leave to set up a second factor, handed over by an administrator beside e-mail; used once, kept as a hash."""

    __tablename__ = "staff_invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FactorReset(Model):
    """One administrator asks that a person's second factors be taken away, another one agrees or refuses.

    Where the one who asked is also the one who decided, they withdrew it.
    """

    __tablename__ = "factor_reset"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_agreed: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken back before anybody else decided."""
        return self.decided_by_id == self.asked_by_id
