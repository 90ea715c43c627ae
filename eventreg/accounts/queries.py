"""Looking up people, their ways in and their browsers."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from eventreg.accounts.models import FactorReset, Person, RoleGrant, SignedInDevice, SignInRequest, StaffInvitation
from eventreg.accounts.rules import DEMO_DOMAIN, SESSION
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.outbox import MessageState, OutboxMessage
from eventreg.core.permissions import ROLE_PERMISSIONS, Permission
from eventreg.core.signing import hash_secret


def find_person(email: str) -> Person | None:
    """The person with this address, in lower case."""
    return db.session.scalar(select(Person).filter_by(email=email))


def person_of_device(secret: str, now: datetime) -> Person | None:
    """Who is signed in with this browser's secret, with their roles: one query."""
    device = db.session.scalar(
        select(SignedInDevice)
        .filter_by(secret_hash=hash_secret(secret), ended_at=None)
        .where(SignedInDevice.created_at > now - SESSION)
        .options(joinedload(SignedInDevice.person).joinedload(Person.grants))
    )
    return device.person if device else None


def find_device(secret: str) -> SignedInDevice | None:
    """The row of a browser that is signed in."""
    return db.session.scalar(select(SignedInDevice).filter_by(secret_hash=hash_secret(secret), ended_at=None))


def find_request_of_link(token: str) -> SignInRequest | None:
    """The request whose message held this link."""
    return db.session.scalar(select(SignInRequest).filter_by(link_hash=hash_secret(token)))


def find_request_of_browser(browser: str) -> SignInRequest | None:
    """What this browser asked for last; only its newest code counts."""
    return db.session.scalar(
        select(SignInRequest).filter_by(browser_hash=hash_secret(browser)).order_by(SignInRequest.id.desc()).limit(1)
    )


def requests_in_the_last_hour(email: str, now: datetime) -> int:
    """How many sign-in messages an address has been sent within the hour."""
    recent = select(func.count()).select_from(SignInRequest).filter_by(email=email)
    return db.session.scalar(recent.where(SignInRequest.created_at > now - timedelta(hours=1))) or 0


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


# ---- Staff ------------------------------------------------------------------------------------------


def manager_grant_ids() -> list[int]:
    """The grants by which people are managed: for the whole organisation alone."""
    managing = [role for role, allowed in ROLE_PERMISSIONS.items() if Permission.PEOPLE_MANAGE in allowed]
    return list(
        db.session.scalars(select(RoleGrant.id).where(RoleGrant.role.in_(managing), RoleGrant.event_id.is_(None)))
    )


def get_person(person_id: int) -> Person:
    """One person, with their roles. Raises NotFound."""
    person = db.session.scalar(select(Person).filter_by(id=person_id).options(selectinload(Person.grants)))
    if person is None:
        raise NotFound()
    return person


def open_invitations(person_id: int, now: datetime) -> list[StaffInvitation]:
    """The invitations of a person's that still open a second factor: at most one, unless something went wrong."""
    mine = select(StaffInvitation).filter_by(person_id=person_id, used_at=None, withdrawn_at=None)
    return list(db.session.scalars(mine.where(StaffInvitation.expires_at > now).order_by(StaffInvitation.id)))


def find_open_reset(person_id: int, now: datetime) -> FactorReset | None:
    """The reset that waits for its second administrator."""
    waiting = select(FactorReset).filter_by(person_id=person_id, decided_at=None)
    return db.session.scalar(waiting.where(FactorReset.expires_at > now).order_by(FactorReset.id.desc()).limit(1))
