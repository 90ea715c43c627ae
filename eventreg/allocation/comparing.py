"""What a plan is worth, how two of them differ, and what a change made by hand would do. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from eventreg.allocation.board import Board, Fault
from eventreg.allocation.envies import envies
from eventreg.allocation.problem import MOST_WISHES, Plan, Problem

FIRST, SECOND, THIRD, LATER, NONE_MET, WITHOUT = "first", "second", "third", "later", "none", "without"
RANKS = (FIRST, SECOND, THIRD, LATER, NONE_MET, WITHOUT)
"""Which wish those placed got: the first, second or third, one from the fourth on, none; or they had none."""


@dataclass(frozen=True, slots=True)
class Part:
    """So many of all who applied were placed."""

    placed: int
    of: int


@dataclass(frozen=True)
class Measures:
    """A plan in numbers. `ranks`: how many of those placed got which wish; `sharing`: of all pairs of partners, those
    who have a booth in common; categories, districts and groups by their names among machines."""

    merit: int
    wish_points: int
    placed: int
    unplaced: int
    ranks: Mapping[str, int]
    envies: int
    sharing: Part
    categories: Mapping[str, Part] = field(default_factory=dict)
    districts: Mapping[str, Part] = field(default_factory=dict)
    groups: Mapping[str, Part] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """An applicant's booths in one plan and in the other; what the other gives it more."""

    applicant: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    merit: int
    points: int


@dataclass(frozen=True, slots=True)
class Differences:
    """Between one plan and the other: who is in the one alone, who in the other alone, who is in other booths."""

    left: tuple[Change, ...]
    joined: tuple[Change, ...]
    moved: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What the plan has more than before, and every rule that it breaks. `envies`: None where it breaks any."""

    merit: int
    points: int
    envies: int | None
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody is put elsewhere by hand: into `booth`, or into the booths of `other`, who gets theirs; or nowhere."""

    applicant: str
    booth: str = ""
    other: str = ""


def measures(problem: Problem, plan: Plan, partners: Iterable[tuple[str, str]] = ()) -> Measures:
    """The plan in numbers. `partners`: pairs of applicants who would like to share a booth."""
    everybody, placed = problem.applicants, [problem.applicants[one] for one in plan]
    pairs = [(one, other) for one, other in partners if one in everybody and other in everybody]
    return Measures(
        merit=problem.merit(plan),
        wish_points=problem.wish_points(plan),
        placed=len(plan),
        unplaced=len(everybody) - len(plan),
        ranks=_ranks(problem, plan),
        envies=len(envies(problem, plan)),
        sharing=Part(sum(bool({*plan.get(one, ())} & {*plan.get(other, ())}) for one, other in pairs), len(pairs)),
        categories=_parts((one.category for one in placed), (one.category for one in everybody.values())),
        districts=_parts((one.district for one in placed), (one.district for one in everybody.values())),
        groups=_parts(
            (group for one in placed for group in one.groups),
            (group for one in everybody.values() for group in one.groups),
        ),
    )


def rank_of(problem: Problem, applicant: str, booths: Sequence[str]) -> int | None:
    """The rank, from 1, of the best wish that the booths meet; None where they meet none."""
    points = problem.points(applicant, booths)
    return MOST_WISHES + 1 - points if points else None


def differences(problem: Problem, one: Plan, other: Plan) -> Differences:
    """Who is where in each plan, for those whose booths aren't the same; those of most merit first."""
    changed = [_change(problem, name, one, other) for name in problem.applicants]
    changed = [change for change in changed if {*change.before} != {*change.after}]
    changed.sort(key=lambda change: (-problem.applicants[change.applicant].merit, change.applicant))
    return Differences(
        left=tuple(change for change in changed if not change.after),
        joined=tuple(change for change in changed if not change.before),
        moved=tuple(change for change in changed if change.before and change.after),
    )


def within(problem: Problem, plan: Plan) -> dict[str, tuple[str, ...]]:
    """The plan as far as the problem knows its applicants and booths: another version's may be of another day."""
    known = {name: tuple(booth for booth in booths if booth in problem.booths) for name, booths in plan.items()}
    return {name: booths for name, booths in known.items() if booths and name in problem.applicants}


def effect(problem: Problem, before: Plan, after: Plan) -> Effect:
    """What the other plan has more, and what it breaks. The plan before keeps the rules."""
    faults = tuple(Board(problem, after).faults())
    return Effect(
        merit=problem.merit(after) - problem.merit(before),
        points=problem.wish_points(after) - problem.wish_points(before),
        envies=None if faults else len(envies(problem, after)) - len(envies(problem, before)),
        faults=faults,
    )


# ---- By hand ---------------------------------------------------------------------------------------------------------


def stepped(problem: Problem, plan: Plan, steps: Iterable[Step]) -> dict[str, tuple[str, ...]]:
    """The plan after these steps, whatever they break; a step that names somebody or something unknown does nothing."""
    board = Board(problem, plan)
    for step in steps:
        if step.applicant not in problem.applicants:
            continue
        if step.other:
            _exchange(board, step.applicant, step.other)
        elif not step.booth:
            board.put(step.applicant)
        elif step.booth in problem.booths:
            board.put(step.applicant, _place_at(board, step.applicant, step.booth))
    return {name: board.plan[name] for name in problem.applicants if name in board.plan}


def _exchange(board: Board, one: str, other: str) -> None:
    if other not in board.problem.applicants or one == other:
        return
    mine = board.put(one)
    theirs = board.put(other, mine)
    board.put(one, theirs)


def _place_at(board: Board, applicant: str, booth: str) -> tuple[str, ...]:
    """The booth; for who asks for two, with the neighbour beside which most is kept: what it has, or what is free."""
    problem = board.problem
    if problem.applicants[applicant].booths == 1:
        return (booth,)
    pairs = [pair for pair in problem.pairs if booth in pair]

    def faults_there(pair: tuple[str, ...]) -> int:
        return len(board.faults_if({applicant: pair}))

    return min(pairs, key=faults_there, default=(booth,))


def _ranks(problem: Problem, plan: Plan) -> dict[str, int]:
    names = {1: FIRST, 2: SECOND, 3: THIRD}
    counts = dict.fromkeys(RANKS, 0)
    for name, booths in plan.items():
        rank = rank_of(problem, name, booths)
        if rank:
            counts[names.get(rank, LATER)] += 1
        else:
            counts[NONE_MET if problem.applicants[name].wishes else WITHOUT] += 1
    return counts


def _parts(placed: Iterable[str], everybody: Iterable[str]) -> dict[str, Part]:
    had, asked = Counter(placed), Counter(everybody)
    return {name: Part(had[name], asked[name]) for name in sorted(asked)}


def _change(problem: Problem, name: str, one: Plan, other: Plan) -> Change:
    before, after = one.get(name, ()), other.get(name, ())
    merit = problem.applicants[name].merit * (bool(after) - bool(before))
    return Change(name, before, after, merit, problem.points(name, after) - problem.points(name, before))
