"""Making a version of the plan: it waits for a worker, which lets a process of its own work on it.

Whoever works on a version has a token: where the version has another one by now, what they found counts for nothing.
"""

import os
import secrets
import socket
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from eventreg.allocation import building, queries, solver
from eventreg.allocation.envies import envies
from eventreg.allocation.models import Allocation, Method, Run
from eventreg.allocation.problem import Problem
from eventreg.allocation.reasons import Reason, packed, reasons
from eventreg.allocation.rules import AlreadyRunning, NothingToPlace
from eventreg.allocation.solver import Progress, Result
from eventreg.core import audit, clock
from eventreg.core.db import db, lock, unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor
from eventreg.core.processes import MOST_TRIES, SILENCE, Pulse, Work
from eventreg.events.models import Event

UNFINISHED = (Run.WAITING, Run.RUNNING)
DIED = "died"


# ---- Whoever wants a plan --------------------------------------------------------------------------------------------


def start(event_id: int, method: Method, *, note: str = "", actor: Actor, now: datetime) -> Allocation:
    """A new version, of the problem as it is now, that waits for a worker; the caller holds the unit of work.

    Raises AlreadyRunning, NothingToPlace, NotFound.
    """
    event = lock(Event, event_id)  # who starts at the same time queues here: numbers are given once
    if event is None:
        raise NotFound()
    busy = select(Allocation.id).where(Allocation.event_id == event_id, Allocation.method == method)
    if db.session.scalar(busy.where(Allocation.run.in_(UNFINISHED)).limit(1)) is not None:
        raise AlreadyRunning()
    problem = building.problem_of_event(event, now=now, repair=method is Method.REPAIR)
    if not (problem["booths"] and problem["applicants"]):
        raise NothingToPlace()
    last = db.session.scalar(select(func.max(Allocation.number)).where(Allocation.event_id == event_id))
    version = Allocation(event=event, number=(last or 0) + 1, method=method, run=Run.WAITING, note=note)
    version.problem, version.time_limit_s = problem, problem["time_limit_s"]
    version.made_at, version.made_by_id = now, actor.person_id
    db.session.add(version)
    db.session.flush()
    audit.record(actor, "allocation.started", version, now=now)
    return version


def stop(event_id: int, number: int, *, actor: Actor, now: datetime) -> None:
    """Be content with the best found so far; what is over stays as it is. Raises NotFound."""
    version = lock(Allocation, queries.get_version(event_id, number).id)
    if version is None or version.run not in UNFINISHED or version.stop_asked_at:
        return
    version.stop_asked_at = now
    if version.run is Run.WAITING:
        version.run, version.ended_at = Run.STOPPED, now
        version.status = solver.UNKNOWN
    audit.record(actor, "allocation.stopped", version, now=now)


# ---- The worker ------------------------------------------------------------------------------------------------------


def is_work_left() -> bool:
    """Whether any version waits or is worked on."""
    return db.session.scalar(select(Allocation.id).where(Allocation.run.in_(UNFINISHED)).limit(1)) is not None


def claim(now: datetime) -> Work | None:
    """Take the version that has waited longest; None where none waits that nobody else takes just now."""
    query = select(Allocation).where(Allocation.run == Run.WAITING).order_by(Allocation.made_at, Allocation.id).limit(1)
    query = query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    version = db.session.scalar(query)
    if version is None:
        return None
    token = secrets.token_hex(8)
    version.run, version.begun_at = Run.RUNNING, now
    tries = version.progress.get("tries", 0) + 1
    version.progress = {"token": token, "host": socket.gethostname(), "beat": now.isoformat(), "tries": tries}
    return Work(version.id, token)


def died(work: Work, now: datetime) -> None:
    """Its process has ended: where it left no answer, none will come."""
    version = _held(work)
    if version is not None:
        _fail(version, now)


def rescue(now: datetime, *, is_alive: Callable[[int], bool]) -> None:
    """Versions whose process is gone, with the worker that should have known, wait again; after twice they fail."""
    query = select(Allocation).where(Allocation.run == Run.RUNNING).order_by(Allocation.id)
    for found in db.session.scalars(query.with_for_update(skip_locked=True)):
        if not _is_lost(found.progress, now, is_alive):
            continue
        if found.stop_asked_at or found.progress.get("tries", 1) >= MOST_TRIES:
            _fail(found, now)
        else:
            found.run, found.begun_at = Run.WAITING, None
            found.progress = {"tries": found.progress.get("tries", 1)}


