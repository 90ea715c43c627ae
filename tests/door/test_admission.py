"""The rule of admission by the cases that every reader is held to; both.py asks, cases/ says where they come from."""

from eventreg.door.rules import Verdict
from tests.door import both
from tests.door.cases.__main__ import FROZEN, written

VECTORS = both.load()


def differing(cases, answers):
    """What should have been told and what was, by the name of the case."""
    return {
        case["name"]: {"should": case["says"], "is": answer}
        for case, answer in zip(cases, answers, strict=True)
        if case["says"] != answer
    }


def test_the_server_decides_as_the_vectors_say():
    cases = VECTORS["decisions"]

    assert differing(cases, [both.ruled_by_server(case) for case in cases]) == {}


def test_the_server_reckons_as_the_vectors_say():
    cases = VECTORS["reckonings"]

    assert differing(cases, [both.reckoned_by_server(case) for case in cases]) == {}


def test_the_vectors_have_every_verdict_and_are_the_written_cases():
    names = [case["name"] for kind in ("decisions", "reckonings") for case in VECTORS[kind]]

    assert {case["says"]["verdict"] for case in VECTORS["decisions"]} == set(Verdict)
    assert len(set(names)) == len(names) > 300
    assert FROZEN.read_text() == written()
