"""What the ranking tells beside its numbers: who would be in, and whose turn it is, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eventreg.applications.history import Record
from eventreg.applications.models import Application
from eventreg.core.i18n import _, current_language, format_datetime, lazy
from eventreg.curation import balance, lists, moving
from eventreg.curation.balance import Aspect, Share
from eventreg.curation.models import ReviewPhase
from eventreg.curation.standings import Standings
from eventreg.events.models import Event

ASPECTS = {Aspect.CATEGORY: lazy("Category"), Aspect.DISTRICT: lazy("District"), Aspect.GROUP: lazy("Group")}
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


def balance_told(found: Standings, event: Event, line: int) -> Sequence[tuple[str, Sequence[Told]]]:
    """Each aspect with its kinds: who is above the line, against all who applied, withheld ones among these."""
    everybody = [row.application for row in found.rows] + [one.application for one in found.withheld]
    counted = balance.shares(
        [lists.traits_of(row.application) for row in found.rows[:line]],
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
