"""Where both businesses applied for one event: which application is kept. The caller holds the unit of work."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from eventreg.applications import service as applications
from eventreg.applications.models import Application
from eventreg.applications.rules import FINAL, Status
from eventreg.core.db import db
from eventreg.core.permissions import Actor
from eventreg.events.models import Event

# how far an application has come; the one further on is kept where both applied for the same event
_PROGRESS = (
    Status.DRAFT,
    Status.CANCELLED,
    Status.CLOSED,
    Status.LAPSED,
    Status.DECLINED,
    Status.WITHDRAWN,
    Status.REJECTED,
    Status.NEEDS_REVISION,
    Status.SUBMITTED,
    Status.WAITLISTED,
    Status.ACCEPTED,
    Status.OFFERED,
    Status.CONFIRMED,
)
REASON = "Usaha ini digabungkan dengan usaha yang sama. / This business was merged with the same one."


@dataclass(frozen=True)
class Clash:
    """Both applied for one event: which application is kept, and which stays with the row that is given up."""

    event: Event
    kept: Application
    left: Application

    @property
    def withdraws(self) -> bool:
        """Whether the one that is left has to be withdrawn first; drafts lapse by themselves."""
        return self.left.status not in FINAL and self.left.status is not Status.DRAFT


def clashes_of(survivor_id: int, other_id: int) -> list[Clash]:
    """The events for which both applied, by their ids."""
    found: dict[int, dict[int, Application]] = {}
    query = select(Application).where(Application.business_id.in_((survivor_id, other_id)))
    for application in db.session.scalars(
        query.order_by(Application.event_id).execution_options(populate_existing=True)
    ):
        found.setdefault(application.event_id, {})[application.business_id] = application
    return [_clash(both[survivor_id], both[other_id]) for both in found.values() if len(both) == 2]


def _clash(mine: Application, theirs: Application) -> Clash:
    """The one that has come further is kept; of equals the survivor's."""
    kept, left = (theirs, mine) if _progress(theirs) > _progress(mine) else (mine, theirs)
    return Clash(mine.event, kept, left)


def _progress(application: Application) -> int:
    return _PROGRESS.index(application.status)


def settle(clashes: Iterable[Clash], *, actor: Actor, now: datetime) -> None:
    """Withdraw what can't go on: its place goes to whoever is next, its tickets end."""
    for clash in clashes:
        if clash.withdraws:
            behalf = replace(actor, business_ids=actor.business_ids | {clash.left.business_id})
            applications.withdraw(clash.left.id, actor=behalf, reason=REASON, now=now)
