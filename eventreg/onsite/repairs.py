"""Looking up what is broken at the booths, in the order in which it is mended; and how far each is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from eventreg.accounts.models import Person
from eventreg.applications.models import Application
from eventreg.booths.models import Booth, FloorPlan
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.paging import Page, page_of
from eventreg.onsite import queries, rules
from eventreg.onsite.models import BoothFault
from eventreg.onsite.queries import Stand
from eventreg.onsite.rules import FaultKind, FaultState

SIZE = 25


@dataclass(frozen=True)
class Sought:
    """What the desk is narrowed to. `state`: None for all that is open, whoever has it in hand."""

    words: str = ""
    kind: FaultKind | None = None
    state: FaultState | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.words or self.kind or self.state)


@dataclass(frozen=True)
class Step:
    """Something that was done to a fault, by whom (empty where nobody is known)."""

    deed: str
    at: datetime
    who: str


def page(event_id: int, sought: Sought, number: int) -> Page[BoothFault]:
    """The faults of an event, those that can't wait first; what is mended with the latest first."""
    query = _of(event_id).where(*_narrowed(sought))
    if sought.state is FaultState.DONE:
        query = query.order_by(BoothFault.done_at.desc(), BoothFault.id.desc())
    else:
        query = query.order_by(_urgency(), BoothFault.at, BoothFault.id)
    return page_of(query, number, SIZE)


def all_open(event_id: int) -> Sequence[BoothFault]:
    """Everything that is yet to be mended, in the order of the desk."""
    query = _of(event_id).where(BoothFault.state.in_(rules.OPEN))
    return db.session.scalars(query.order_by(_urgency(), BoothFault.at, BoothFault.id)).all()


def counts(event_id: int) -> Mapping[FaultState, int]:
    """How many faults there are of each state."""
    query = select(BoothFault.state, func.count()).join(BoothFault.booth).join(Booth.plan)
    rows = db.session.execute(query.where(FloorPlan.event_id == event_id).group_by(BoothFault.state))
    return dict.fromkeys(FaultState, 0) | dict(iter(rows))


def count_dangers(event_id: int) -> int:
    """How many open faults people can be hurt by."""
    query = select(func.count(BoothFault.id)).join(BoothFault.booth).join(Booth.plan)
    dangers = query.where(FloorPlan.event_id == event_id, BoothFault.state.in_(rules.OPEN))
    return db.session.scalar(dangers.where(BoothFault.kind.in_(rules.DANGERS))) or 0


def get(event_id: int, fault_id: int) -> BoothFault:
    """A fault of an event. Raises NotFound."""
    return _one(_of(event_id).where(BoothFault.id == fault_id))


def get_own(application: Application, fault_id: int) -> BoothFault:
    """A fault at a booth of an exhibitor. Raises NotFound."""
    return _one(_of(application.event_id).where(BoothFault.id == fault_id, _at(application)))


def of_exhibitor(application: Application, most: int = 20) -> Sequence[BoothFault]:
    """What is or was broken at an exhibitor's booths, whoever reported it; what is open first."""
    query = _of(application.event_id).where(_at(application))
    is_done = case((BoothFault.state == FaultState.DONE, 1), else_=0)
    return db.session.scalars(query.order_by(is_done, BoothFault.at.desc(), BoothFault.id.desc()).limit(most)).all()


def open_at(booth_id: int) -> Sequence[BoothFault]:
    """What is yet to be mended at a booth."""
    query = _whole().where(BoothFault.booth_id == booth_id, BoothFault.state.in_(rules.OPEN))
    return db.session.scalars(query.order_by(_urgency(), BoothFault.at, BoothFault.id)).all()


def known(booth_id: int, kind: FaultKind) -> BoothFault | None:
    """The latest open fault of this kind at a booth."""
    return next((one for one in reversed(open_at(booth_id)) if one.kind is kind), None)


def sharers(fault: BoothFault) -> Sequence[Application]:
    """Whom it concerns: who exhibits in the booth now, and who had it when it was reported."""
    there = queries.by_booth(queries.stands(fault.booth.plan.event_id)).get(fault.booth_id, ())
    found = {stand.application.id: stand.application for stand in there}
    if fault.application:
        found.setdefault(fault.application.id, fault.application)
    return list(found.values())


def stands_at(booth: Booth) -> Sequence[Stand]:
    """Who exhibits in a booth."""
    return queries.by_booth(queries.stands(booth.plan.event_id)).get(booth.id, ())


def history(fault: BoothFault) -> Sequence[Step]:
    """What was done to it, the first first, as the trail has it."""
    query = select(AuditEntry.action, AuditEntry.at, Person.name).join(Person, Person.id == AuditEntry.actor_id)
    query = query.where(AuditEntry.subject_type == BoothFault.__tablename__, AuditEntry.subject_id == fault.id)
    rows = db.session.execute(query.order_by(AuditEntry.id))
    return [Step(action.rpartition(".")[2], at, name or "") for action, at, name in rows]


def confirmations(fault_ids: Collection[int]) -> Mapping[int, int]:
    """Of these faults, how many others said that they see it too."""
    query = select(AuditEntry.subject_id, func.count()).where(
        AuditEntry.subject_type == BoothFault.__tablename__,
        AuditEntry.subject_id.in_(fault_ids),
        AuditEntry.action == "booth_fault.confirmed",
    )
    return dict(iter(db.session.execute(query.group_by(AuditEntry.subject_id))))


def has_confirmed(fault_id: int, person_id: int | None) -> bool:
    """Whether somebody said already that they see it too."""
    query = select(AuditEntry.id).where(
        AuditEntry.subject_type == BoothFault.__tablename__,
        AuditEntry.subject_id == fault_id,
        AuditEntry.action == "booth_fault.confirmed",
        AuditEntry.actor_id == person_id,
    )
    return db.session.scalar(query.limit(1)) is not None


def _whole() -> Select[BoothFault]:
    query = select(BoothFault).join(BoothFault.booth).join(Booth.plan)
    return query.options(
        contains_eager(BoothFault.booth).contains_eager(Booth.plan),
        contains_eager(BoothFault.booth).joinedload(Booth.zone),
        joinedload(BoothFault.application).joinedload(Application.business),
        joinedload(BoothFault.by),
        joinedload(BoothFault.taken_by),
    )


def _of(event_id: int) -> Select[BoothFault]:
    return _whole().where(FloorPlan.event_id == event_id)


def _one(query: Select[BoothFault]) -> BoothFault:
    fault = db.session.scalar(query)
    if fault is None:
        raise NotFound
    return fault


def _at(application: Application) -> ColumnElement[bool]:
    """At a booth that the exhibitor has, or reported by them where they stood before."""
    booths = [stand.booth.id for stand in queries.stands_of(application)]
    return or_(BoothFault.booth_id.in_(booths), BoothFault.application_id == application.id)


def _narrowed(sought: Sought) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if sought.state:
        asked.append(BoothFault.state == sought.state)
    else:
        asked.append(BoothFault.state.in_(rules.OPEN))
    if sought.kind:
        asked.append(BoothFault.kind == sought.kind)
    if sought.words:
        asked.append(Booth.label.icontains(sought.words, autoescape=True))
    return asked


def _urgency() -> Any:
    return case({kind: rules.urgency_of(kind) for kind in FaultKind}, value=BoothFault.kind)
