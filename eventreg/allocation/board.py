"""A plan on the floor, and what stands in the way of a change. Pure.

Everything that asks whether a plan keeps the rules asks here: the plan by score, envies, reasons, the committee's
swaps, and the last look at what the optimiser found. The tests have a second reading of the rules of their own.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

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
    Pin,
    Plan,
    Problem,
    Rule,
)

# What stands in the way without any rule of the organiser's.
COUNT = "count"  # other than one booth, or than two adjacent ones of capacity 1
AREA, POWER, CATEGORY = "area", "power", "category"  # the booth can't take the business
FULL, SHARED_AREA, SHARED_POWER = "full", "shared_area", "shared_power"  # those who are there leave no room


@dataclass(frozen=True, slots=True)
class Fault:
    """What a plan breaks: `what`: one of the words above, or "rule" with the rule's id; where it is known, `booth`."""

    what: str
    rule: str = ""
    booth: str = ""
    applicant: str = ""


class Board:
    """Who is in which booth. Changes are made by `put`; `faults` tells what the plan breaks as it stands."""

    def __init__(self, problem: Problem, plan: Plan | None = None) -> None:
        self.problem = problem
        self.plan: dict[str, tuple[str, ...]] = {}
        self.at: dict[str, set[str]] = {booth: set() for booth in problem.booths}
        self._of_category: Counter[str] = Counter()
        self._of_group: Counter[str] = Counter()
        self._of_district: Counter[str] = Counter()
        self._holds: dict[str, Counter[str]] = defaultdict(Counter)  # category → booth → how many of it are there
        self._rules_of: dict[str, list[Pin | Forbid | Apart]] = defaultdict(list)
        self._rules: list[Rule] = []  # that ask the whole plan
        self._spread: dict[str, list[NeighboursMax]] = defaultdict(list)
        for rule in problem.rules:
            self._file(rule)
        for applicant, booths in (plan or {}).items():
            self.put(applicant, booths)

    def _file(self, rule: Rule) -> None:
        match rule:
            case Pin() | Forbid():
                self._rules_of[rule.applicant].append(rule)
            case Apart():
                for one in rule.applicants:
                    self._rules_of[one].append(rule)
            case NeighboursMax():
                self._spread[rule.category].append(rule)
            case _:
                self._rules.append(rule)

    def put(self, applicant: str, booths: Collection[str] = ()) -> tuple[str, ...]:
        """The applicant has these booths now, and no others; where it was before."""
        before = self.plan.pop(applicant, ())
        self._count(applicant, before, -1)
        if booths:
            self.plan[applicant] = tuple(booths)
            self._count(applicant, booths, 1)
        return before

    def _count(self, applicant: str, booths: Collection[str], step: int) -> None:
        if not booths:
            return
        one = self.problem.applicants[applicant]
        self._of_category[one.category] += step
        self._of_district[one.district] += step
        for group in one.groups:
            self._of_group[group] += step
        for booth in booths:
            (self.at[booth].add if step > 0 else self.at[booth].discard)(applicant)
            self._holds[one.category][booth] += step

    # ---- What the plan breaks ----------------------------------------------------------------------------------------

    def faults(self) -> list[Fault]:
        """Everything that the plan breaks."""
        found = [fault for applicant, booths in self.plan.items() for fault in self._unfit(applicant, booths)]
        found += [fault for booth in self.problem.booths for fault in self._crowded(booth)]
        found += self._broken_counts()
        bound = {id(rule): rule for rules in self._rules_of.values() for rule in rules}
        found += [Fault("rule", rule.id) for rule in bound.values() if not self._keeps(rule)]
        for rules in self._spread.values():
            for rule in rules:
                found += self._too_close(rule, self.problem.booths)
        return found

    def faults_of(self, moved: Iterable[str], left: Iterable[str] = ()) -> Iterator[Fault]:
        """What the plan breaks, if it broke nothing before these moved; `left`: the booths that they came from."""
        touched: set[str] = set(left)
        for applicant in moved:
            booths = self.plan.get(applicant, ())
            yield from self._unfit(applicant, booths)
            yield from (Fault("rule", rule.id) for rule in self._rules_of.get(applicant, ()) if not self._keeps(rule))
            touched.update(booths)
        for booth in touched:
            yield from self._crowded(booth)
        if self._spread:
            around = touched.union(*(self.problem.beside[booth] for booth in touched)) if touched else touched
            for rules in self._spread.values():
                for rule in rules:
                    yield from self._too_close(rule, around)
        yield from self._broken_counts()

    def faults_if(self, changes: Mapping[str, Collection[str]]) -> list[Fault]:
        """What would break if these applicants had these booths (none: no place); nothing is changed."""
        before = {applicant: self.put(applicant, booths) for applicant, booths in changes.items()}
        found = [*self.faults_of(changes, (booth for booths in before.values() for booth in booths))]
        for applicant, booths in before.items():
            self.put(applicant, booths)
        return found

    def _unfit(self, applicant: str, booths: Collection[str]) -> Iterator[Fault]:
        if not booths:
            return
        one = self.problem.applicants[applicant]
        pair = frozenset(booths)
        alone = len(pair) == 1 or all(self.problem.booths[booth].capacity == 1 for booth in pair)
        if (
            len(pair) != len(booths)
            or len(pair) != one.booths
            or (one.booths == 2 and pair not in self.problem.adjacent)
            or not alone
        ):
            yield Fault(COUNT, applicant=applicant)
        for booth in booths:
            yield from (Fault(what, booth=booth, applicant=applicant) for what in self.unfit(one, booth))

    def unfit(self, one: Applicant, booth: str) -> Iterator[str]:
        """Why the booth can't take the business, whoever else is there."""
        place = self.problem.booths[booth]
        if place.area_m2 < one.min_area_m2:
            yield AREA
        if place.power_w < one.power_w:
            yield POWER
        if place.categories is not None and one.category not in place.categories:
            yield CATEGORY

    def _crowded(self, booth: str) -> Iterator[Fault]:
        here = self.at[booth]
        if len(here) < 2:
            return
        place, those = self.problem.booths[booth], [self.problem.applicants[one] for one in here]
        if len(here) > place.capacity:
            yield Fault(FULL, booth=booth)
        if sum(one.min_area_m2 for one in those) > place.area_m2:
            yield Fault(SHARED_AREA, booth=booth)
        if sum(one.power_w for one in those) > place.power_w:
            yield Fault(SHARED_POWER, booth=booth)

    def _broken_counts(self) -> Iterator[Fault]:
        for rule in self._rules:
            match rule:
                case CategoryShareMax():
                    kept = 100 * self._of_category[rule.category] <= rule.share_percent * len(self.plan)
                case GroupMin():
                    kept = self._of_group[rule.group] >= rule.count
                case GroupMax():
                    kept = self._of_group[rule.group] <= rule.count
                case DistrictMin():
                    kept = self._of_district[rule.district] >= rule.count
                case DistrictMax():
                    kept = self._of_district[rule.district] <= rule.count
                case _:
                    raise TypeError(rule)
            if not kept:
                yield Fault("rule", rule.id)

    def _keeps(self, rule: Pin | Forbid | Apart) -> bool:
        match rule:
            case Pin():
                return rule.booth in self.plan.get(rule.applicant, ())
            case Forbid():
                return rule.booth not in self.plan.get(rule.applicant, ())
            case Apart():
                one, other = (self.plan.get(applicant, ()) for applicant in rule.applicants)
                return not any(booth in other or self.problem.beside[booth] & set(other) for booth in one)

    def _too_close(self, rule: NeighboursMax, booths: Iterable[str]) -> Iterator[Fault]:
        holds = self._holds[rule.category]
        for booth in booths:
            if not holds[booth]:
                continue
            near = [other for other in self.problem.beside[booth] if holds[other]]
            if len(near) <= rule.count:
                continue
            for applicant in self.at[booth]:
                if self.problem.applicants[applicant].category != rule.category:
                    continue
                own = set(self.plan[applicant])
                if sum(other not in own or holds[other] > 1 for other in near) > rule.count:
                    yield Fault("rule", rule.id, booth=booth, applicant=applicant)
