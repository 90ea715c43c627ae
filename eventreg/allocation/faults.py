"""What a plan breaks, and the rules of a problem, in the reader's words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from babel.numbers import format_decimal

from eventreg.allocation import board
from eventreg.allocation.board import Fault
from eventreg.allocation.problem import (
    Apart,
    CategoryShareMax,
    DistrictMax,
    DistrictMin,
    Forbid,
    GroupMax,
    GroupMin,
    NeighboursMax,
    Pin,
    Problem,
)
from eventreg.core.i18n import _, current_language, ngettext


class Names(Protocol):
    """What people call what machines go by."""

    def business(self, code: str) -> str:
        """A business by the code of its application."""

    def booth(self, uid: str) -> str:
        """A booth, or a zone as wishes name it."""

    def category(self, code: str) -> str:
        """A craft."""

    def district(self, code: str) -> str:
        """A region."""

    def group(self, code: str) -> str:
        """A group."""


@dataclass(frozen=True)
class FaultTeller:
    """Says faults and rules with names."""

    problem: Problem
    names: Names
    _rules: dict[str, str] = field(default_factory=dict)

    def faults(self, faults: Iterable[Fault]) -> list[str]:
        """A sentence for each, none twice."""
        return list(dict.fromkeys(self.fault(one) for one in faults))

    def fault(self, fault: Fault) -> str:
        """What is wrong, where, and with whom."""
        if fault.what == "rule":
            rule = self.rule(fault.rule)
            return f"{self.names.booth(fault.booth)}: {rule}." if fault.booth else f"{rule}."
        who = self.names.business(fault.applicant) if fault.applicant else ""
        where = self.names.booth(fault.booth) if fault.booth else ""
        return _words(who, where)[fault.what] if fault.what != board.COUNT else self._count(fault.applicant, who)

    def _count(self, code: str, who: str) -> str:
        if self.problem.applicants[code].booths == 1:
            return _("%(who)s asks for one booth.", who=who)
        return _("%(who)s asks for two booths side by side that nobody shares.", who=who)

    def rule(self, name: str) -> str:
        """A rule by its id, as a sentence without its full stop; the id of a rule that isn't there."""
        if not self._rules:
            self._rules.update((rule.id, self._rule(rule)) for rule in self.problem.rules)
        return self._rules.get(name, name)

    def _rule(self, rule: object) -> str:
        names = self.names
        match rule:
            case CategoryShareMax():
                percent = format_decimal(rule.share_percent, locale=current_language().value)
                return _(
                    "At most %(percent)s%% of those placed are %(category)s",
                    percent=percent, category=names.category(rule.category),
                )  # fmt: skip
            case GroupMin():
                return self._at_least(rule.count, names.group(rule.group))
            case GroupMax():
                return self._at_most(rule.count, names.group(rule.group))
            case DistrictMin():
                return self._at_least(rule.count, names.district(rule.district))
            case DistrictMax():
                return self._at_most(rule.count, names.district(rule.district))
            case NeighboursMax():
                return ngettext(
                    "Beside a business of %(category)s stands at most %(num)s other of it",
                    "Beside a business of %(category)s stand at most %(num)s others of it",
                    rule.count,
                    category=names.category(rule.category),
                )
            case Pin():
                who, where = names.business(rule.applicant), names.booth(rule.booth)
                return _("%(who)s is held at %(where)s", who=who, where=where)
            case Forbid():
                who, where = names.business(rule.applicant), names.booth(rule.booth)
                return _("%(who)s may not be at %(where)s", who=who, where=where)
            case Apart():
                one, other = map(names.business, rule.applicants)
                return _("%(one)s and %(other)s stand apart", one=one, other=other)
        raise TypeError(rule)

    def _at_least(self, count: int, what: str) -> str:
        return _("At least %(count)s are placed of: %(what)s", count=count, what=what)

    def _at_most(self, count: int, what: str) -> str:
        return _("At most %(count)s are placed of: %(what)s", count=count, what=what)


def _words(who: str, where: str) -> Mapping[str, str]:
    return {
        board.AREA: _("%(where)s is smaller than what %(who)s asks for.", where=where, who=who),
        board.POWER: _("%(where)s has less power than what %(who)s asks for.", where=where, who=who),
        board.CATEGORY: _("%(where)s does not take the category of %(who)s.", where=where, who=who),
        board.FULL: _("%(where)s holds more businesses than may share it.", where=where),
        board.SHARED_AREA: _("%(where)s is too small for all who would share it.", where=where),
        board.SHARED_POWER: _("%(where)s has too little power for all who would share it.", where=where),
    }
