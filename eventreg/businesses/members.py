"""Who acts for a business: inviting, joining, leaving, handing over. Callers hold the unit of work.

All of it queues at the row of the business. Memberships end and are never deleted; who comes back gets a new one.
"""

from datetime import datetime

from eventreg.accounts.models import Person
from eventreg.businesses import queries, rules
from eventreg.businesses.models import Business, BusinessInvitation, BusinessMember, MemberRole
from eventreg.core import audit, outbox
from eventreg.core.db import db, lock
from eventreg.core.errors import Forbidden, NotFound
from eventreg.core.permissions import Actor, Permission
from eventreg.core.signing import hash_secret, new_secret

# ---- Inviting ---------------------------------------------------------------------------------------


def invite(
    business_id: int, name: str, role: MemberRole, *, hands_over: bool = False, actor: Actor, now: datetime
) -> str:
    """The token of a link by which an owner asks somebody in, once, within a week.

    `name`: for whom it is. `hands_over`: whoever accepts becomes the only owner. Raises NotFound, Forbidden for who is
    no owner, TooManyInvitations and what `check_name` raises.
    """
    _as_owner(business_id, actor)
    rules.check_open_invitations(len(queries.open_invitations(business_id, now)))
    return _invite(business_id, name, role, hands_over=hands_over, actor=actor, now=now)


def hand_over_by_staff(business_id: int, name: str, *, actor: Actor, reason: str, now: datetime) -> str:
    """The token of a link that makes whoever accepts it the only owner: for owners who died or can't be reached.

    Raises NotFound and what `check_name` raises.
    """
    if lock(Business, business_id) is None:
        raise NotFound
    return _invite(business_id, name, MemberRole.OWNER, hands_over=True, actor=actor, reason=reason, now=now)


def withdraw_invitation(business_id: int, invitation_id: int, *, actor: Actor, now: datetime) -> None:
    """Take an invitation back; one that is over already stays as it is. Raises NotFound, Forbidden."""
    _as_owner(business_id, actor)
    invitation = lock(BusinessInvitation, invitation_id)
    if invitation is None or invitation.business_id != business_id:
        raise NotFound
    if invitation.used_at is None and invitation.withdrawn_at is None:
        _withdraw(invitation, actor=actor, now=now)


def _invite(
    business_id: int, name: str, role: MemberRole, *, hands_over: bool, actor: Actor, now: datetime, reason: str = ""
) -> str:
    token = new_secret()
    invitation = BusinessInvitation(
        business_id=business_id,
        token_hash=hash_secret(token),
        name=rules.check_name(name),
        role=MemberRole.OWNER if hands_over else role,
        hands_over=hands_over,
        made_by_id=actor.person_id,
        created_at=now,
        expires_at=now + rules.INVITATION,
    )
    db.session.add(invitation)
    db.session.flush()
    states = {"role": "only owner" if hands_over else str(role)}
    audit.record(actor, "member.invited", invitation, states=states, reason=reason, now=now)
    return token


def _withdraw(invitation: BusinessInvitation, *, actor: Actor, now: datetime) -> None:
    invitation.withdrawn_at = now
    db.session.flush()
    audit.record(actor, "member.invitation_withdrawn", invitation, now=now)


# ---- Joining ----------------------------------------------------------------------------------------


def get_open_invitation(token: str, *, actor: Actor, now: datetime) -> BusinessInvitation:
    """What a link asks the actor into; looking doesn't use it. Raises what `accept` raises."""
    invitation = queries.find_invitation(token)
    if invitation is None:
        raise rules.InvitationUnknown
    _check(invitation, queries.find_membership(invitation.business_id, actor.person_id), actor, now)
    return invitation


def has_joined(token: str, *, actor: Actor) -> bool:
    """Whether the actor accepted this very invitation, and still acts for its business."""
    invitation = queries.find_invitation(token)
    return (
        invitation is not None
        and invitation.used_by_id == actor.person_id
        and queries.find_membership(invitation.business_id, actor.person_id) is not None
    )


def accept(token: str, *, actor: Actor, now: datetime) -> BusinessMember:
    """Join a business, or take it over; the one who did may say so again, which changes nothing.

    Raises InvitationUnknown, InvitationUsed, InvitationWithdrawn, InvitationExpired, OwnInvitation, AlreadyMember.
    """
    found = queries.find_invitation(token)
    if found is None or lock(Business, found.business_id) is None:
        raise rules.InvitationUnknown
    invitation = lock(BusinessInvitation, found.id) or found
    present = queries.find_membership(invitation.business_id, actor.person_id)
    if present and invitation.used_by_id == actor.person_id:
        return present
    _check(invitation, present, actor, now)
    invitation.used_at, invitation.used_by_id = now, actor.person_id
    if present is None or present.role is not invitation.role:
        if present:
            _end(present, actor=actor, now=now)
        present = _join(invitation, actor=actor, now=now)
    _name(present.person, invitation, actor=actor, now=now)
    if invitation.hands_over:
        _leave_alone(present, actor=actor, now=now)
    return present


