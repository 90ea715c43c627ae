"""The council's people: who is invited, who holds which role, and whose second factor is taken away.

The caller holds the unit of work. Whoever manages people queues at the administrators' grants, which are locked first
of all: so two who take each other's role at once can't leave nobody.
"""

from collections.abc import Sequence
from datetime import datetime

from eventreg.accounts import queries, rules, service
from eventreg.accounts.models import FactorReset, Person, RoleGrant, StaffInvitation
from eventreg.core import audit
from eventreg.core.db import db, lock, lock_all
from eventreg.core.errors import Forbidden, NotFound
from eventreg.core.permissions import SYSTEM, Actor, Role
from eventreg.core.signing import hash_secret, new_secret

# ---- Invitations ------------------------------------------------------------------------------------


def invite(person_id: int, *, actor: Actor, now: datetime) -> str:
    """The token by which a person may set up a second factor, once, within a week; earlier ones end.

    It is shown once, to be handed over beside e-mail. Raises NotFound, Forbidden.
    """
    _lock_managers(actor)
    person = _lock_person(person_id)
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
    withdrawn = lock_all(StaffInvitation, [found.id for found in queries.open_invitations(person_id, now)])
    for invitation in withdrawn:
        invitation.withdrawn_at = now
        audit.record(actor, "staff_invitation.withdrawn", invitation, now=now)
    return len(withdrawn)


# ---- Roles ------------------------------------------------------------------------------------------


def grant(person_id: int, role: Role, event_id: int | None = None, *, actor: Actor, now: datetime) -> None:
    """Give a role; one that is held already stays. Raises NotFound, Forbidden, OwnRoles."""
    _lock_managers(actor)
    if person_id == actor.person_id:
        raise rules.OwnRoles()
    service.grant(_lock_person(person_id), role, event_id, actor=actor, now=now)


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

    Raises NotFound, Forbidden, OwnReset, ResetAsked.
    """
    _lock_managers(actor)
    person = _lock_person(person_id)
    if actor.person_id is None or person.id == actor.person_id:
        raise rules.OwnReset()
    if queries.find_open_reset(person.id, now):
        raise rules.ResetAsked()
    reset = FactorReset(
        person_id=person.id, asked_by_id=actor.person_id, asked_at=now, reason=reason, expires_at=now + rules.RESET
    )
    db.session.add(reset)
    db.session.flush()
    audit.record(actor, "factor_reset.asked", reset, now=now)
    return reset


def _lock_managers(actor: Actor) -> Sequence[RoleGrant]:
    """The grants by which people are managed. Raises Forbidden where the actor's own was taken a moment ago."""
    managers = lock_all(RoleGrant, queries.manager_grant_ids())
    if actor != SYSTEM and actor.person_id not in {manager.person_id for manager in managers}:
        raise Forbidden()
    return managers


def _lock_person(person_id: int) -> Person:
    person = lock(Person, person_id)
    if person is None or person.erased_at:
        raise NotFound()
    return person
