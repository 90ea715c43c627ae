"""Looking up people, their ways in and their browsers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from eventreg.accounts.models import (
    Passkey,
    Person,
    RecoveryCode,
    RoleGrant,
    SignedInDevice,
    SignInRequest,
    StaffInvitation,
    TotpSecret,
)
from eventreg.accounts.rules import DEMO_DOMAIN
from eventreg.accounts.trust import is_session_over
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db
from eventreg.core.outbox import MessageState, OutboxMessage
from eventreg.core.signing import hash_secret


def find_person(email: str) -> Person | None:
    """The person with this address, in lower case."""
    return db.session.scalar(select(Person).filter_by(email=email))


@dataclass(frozen=True)
class Presence:
    """A browser where somebody is signed in, with the person and their roles, and whether they have a second factor.

    `device_id` and `seen_at` stay readable when a unit of work has let go of the rows.
    """

    device: SignedInDevice
    device_id: int
    seen_at: datetime
    has_factor: bool


def find_presence(secret: str, now: datetime) -> Presence | None:
    """Who is signed in with this browser's secret, unless the session is over: one query."""
    found = db.session.execute(_presence(), {"secret": hash_secret(secret)})
    for device, has_factor in found.unique():
        if is_going_on(device, now):
            return Presence(device, device.id, device.last_seen_at, has_factor)
    return None


@cache
def _presence() -> Select[SignedInDevice, bool]:
    """Built once, since every request asks it."""
    return (
        select(SignedInDevice, _has_factor(SignedInDevice.person_id))
        .where(SignedInDevice.secret_hash == bindparam("secret"), SignedInDevice.ended_at.is_(None))
        .options(joinedload(SignedInDevice.person).joinedload(Person.grants))
    )


def is_going_on(device: SignedInDevice, now: datetime) -> bool:
    """Whether a session that nobody ended hasn't ended by itself."""
    return device.person.erased_at is None and not is_session_over(
        has_roles=bool(device.person.grants),
        created_at=device.created_at,
        last_seen_at=device.last_seen_at,
        now=now,
    )


def find_device(secret: str) -> SignedInDevice | None:
    """The row of a browser that is signed in."""
    return db.session.scalar(select(SignedInDevice).filter_by(secret_hash=hash_secret(secret), ended_at=None))


def devices_of(person_id: int) -> list[SignedInDevice]:
    """The browsers where nobody has ended a person's session, the latest first."""
    mine = select(SignedInDevice).filter_by(person_id=person_id, ended_at=None)
    return list(db.session.scalars(mine.order_by(SignedInDevice.last_seen_at.desc(), SignedInDevice.id.desc())))


def find_request_of_link(token: str) -> SignInRequest | None:
    """The request whose message held this link."""
    return db.session.scalar(select(SignInRequest).filter_by(link_hash=hash_secret(token)))


def open_handovers(person_id: int, now: datetime) -> Sequence[SignInRequest]:
    """The links handed to somebody that would still let them in."""
    handed = select(SignInRequest).filter_by(person_id=person_id, used_at=None)
    return db.session.scalars(handed.where(SignInRequest.expires_at > now)).all()


def find_request_of_browser(browser: str) -> SignInRequest | None:
    """What this browser asked for last; only its newest code counts."""
    return db.session.scalar(
        select(SignInRequest).filter_by(browser_hash=hash_secret(browser)).order_by(SignInRequest.id.desc()).limit(1)
    )


def requests_in_the_last_hour(email: str, now: datetime) -> int:
    """How many sign-in messages an address has been sent within the hour."""
    recent = select(func.count()).select_from(SignInRequest).filter_by(email=email)
    return db.session.scalar(recent.where(SignInRequest.created_at > now - timedelta(hours=1))) or 0


def requests_in_the_last_day(email: str, now: datetime) -> Sequence[int]:
    """The ids of an address's requests of the day."""
    recent = select(SignInRequest.id).filter_by(email=email)
    return db.session.scalars(recent.where(SignInRequest.created_at > now - timedelta(days=1))).all()


