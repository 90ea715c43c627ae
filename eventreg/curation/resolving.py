"""The committee approves what is pending, and all of it goes out at once: all or none.

The caller holds the unit of work.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from eventreg.accounts.models import RoleGrant
from eventreg.applications import service as applications
from eventreg.applications.rules import Status
from eventreg.core import audit
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.permissions import ROLE_PERMISSIONS, Actor, Permission, Role
from eventreg.curation import meetings, panel, pending, queries, ranking, rules, standings
from eventreg.curation.models import Approval, Resolution
from eventreg.curation.pending import Pending
from eventreg.events.models import Event

ORDER = (Status.ACCEPTED, Status.WAITLISTED, Status.NEEDS_REVISION, Status.REJECTED)


@dataclass(frozen=True)
class Approved:
    """An approval. `stands`: of the list as it is now; otherwise the list has changed since, and it counts no more."""

    approval: Approval
    stands: bool


def approvals(event_id: int, digest: str) -> Sequence[Approved]:
    """Each member's latest approval of what is pending, in the order of their time; `digest`: of the list now.

    Whoever is no longer of the committee has none.
    """
    applied = select(Resolution.digest).where(Resolution.event_id == event_id)
    query = select(Approval).where(Approval.event_id == event_id)
    query = query.where((Approval.digest == digest) | Approval.digest.not_in(applied))
    last = db.session.scalar(
        select(Resolution.at).where(Resolution.event_id == event_id).order_by(Resolution.id.desc()).limit(1)
    )
    rows = db.session.scalars(query.order_by(Approval.at, Approval.id).options(joinedload(Approval.person))).all()
    latest = {row.person_id: row for row in rows if last is None or row.at > last}
    latest |= {row.person_id: row for row in rows if row.digest == digest and row.person_id in latest}
    deciding = _deciding(event_id)
    return [Approved(row, row.digest == digest) for row in latest.values() if row.person_id in deciding]


def approvals_of(resolution: Resolution) -> Sequence[Approval]:
    """Who had approved what was applied."""
    query = select(Approval).where(Approval.event_id == resolution.event_id, Approval.digest == resolution.digest)
    return db.session.scalars(query.order_by(Approval.at, Approval.id).options(joinedload(Approval.person))).all()


def approve(event_id: int, seen: str, *, actor: Actor, now: datetime) -> Approval:
    """A member of the committee approves the list as they see it: `seen` is the digest of it. Twice is once.

    What they stay away from is not among it, and their approval doesn't count for it.
    Raises ListChanged, NothingPending, NotFound.
    """
    event = _event(event_id, actor, now)
    whole = pending.listed(event, now)
    if not whole:
        raise rules.NothingPending()
    if pending.digest_of(pending.listed(event, now, viewer=actor)) != seen:
        raise rules.ListChanged()
    digest = pending.digest_of(whole)
    query = select(Approval).where(Approval.event_id == event_id, Approval.digest == digest)
    known = db.session.scalar(query.where(Approval.person_id == actor.person_id))
    if known:
        return known
    meeting = meetings.running(event_id)
    approval = Approval(
        event_id=event_id,
        meeting_id=meeting.id if meeting else None,
        person_id=actor.person_id or 0,
        digest=digest,
        at=now,
    )
    db.session.add(approval)
    db.session.flush()
    audit.record(actor, "decision.approved", approval, now=now)
    return approval


def approvals_lacking(event_id: int, whole: Sequence[Pending]) -> int:
    """How many more approvals the list needs: each decision needs them from members who don't stay away from it."""
    curation = queries.get(event_id)
    people = [one.approval.person_id for one in approvals(event_id, pending.digest_of(whole)) if one.stands]
    bars = panel.bars(event_id, person_ids=people, application_ids=[one.application.id for one in whole])
    counts = [sum((one.application.id, person) not in bars for person in people) for one in whole]
    return max(0, curation.approvals_needed - min(counts, default=len(people)))


