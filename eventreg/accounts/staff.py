"""The council's people: who is invited, who holds which role, and whose second factor is taken away.

The caller holds the unit of work. Whoever manages people queues at the administrators' grants, which are locked first
of all: so two who take each other's role at once can't leave nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from eventreg.accounts import directory, factors, queries, rules, service, sessions
from eventreg.accounts.models import FactorReset, Person, RoleGrant, SignedInDevice, StaffInvitation
from eventreg.core import audit
from eventreg.core.db import db, lock, lock_all
from eventreg.core.errors import Forbidden, NotFound
from eventreg.core.permissions import SYSTEM, Actor, Role
from eventreg.core.signing import hash_secret, new_secret


@dataclass(frozen=True)
class Newcomer:
    """Who joins the staff, with their first role, for one event or, without `event_id`, for everything."""

    email: str
    name: str
    phone: str
    role: Role
    event_id: int | None


# ---- Invitations ------------------------------------------------------------------------------------


def welcome(newcomer: Newcomer, *, actor: Actor, now: datetime) -> tuple[Person, str]:
    """Make a person, or find one who is known, give the role and invite; the token is empty where none is needed.

    Raises NotAnAddress, Forbidden, OwnRoles.
    """
    _lock_managers(actor)
    person = service.create_person(newcomer.email, newcomer.name, actor=actor, now=now)
    if newcomer.phone and not person.phone:
        person.phone = newcomer.phone
        audit.record(actor, "person.changed", person, fields=["phone"], now=now)
    grant(person.id, newcomer.role, newcomer.event_id, actor=actor, now=now)
    return person, "" if queries.has_factor(person.id) else invite(person.id, actor=actor, now=now)


def invite(person_id: int, *, actor: Actor, now: datetime) -> str:
    """The token by which a person may set up a second factor, once, within a week; earlier ones end.

    It is shown once, to be handed over beside e-mail. Raises NotFound, Forbidden, HasFactor.
    """
    _lock_managers(actor)
    person = _lock_person(person_id)
    if queries.has_factor(person.id):
        raise rules.HasFactor()
    _withdraw(person.id, actor=actor, now=now)
    token = new_secret()
    invitation = StaffInvitation(
        person_id=person.id,
        token_hash=hash_secret(token),
        made_by_id=actor.person_id,
        created_at=now,
        expires_at=now + rules.INVITATION,
    )
    db.session.add(invitation)
    db.session.flush()
    audit.record(actor, "staff_invitation.made", invitation, now=now)
    return token


def withdraw_invitation(person_id: int, *, actor: Actor, now: datetime) -> None:
    """End what is open for a person. Raises NotFound, Forbidden, InvitationOver where nothing is."""
    _lock_managers(actor)
    if not _withdraw(_lock_person(person_id).id, actor=actor, now=now):
        raise rules.InvitationOver()


def _withdraw(person_id: int, *, actor: Actor, now: datetime) -> int:
    withdrawn = lock_all(StaffInvitation, [found.id for found in directory.open_invitations(person_id, now)])
    for invitation in withdrawn:
        invitation.withdrawn_at = now
        audit.record(actor, "staff_invitation.withdrawn", invitation, now=now)
    return len(withdrawn)


# ---- Roles ------------------------------------------------------------------------------------------


def grant(person_id: int, role: Role, event_id: int | None = None, *, actor: Actor, now: datetime) -> None:
    """Give a role; one that is held already stays. Raises NotFound, Forbidden, OwnRoles, NeedsAddress."""
    _lock_managers(actor)
    if person_id == actor.person_id:
        raise rules.OwnRoles()
    person = _lock_person(person_id)
    if person.email is None:
        raise rules.NeedsAddress()
    service.grant(person, role, event_id, actor=actor, now=now)


def revoke_role(grant_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a role, at once; with the last one goes a waiting invitation.

    Raises NotFound, Forbidden, OwnRoles, LastAdministrator.
    """
    managers = _lock_managers(actor)
    held = lock(RoleGrant, grant_id)
    if held is None:
        raise NotFound()
    if held.person_id == actor.person_id:
        raise rules.OwnRoles()
    if [manager.id for manager in managers] == [held.id]:
        raise rules.LastAdministrator()
    audit.record(actor, "role.revoked", held, states={"role": held.role}, now=now)
    person = held.person
    person.grants.remove(held)
    db.session.delete(held)
    db.session.flush()
    if not person.grants:
        _withdraw(person.id, actor=actor, now=now)


