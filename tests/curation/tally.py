"""The tally of a review as a clerk would keep it on paper: who wrote what, who stays away, who left, and what is best.

It never looks at what the app stores and shares no arithmetic with it; tests hold the app's ranking against it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction


@dataclass
class Sheet:
    """What one person wrote on one entrant. `state`: "draft", "sent" or "abstained"; `appeal`: for an objection."""

    state: str = "draft"
    marks: dict[int, int] = field(default_factory=dict)
    talk: bool = False
    appeal: bool = False


@dataclass
class Entrant:
    """Who competes. `house`: whose it is; `street`: where that is; `rested`: its turn has come."""

    key: int
    code: str
    house: int
    street: str
    since: datetime
    rested: bool = True
    status: str = "submitted"


@dataclass
class Stage:
    """From when a stage of the review runs and whether it lets reviewers read each other at once."""

    begins: datetime
    open: bool


@dataclass
class Line:
    """One line of the ranking, in exact numbers."""

    key: int
    rank: int | None
    average: Fraction | None
    result: Fraction | None
    spread: Fraction | None
    count: int
    missing: int
    conflicting: bool
    talk: int


@dataclass
class Tally:
    """All of it. `worth`: of each criterion its weight and its best mark. `median`: the middle one, not the mean."""

    worth: dict[int, tuple[int, int]]
    median: bool = False
    each: int = 2
    wide: int = 30
    penalty: int = 0
    entrants: dict[int, Entrant] = field(default_factory=dict)
    sheets: dict[tuple[int, int], Sheet] = field(default_factory=dict)
    declared: set[tuple[int, int]] = field(default_factory=set)
    ties: list[tuple[int, int, str, datetime | None]] = field(default_factory=list)
    """Who acts for which house, in which street, and until when."""
    stages: list[Stage] = field(default_factory=list)
    curators: set[int] = field(default_factory=set)

    def stays_away(self, person: int, entrant: Entrant) -> bool:
        """It was declared; or it is theirs, was when it applied, or is in the street where theirs is."""
        if (entrant.key, person) in self.declared:
            return True
        for who, house, street, until in self.ties:
            if who == person and until is None and street == entrant.street:
                return True
            if who == person and house == entrant.house and (until is None or until > entrant.since):
                return True
        return False

    def reads(self, person: int, now: datetime) -> bool:
        """Whether a curator reads the ranking: the last stage that has begun tells."""
        begun = [stage for stage in self.stages if stage.begins <= now]
        return person in self.curators and bool(begun) and max(begun, key=lambda stage: stage.begins).open

    def lines(self, reader: int | None = None) -> list[Line]:
        """The ranking, without what this reader stays away from."""
        there = [
            entrant
            for entrant in self.entrants.values()
            if entrant.status not in {"withdrawn", "lapsed", "cancelled", "closed"}
            and not (reader is not None and self.stays_away(reader, entrant))
        ]
        lines = [self._line(entrant) for entrant in there]
        for line in lines:
            if line.result is not None:
                line.rank = 1 + sum(other.result is not None and other.result > line.result for other in lines)
        codes = {entrant.key: entrant.code for entrant in there}
        return sorted(lines, key=lambda line: (line.rank or len(lines) + 1, codes[line.key]))

    def _line(self, entrant: Entrant) -> Line:
        valid = [
            sheet
            for (key, person), sheet in self.sheets.items()
            if key == entrant.key and sheet.state == "sent" and not sheet.appeal
            if not self.stays_away(person, entrant)
        ]
        totals = sorted(self._of_a_hundred(sheet.marks) for sheet in valid)
        average = middle(totals) if self.median else sum(totals, Fraction(0)) / len(totals) if totals else None
        spread = totals[-1] - totals[0] if totals else None
        return Line(
            key=entrant.key,
            rank=None,
            average=average,
            result=average if average is None or entrant.rested else average - self.penalty,
            spread=spread,
            count=len(totals),
            missing=max(self.each - len(totals), 0),
            conflicting=len(totals) >= 2 and spread is not None and spread >= self.wide,
            talk=sum(sheet.talk for sheet in valid),
        )

    def _of_a_hundred(self, marks: dict[int, int]) -> Fraction:
        whole = sum(weight for weight, _ in self.worth.values())
        return sum(
            (Fraction(100 * weight, whole) * Fraction(marks[key], best) for key, (weight, best) in self.worth.items()),
            Fraction(0),
        )


def middle(numbers: Iterable[Fraction]) -> Fraction | None:
    """The number in the middle, or half way between the two that are there."""
    found = sorted(numbers)
    while len(found) > 2:
        found = found[1:-1]
    return sum(found, Fraction(0)) / len(found) if found else None