def check(event: Event, whole: Sequence[Pending], *, actor: Actor, now: datetime) -> None:
    """Raises NothingPending, NotDecidedNow, StaysAway, ApprovalsMissing: why the list can't be applied by the actor.

    Whether there is room for all is found out in applying.
    """
    if not whole:
        raise rules.NothingPending()
    if not rules.may_decide(queries.phases_of(event.id), now):
        raise rules.NotDecidedNow()
    if {one.application.id for one in whole} & pending.away(event.id, actor):
        raise rules.StaysAway()
    lacking = approvals_lacking(event.id, whole)
    if lacking:
        raise rules.ApprovalsMissing(count=lacking)


def apply(event_id: int, confirmed: str, *, actor: Actor, now: datetime) -> Resolution:
    """Let everything that is pending go out: decisions, messages, tickets, all of them or none.

    First who is accepted and then who waits, in the order of the ranking; then who mends, and who isn't selected.
    `confirmed`: the digest of the list that was shown before. Raises ListChanged, what `check` raises, and what
    `applications.service.decide` raises, naming the business.
    """
    event = _event(event_id, actor, now)
    whole = pending.listed(event, now)
    digest = pending.digest_of(whole)
    if whole and digest != confirmed:
        raise rules.ListChanged()
    check(event, whole, actor=actor, now=now)
    meeting = meetings.running(event_id)
    resolution = Resolution(
        event_id=event_id,
        meeting_id=meeting.id if meeting else None,
        digest=digest,
        decisions=[_kept(one) for one in whole],
        at=now,
        by_id=actor.person_id,
    )
    for verdict, reason, ids in _groups(whole):
        applications.decide(event_id, ids, verdict, actor=actor, reason=reason, now=now, approved=True)
    for one in whole:
        db.session.delete(one.decision)
    db.session.add(resolution)
    db.session.flush()
    audit.record(actor, "decision.applied", resolution, now=now, states={"count": str(len(whole))})
    return resolution


def of_event(event_id: int) -> Sequence[Resolution]:
    """What was applied, the latest first."""
    query = select(Resolution).where(Resolution.event_id == event_id).order_by(Resolution.id.desc())
    return db.session.scalars(query.options(joinedload(Resolution.by))).all()


def _deciding(event_id: int) -> frozenset[int]:
    """Who decides on the event now."""
    deciding = [role for role in Role if Permission.APPLICATION_DECIDE in ROLE_PERMISSIONS[role]]
    query = select(RoleGrant.person_id).where(RoleGrant.role.in_(deciding))
    return frozenset(db.session.scalars(query.where(or_(RoleGrant.event_id.is_(None), RoleGrant.event_id == event_id))))


def _groups(whole: Sequence[Pending]) -> Iterator[tuple[Status, str, list[int]]]:
    """What is decided together: in the order of the ranking for those to whom it matters, else all of one reason."""
    for verdict in ORDER:
        found = [one for one in whole if one.decision.verdict is verdict]
        if verdict not in {Status.ACCEPTED, Status.WAITLISTED}:
            found.sort(key=lambda one: one.decision.reason)
        for reason, together in groupby(found, key=lambda one: one.decision.reason):
            yield verdict, reason, [one.application.id for one in together]


def _kept(one: Pending) -> Mapping[str, Any]:
    """A decision as it was, for the minutes: ids and numbers, no name."""
    standing = one.standing
    return {
        "id": one.application.id,
        "code": one.application.code,
        "verdict": one.decision.verdict.value,
        "reason": one.decision.reason,
        "rank": standing.rank if standing else None,
        "result": str(ranking.rounded(standing.result)) if standing and standing.result is not None else None,
        "reviews": standing.reviews if standing else 0,
        "deduction": standing.deduction if standing and standing.result is not None else 0,
        "at": one.decision.at.isoformat(),
    }


def _event(event_id: int, actor: Actor, now: datetime) -> Event:
    """The event, locked, for who decides on it and sees its ranking. Raises NotFound."""
    event = lock(Event, event_id)
    if event is None or not actor.may(Permission.APPLICATION_DECIDE, event_id):
        raise NotFound()
    if not standings.sees_reviews(actor, event, None, now):
        raise NotFound()
    return event
