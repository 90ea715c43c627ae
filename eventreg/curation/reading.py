"""What the ranking tells beside its numbers: who would be in, and whose turn it is, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from eventreg.applications.history import Record
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.core.i18n import _, current_language, format_datetime, lazy
from eventreg.curation import balance, lists, moving
from eventreg.curation.balance import Aspect, Share
from eventreg.curation.models import ReviewPhase
from eventreg.curation.standings import Standings
from eventreg.events.models import Event

ASPECTS = {Aspect.CATEGORY: lazy("Category"), Aspect.DISTRICT: lazy("District"), Aspect.GROUP: lazy("Group")}
IN = (Status.ACCEPTED, Status.OFFERED, Status.CONFIRMED)
GROUPS = {
    "fostered": lazy("Fostered businesses"),
    "first_timer": lazy("Taking part for the first time"),
    "women_owned": lazy("Owned by women"),
    "disability": lazy("Owners with a disability"),
}


@dataclass(frozen=True)
class Told:
    """A kind of applicants under its name, as whole percents: of those above the line, and of all."""

    name: str
    share: Share

    @property
    def percent(self) -> int:
        """Of those above the line."""
        return round(self.share.share * 100)

    @property
    def usual(self) -> int:
        """Of all who applied."""
        return round(self.share.usual * 100)


def is_in(found: Standings, by_hand: Mapping[int, Status]) -> Mapping[int, bool]:
    """Place in the ranking, from 1 → whether who stands there is in, wherever the line lies; the others by the line.

    `by_hand`: application's id → what somebody decided. What went out before stays too.
    """
    told = {}
    for place, row in enumerate(found.rows, start=1):
        one = row.application
        if one.status is not Status.SUBMITTED:
            told[place] = one.status in IN
        elif one.id in by_hand:
            told[place] = by_hand[one.id] is Status.ACCEPTED
    return told


def is_tied(found: Standings, line: int) -> bool:
    """Whether a line after so many rows parts equals."""
    if not 0 < line < len(found.rows):
        return False
    above, below = (found.rows[at].standing.rank for at in (line - 1, line))
    return above is not None and above == below


def balance_told(
    found: Standings, event: Event, line: int, fixed: Mapping[int, bool] = MappingProxyType({})
) -> Sequence[tuple[str, Sequence[Told]]]:
    """Each aspect with its kinds: who is above the line, against all who applied, withheld ones among these.

    `fixed`: place in the ranking → whether who stands there is in, whatever the line says.
    """
    chosen = [row.application for at, row in enumerate(found.rows, start=1) if fixed.get(at, at <= line)]
    everybody = [row.application for row in found.rows] + [one.application for one in found.withheld]
    counted = balance.shares(
        [lists.traits_of(application) for application in chosen],
        [lists.traits_of(application) for application in everybody],
        lists.groups_of(event),
    )
    names = names_of(everybody)
    return [
        (str(ASPECTS[aspect]), [Told(names[aspect][one.key], one) for one in counted if one.aspect is aspect])
        for aspect in Aspect
    ]


def names_of(applications: Sequence[Application]) -> Mapping[Aspect, Mapping[str, str]]:
    """What the keys of their balance are called in the reader's language."""
    categories = {one.business.category for one in applications}
    return {
        Aspect.CATEGORY: {one.code: one.name_in(current_language()) for one in categories},
        Aspect.DISTRICT: {"": _("elsewhere")} | _districts(applications),
        Aspect.GROUP: {key: str(words) for key, words in GROUPS.items()},
    }


def history_told(record: Record, application: Application, deduction: int = 0) -> str:
    """Whether its business took part before and whose turn it is; empty where there is nothing to say."""
    if record.last_at is None:
        return _("first time") if "first_timer" in application.groups else ""
    year = record.last_at.year
    if not record.rests:
        return str(_("last took part %(year)s", year=year))
    if not deduction:
        return str(_("last took part %(year)s, others' turn", year=year))
    return str(_("last took part %(year)s, others' turn −%(points)s", year=year, points=deduction))


def moving_told(event: Event) -> Sequence[str]:
    """The phases that move along with a postponed event."""
    return [_phase_told(row, event) for row in moving.moving(event.id)]


def _phase_told(row: ReviewPhase, event: Event) -> str:
    starts = format_datetime(row.starts_at, event.zone)
    if row.ends_at is None:
        return _("The review's phase “%(title)s” runs from %(starts)s.", title=row.title, starts=starts)
    ends = format_datetime(row.ends_at, event.zone)
    return _(
        "The review's phase “%(title)s” runs from %(starts)s to %(ends)s.", title=row.title, starts=starts, ends=ends
    )


def _districts(applications: Sequence[Application]) -> dict[str, str]:
    names = lists.district_names(applications)
    return {code: names.get(code, code) for code in map(lists.district_of, applications) if code}
