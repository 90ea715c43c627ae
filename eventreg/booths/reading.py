"""The floor plan as people read it: which booth is whose, found by name or number."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from eventreg.booths import queries
from eventreg.booths.drawing import BoothState, Drawing, FixtureKind
from eventreg.booths.models import Booth, FloorPlan
from eventreg.booths.queries import Occupant

NAMED = frozenset({BoothState.RESERVED, BoothState.CONFIRMED})  # otherwise the name stays hidden


LOOKS = {
    BoothState.AVAILABLE: "is-available",
    BoothState.ON_HOLD: "is-on-hold",
    BoothState.RESERVED: "is-reserved",
    BoothState.CONFIRMED: "is-confirmed",
}
"""The class of a booth's shape by its state."""
FIXTURE_LOOKS = {
    FixtureKind.ENTRANCE: "is-entrance",
    FixtureKind.EXIT: "is-exit",
    FixtureKind.PILLAR: "is-pillar",
    FixtureKind.STAGE: "is-stage",
    FixtureKind.WALL: "is-wall",
    FixtureKind.TOILET: "is-toilet",
    FixtureKind.TEXT: "is-text",
}


@dataclass(frozen=True)
class BoothRead:
    """A booth as somebody reads it. `state`: None where it isn't told; `names`: who is there, as far as that is told.

    `found`: whether it is among what was searched for. `who`: the applications of the names, in their order.
    """

    booth: Booth
    state: BoothState | None
    names: tuple[str, ...]
    found: bool = True
    who: tuple[int, ...] = ()

    @property
    def look(self) -> str:
        """The class of its shape."""
        return LOOKS[self.state] if self.state else "is-plain"


def for_everybody(plan: FloorPlan, words: str = "", zone: str = "") -> list[BoothRead]:
    """All booths: who is where once that is public; not who is only on hold, nor who didn't agree to be named."""
    tells = plan.occupants_public_at is not None
    named = queries.named_occupants(plan.id) if tells else []
    return _read(plan, named, words, zone, tells=tells, shown=NAMED)


def for_staff(plan: FloorPlan, *, with_names: bool, words: str = "", zone: str = "") -> list[BoothRead]:
    """All booths with their states; who is where for whoever may know who applies."""
    shown = frozenset(BoothState) if with_names else frozenset[BoothState]()
    return _read(plan, queries.occupants(plan.id), words, zone, tells=True, shown=shown)


def by_uid(booths: Iterable[BoothRead]) -> dict[str, BoothRead]:
    """The same by the booths' names among machines."""
    return {one.booth.uid: one for one in booths}


def count_by_state(booths: Iterable[BoothRead]) -> Mapping[BoothState, int]:
    """How many booths there are of each state that any has."""
    counts = dict.fromkeys(BoothState, 0)
    for one in booths:
        if one.state:
            counts[one.state] += 1
    return {state: count for state, count in counts.items() if count}


def clashes_of(drawing: Drawing) -> list[tuple[str, str]]:
    """The labels of booths that overlap."""
    labels = {booth.id: booth.label for booth in drawing.booths}
    return [(labels[one], labels[other]) for one, other in queries.overlaps_in(drawing)]


def _read(
    plan: FloorPlan,
    occupants: Sequence[Occupant],
    words: str,
    zone: str,
    *,
    tells: bool,
    shown: frozenset[BoothState],
) -> list[BoothRead]:
    placed: dict[int, list[Occupant]] = {}
    for one in occupants:
        if one.state in shown:
            placed.setdefault(one.booth_id, []).append(one)
    rows = []
    for booth in queries.booths_of(plan.id):
        there = placed.get(booth.id, ())
        names = tuple(one.name for one in there)
        found = means_booth(words, booth.label, f"{booth.label} {' '.join(names)}") and (
            not zone or (booth.zone is not None and booth.zone.key == zone)
        )
        who = tuple(one.application_id for one in there)
        rows.append(BoothRead(booth, booth.state if tells else None, names, found, who))
    return sorted(rows, key=lambda row: natural(row.booth.label))


def is_number(asked: str, label: str) -> bool:
    """Whether somebody in haste means this booth: `b8`, `B 08` and `B-8` are all B-08."""
    return bool(asked.strip()) and _short(asked) == _short(label)


def means_booth(asked: str, label: str, told: str) -> bool:
    """Whether each word stands in what is told of a booth, or all of it is the booth's number."""
    text = told.casefold()
    return all(word in text for word in asked.casefold().split()) or is_number(asked, label)


def _short(label: str) -> str:
    """Letters and figures alone, without zeros before a number."""
    return re.sub(r"[\W_]+", "", re.sub(r"(?<!\d)0+(?=\d)", "", label.casefold()))


def natural(label: str) -> tuple[object, ...]:
    """What labels are sorted by: A-2 before A-10."""
    parts: list[tuple[int, int | str]] = []
    word = ""
    for letter in f"{label.casefold()} ":
        if word and word[-1].isdecimal() != letter.isdecimal():
            parts.append((0, int(word)) if word.isdecimal() else (1, word))
            word = ""
        word += letter
    return tuple(parts)