def wrong_codes_in_the_last_day(email: str, now: datetime) -> int:
    """How many wrong codes were tried for an address, over all its messages of the day."""
    tried = select(func.sum(SignInRequest.failed_tries)).filter_by(email=email)
    return db.session.scalar(tried.where(SignInRequest.created_at > now - timedelta(days=1))) or 0


def find_grant(person_id: int, role: str, event_id: int | None) -> RoleGrant | None:
    """A role that a person already holds there."""
    return db.session.scalar(select(RoleGrant).filter_by(person_id=person_id, role=role, event_id=event_id))


def people() -> list[Person]:
    """Everybody, with their roles, by address."""
    return list(db.session.scalars(select(Person).options(selectinload(Person.grants)).order_by(Person.email)))


def demo_people(owners: int) -> list[Person]:
    """The made-up people: all who have a role, then the first few who have none."""
    made_up = select(Person).where(Person.email.endswith(DEMO_DOMAIN)).order_by(Person.id)
    with_role = made_up.where(Person.grants.any()).options(selectinload(Person.grants))
    without = made_up.where(~Person.grants.any()).options(selectinload(Person.grants)).limit(owners)
    return [*db.session.scalars(with_role), *db.session.scalars(without)]


def find_waiting_message(request: SignInRequest) -> OutboxMessage | None:
    """The message with link and code, while it waits in the outbox; its secrets are forgotten once it is sent."""
    return db.session.scalar(
        select(OutboxMessage)
        .filter_by(kind="sign_in", address=request.email, state=MessageState.WAITING)
        .where(OutboxMessage.params["request"].as_integer() == request.id)
    )


# ---- Second factors ---------------------------------------------------------------------------------


def has_factor(person_id: int) -> bool:
    """Whether a person has set up an authenticator app or a passkey."""
    return bool(db.session.scalar(select(_has_factor(person_id))))


def _has_factor(person_id: int | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    return or_(
        exists().where(TotpSecret.person_id == person_id, TotpSecret.confirmed_at.is_not(None)),
        exists().where(Passkey.person_id == person_id),
    )


def find_totp(person_id: int) -> TotpSecret | None:
    """The authenticator app of a person's."""
    return db.session.scalar(select(TotpSecret).filter_by(person_id=person_id))


def passkeys_of(person_id: int) -> list[Passkey]:
    """The passkeys of a person's, in the order in which they were set up."""
    return list(db.session.scalars(select(Passkey).filter_by(person_id=person_id).order_by(Passkey.id)))


def has_passkey(credential_id: bytes) -> bool:
    """Whether this passkey is somebody's."""
    return bool(db.session.scalar(select(exists().where(Passkey.credential_id == credential_id))))


def recovery_codes_of(person_id: int) -> list[RecoveryCode]:
    """The recovery codes that a person has left."""
    return list(db.session.scalars(select(RecoveryCode).filter_by(person_id=person_id, used_at=None)))


def has_recovery_code(code_hash: str) -> bool:
    """Whether this recovery code is or was somebody's."""
    return bool(db.session.scalar(select(exists().where(RecoveryCode.code_hash == code_hash))))


def wrong_factors_in_the_last_day(person_id: int, now: datetime) -> int:
    """How many wrong codes were tried for a person, over all sessions; the trail knows, and nobody can shorten it."""
    refused = select(func.count()).select_from(AuditEntry).filter_by(person_id=person_id, action="factor.refused")
    typed = AuditEntry.states["by"].as_string().in_(("totp", "recovery_code"))
    return db.session.scalar(refused.where(typed, AuditEntry.at > now - timedelta(days=1))) or 0


def find_invitation(token: str, person_id: int) -> StaffInvitation | None:
    """The invitation with this token, if it is for this person."""
    return db.session.scalar(select(StaffInvitation).filter_by(token_hash=hash_secret(token), person_id=person_id))
