"""The phone's side of the rule of admission, as a browser runs it: it says what the server says."""

import json

from hypothesis import strategies as st

from eventreg.door.rules import Verdict
from tests.door import both
from tests.door.test_admission import VECTORS, differing


def test_a_phone_decides_as_the_vectors_say(modules):
    told = modules.evaluate(both.BY_PHONE, {kind: VECTORS[kind] for kind in ("decisions", "reckonings")})

    assert differing(VECTORS["decisions"], told["decisions"]) == {}
    assert differing(VECTORS["reckonings"], told["reckonings"]) == {}


moments = st.integers(0, 7)
flags = st.booleans()
seldom = st.integers(0, 7).map(lambda drawn: drawn == 0)
some_sessions = st.none() | st.lists(st.integers(1, 3), max_size=2, unique=True)
some_categories = st.none() | st.lists(st.sampled_from(["Batik", "Tenun", ""]), max_size=2, unique=True)
REFUSING = [verdict.value for verdict in Verdict][: list(Verdict).index(Verdict.ADMITTED)]


@st.composite
def spans(draw):
    found = []
    for number in range(1, 1 + draw(st.integers(0, 3))):
        opens, starts, ends = sorted(draw(st.tuples(moments, moments, moments)))
        times = {"opens_at": opens, "starts_at": starts, "ends_at": ends + draw(st.integers(0, 3))}
        found.append({"id": number, **times, "entries": draw(st.sampled_from(["once", "repeated"]))})
    return draw(st.permutations(found))


@st.composite
def passings(draw):
    directions = draw(st.lists(st.sampled_from(["in", "in", "out"]), max_size=5))
    return [
        {"order": order, "scan_id": f"{draw(st.integers(0, 3))}-{order}", "direction": direction}
        | {"moment": draw(moments), "offline": draw(flags), "session": draw(st.sampled_from([1, 1, 2]))}
        | {"undone": draw(seldom)}
        for order, direction in enumerate(directions, start=1)
    ]


@st.composite
def attempts(draw):
    direction = draw(st.sampled_from(["in", "in", "in", "out", "undo"]))
    passed = {"in": "admitted", "out": "left"}.get(direction, "admitted")
    return {
        "scan_id": draw(st.sampled_from(["0-x", "1-x", "9-x"])),
        "moment": draw(moments),
        "direction": direction,
        "session": draw(st.sampled_from([None, 1, 1, 2, 9])),
        "companions": draw(st.integers(0, 3)),
        "phone_said": draw(st.sampled_from([None, None, passed, *draw(st.permutations(REFUSING))[:1]])),
        "undone": draw(seldom),
        "target": draw(st.sampled_from([None, "in", "out", "undo"])),
        "elsewhere": draw(flags),
    }


tickets_shown = st.fixed_dictionaries(
    {"state": st.sampled_from(["valid"] * 5 + ["on_hold", "revoked", "replaced"])},
    optional={
        "confirmed": seldom.map(lambda drawn: not drawn),
        "sessions": some_sessions,
        "category": st.sampled_from(["Batik", "Kuliner"]),
        "valid_from": st.none() | moments,
        "valid_until": st.none() | moments,
        "party": st.integers(1, 4),
    },
)
shown = st.fixed_dictionaries(
    {"ticket": st.sampled_from([0, 1, 1, 1, 1, 1]).flatmap(lambda drawn: tickets_shown if drawn else st.none())},
    optional={
        "phone_revoked": seldom,
        "readable": seldom.map(lambda drawn: not drawn),
        "token": st.sampled_from(["genuine"] * 5 + ["forged", "wrong_event"]),
    },
)
decisions = st.fixed_dictionaries(
    {"spans": spans(), "shown": shown, "attempt": attempts(), "earlier": passings()},
    optional={
        "gate": st.fixed_dictionaries({}, optional={"categories": some_categories, "sessions": some_sessions}),
    },
)
reckonings = st.fixed_dictionaries({"passings": passings(), "entries": st.sampled_from(["once", "repeated"])})


def test_a_phone_decides_like_the_server_whatever_happens(modules):
    asked = {"decisions": both.drawn_from(decisions, 300), "reckonings": both.drawn_from(reckonings, 100)}

    told = modules.evaluate(both.BY_PHONE, asked)

    said = {
        "decisions": [both.ruled_by_server(case) for case in asked["decisions"]],
        "reckonings": [both.reckoned_by_server(case) for case in asked["reckonings"]],
    }
    for kind, cases in asked.items():
        apart = [case for case in zip(cases, said[kind], told[kind], strict=True) if case[1] != case[2]]
        assert min(apart, key=lambda case: len(json.dumps(case[0])), default=None) is None
    assert len({answer["verdict"] for answer in said["decisions"]}) >= 12  # no idle comparison