def _check(invitation: BusinessInvitation, present: BusinessMember | None, actor: Actor, now: datetime) -> None:
    rules.check_invitation(
        used_at=invitation.used_at, withdrawn_at=invitation.withdrawn_at, expires_at=invitation.expires_at, now=now
    )
    if invitation.made_by_id == actor.person_id:
        raise rules.OwnInvitation
    if not _may_still_ask(invitation):
        raise rules.InvitationWithdrawn
    if present is None or (present.role is MemberRole.HELPER and invitation.role is MemberRole.OWNER):
        return
    if not (invitation.hands_over and len(queries.people_of(invitation.business_id)) > 1):
        raise rules.AlreadyMember


def _may_still_ask(invitation: BusinessInvitation) -> bool:
    """Whether staff who made it may still do so; what an owner made is withdrawn when the owner goes."""
    if queries.find_membership(invitation.business_id, invitation.made_by_id):
        return True
    maker = db.session.get_one(Person, invitation.made_by_id)
    return queries.actor_of(maker).may(Permission.BUSINESS_REGISTER)


def _join(invitation: BusinessInvitation, *, actor: Actor, now: datetime) -> BusinessMember:
    member = BusinessMember(
        business_id=invitation.business_id, person_id=actor.person_id, role=invitation.role, since=now
    )
    db.session.add(member)
    db.session.flush()
    audit.record(actor, "member.joined", member, states={"role": member.role}, now=now)
    return member


def _name(person: Person, invitation: BusinessInvitation, *, actor: Actor, now: datetime) -> None:
    """Who has no name yet is known by the one that the invitation was for."""
    if not person.name:
        person.name = invitation.name
        audit.record(actor, "person.changed", person, fields=["name"], now=now)


def _leave_alone(owner: BusinessMember, *, actor: Actor, now: datetime) -> None:
    """From now on the business is this owner's: nobody else acts for it, and nobody else is invited."""
    for other in queries.people_of(owner.business_id):
        if other.id != owner.id:
            _end(other, actor=actor, now=now)
            _tell(other, handed_over=True, now=now)
    for invitation in queries.open_invitations(owner.business_id, now):
        _withdraw(invitation, actor=actor, now=now)
    business = db.session.get_one(Business, owner.business_id)
    _forget_former_owner(business, owner.person, actor=actor, now=now)
    audit.record(actor, "business.handed_over", business, person_id=owner.person_id, now=now)


def _forget_former_owner(business: Business, owner: Person, *, actor: Actor, now: datetime) -> None:
    """The profile names the new owner; the former one's telephone and tax number (NPWP) go, whatever takes their place.

    So does what was told of the former owner as a person. The NPWP of somebody with a business of their own is theirs
    alone, often their NIK.
    """
    wanted = {
        "owner_name": owner.name,
        "phone": owner.phone,
        "npwp_encrypted": None,
        "npwp_hash": None,
        "owner_sex": "",
        "owner_disability": None,
        "confirmed_at": None,
    }
    told = {"npwp_hash", "confirmed_at"}  # follow from the others
    changed = [name for name, value in wanted.items() if getattr(business, name) != value and name not in told]
    if not changed:
        return
    for name, value in wanted.items():
        setattr(business, name, value)
    business.updated_at = now
    db.session.flush()
    fields = [name.removesuffix("_encrypted") for name in changed]
    audit.record(actor, "business.changed", business, fields=fields, now=now)


# ---- Leaving ----------------------------------------------------------------------------------------


def end_membership(business_id: int, member_id: int, *, actor: Actor, now: datetime) -> BusinessMember:
    """Leave a business, or as its owner let somebody go; invitations that they made go with them.

    Raises NotFound, Forbidden, LastOwner.
    """
    own = _as_member(business_id, actor)
    member = queries.get_membership(business_id, member_id)
    if member.id != own.id and own.role is not MemberRole.OWNER:
        raise Forbidden
    owners = [other for other in queries.people_of(business_id) if other.role is MemberRole.OWNER]
    rules.check_leaving(is_owner=member.role is MemberRole.OWNER, owners=len(owners))
    _end(member, actor=actor, now=now)
    if member.id != own.id:
        _tell(member, handed_over=False, now=now)
    for invitation in queries.open_invitations(business_id, now):
        if invitation.made_by_id == member.person_id:
            _withdraw(invitation, actor=actor, now=now)
    return member


def _end(member: BusinessMember, *, actor: Actor, now: datetime) -> None:
    member.ended_at = now
    db.session.flush()
    audit.record(actor, "member.ended", member, states={"role": member.role}, now=now)


def _tell(member: BusinessMember, *, handed_over: bool, now: datetime) -> None:
    """Whoever didn't end it themselves hears of it, so that a theft is noticed."""
    person = member.person
    outbox.queue(
        "membership_ended",
        to=person.email or "",
        language=person.language,
        person_id=person.id,
        now=now,
        business=member.business_id,
        handed_over=handed_over,
    )


# ---- Who asks ---------------------------------------------------------------------------------------


def _as_member(business_id: int, actor: Actor) -> BusinessMember:
    """The actor's membership, with the business locked. Raises NotFound."""
    lock(Business, business_id)
    member = queries.find_membership(business_id, actor.person_id)
    if member is None:
        raise NotFound
    return member


def _as_owner(business_id: int, actor: Actor) -> None:
    """Raises NotFound for whom the business is none of theirs, Forbidden for a helper."""
    if _as_member(business_id, actor).role is not MemberRole.OWNER:
        raise Forbidden
