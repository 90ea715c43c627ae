"""The fault desk: what is broken is reported once, taken in hand, mended, and opened again. The caller holds the unit
of work."""

from datetime import datetime, timedelta

from eventreg.applications.models import Application
from eventreg.applications.moving import tell
from eventreg.booths import queries as booths
from eventreg.booths.models import Booth, FloorPlan
from eventreg.core import audit
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor
from eventreg.onsite import repairs, rules
from eventreg.onsite.models import BoothFault
from eventreg.onsite.rules import FaultKind, FaultState

WORTH_TELLING = timedelta(hours=12)  # that somebody has it in hand


def report(
    event_id: int,
    uid: str,
    kind: FaultKind,
    text: str,
    *,
    application: Application | None = None,
    is_another: bool = False,
    actor: Actor,
    now: datetime,
) -> BoothFault:
    """Something is broken at a booth; sent twice by the same person in the same words it is one fault.

    `application`: who reports it for their own booth. `is_another`: whoever reports has seen what is known and means
    something else. Raises NotFound, FaultKnown.
    """
    booth, text = _booth(event_id, uid), rules.as_reported(text)
    there = repairs.stands_at(booth)
    if application and all(stand.application.id != application.id for stand in there):
        raise NotFound
    for one in repairs.open_at(booth.id):
        if one.kind is kind and one.by_id == actor.person_id and rules.told_in(one.text)[0] == text:
            return one
    if not is_another and repairs.known(booth.id, kind):
        raise rules.FaultKnown(label=booth.label)
    whose = application or (there[0].application if len(there) == 1 else None)
    fault = BoothFault(
        booth=booth, application=whose, kind=kind, text=text, state=FaultState.REPORTED, at=now, by_id=actor.person_id
    )
    db.session.add(fault)
    db.session.flush()
    _record(fault, "reported", {"booth": booth.label, "kind": kind.value}, actor, now)
    return fault


def confirm(event_id: int, fault_id: int, *, actor: Actor, now: datetime) -> BoothFault:
    """Somebody sees it too, instead of reporting it again; each is counted once. Raises NotFound."""
    fault = _locked(event_id, fault_id)
    is_new = fault.by_id != actor.person_id and not repairs.has_confirmed(fault.id, actor.person_id)
    if is_new and fault.state in rules.OPEN:
        _record(fault, "confirmed", {"booth": fault.booth.label}, actor, now)
    return fault


def take(event_id: int, fault_id: int, *, seen: str, actor: Actor, now: datetime) -> BoothFault:
    """The actor mends it, or from now on instead of whom they saw at it. Raises NotFound, FaultMoved."""
    fault = _locked(event_id, fault_id)
    if fault.state is FaultState.IN_HAND and fault.taken_by_id == actor.person_id:
        return fault
    _check_seen(fault, seen)
    if fault.state is FaultState.DONE:
        raise rules.FaultMoved
    before, fault.state = fault.state, FaultState.IN_HAND
    fault.taken_by_id, fault.taken_at = actor.person_id, now
    db.session.flush()
    _record(fault, "taken", {"from": before.value, "to": fault.state.value}, actor, now)
    _tell(fault, now, expires_at=now + WORTH_TELLING)
    return fault


def answer(event_id: int, fault_id: int, text: str, *, seen: str, actor: Actor, now: datetime) -> BoothFault:
    """It is mended; `text` says what was done. Raises NotFound, AnswerMissing, FaultMoved."""
    fault = _locked(event_id, fault_id)
    words = text.strip()
    if not words:
        raise rules.AnswerMissing
    if fault.state is FaultState.DONE and fault.done_by_id == actor.person_id and fault.answer == words:
        return fault
    _check_seen(fault, seen)
    if fault.state is FaultState.DONE:
        raise rules.FaultMoved
    before, fault.state = fault.state, FaultState.DONE
    fault.answer, fault.done_by_id, fault.done_at = words, actor.person_id, now
    db.session.flush()
    _record(fault, "done", {"from": before.value, "to": fault.state.value}, actor, now)
    _tell(fault, now)
    return fault


def reopen(event_id: int, fault_id: int, reason: str, *, seen: str, actor: Actor, now: datetime) -> BoothFault:
    """It is still broken; the last answer stays to be read. Raises NotFound, ReasonMissing, FaultMoved, NotMended."""
    fault = _locked(event_id, fault_id)
    if fault.state is not FaultState.DONE:
        _check_seen(fault, seen)
        raise rules.NotMended
    _check_seen(fault, seen)
    fault.text = rules.opened_again(fault.text, reason)
    fault.state, fault.taken_by_id, fault.taken_at = FaultState.REPORTED, None, None
    fault.done_by_id, fault.done_at = None, None
    db.session.flush()
    _record(fault, "reopened", {"from": FaultState.DONE.value, "to": fault.state.value}, actor, now)
    return fault


def mark_of(fault: BoothFault) -> str:
    """How it stands: what a form about it sends along as `seen`."""
    by_id = fault.done_by_id if fault.state is FaultState.DONE else fault.taken_by_id
    return rules.mark(fault.state, by_id)


def _booth(event_id: int, uid: str) -> Booth:
    """The booth; two who report at once, or who take it off the plan, come one by one."""
    plan = lock(FloorPlan, booths.get(event_id).id)
    if plan is None:
        raise NotFound
    return booths.get_booth(plan, uid)


def _locked(event_id: int, fault_id: int) -> BoothFault:
    fault = lock(BoothFault, repairs.get(event_id, fault_id).id)
    if fault is None:
        raise NotFound
    return fault


def _check_seen(fault: BoothFault, seen: str) -> None:
    if seen != mark_of(fault):
        raise rules.FaultMoved


def _record(fault: BoothFault, deed: str, states: dict[str, str], actor: Actor, now: datetime) -> None:
    audit.record(
        actor,
        f"booth_fault.{deed}",
        fault,
        states=states,
        event_id=fault.booth.plan.event_id,
        business_id=fault.application.business_id if fault.application else None,
        now=now,
    )


def _tell(fault: BoothFault, now: datetime, expires_at: datetime | None = None) -> None:
    for application in repairs.sharers(fault):
        tell(
            application,
            "fault_answered",
            now=now,
            expires_at=expires_at,
            fault=fault.id,
            booth=fault.booth.label,
            state=fault.state.value,
        )