def give_back(work: Work) -> None:
    """The worker ends: the next one takes the version up, and this doesn't count as a try."""
    version = _held(work)
    if version is not None:
        version.run, version.begun_at = Run.WAITING, None
        version.progress = {"tries": version.progress.get("tries", 1) - 1}


def _is_lost(progress: Mapping[str, Any], now: datetime, is_alive: Callable[[int], bool]) -> bool:
    if now - datetime.fromisoformat(progress["beat"]) > SILENCE:
        return True
    return "pid" in progress and progress["host"] == socket.gethostname() and not is_alive(progress["pid"])


def _fail(version: Allocation, now: datetime) -> None:
    version.run, version.ended_at, version.status = Run.FAILED, now, solver.UNKNOWN
    version.progress = {**version.progress, "why": DIED}


def _held(work: Work) -> Allocation | None:
    """The version, locked, if it is still this one's to work on."""
    version = lock(Allocation, work.id)
    if version is None or version.run is not Run.RUNNING or version.progress.get("token") != work.token:
        return None
    return version


# ---- The process that works on one -----------------------------------------------------------------------------------


def work_on(work: Work, context: Callable[[], AbstractContextManager[Any]]) -> None:
    """Solve the version's problem and keep the answer; in transactions of its own, each of them short.

    `context`: the app's, for the thread that tells how far it is.
    """
    version = db.session.get(Allocation, work.id)
    if version is None or version.progress.get("token") != work.token:
        return
    problem, method, limit = queries.problem_of(version), version.method, version.time_limit_s
    db.session.remove()  # no snapshot is held while it works
    pulse = _Pulse(work, context)
    with pulse:
        result = solved(problem, method, limit, pulse)
        jealous = len(envies(problem, result.plan)) if result.plan else 0
        why = reasons(problem, result.plan) if result.plan is not None else None
    with unit_of_work():
        found = _held(work)
        if found is not None:
            keep(found, problem, result, jealous, why, now=clock.now())


def solved(problem: Problem, method: Method, time_limit_s: float, pulse: "_Pulse") -> Result:
    """The result of a method; by score there is nothing to tell on the way, nor to stop."""
    if method is Method.BY_SCORE:
        return solver.by_score(problem)
    return solver.solve(problem, time_limit_s=time_limit_s, report=pulse.note, is_stopped=pulse.is_stopped)


def keep(
    version: Allocation,
    problem: Problem,
    result: Result,
    jealous: int,
    why: Mapping[str, Reason] | None = None,
    *,
    now: datetime,
) -> None:
    """The answer becomes the version's, with the envies in it, and why each has what it has."""
    is_proven = result.status in (solver.OPTIMAL, solver.INFEASIBLE)
    version.run = Run.STOPPED if version.stop_asked_at and not is_proven else Run.DONE
    version.status, version.ended_at = result.status, now
    version.clash, version.is_clash_irreducible = list(result.clash), result.is_clash_irreducible
    version.merit_bound, version.wish_points_bound = result.merit_bound, result.wish_points_bound
    if result.plan is not None:
        version.plan = {code: list(booths) for code, booths in result.plan.items()}
        version.digest = queries.digest_of(version.plan)
        version.merit, version.wish_points = problem.merit(result.plan), problem.wish_points(result.plan)
        version.changes, version.envies = problem.changes(result.plan), jealous
        version.reasons = packed(why) if why is not None else None


class _Pulse(Pulse):
    """Tells of a version how far the solver is; somebody who stops it keeps the best so far."""

    def __init__(self, work: Work, context: Callable[[], AbstractContextManager[Any]]) -> None:
        super().__init__(context)
        self._work = work
        self._latest: Progress | None = None

    def note(self, progress: Progress) -> None:
        """The latest is what is written next."""
        self._latest = progress

    def beat(self) -> bool:
        """Whether nobody stops it, nor another one has it."""
        version = _held(self._work)
        if version is None:
            return False
        version.progress = {**version.progress, **self._told(), "pid": os.getpid(), "beat": clock.now().isoformat()}
        return version.stop_asked_at is None

    def _told(self) -> dict[str, Any]:
        latest = self._latest
        told = {one.name: getattr(latest, one.name) for one in fields(latest)} if latest else {}
        return {**told, "seconds": self.seconds()}
