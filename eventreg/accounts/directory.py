"""Looking up people for the staff who manage them: roles, invitations, resets."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from eventreg.accounts.models import (
    FactorReset,
    Passkey,
    Person,
    RecoveryCode,
    RoleGrant,
    StaffInvitation,
    TotpSecret,
)
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.paging import Page, page_of
from eventreg.core.permissions import ROLE_PERMISSIONS, Permission, Role

PAGE = 25
LEAST_DIGITS = 4  # of a telephone number, to look for it


def manager_grant_ids() -> list[int]:
    """The grants by which people are managed: for the whole organisation alone."""
    managing = [role for role, allowed in ROLE_PERMISSIONS.items() if Permission.PEOPLE_MANAGE in allowed]
    return list(
        db.session.scalars(select(RoleGrant.id).where(RoleGrant.role.in_(managing), RoleGrant.event_id.is_(None)))
    )


def person_page(words: str, role: Role | None, staff_only: bool, number: int) -> Page[Person]:
    """People by name. `words` are looked for in name, address and number; who was erased is not found."""
    found = [_about(words), Person.erased_at.is_(None)]
    if role or staff_only:
        found.append(Person.grants.any(RoleGrant.role == role if role else None))
    query = select(Person).where(*found).options(selectinload(Person.grants))
    return page_of(query.order_by(func.lower(Person.name), Person.email, Person.id), number, PAGE)


def _about(words: str) -> ColumnElement[bool]:
    """Every word in one of the three; a number in whatever way it is written."""
    digits = re.sub(r"\D", "", words)
    if len(digits) >= LEAST_DIGITS and not re.search(r"[^\d\s().+–-]", words):
        return Person.phone.contains(re.sub("^(62|0)", "", digits))
    return and_(
        *(
            or_(Person.name.icontains(word, autoescape=True), Person.email.icontains(word, autoescape=True))
            for word in words.split()
        ),
        true(),
    )


def get_person(person_id: int) -> Person:
    """One person, with their roles. Raises NotFound."""
    person = db.session.scalar(select(Person).filter_by(id=person_id).options(selectinload(Person.grants)))
    if person is None or person.erased_at:
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


def resets_of(person_id: int) -> Sequence[FactorReset]:
    """Every reset that was asked for a person, the newest first."""
    found = (
        select(FactorReset)
        .filter_by(person_id=person_id)
        .options(joinedload(FactorReset.asked_by), joinedload(FactorReset.decided_by))
    )
    return db.session.scalars(found.order_by(FactorReset.id.desc())).all()


def waiting_resets(now: datetime) -> Sequence[FactorReset]:
    """The resets that wait for a second administrator, the oldest first."""
    waiting = select(FactorReset).filter_by(decided_at=None).where(FactorReset.expires_at > now)
    return db.session.scalars(waiting.options(joinedload(FactorReset.person)).order_by(FactorReset.id)).all()


def get_reset(reset_id: int) -> FactorReset:
    """One reset, with the people concerned. Raises NotFound."""
    reset = db.session.get(
        FactorReset, reset_id, options=[joinedload(FactorReset.person), joinedload(FactorReset.asked_by)]
    )
    if reset is None:
        raise NotFound()
    return reset


def get_grant(person_id: int, grant_id: int) -> RoleGrant:
    """A role that this person holds. Raises NotFound."""
    held = db.session.scalar(select(RoleGrant).filter_by(id=grant_id, person_id=person_id))
    if held is None:
        raise NotFound()
    return held


def with_factor(person_ids: Collection[int]) -> set[int]:
    """Who of them has a second factor."""
    apps = select(TotpSecret.person_id).where(
        TotpSecret.confirmed_at.is_not(None), TotpSecret.person_id.in_(person_ids)
    )
    return set(db.session.scalars(apps.union(select(Passkey.person_id).where(Passkey.person_id.in_(person_ids)))))


@dataclass(frozen=True)
class FactorFacts:
    """What a person's second factor is made of."""

    has_app: bool
    passkeys: int
    codes_left: int


def factor_facts(person_id: int) -> FactorFacts:
    """An app that was confirmed, passkeys, and the recovery codes that are left."""
    app = select(TotpSecret.id).filter_by(person_id=person_id).where(TotpSecret.confirmed_at.is_not(None))
    passkeys = select(func.count(Passkey.id)).filter_by(person_id=person_id)
    codes = select(func.count(RecoveryCode.id)).filter_by(person_id=person_id, used_at=None)
    has_app, count, left = db.session.execute(
        select(app.exists(), passkeys.scalar_subquery(), codes.scalar_subquery())
    ).one()
    return FactorFacts(bool(has_app), count, left)
