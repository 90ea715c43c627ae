"""A plan on its way to the public: proposed by one, approved by others of the committee.

The caller holds the unit of work. Everything here locks the event first: who acts at once follows the other.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from eventreg.accounts.models import RoleGrant
from eventreg.allocation import queries, rules
from eventreg.allocation.models import Allocation, AllocationApproval, Run, Stage
from eventreg.applications import queries as applications
from eventreg.applications.models import Application
from eventreg.booths import queries as floors
from eventreg.core import audit
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.permissions import ROLE_PERMISSIONS, Actor, Permission, Role
from eventreg.events.models import Event

FINISHED = frozenset({Run.DONE, Run.STOPPED})


@dataclass(frozen=True)
class Approved:
    """An approval. `stands`: of the plan as it is now, by one of the committee who needn't stay away from it."""

    approval: AllocationApproval
    stands: bool


def propose(event_id: int, number: int, *, digest: str, actor: Actor, now: datetime) -> Allocation:
    """Put a finished plan before the committee; `digest`: of the plan that was seen. Twice is once.

    What was proposed before goes back, and its approvals fall. Raises NotFound, WasPublished, PlanUnfinished,
    PlanChanged.
    """
    version = locked(event_id, number, Permission.BOOTHPLAN_MANAGE, actor)
    if version.stage in {Stage.PUBLISHED, Stage.REPLACED}:
        raise rules.WasPublished()
    if version.run not in FINISHED or version.plan is None:
        raise rules.PlanUnfinished()
    if digest_now(version) != digest:
        raise rules.PlanChanged()
    if version.stage is Stage.PROPOSED:
        return version
    before = proposed(event_id)
    if before is not None:
        _go_back(before, actor, now)
    version.stage, version.proposed_at, version.proposed_by_id = Stage.PROPOSED, now, actor.person_id
    db.session.flush()
    audit.record(actor, "allocation.proposed", version, states={"number": str(number)}, now=now)
    return version


def take_back(event_id: int, number: int, *, actor: Actor, now: datetime) -> Allocation:
    """It is a draft again, and its approvals fall. Raises NotFound, NotProposed."""
    version = locked(event_id, number, Permission.BOOTHPLAN_MANAGE, actor)
    if version.stage is not Stage.PROPOSED:
        raise rules.NotProposed()
    _go_back(version, actor, now)
    return version


def approve(event_id: int, number: int, *, digest: str, actor: Actor, now: datetime) -> AllocationApproval:
    """One of the committee approves the plan that they saw: `digest` is that of it. Twice is once.

    Raises NotFound, NotProposed, PlanChanged, ProposerApproves, StaysAwayFromOne.
    """
    version = locked(event_id, number, Permission.BOOTHPLAN_APPROVE, actor)
    check_seen(version, digest)
    if actor.person_id is None or version.proposed_by_id == actor.person_id:
        raise rules.ProposerApproves()
    if applications.barred_among(applicants_of(version), actor):
        raise rules.StaysAwayFromOne()
    known = next((one for one in version.approvals if one.person_id == actor.person_id), None)
    if known and known.digest == digest:
        return known
    approval = known or AllocationApproval(allocation_id=version.id, person_id=actor.person_id)
    approval.digest, approval.at = digest, now
    db.session.add(approval)
    db.session.flush()
    db.session.expire(version, ["approvals"])
    audit.record(actor, "allocation.approved", version, states={"number": str(number)}, now=now)
    return approval


# ---- How far it is ---------------------------------------------------------------------------------------------------


def proposed(event_id: int) -> Allocation | None:
    """The plan that lies before the committee."""
    query = select(Allocation).where(Allocation.event_id == event_id, Allocation.stage == Stage.PROPOSED)
    return db.session.scalar(query)


def approvals(version: Allocation) -> Sequence[Approved]:
    """Who approved it, in the order of their time; whoever is no longer of the committee hasn't."""
    query = select(AllocationApproval).where(AllocationApproval.allocation_id == version.id)
    query = query.order_by(AllocationApproval.at, AllocationApproval.id).options(joinedload(AllocationApproval.person))
    rows, digest, deciding = db.session.scalars(query).all(), digest_now(version), _committee(version.event_id)
    concerned = applicants_of(version) if rows else []
    return [
        Approved(one, one.digest == digest and not applications.barred_among(concerned, Actor(one.person_id)))
        for one in rows
        if one.person_id in deciding and one.person_id != version.proposed_by_id
    ]


def lacking(version: Allocation) -> int:
    """How many more approvals it needs."""
    needed = queries.settings_of(version.event_id).approvals_needed
    return max(0, needed - sum(one.stands for one in approvals(version)))


def digest_now(version: Allocation) -> str:
    """Of the plan as it stands, whatever was written beside it, and of its booths as they are on the floor now.

    Who approves that somebody gets A-01 approves its number, its place, its fee and among how many that is divided:
    redrawn, it is approved again.
    """
    plan, floor = version.plan or {}, floors.find(version.event_id)
    given = {uid for booths in plan.values() for uid in booths}
    there = [
        (one.uid, one.label, one.fee, one.capacity, one.x, one.y, one.w, one.h, one.rotation)
        for one in (floors.booths_of(floor.id) if floor else ())
        if one.uid in given
    ]
    return hashlib.sha256(json.dumps([queries.digest_of(plan), sorted(there)]).encode()).hexdigest()


def applicants_of(version: Allocation) -> Sequence[Application]:
    """All on whom the plan decides, placed or not."""
    codes = [one["id"] for one in version.problem["applicants"]]
    query = select(Application).where(Application.event_id == version.event_id, Application.code.in_(codes))
    return db.session.scalars(query.options(joinedload(Application.business))).all()


# ---- For what follows ------------------------------------------------------------------------------------------------


def locked(event_id: int, number: int, permission: Permission, actor: Actor) -> Allocation:
    """The version, fresh, with its event locked. Raises NotFound."""
    event = lock(Event, event_id)
    if event is None or not actor.may(permission, event_id):
        raise NotFound()
    version = lock(Allocation, queries.get_version(event_id, number).id)
    if version is None:
        raise NotFound()
    return version


def check_seen(version: Allocation, digest: str) -> None:
    """Raises NotProposed, PlanChanged."""
    if version.stage is not Stage.PROPOSED:
        raise rules.NotProposed()
    if digest_now(version) != digest:
        raise rules.PlanChanged()


def _go_back(version: Allocation, actor: Actor, now: datetime) -> None:
    for approval in list(version.approvals):
        db.session.delete(approval)
    version.stage, version.proposed_at, version.proposed_by_id = Stage.DRAFT, None, None
    db.session.flush()
    db.session.expire(version, ["approvals"])
    audit.record(actor, "allocation.taken_back", version, states={"number": str(version.number)}, now=now)


def _committee(event_id: int) -> frozenset[int]:
    """Who approves plans of the event now."""
    roles = [role for role in Role if Permission.BOOTHPLAN_APPROVE in ROLE_PERMISSIONS[role]]
    query = select(RoleGrant.person_id).where(RoleGrant.role.in_(roles))
    return frozenset(db.session.scalars(query.where(or_(RoleGrant.event_id.is_(None), RoleGrant.event_id == event_id))))
