"""What a ticket's passings in one session come to, in whatever order they arrive."""

from itertools import permutations
from typing import Any

from tests.door.cases.notation import Json, arrived, at, passed
from tests.door.cases.passings import AGAIN, IN, LAST, OUT


def _told(name: str, passings: tuple[Json, ...], attendances: list[Json], conflicts: list[str], entries: str) -> Json:
    answer = {"attendances": attendances, "conflicts": conflicts}
    return {"name": name, "entries": entries, "passings": arrived(*passings), "says": answer}


def comes_to(
    name: str, *passings: Json, attendances: list[Json], conflicts: list[str], entries: str = "repeated"
) -> list[Json]:
    """What passings come to, in whatever order they arrive: all were decided offline."""
    return [
        _told(f"{name}, {number}. order of arrival", order, attendances, conflicts, entries)
        for number, order in enumerate(permutations(passings), start=1)
    ]


def came(name: str, *passings: Json, attendances: list[Json], conflicts: list[str], entries: str = "repeated") -> Json:
    """The same for what arrived in just this order."""
    return _told(name, passings, attendances, conflicts, entries)


def stay(scan_id: str, entry: int = 1, until: str | None = None) -> Json:
    return {"entry": entry, "scan_id": scan_id, "left_at": until and at(until)}


def went(direction: str, time: str, scan_id: str, **more: Any) -> Json:
    return passed(direction, time, scan_id, offline=True, **more)


ALL = [
    *comes_to("Nobody", attendances=[], conflicts=[]),
    *comes_to(
        "Two gates without signal",
        went("in", "09:00", "a"),
        went("in", "09:05", "b"),
        attendances=[stay("a")],
        conflicts=["b"],
    ),
    *comes_to(
        "Two gates in the same moment",
        went("in", "09:00", "b"),
        went("in", "09:00", "a"),
        attendances=[stay("a")],
        conflicts=["b"],
    ),
    *comes_to(
        "A millisecond between two gates",
        went("in", "09:00:00.001", "a"),
        went("in", "09:00", "b"),
        attendances=[stay("b")],
        conflicts=["a"],
    ),
    *comes_to(
        "Three gates",
        went("in", "09:00", "c"),
        went("in", "09:05", "b"),
        went("in", "09:10", "a"),
        attendances=[stay("c")],
        conflicts=["a", "b"],
    ),
    *comes_to(
        "In and out",
        went("in", "09:00", "a"),
        went("out", "09:30", "b"),
        attendances=[stay("a", until="09:30")],
        conflicts=[],
    ),
    *comes_to(
        "Out before in",
        went("out", "09:00", "a"),
        went("in", "09:30", "b"),
        attendances=[stay("b", 2)],
        conflicts=["a"],
    ),
    *comes_to(
        "Out between two gates resolves the conflict",
        went("in", "09:00", "a"),
        went("out", "09:30", "b"),
        went("in", "10:00", "c"),
        attendances=[stay("a", until="09:30"), stay("c", 2)],
        conflicts=[],
    ),
    *comes_to(
        "In, out, out",
        went("in", "09:00", "a"),
        went("out", "09:30", "b"),
        went("out", "10:00", "c"),
        attendances=[stay("a", until="09:30")],
        conflicts=["c"],
    ),
    *comes_to(
        "The first admission undone, the next one takes its place",
        went("in", "09:00", "a", undone=True),
        went("in", "09:05", "b"),
        went("in", "09:10", "c"),
        attendances=[stay("b")],
        conflicts=["c"],
    ),
    *comes_to(
        "The way out undone",
        went("in", "09:00", "a"),
        went("out", "09:30", "b", undone=True),
        went("in", "10:00", "c"),
        attendances=[stay("a")],
        conflicts=["c"],
    ),
    *comes_to(
        "Everything undone",
        went("in", "09:00", "a", undone=True),
        went("out", "09:30", "b", undone=True),
        attendances=[],
        conflicts=[],
    ),
    *comes_to(
        "One entry only, out and in again",
        went("in", "09:00", "a"),
        went("out", "09:30", "b"),
        went("in", "10:00", "c"),
        attendances=[stay("a", until="09:30")],
        conflicts=["c"],
        entries="once",
    ),
    *comes_to(
        "One entry only, out before in",
        went("out", "09:00", "a"),
        went("in", "09:30", "b"),
        attendances=[stay("b")],
        conflicts=["a"],
        entries="once",
    ),
    *comes_to(
        "One entry only, the first undone",
        went("in", "09:00", "a", undone=True),
        went("in", "10:00", "c"),
        attendances=[stay("c")],
        conflicts=[],
        entries="once",
    ),
    came(
        "An online admission stays, though a phone was earlier",
        passed("in", "09:10", "b"),
        went("in", "09:00", "a"),
        attendances=[stay("b")],
        conflicts=["a"],
    ),
    came(
        "An online admission came after the facts of another phone",
        went("out", "16:00", "a"),
        passed("in", "09:10", "b"),
        attendances=[stay("b", 2)],
        conflicts=["a"],
    ),
    came(
        "An online admission, and a way out of later arrives late",
        passed("in", "09:10", "a"),
        went("out", "09:30", "b"),
        attendances=[stay("a", until="09:30")],
        conflicts=[],
    ),
    came(
        "An online admission, and a way out of before arrives late",
        passed("in", "09:10", "a"),
        went("out", "09:00", "b"),
        attendances=[stay("a", 2)],
        conflicts=["b"],
    ),
    came(
        "Online in, out, in, out",
        IN,
        OUT,
        AGAIN,
        LAST,
        attendances=[stay("a", 1, "09:30"), stay("c", 2, "10:30")],
        conflicts=[],
    ),
    came(
        "Online in, out, in, and one without signal from before the way out",
        IN,
        OUT,
        AGAIN,
        went("in", "09:20", "z"),
        attendances=[stay("a", 1, "09:30"), stay("c", 2)],
        conflicts=["z"],
    ),
    came(
        "Online in undone, one without signal takes its place",
        {**IN, "undone": True},
        went("in", "09:20", "z"),
        attendances=[stay("z")],
        conflicts=[],
    ),
]
