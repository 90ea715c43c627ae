"""A booth allocation problem as a small integer program. Pure: `solver.py` alone knows the optimiser.

Written booth by booth and applicant by applicant, the biggest of our problems has half a million variables, most of
them alike: it matters who is placed at all, and which wish is met, but not which of two equal businesses stands in
which unwished booth. So a business has a variable for each place that it wishes for (or holds in the standing plan),
and one for "anywhere else"; businesses of the same kind (category, needs, number of booths) share whole-number
variables that count how many of the kind stand unwished in each place. Any plan is a solution of this program with the
same merit, wish points and changes, and `Formulation.plan` makes a plan of any solution: nothing is lost by it. Whoever
a rule names is a kind of its own.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from eventreg.allocation.problem import (
    Apart,
    Applicant,
    CategoryShareMax,
    DistrictMax,
    DistrictMin,
    Forbid,
    GroupMax,
    GroupMin,
    NeighboursMax,
    Number,
    Pin,
    Problem,
    Rule,
)


@dataclass(frozen=True, slots=True)
class Column:
    """A whole number from 0 to `most`. Of one applicant in one place, of one "anywhere else" (no `places`), of so many
    of a kind in one place (no `applicant`), or of a booth that holds a category (neither)."""

    most: int = 1
    applicant: str = ""
    places: tuple[str, ...] = ()
    kind: int = -1
    merit: int = 0
    points: int = 0
    keeps: int = 0  # 1: the standing booths are kept


@dataclass(frozen=True, slots=True)
class Row:
    """low ≤ Σ coefficient × column ≤ high, in whole numbers; None: no bound."""

    low: int | None
    high: int | None
    columns: tuple[int, ...]
    coefficients: tuple[int, ...]


class Formulation:
    """`columns` and `rows`; `kept_unplaced`: those of the standing plan who keep what they had by having none."""

    def __init__(self, problem: Problem, without: Collection[str] = ()) -> None:
        """`without`: rules that are left out, by their ids (to find those that clash)."""
        self.problem = problem
        self.rules = [rule for rule in problem.rules if rule.id not in without]
        self.columns: list[Column] = []
        self.rows: list[Row] = []
        self.of: dict[str, list[int]] = {applicant: [] for applicant in problem.applicants}  # that say it is placed
        self.kept_unplaced = 0
        self._at: dict[str, list[tuple[int, Applicant]]] = {booth: [] for booth in problem.booths}
        self._of_kind: dict[int, list[int]] = defaultdict(list)  # kind → its columns in places
        self._kinds: dict[int, list[Applicant]] = {}
        self._column(Column(most=0))  # so that there is one, where nobody fits anywhere
        self._named = self._named_by_rules()
        for number, members in enumerate(self._grouped()):
            self._kinds[number] = members
            self._add_kind(number, members)
        for applicant in problem.applicants:
            self._row(0, 1, ((column, 1) for column in self.of[applicant]))
        for booth in problem.booths:
            self._add_booth(booth)
        for rule in self.rules:
            self._add_rule(rule)

    # ---- Columns -----------------------------------------------------------------------------------------------------

    def _named_by_rules(self) -> set[str]:
        named: set[str] = set()
        for rule in self.rules:
            if isinstance(rule, Pin | Forbid):
                named.add(rule.applicant)
            elif isinstance(rule, Apart):
                named.update(rule.applicants)
        return named

    def _grouped(self) -> list[list[Applicant]]:
        found: dict[object, list[Applicant]] = defaultdict(list)
        for one in self.problem.applicants.values():
            alone = one.id if one.id in self._named else ""
            found[one.category, one.min_area_m2, one.power_w, one.booths, alone].append(one)
        return list(found.values())

    def _add_kind(self, kind: int, members: Sequence[Applicant]) -> None:
        places = self.problem.places(members[0].id)
        anywhere = []
        for one in members:
            held = self.problem.standing.get(one.id)
            empty_handed = held is not None and not held
            self.kept_unplaced += empty_handed
            for booths in places:
                points, keeps = self.problem.points(one.id, booths), held == frozenset(booths)
                if points or keeps:
                    column = self._column(
                        Column(1, one.id, booths, kind, one.merit, points, int(keeps) - int(empty_handed)), booths, one
                    )
                    self.of[one.id].append(column)
            if places:
                elsewhere = self._column(Column(1, one.id, (), kind, one.merit, 0, -int(empty_handed)))
                self.of[one.id].append(elsewhere)
                anywhere.append(elsewhere)
        for booths in places:
            most = min(len(members), *(self.problem.booths[booth].capacity for booth in booths))
            self._of_kind[kind].append(self._column(Column(most, "", booths, kind), booths, members[0]))
        if places:
            self._row(0, 0, [(column, 1) for column in self._of_kind[kind]] + [(column, -1) for column in anywhere])

    def _column(self, column: Column, booths: Iterable[str] = (), one: Applicant | None = None) -> int:
        self.columns.append(column)
        for booth in booths:
            if one:
                self._at[booth].append((len(self.columns) - 1, one))
        return len(self.columns) - 1

    # ---- Rows --------------------------------------------------------------------------------------------------------

    def _row(self, low: Number | None, high: Number | None, terms: Iterable[tuple[int, Number]]) -> None:
        summed: Counter[int] = Counter()
        for column, coefficient in terms:
            summed[column] += coefficient  # type: ignore[assignment]  # decimals too, until they are made whole
        kept = [(column, coefficient) for column, coefficient in summed.items() if coefficient]
        whole = _wholes(
            [coefficient for _, coefficient in kept] + [bound for bound in (low, high) if bound is not None]
        )
        self.rows.append(
            Row(
                None if low is None else int(low * whole),
                None if high is None else int(high * whole),
                tuple(column for column, _ in kept),
                tuple(int(coefficient * whole) for _, coefficient in kept),
            )
        )

    def _add_booth(self, booth: str) -> None:
        place, here = self.problem.booths[booth], self._at[booth]
        self._row(0, place.capacity, ((column, 1) for column, _ in here))
        if place.capacity > 1:
            self._row(0, place.area_m2, ((column, one.min_area_m2) for column, one in here))
            self._row(0, place.power_w, ((column, one.power_w) for column, one in here))

    def _add_rule(self, rule: Rule) -> None:
        match rule:
            case CategoryShareMax():
                self._row(
                    None,
                    0,
                    (
                        (column, (100 if one.category == rule.category else 0) - rule.share_percent)
                        for one in self.problem.applicants.values()
                        for column in self.of[one.id]
                    ),
                )
            case GroupMin() | GroupMax():
                self._count(rule, [one.id for one in self.problem.applicants.values() if rule.group in one.groups])
            case DistrictMin() | DistrictMax():
                self._count(rule, [one.id for one in self.problem.applicants.values() if one.district == rule.district])
            case Pin():
                self._row(1, None, ((column, 1) for column in self._placing(rule.applicant, {rule.booth})))
            case Forbid():
                self._row(None, 0, ((column, 1) for column in self._placing(rule.applicant, {rule.booth})))
            case Apart():
                self._keep_apart(*rule.applicants)
            case NeighboursMax():
                self._spread(rule)

    def _count(self, rule: GroupMin | GroupMax | DistrictMin | DistrictMax, members: Sequence[str]) -> None:
        least = rule.count if isinstance(rule, GroupMin | DistrictMin) else None
        most = rule.count if isinstance(rule, GroupMax | DistrictMax) else None
        self._row(least, most, ((column, 1) for one in members for column in self.of[one]))

    def _placing(self, applicant: str, booths: Collection[str]) -> list[int]:
        """The columns that put an applicant, of a kind of its own, into one of these booths."""
        return [column for booth in booths for column, one in self._at.get(booth, ()) if one.id == applicant]

    def _keep_apart(self, one: str, other: str) -> None:
        if not {one, other} <= self.problem.applicants.keys():
            return
        for booth in self.problem.booths:
            here = set(self._placing(one, {booth}))
            near = set(self._placing(other, {booth} | self.problem.beside[booth]))
            if here and near:
                self._row(None, 1, ((column, 1) for column in here | near))

    def _spread(self, rule: NeighboursMax) -> None:
        """With z for "holds one of the category": the z beside it ≤ count + (number beside − count) × (1 − z)."""
        holds = {booth: self._holding(rule.category, booth) for booth in self.problem.booths}
        for booth, here in holds.items():
            near = sorted(other for other in self.problem.beside[booth] if holds[other])
            if not here or len(near) <= rule.count:
                continue
            # A pair of booths of one business: the second is its own and doesn't count.
            own = [
                column
                for column, one in self._at[booth]
                if one.category == rule.category and len(places := self.columns[column].places) == 2
                if set(places) - {booth} <= set(near)
            ]
            if rule.count == 0:
                for other in near:
                    if booth < other:
                        self._row(None, 1, ((column, 1) for column in {*here, *holds[other]}))
                continue
            beside = [(column, 1) for other in near for column in holds[other]]
            beside += [(column, -1) for column in own]
            self._row(None, len(near), beside + [(column, len(near) - rule.count) for column in here])

    def _holding(self, category: str, booth: str) -> list[int]:
        """Columns whose sum is 1 where the booth holds one of the category, and 0 where it holds none."""
        here = [column for column, one in self._at[booth] if one.category == category]
        if not here or self.problem.booths[booth].capacity == 1:
            return here
        holds = self._column(Column())
        for column in here:
            if self.columns[column].most == 1:
                self._row(None, 0, [(column, 1), (holds, -1)])
        self._row(None, 0, [(column, 1) for column in here] + [(holds, -self.problem.booths[booth].capacity)])
        return [holds]

    # ---- Back to a plan ----------------------------------------------------------------------------------------------

    def plan(self, values: Sequence[int]) -> dict[str, tuple[str, ...]]:
        """The plan that a solution stands for; of a kind, those named first take the booths named first."""
        found: dict[str, tuple[str, ...]] = {}
        unwished: dict[int, list[str]] = defaultdict(list)
        for number, column in enumerate(self.columns):
            if values[number] and column.applicant:
                if column.places:
                    found[column.applicant] = column.places
                else:
                    unwished[column.kind].append(column.applicant)
        for kind, waiting in unwished.items():
            free = [self.columns[number].places for number in self._of_kind[kind] for _ in range(int(values[number]))]
            found.update(self._hand_out(waiting, free))
        order = {applicant: number for number, applicant in enumerate(self.problem.applicants)}
        return dict(sorted(found.items(), key=lambda item: order[item[0]]))

    def _hand_out(self, waiting: Sequence[str], free: list[tuple[str, ...]]) -> Iterable[tuple[str, tuple[str, ...]]]:
        """Where a solution isn't the best one, somebody may wish for what is handed out here: it goes there first."""
        for applicant in waiting:
            best = max(free, key=lambda booths: self.problem.points(applicant, booths))
            free.remove(best)
            yield applicant, best


def _wholes(numbers: Iterable[Number]) -> int:
    """What makes whole numbers of all of these."""
    decimals = max((-int(one.as_tuple().exponent) for one in numbers if isinstance(one, Decimal)), default=0)
    return int(10**decimals)