# ---- Resets -----------------------------------------------------------------------------------------


def ask_reset(person_id: int, reason: str, *, actor: Actor, now: datetime) -> FactorReset:
    """Ask that a person's second factors be taken away; a second administrator has a week to agree.

    The other administrators are told. Raises NotFound, Forbidden, OwnReset, NoFactor, ResetAsked.
    """
    managers = _lock_managers(actor)
    person = _lock_person(person_id)
    if actor.person_id is None or person.id == actor.person_id:
        raise rules.OwnReset()
    if not queries.has_factor(person.id):
        raise rules.NoFactor()
    if directory.find_open_reset(person.id, now):
        raise rules.ResetAsked()
    reset = FactorReset(
        person_id=person.id, asked_by_id=actor.person_id, asked_at=now, reason=reason, expires_at=now + rules.RESET
    )
    db.session.add(reset)
    db.session.flush()
    audit.record(actor, "factor_reset.asked", reset, now=now)
    for manager in {manager.person_id: manager.person for manager in managers}.values():
        if manager.id != actor.person_id:
            factors.tell(manager, "factor_reset_asked", reset=reset.id, now=now)
    return reset


def decide_reset(reset_id: int, is_agreed: bool, *, actor: Actor, now: datetime) -> FactorReset:
    """A second administrator agrees or refuses; on agreement the factors go, and a new invitation is needed.

    Raises NotFound, Forbidden, OwnReset, SameAdministrator, ResetOver.
    """
    managers = _lock_managers(actor)
    reset = lock(FactorReset, reset_id)
    if reset is None:
        raise NotFound()
    rules.check_second(decider=actor.person_id, asked_by=reset.asked_by_id, person=reset.person_id)
    still_manages = reset.asked_by_id in {manager.person_id for manager in managers}
    if reset.decided_at or reset.expires_at <= now or not still_manages:
        raise rules.ResetOver()
    reset.decided_by_id, reset.decided_at, reset.is_agreed = actor.person_id, now, is_agreed
    audit.record(actor, "factor_reset.agreed" if is_agreed else "factor_reset.refused", reset, now=now)
    if is_agreed:
        _take_factors(_lock_person(reset.person_id), actor=actor, now=now)
    return reset


def withdraw_reset(reset_id: int, *, actor: Actor, now: datetime) -> None:
    """Whoever asked takes it back. Raises NotFound (also for another's), Forbidden, ResetOver."""
    _lock_managers(actor)
    reset = lock(FactorReset, reset_id)
    if reset is None or reset.asked_by_id != actor.person_id:
        raise NotFound()
    if reset.decided_at or reset.expires_at <= now:
        raise rules.ResetOver()
    reset.decided_by_id, reset.decided_at = actor.person_id, now
    audit.record(actor, "factor_reset.withdrawn", reset, now=now)


def reset_from_shell(person_id: int, *, now: datetime) -> None:
    """Take a person's factors away without a second administrator. Raises NotFound, NoFactor."""
    _lock_managers(SYSTEM)
    person = _lock_person(person_id)
    if not queries.has_factor(person.id):
        raise rules.NoFactor()
    _take_factors(person, actor=SYSTEM, now=now)


def _take_factors(person: Person, *, actor: Actor, now: datetime) -> None:
    factors.take_away(person.id, actor=actor, now=now)
    _withdraw(person.id, actor=actor, now=now)


# ---- Sessions ---------------------------------------------------------------------------------------


def end_session(person_id: int, device_id: int, *, actor: Actor, now: datetime) -> None:
    """Sign a person out in one of their browsers; ending it twice changes nothing. Raises NotFound, Forbidden."""
    _lock_managers(actor)
    device = lock(SignedInDevice, device_id)
    if device is None or device.person_id != person_id:
        raise NotFound()
    sessions.end(device, actor=actor, now=now)


# ---- What all of them wait for ----------------------------------------------------------------------


def _lock_managers(actor: Actor) -> Sequence[RoleGrant]:
    """The grants by which people are managed. Raises Forbidden where the actor's own was taken a moment ago."""
    managers = lock_all(RoleGrant, directory.manager_grant_ids())
    if actor != SYSTEM and actor.person_id not in {manager.person_id for manager in managers}:
        raise Forbidden()
    return managers


def _lock_person(person_id: int) -> Person:
    person = lock(Person, person_id)
    if person is None or person.erased_at:
        raise NotFound()
    return person
