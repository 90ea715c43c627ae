"""Who could rightly look at another's booth, in a plan. Pure."""

from eventreg.allocation.board import Board
from eventreg.allocation.problem import ZONE, Plan, Problem


def envies(problem: Problem, plan: Plan) -> list[tuple[str, str]]:
    """The pairs (a, b) where a has more merit than b and asks for as many booths, b's booths would give a more wish
    points than a has now, and a in b's booths with b unplaced keeps every rule. The plan itself keeps them."""
    board = Board(problem, plan)
    in_zone: dict[str, list[str]] = {}
    for booth in problem.booths.values():
        in_zone.setdefault(ZONE + booth.zone, []).append(booth.id)
    found = []
    for one in problem.applicants.values():
        now = problem.points(one.id, plan.get(one.id, ()))
        wished = [booth for wish in one.wishes for booth in in_zone.get(wish, (wish,))]
        holders = dict.fromkeys(other for booth in wished for other in sorted(board.at.get(booth, ())))
        found += [
            (one.id, other)
            for other in holders
            if problem.applicants[other].merit < one.merit
            and problem.applicants[other].booths == one.booths
            and problem.points(one.id, plan[other]) > now
            and not board.faults_if({other: (), one.id: plan[other]})
        ]
    return found
