"""A plan changed by hand: businesses exchange booths or move, and what comes of it is a version of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from eventreg.allocation import comparing, queries, rules, ruling, solver
from eventreg.allocation.comparing import Step
from eventreg.allocation.envies import envies
from eventreg.allocation.models import Allocation, BoothPin, Method, Run
from eventreg.allocation.problem import Plan, Problem
from eventreg.allocation.reasons import packed, reasons
from eventreg.applications import queries as applications
from eventreg.core import audit
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor
from eventreg.events.models import Event

MOST_STEPS = 200


@dataclass(frozen=True)
class Drafted:
    """What steps make of a version, reckoned: versions don't change, so nobody has to wait for it."""

    parent: int
    plan: Mapping[str, tuple[str, ...]]
    values: Mapping[str, Any]


def worked_out(event_id: int, number: int, steps: Sequence[Step], *, actor: Actor) -> Drafted:
    """What steps make of a version, without a lock on anything.

    Raises NotFound, NothingChanged, RulesBroken, OwnPlace.
    """
    parent = queries.get_version(event_id, number)
    problem, before = queries.problem_of(parent), queries.plan_of(parent)
    after = comparing.stepped(problem, before, steps[:MOST_STEPS])
    check(event_id, problem, before, after, actor=actor)
    return Drafted(number, after, _values(parent, problem, after))


def save(event_id: int, drafted: Drafted, *, note: str = "", actor: Actor, now: datetime) -> Allocation:
    """Keep it as the next version; the one that it was made of stays as it is. Raises NotFound, OwnPlace."""
    if lock(Event, event_id) is None:  # numbers are given one after the other
        raise NotFound()
    parent = queries.get_version(event_id, drafted.parent)
    moved = [code for code, booths in drafted.plan.items() if (parent.plan or {}).get(code) != list(booths)]
    moved += [code for code in parent.plan or {} if code not in drafted.plan]
    if barred_from(event_id, moved, actor):
        raise rules.OwnPlace()
    made = Allocation(**drafted.values, number=_next_number(event_id), made_at=now, begun_at=now, ended_at=now)
    made.note, made.made_by_id = note, actor.person_id
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "boothplan.changed_by_hand", made, now=now, states={"from": str(parent.number)}, reason=note)
    return made


def check(event_id: int, problem: Problem, before: Plan, after: Plan, *, actor: Actor) -> None:
    """Whether the actor may keep the change. Raises NothingChanged, RulesBroken, OwnPlace."""
    found = comparing.differences(problem, before, after)
    changed = [change.applicant for change in (*found.left, *found.joined, *found.moved)]
    if not changed:
        raise rules.NothingChanged()
    if barred_from(event_id, changed, actor):
        raise rules.OwnPlace()
    if comparing.effect(problem, before, after).faults:
        raise rules.RulesBroken()


def hold(event_id: int, code: str, uid: str, *, forbids: bool, reason: str, actor: Actor, now: datetime) -> BoothPin:
    """Hold a business to a booth in the plans to come, or keep it from one.

    Raises NotFound, OwnPlace, PinReasonMissing.
    """
    found = applications.of_event(event_id, [code])
    if not found:
        raise NotFound()
    if barred_from(event_id, [code], actor):
        raise rules.OwnPlace()
    if not reason.strip():
        raise rules.PinReasonMissing()
    return ruling.pin(event_id, found[0].id, uid, forbids=forbids, reason=reason, actor=actor, now=now)


def barred_from(event_id: int, codes: Sequence[str], actor: Actor) -> frozenset[str]:
    """Those that the actor doesn't move: of businesses that they act for, or stay away from."""
    chosen = applications.of_event(event_id, codes)
    barred = applications.barred_among(chosen, actor)
    return frozenset(one.code for one in chosen if one.id in barred)


def _values(parent: Allocation, problem: Problem, plan: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    merit, points = problem.merit(plan), problem.wish_points(plan)
    is_among = merit >= parent.merit  # the parent's bound of wish points holds for plans of at least its merit
    of_any = (0, 0) if is_among and parent.merit_bound else solver.bounds_of_any(problem)
    stored = {code: list(booths) for code, booths in plan.items()}
    return {
        "event_id": parent.event_id,
        "method": Method.BY_HAND,
        "run": Run.DONE,
        "parent_id": parent.id,
        "problem": parent.problem,
        "plan": stored,
        "digest": queries.digest_of(stored),
        "status": solver.FEASIBLE,
        "merit": merit,
        "merit_bound": max(merit, parent.merit_bound or of_any[0]),
        "wish_points": points,
        "wish_points_bound": max(points, parent.wish_points_bound if is_among else of_any[1]),
        "changes": problem.changes(plan),
        "envies": len(envies(problem, plan)),
        "reasons": packed(reasons(problem, plan)),
        "time_limit_s": parent.time_limit_s,
    }


def _next_number(event_id: int) -> int:
    last = db.session.scalar(select(func.max(Allocation.number)).where(Allocation.event_id == event_id))
    return (last or 0) + 1
