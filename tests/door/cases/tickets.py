"""What speaks against a ticket: each reason by itself, and which of two is told."""

from itertools import combinations
from typing import Any

from tests.door.cases.notation import admitted, already, arrived, at, case, passed, says

# Each fault with what it changes, the graver ones first: of two, the earlier one in this list is told.
FAULTS: list[tuple[str, str, dict[str, Any]]] = [
    ("the code can't be read", "unreadable", {"shown": {"readable": False}}),
    ("the signature is wrong", "forged", {"shown": {"token": "forged"}}),
    ("it is another event's", "wrong_event", {"shown": {"token": "wrong_event"}}),
    ("nobody has such a ticket", "unknown", {"no_ticket": True}),
    ("it was taken back", "revoked", {"ticket": {"state": "revoked"}}),
    ("it was replaced by another", "revoked", {"ticket": {"state": "replaced"}}),
    ("the organisers hold it", "on_hold", {"ticket": {"state": "on_hold"}}),
    ("its application isn't confirmed", "not_confirmed", {"ticket": {"confirmed": False}}),
    ("it is for the second day", "wrong_session", {"ticket": {"sessions": [2]}}),
    ("it is valid from tomorrow", "too_early", {"ticket": {"valid_from": at("00:00", day=2)}}),
    ("it was valid until noon", "too_late", {"ticket": {"valid_until": at("12:00")}}),
    ("the session is over", "too_late", {"time": "18:00"}),
    ("the gate is for another category", "wrong_gate", {"gate": {"categories": ["Kuliner"]}}),
    ("the gate doesn't lead to this session", "wrong_gate", {"gate": {"sessions": [2]}}),
    ("somebody is in by it", "already_admitted", {"earlier": arrived(passed("in", "09:10", "a"))}),
]
OF_THE_TICKET = frozenset(name for name, _verdict, change in FAULTS if "ticket" in change or "earlier" in change)


def _clash(one: tuple[str, str, dict[str, Any]], other: tuple[str, str, dict[str, Any]]) -> bool:
    """Whether the two can't be true at once, or are one and the same to the rule."""
    changes = one[2].keys() & other[2].keys()
    if any(one[2][key].keys() & other[2][key].keys() for key in changes if isinstance(one[2][key], dict)):
        return True
    return bool({"no_ticket"} & one[2].keys()) and other[0] in OF_THE_TICKET


def _answer(verdict: str) -> dict[str, Any]:
    return already("a") if verdict == "already_admitted" else says(verdict)


def _both(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    joined = {**one, **other}
    return joined | {key: one[key] | other[key] for key in one.keys() & other.keys() if isinstance(one[key], dict)}


def _at_one(change: dict[str, Any]) -> dict[str, Any]:
    """At one o'clock in the afternoon, asking for the first day's session."""
    return {"time": "13:00", "session": 1, **change}


ALONE = [case(f"Refused: {name}", _answer(verdict), **_at_one(change)) for name, verdict, change in FAULTS]
PAIRS = [
    case(f"Two reasons: {one[0]}, and {other[0]}", _answer(one[1]), **_at_one(_both(one[2], other[2])))
    for one, other in combinations(FAULTS, 2)
    if not _clash(one, other)
]
REVOKED_PHONES = [
    case(
        f"A phone that was taken off the door: {name}",
        says("quarantined", None),
        **_at_one(_both(change, {"shown": {"phone_revoked": True}})),
    )
    for name, _verdict, change in FAULTS
]
OFFLINE = [
    case(
        f"A phone without signal let it in, but {name}",
        admitted(counts=True, conflict=True, first="a") if verdict == "already_admitted" else says(verdict),
        **_at_one(change),
        phone_said="admitted",
    )
    for name, verdict, change in FAULTS
]

GATES = [
    case("A gate for batik and weaving lets batik in", admitted(), gate={"categories": ["Batik", "Tenun"]}),
    case("A gate for nobody lets nobody in", says("wrong_gate"), gate={"categories": []}),
    case(
        "A ticket without a category at a gate for some",
        says("wrong_gate"),
        ticket={"category": ""},
        gate={"categories": ["Batik"]},
    ),
    case("A ticket without a category at a gate for all", admitted(), ticket={"category": ""}),
    case("Categories are compared letter by letter", says("wrong_gate"), gate={"categories": ["batik"]}),
    case(
        "Out through a gate for another category", says("wrong_gate"), gate={"categories": ["Kuliner"]}, direction="out"
    ),
    case("A gate of the first day, on the first day", admitted(), gate={"sessions": [1]}),
    case(
        "A gate of the second day, on the first: its next session is tomorrow's",
        says("too_early", None),
        gate={"sessions": [2]},
    ),
    case(
        "A gate of the first day, on the evening before the second",
        says("too_late", None),
        gate={"sessions": [1]},
        time="18:00",
    ),
    case("A gate to no session at all", says("too_late", None), gate={"sessions": []}),
]

COMPANIONS = [
    case("Alone with a ticket for one", admitted(companions=0)),
    case("Two companions with a ticket for one: none of them counts", admitted(companions=0), companions=2),
    case("Two companions with a family's ticket for four", admitted(companions=2), ticket={"party": 4}, companions=2),
    case(
        "Three companions with a ticket for four: just as many as it is for",
        admitted(companions=3),
        ticket={"party": 4},
        companions=3,
    ),
    case(
        "Four companions with a ticket for four: one too many",
        admitted(companions=3),
        ticket={"party": 4},
        companions=4,
    ),
    case("A school class of forty comes complete", admitted(companions=39), ticket={"party": 40}, companions=39),
    case(
        "Companions of somebody who is refused",
        says("on_hold", companions=2),
        ticket={"party": 4, "state": "on_hold"},
        companions=2,
    ),
    case("Companions of a ticket that nobody has", says("unknown"), no_ticket=True, companions=2),
]

ALL = ALONE + PAIRS + REVOKED_PHONES + OFFLINE + GATES + COMPANIONS
