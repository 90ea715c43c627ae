"""The register as rows are compared with it: read once, and growing with the rows that would be entered."""

from collections import defaultdict
from collections.abc import Sequence

from eventreg.imports import queries
from eventreg.imports.likeness import NUMBERS, Entry, Likeness, keys, likenesses

MOST_SHOWN = 5  # look-alikes of one row


class Register:
    """Businesses by what they could have in common. Rows of the table have negative ids: −1 is the first."""

    def __init__(self) -> None:
        self.entries: dict[int, Entry] = {}
        self._blocks: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for entry in queries.entries():
            self.add(entry)

    def add(self, entry: Entry) -> None:
        """One more, to be found from now on."""
        self.entries[entry.id] = entry
        for key in keys(entry):
            self._blocks[key].append(entry.id)

    def like(self, entry: Entry) -> list[tuple[Entry, tuple[Likeness, ...]]]:
        """Those that look like it, the likeliest first."""
        near = {number for key in keys(entry) for number in self._blocks.get(key, ())} - {entry.id}
        found = [(self.entries[number], likenesses(entry, self.entries[number])) for number in sorted(near)]
        alike = [(other, why) for other, why in found if why]
        return sorted(alike, key=lambda hit: (-len(hit[1]), abs(hit[0].id)))[:MOST_SHOWN]

    def with_number(self, kind: Likeness, value: str) -> Sequence[Entry]:
        """Those of the register with this NIB or phone."""
        return [self.entries[number] for number in self._blocks.get((kind.value, value), ()) if number > 0]


def is_the_same(entry: Entry, other: Entry, why: Sequence[Likeness]) -> bool:
    """Whether it is surely one business: a like name, and a number or a person that is the same."""
    return Likeness.NAME in why and (not NUMBERS.isdisjoint(why) or bool(entry.owners & other.owners))
