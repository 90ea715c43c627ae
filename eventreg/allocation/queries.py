"""Looking up an event's plans of who gets which booth."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload

from eventreg.allocation.models import Allocating, Allocation, Stage
from eventreg.allocation.problem import Plan, Problem
from eventreg.allocation.problem_file import read_problem
from eventreg.allocation.reasons import Reason, reasons, unpacked
from eventreg.booths.models import BoothPlacement
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.paging import Page, page_of


def settings_of(event_id: int) -> Allocating:
    """How the event gives its booths; the usual way, not yet stored, where nobody has settled it."""
    found = db.session.get(Allocating, event_id)
    return found or Allocating(event_id=event_id, approvals_needed=2, time_limit_s=60, days_to_answer=7)


def versions(event_id: int) -> Sequence[Allocation]:
    """All versions, the latest first."""
    query = select(Allocation).where(Allocation.event_id == event_id)
    return db.session.scalars(query.order_by(Allocation.number.desc())).all()


def page_of_versions(event_id: int, number: int, size: int) -> Page[Allocation]:
    """Some of the versions, the latest first, without what is large: problems and plans."""
    query = select(Allocation).where(Allocation.event_id == event_id).order_by(Allocation.number.desc())
    large = (defer(Allocation.problem), defer(Allocation.plan), defer(Allocation.reasons))
    return page_of(query.options(*large, joinedload(Allocation.made_by)), number, size)


def get_version(event_id: int, number: int) -> Allocation:
    """Raises NotFound."""
    query = select(Allocation).where(Allocation.event_id == event_id, Allocation.number == number)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound()
    return found


def published(event_id: int) -> Allocation | None:
    """The plan that stands in public."""
    query = select(Allocation).where(Allocation.event_id == event_id, Allocation.stage == Stage.PUBLISHED)
    return db.session.scalar(query)


def has_booth(application_id: int) -> bool:
    """Whether a booth was given already, by a plan or by hand."""
    query = select(BoothPlacement.id).where(BoothPlacement.application_id == application_id)
    return db.session.scalar(query.limit(1)) is not None


def is_any_proposed(event_id: int) -> bool:
    """Whether a plan lies before the committee."""
    query = select(Allocation.id).where(Allocation.event_id == event_id, Allocation.stage == Stage.PROPOSED)
    return db.session.scalar(query.limit(1)) is not None


def problem_of(version: Allocation) -> Problem:
    """What was to be solved, as it was then."""
    return read_problem(version.problem)


def plan_of(version: Allocation) -> Plan:
    """Who gets which booths; nobody any, as long as there is no plan."""
    return {code: tuple(booths) for code, booths in (version.plan or {}).items()}


def reasons_of(version: Allocation, read: Problem | None = None) -> Mapping[str, Reason]:
    """Why each has what it has in the version's plan: kept with it; of plans older than that, reckoned now.

    `read`: its problem, where that was read before.
    """
    problem, plan = read or problem_of(version), plan_of(version)
    return reasons(problem, plan) if version.reasons is None else unpacked(problem, plan, version.reasons)


def digest_of(plan: Mapping[str, Sequence[str]]) -> str:
    """SHA-256 of a plan, the same whatever order it is written in."""
    told = json.dumps({code: sorted(booths) for code, booths in sorted(plan.items())}, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()
