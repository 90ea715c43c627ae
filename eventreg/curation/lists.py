"""The ranking as a list: narrowed, sorted, in pages, and each row as plain facts, the same for JSON and files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.businesses.models import Region
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.i18n import current_language
from eventreg.core.paging import Page
from eventreg.core.permissions import Actor, Permission
from eventreg.curation import balance, pending, ranking
from eventreg.curation.balance import Traits
from eventreg.curation.naming import blotted
from eventreg.curation.standings import Row, Standings, averages_of
from eventreg.events.models import Event
from eventreg.events.rules import QuotaKind

PAGE = 100


class Show(StrEnum):
    """What a list of the ranking is narrowed to."""

    CONFLICTING = "conflicting"
    MISSING = "missing"
    DISCUSS = "discuss"


class Sort(StrEnum):
    """In which order it is listed; equals by their rank."""

    RANK = "rank"
    SPREAD = "spread"
    MISSING = "missing"
    CODE = "code"


@dataclass(frozen=True)
class Filters:
    """What staff look for; `category`: a category's code, empty for all."""

    show: Show | None = None
    category: str = ""
    sort: Sort = Sort.RANK

    @property
    def whole(self) -> bool:
        """Whether it is the ranking itself, so that a line can be drawn through it."""
        return self == Filters()


def get_application(event_id: int, code: str) -> Application:
    """An application that was sent for the event. Raises NotFound."""
    query = select(Application).where(Application.event_id == event_id, Application.code == code)
    application = db.session.scalar(query.where(Application.status != Status.DRAFT))
    if application is None:
        raise NotFound()
    return application


def shows_names(actor: Actor, event_id: int) -> bool:
    """Whether the actor may know who applies; otherwise an application is told by its code and first product."""
    return actor.may(Permission.APPLICATION_READ, event_id)


def narrowed(rows: Iterable[Row], filters: Filters) -> Sequence[Row]:
    """The rows that are asked for, in the order that is asked for."""
    found = [row for row in rows if _is_shown(row, filters.show)]
    if filters.category:
        found = [row for row in found if row.application.business.category.code == filters.category]
    if filters.sort is Sort.SPREAD:
        found.sort(key=lambda row: -(row.standing.spread or Fraction(0)))
    elif filters.sort is Sort.MISSING:
        found.sort(key=lambda row: -row.standing.missing)
    elif filters.sort is Sort.CODE:
        found.sort(key=lambda row: row.application.code)
    return found


def counts(rows: Iterable[Row], filters: Filters) -> Mapping[Show | None, int]:
    """How many there are of each kind, whatever the list is narrowed to."""
    found = narrowed(rows, Filters(category=filters.category))
    return {None: len(found)} | {show: sum(_is_shown(row, show) for row in found) for show in Show}


def page(rows: Sequence[Row], number: int, size: int = PAGE) -> Page[Row]:
    """A page of the rows; beyond the end it is the last one."""
    number = max(1, min(number, -(-len(rows) // size)))
    return Page(rows[(number - 1) * size : number * size], len(rows), number, size)


def categories(rows: Iterable[Row]) -> list[tuple[str, str]]:
    """Code and name of each category that occurs, by name."""
    found = {row.application.business.category for row in rows}
    return sorted(((one.code, one.name_in(current_language())) for one in found), key=lambda pair: pair[1])


def traits_of(application: Application) -> Traits:
    """What the balance looks at."""
    return Traits(application.business.category.code, district_of(application), frozenset(application.groups))


def district_of(application: Application) -> str:
    """The code of the district (kecamatan) that its business is in; empty where that isn't told."""
    return ".".join((application.business.region_code or "").split(".")[:3])


def groups_of(event: Event) -> Sequence[str]:
    """The groups that are counted for this event."""
    reserved = {quota.group for quota in event.quotas if quota.kind is QuotaKind.RESERVE}
    return balance.groups_counted(reserved)


def district_names(applications: Iterable[Application]) -> Mapping[str, str]:
    """The names of the districts that these are in, by code."""
    codes = {district_of(one) for one in applications}
    return dict(iter(db.session.execute(select(Region.code, Region.name).where(Region.code.in_(codes)))))


def records(standings: Standings, *, with_names: bool) -> list[dict[str, Any]]:
    """Each row as plain facts; points with one decimal. The name of a business only where names are shown.

    `criteria`: by their ids, the average of each.
    """
    districts = district_names(row.application for row in standings.rows)
    found = [_record(row, districts, with_names) for row in standings.rows]
    for row, record in zip(standings.rows, found, strict=True):
        averages = averages_of(standings.curation, row.scores)
        record["criteria"] = {key: _shown(average) for key, average in averages.items()}
    return found


def line_of(asked: int | None, standings: Standings, event: Event, now: datetime) -> int:
    """After how many rows the line lies: where it was asked for, where the meeting drew it, or after the quota.

    Counted without what is withheld from the reader: otherwise it would tell on which side of the line that is.
    """
    drawn = pending.line_seen(standings, event, now) if asked is None else None
    at = next((one for one in (asked, drawn) if one is not None), event.quota)
    return max(0, min(at, len(standings.rows)))


def _record(row: Row, districts: Mapping[str, str], with_names: bool) -> dict[str, Any]:
    application, standing, product = row.application, row.standing, row.product
    return {
        "rank": standing.rank,
        "code": application.code,
        **({"business": application.business.name} if with_names else {}),
        "product": "" if product is None else product.name if with_names else blotted(product.name, application),
        "category": application.business.category.name_in(current_language()),
        "district": districts.get(district_of(application), ""),
        "result": _shown(standing.result),
        "average": _shown(standing.average),
        "deduction": standing.deduction,
        "spread": _shown(standing.spread),
        "reviews": standing.reviews,
        "missing": standing.missing,
        "conflicting": standing.conflicting,
        "discuss": row.discuss,
        "last_took_part": row.record.last_at.year if row.record.last_at else None,
        "rests": row.record.rests,
        "status": application.status,
    }


def _shown(points: Fraction | None) -> Any:
    return None if points is None else ranking.rounded(points)


def _is_shown(row: Row, show: Show | None) -> bool:
    if show is Show.CONFLICTING:
        return row.standing.conflicting
    if show is Show.MISSING:
        return row.standing.missing > 0
    return show is None or row.discuss > 0
