"""A plan as people read it: names for what machines go by, who is where on the floor, and why."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select

from eventreg.allocation import comparing, queries
from eventreg.allocation.building import MUST_PLACE
from eventreg.allocation.comparing import Measures
from eventreg.allocation.models import Allocation, BoothWish
from eventreg.allocation.problem import ZONE, Plan, Problem
from eventreg.allocation.reasons import Reason
from eventreg.applications import queries as application_queries
from eventreg.applications.models import Application
from eventreg.booths import queries as floors
from eventreg.booths.drawing import BoothState, Drawing
from eventreg.booths.reading import BoothRead, natural
from eventreg.core.db import db
from eventreg.core.i18n import _, current_language
from eventreg.events import queries as events
from eventreg.events.reading import group_name

SORTS = ("booth", "rank", "merit", "name")


@dataclass(frozen=True, slots=True)
class Row:
    """An applicant in a plan. `where`: labels of its booths, none without a place; `rank`: of the wish they meet."""

    code: str
    name: str
    merit: int
    where: tuple[str, ...]
    rank: int | None
    has_wishes: bool
    why: str

    @property
    def is_placed(self) -> bool:
        """Whether it has a booth."""
        return bool(self.where)


class Floor:
    """The floor and those who applied, with what people call them; shared by the plans of one event."""

    def __init__(self, event_id: int, codes: Collection[str]) -> None:
        plan = floors.find(event_id)
        self.drawing: Drawing | None = floors.drawing_of(plan) if plan else None
        self.plan = plan
        self._booths = {booth.uid: booth for booth in floors.booths_of(plan.id)} if plan else {}
        self._zones = {zone.key: zone.name for zone in plan.zones} if plan else {}
        self.applications: Mapping[str, Application] = {
            one.code: one for one in application_queries.of_event(event_id, codes)
        }

    def business(self, code: str) -> str:
        """A business by the code of its application; the code where it is gone."""
        found = self.applications.get(code)
        return found.business.name if found else code

    def booth(self, uid: str) -> str:
        """A booth's label, or what a zone is called in a sentence; what is gone keeps its name among machines."""
        if uid.startswith(ZONE):
            key = uid.removeprefix(ZONE)
            name = self._zones.get(key)
            return _("zone %(zone)s", zone=f"{key} ({name})" if name else key)
        found = self._booths.get(uid)
        return found.label if found else uid

    def labels(self, uids: Sequence[str]) -> tuple[str, ...]:
        """The labels of booths, in the order of people."""
        return tuple(sorted(map(self.booth, uids), key=natural))

    @cached_property
    def _crafts(self) -> Mapping[str, str]:
        return {one.code: one.name_in(current_language()) for one in events.categories()}

    def category(self, code: str) -> str:
        """A craft."""
        return self._crafts.get(code) or (_("Other") if code == "-" else code)

    @cached_property
    def _districts(self) -> Mapping[str, str]:
        return dict(events.districts())

    def district(self, code: str) -> str:
        """A region."""
        return _("Not known") if code == "-" else self._districts.get(code, code)

    def group(self, code: str) -> str:
        """A group."""
        return _("those who must have a place") if code == MUST_PLACE else group_name(code)

    def sketched(self, plan: Plan, differing: Collection[str] = ()) -> list[BoothRead]:
        """Every booth with who has it. Looks are those of a booth's states: reserved: somebody has it; confirmed:
        others have it in the plan beside; available: nobody has it."""
        taken = holders_of(plan)
        return [
            BoothRead(booth, _look(uid, taken, differing), tuple(sorted(map(self.business, taken.get(uid, ())))))
            for uid, booth in self._booths.items()
        ]


class Reading:
    """A version with all that its page shows."""

    def __init__(self, version: Allocation, floor: Floor | None = None) -> None:
        self.version = version
        self.problem: Problem = queries.problem_of(version)
        self.plan: Plan = queries.plan_of(version)
        self.floor = floor or Floor(version.event_id, list(self.problem.applicants))

    @cached_property
    def measures(self) -> Measures:
        """The plan in numbers."""
        return comparing.measures(self.problem, self.plan, partners(self.floor.applications))

    def rows(self, tell: Callable[[Reason], str]) -> list[Row]:
        """All applicants, each with its sentence. `tell` says a reason."""
        found = queries.reasons_of(self.version, self.problem)
        return [self._row(reason, tell) for reason in found.values()]

    def _row(self, reason: Reason, tell: Callable[[Reason], str]) -> Row:
        one = self.problem.applicants[reason.applicant]
        rank = comparing.rank_of(self.problem, one.id, reason.booths)
        where, name = self.floor.labels(reason.booths), self.floor.business(one.id)
        return Row(one.id, name, one.merit, where, rank, bool(one.wishes), tell(reason))


def holders_of(plan: Plan) -> dict[str, list[str]]:
    """A booth's uid → the codes of who is there, of those where anybody is."""
    found: dict[str, list[str]] = {}
    for code, booths in plan.items():
        for uid in booths:
            found.setdefault(uid, []).append(code)
    return found


def partners(applications: Mapping[str, Application]) -> list[tuple[str, str]]:
    """The codes of those who would like to share a booth: both name each other."""
    codes = {one.id: one.code for one in applications.values()}
    query = select(BoothWish.application_id, BoothWish.partner_id)
    query = query.where(BoothWish.application_id.in_(codes), BoothWish.partner_id.is_not(None))
    named = {(one, other) for one, other in db.session.execute(query)}
    return sorted((codes[a], codes[b]) for a, b in named if b in codes and a < b and (b, a) in named)


def chosen(
    rows: Sequence[Row], *, words: str = "", booth: str = "", placed: str = "", sort: str = "booth"
) -> list[Row]:
    """The rows that hold all words, in the booth with this label, placed (`yes`) or not (`no`); sorted."""
    asked = words.casefold().split()
    found = [
        row
        for row in rows
        if all(word in f"{row.name} {row.code} {' '.join(row.where)}".casefold() for word in asked)
        and (not booth or booth in row.where)
        and (not placed or row.is_placed == (placed == "yes"))
    ]
    return sorted(found, key=_ORDERS.get(sort, _ORDERS["booth"]))


def _by_booth(row: Row) -> tuple[object, ...]:
    return (not row.where, natural(row.where[0]) if row.where else (), -row.merit, row.code)


def _by_rank(row: Row) -> tuple[object, ...]:
    return (not row.where, not row.rank, row.rank or 0, -row.merit, row.code)


_ORDERS: Mapping[str, Callable[[Row], tuple[object, ...]]] = {
    "booth": _by_booth,
    "rank": _by_rank,
    "merit": lambda row: (-row.merit, row.code),
    "name": lambda row: (row.name.casefold(), row.code),
}


def _look(uid: str, taken: Collection[str], differing: Collection[str]) -> BoothState:
    if uid in differing:
        return BoothState.CONFIRMED
    return BoothState.RESERVED if uid in taken else BoothState.AVAILABLE
