"""What the server must come to after whatever phones and supervisors did, counted by hand from docs/door.md.

Nothing here asks the app: each scan is a note of what was told, and everything is counted anew from the notes.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass
class Note:
    """A scan as the test knows it. `order`: when it was stored; `waits`: a revoked phone brought it."""

    id: str
    phone: int
    ticket: int
    way: str  # in, out
    at: datetime
    offline: bool
    order: int
    counts: bool = False
    waits: bool = False
    undone: bool = False


class Ledger:
    """All notes, and the undos that arrived before their scans."""

    def __init__(self) -> None:
        self.notes: dict[str, Note] = {}
        self.undoing: set[str] = set()

    def live(self, ticket: int) -> list[Note]:
        return [one for one in self.notes.values() if one.ticket == ticket and one.counts and not one.undone]

    def outs(self, ticket: int) -> list[Note]:
        return sorted((one for one in self.live(ticket) if one.way == "out"), key=lambda one: (one.at, one.order))

    def entry(self, note: Note) -> int:
        """One more than the ways out before its time; who was let in by the server comes after all it knew of."""
        return 1 + len(
            [out for out in self.outs(note.ticket) if out.at < note.at or (not note.offline and out.order < note.order)]
        )

    def standing(self, ticket: int) -> dict[int, Note]:
        """The attendance of each entry: one by the server stays, otherwise the earliest."""
        found: dict[int, Note] = {}
        for note in self.live(ticket):
            if note.way == "in":
                entry = self.entry(note)
                rival = found.get(entry)
                if rival is None or self.rank(note) < self.rank(rival):
                    found[entry] = note
        return found

    @staticmethod
    def rank(note: Note) -> tuple[bool, datetime, str, int]:
        return (note.offline, note.at, note.id if note.offline else "", note.order)

    def conflicts(self, ticket: int) -> set[str]:
        """Everybody who came in beside an attendance, and every way out that ends no stay."""
        standing, outs = self.standing(ticket), self.outs(ticket)
        ending = {outs[self.entry(note) - 1].id for note in standing.values() if self.entry(note) <= len(outs)}
        fine = {note.id for note in standing.values()} | ending
        return {note.id for note in self.live(ticket)} - fine

    def is_free(self, ticket: int, note: Note) -> bool:
        """Whether the server would let the ticket in now."""
        return self.entry(note) not in self.standing(ticket)
