"""A second reading of the allocation format, from its description alone: nothing of `eventreg` is imported here.

It works on the JSON of a problem, and on plans as applicant → list of booths. Slow and plain on purpose.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product

Problem = dict
Plan = dict


def number(value) -> Fraction:
    return Fraction(str(value))


def points(problem: Problem, applicant: dict, booths: list[str]) -> int:
    zones = {booth["id"]: booth["zone"] for booth in problem["booths"]}
    for rank, wish in enumerate(applicant["wishes"], start=1):
        if any(wish in (booth, f"zone:{zones[booth]}") for booth in booths):
            return 11 - rank
    return 0


def goals(problem: Problem, plan: Plan) -> tuple[int, int, int]:
    """Merit, wish points, changes."""
    people = {one["id"]: one for one in problem["applicants"]}
    standing = problem.get("standing") or {}
    return (
        sum(people[one]["merit"] for one in plan),
        sum(points(problem, people[one], booths) for one, booths in plan.items()),
        sum(set(plan.get(one, [])) != set(held) for one, held in standing.items() if one in people),
    )


def complaints(problem: Problem, plan: Plan, rules: list[dict] | None = None) -> list[str]:
    """All that is wrong with a plan; `rules`: those that are asked, by default all of the problem."""
    asked = problem["rules"] if rules is None else rules
    broken = [rule["id"] for rule in asked if not _holds(problem, plan, rule)]
    return [*_misplaced(problem, plan), *_overfull(problem, plan), *broken]


def _misplaced(problem: Problem, plan: Plan) -> Iterator[str]:
    booths = {booth["id"]: booth for booth in problem["booths"]}
    people = {one["id"]: one for one in problem["applicants"]}
    adjacent = {frozenset(pair) for pair in problem["adjacent"]}
    for name, places in plan.items():
        one = people[name]
        if len(places) != one["booths"] or len(set(places)) != len(places):
            yield f"{name}: asked for {one['booths']}, has {places}"
        if len(places) == 2 and (
            frozenset(places) not in adjacent or any(booths[place]["capacity"] != 1 for place in places)
        ):
            yield f"{name}: {places} are no pair"
        for place in places:
            booth = booths[place]
            if number(booth["area_m2"]) < number(one["min_area_m2"]):
                yield f"{name}: {place} is too small"
            if number(booth["power_w"]) < number(one["power_w"]):
                yield f"{name}: {place} has too little power"
            if booth["categories"] is not None and one["category"] not in booth["categories"]:
                yield f"{name}: {place} doesn't take {one['category']}"


def _overfull(problem: Problem, plan: Plan) -> Iterator[str]:
    people = {one["id"]: one for one in problem["applicants"]}
    for booth in problem["booths"]:
        here = [people[name] for name, places in plan.items() if booth["id"] in places]
        if len(here) > booth["capacity"]:
            yield f"{booth['id']}: {len(here)} share it"
        if sum(number(one["power_w"]) for one in here) > number(booth["power_w"]):
            yield f"{booth['id']}: too much power together"
        if sum(number(one["min_area_m2"]) for one in here) > number(booth["area_m2"]):
            yield f"{booth['id']}: too much area together"


def _holds(problem: Problem, plan: Plan, rule: dict) -> bool:
    kind = rule["kind"]
    if kind.startswith(("group_", "district_")):
        return _count_holds(problem, plan, rule)
    if kind in {"pin", "forbid"}:
        return bool((rule["booth"] in plan.get(rule["applicant"], [])) == (kind == "pin"))
    return {"category_share_max": _share_holds, "apart": _apart, "neighbours_max": _spread}[kind](problem, plan, rule)


def _count_holds(problem: Problem, plan: Plan, rule: dict) -> bool:
    placed = [one for one in problem["applicants"] if one["id"] in plan]
    if "group" in rule:
        count = sum(rule["group"] in one["groups"] for one in placed)
    else:
        count = sum(one["district"] == rule["district"] for one in placed)
    return bool(count >= rule["count"] if rule["kind"].endswith("_min") else count <= rule["count"])


def _share_holds(problem: Problem, plan: Plan, rule: dict) -> bool:
    placed = [one for one in problem["applicants"] if one["id"] in plan]
    of_it = sum(one["category"] == rule["category"] for one in placed)
    return bool(100 * of_it <= number(rule["share_percent"]) * len(placed))


def _apart(problem: Problem, plan: Plan, rule: dict) -> bool:
    adjacent = {frozenset(pair) for pair in problem["adjacent"]}
    one, other = (plan.get(name, []) for name in rule["applicants"])
    return not any(a == b or frozenset((a, b)) in adjacent for a in one for b in other)


def _spread(problem: Problem, plan: Plan, rule: dict) -> bool:
    adjacent = {frozenset(pair) for pair in problem["adjacent"]}
    of_it = {one["id"] for one in problem["applicants"] if one["category"] == rule["category"]} & set(plan)
    for name in of_it:
        for place in plan[name]:
            near = [booth["id"] for booth in problem["booths"] if frozenset((booth["id"], place)) in adjacent]
            holding = [booth for booth in near if any(booth in plan[other] for other in of_it - {name})]
            if len(holding) > rule["count"]:
                return False
    return True


def envies(problem: Problem, plan: Plan) -> list[tuple[str, str]]:
    """The pairs (a, b) of the description; the plan keeps the rules."""
    found = []
    for a in problem["applicants"]:
        for b in problem["applicants"]:
            if b["id"] not in plan or a["merit"] <= b["merit"] or a["booths"] != b["booths"]:
                continue
            now = points(problem, a, plan.get(a["id"], []))
            if points(problem, a, plan[b["id"]]) <= now:
                continue
            changed = {name: places for name, places in plan.items() if name != b["id"]}
            if not complaints(problem, changed | {a["id"]: plan[b["id"]]}):
                found.append((a["id"], b["id"]))
    return found


def every_plan(problem: Problem) -> Iterator[Plan]:
    """All plans that misplace nobody and overfill nothing, whether or not they keep the rules."""
    names = [one["id"] for one in problem["applicants"]]
    booths = [booth["id"] for booth in problem["booths"]]
    choices = []
    for one in problem["applicants"]:
        ways = [list(way) for way in combinations(booths, one["booths"])]
        choices.append([None, *(way for way in ways if not [*_misplaced(problem, {one["id"]: way})])])
    for chosen in product(*choices):
        plan = {name: way for name, way in zip(names, chosen, strict=True) if way}
        if not [*_overfull(problem, plan)]:
            yield plan


def best_goals(problem: Problem, rules: list[dict] | None = None) -> tuple[int, int, int] | None:
    """The best of all plans by brute force: most merit, then most wish points, then fewest changes."""
    kept = [goals(problem, plan) for plan in every_plan(problem) if not complaints(problem, plan, rules)]
    return max(kept, key=lambda found: (found[0], found[1], -found[2])) if kept else None
