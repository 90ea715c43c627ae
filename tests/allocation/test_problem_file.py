"""An allocation problem from a file: what is wrong with it is told with its place."""

from decimal import Decimal

import pytest

from eventreg.allocation.problem import Problem
from eventreg.allocation.problem_file import ProblemFaulty, read_problem
from tests.allocation.small import made


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda problem: problem.update(format="eventreg-allocation/2"), "problem.format"),
        (lambda problem: problem["booths"][0].update(power_w="450"), "booths[0].power_w"),
        (lambda problem: problem["booths"][0].update(capacity=0), "booths[0].capacity"),
        (lambda problem: problem["booths"].append(problem["booths"][0]), "booths"),
        (lambda problem: problem["applicants"][0].update(merit=1001), "applicants[0].merit"),
        (lambda problem: problem["applicants"][0].update(merit=True), "applicants[0].merit"),
        (lambda problem: problem["applicants"][0].update(booths=3), "applicants[0].booths"),
        (lambda problem: problem["applicants"][0].pop("category"), "applicants[0]"),
        (lambda problem: problem["applicants"][0].update(wishes=["A-0"] * 11), "applicants[0].wishes"),
        (lambda problem: problem["adjacent"].append(["A-0", "A-7"]), "adjacent[1]"),
        (lambda problem: problem["rules"].append({"id": "x", "kind": "magic"}), "rules[0].kind"),
        (
            lambda problem: problem["rules"].append({"id": "x", "kind": "apart", "applicants": ["u0"]}),
            "rules[0].applicants",
        ),
        (lambda problem: problem.update(standing=[]), None),
        (lambda problem: problem.update(standing={"u0": "A-0"}), "standing.u0"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(change, where) -> None:
    problem = made({}, {})
    change(problem)
    if where is None:
        assert isinstance(read_problem(problem), Problem)
        return
    with pytest.raises(ProblemFaulty) as refused:
        read_problem(problem)
    assert refused.value.details["where"] == where


def test_numbers_are_kept_as_they_were_meant() -> None:
    problem = made({})
    problem["booths"][0]["area_m2"] = 3 * 2.1
    problem["booths"][1]["area_m2"] = 6.25
    assert [booth.area_m2 for booth in read_problem(problem).booths.values()] == [Decimal("6.3"), Decimal("6.25")]
