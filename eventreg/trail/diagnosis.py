"""What was done at a link that doesn't hold, as far as the links behind it tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eventreg.trail import chain
from eventreg.trail.chain import Link
from eventreg.trail.head import Head
from eventreg.trail.rules import Case, canonical, link_mac

FARTHEST = 500  # how many removed or inserted links in one place are still recognised as such


@dataclass(frozen=True)
class Wound:
    """A link that doesn't follow on the last one that held."""

    key: bytes
    last: Head
    link: Link

    def diagnose(self) -> Case:
        """The most particular case that explains it; reads the rest of the chain once."""
        if not self.link.is_readable:
            return Case.ALTERED
        if self.link.entry is None:
            return Case.ENTRY_GONE
        follows, holds_later, previous = False, False, self.link.mac
        for other in chain.links(self.link.position):
            if other.entry is not None and other.is_readable:
                case = self._explained_by(other, previous) or (None if follows else self._moved_by(other))
                if case:
                    return case
                holds_later = holds_later or self._mac(other.position, previous, other.entry) == other.mac
            follows, previous = True, other.mac
        return Case.ANOTHER_KEY if follows and not holds_later else Case.ALTERED

    def _explained_by(self, other: Link, previous: str) -> Case | None:
        """Whether the other link, or its entry, is the one that belongs here."""
        here, entry = self.last.position + 1, other.entry or {}
        belongs = self._mac(here, self.last.mac, entry)
        if belongs == self.link.mac:
            return Case.REORDERED
        if self._mac(here, self.last.mac, {**entry, "id": self.link.entry_id}) == self.link.mac:
            return Case.REORDERED
        if belongs != other.mac:
            return None
        theirs = {self._mac(other.position, before, self.link.entry or {}) for before in (previous, other.mac)}
        return Case.REORDERED if self.link.mac in theirs else Case.LINK_INSERTED

    def _moved_by(self, following: Link) -> Case | None:
        """Whether the next link holds for another position: then links were taken out or put in, and the rest moved."""
        for distance in range(1, FARTHEST):
            for shift, case in ((distance, Case.CLOSED_UP), (-distance, Case.LINK_INSERTED)):
                if self._mac(following.position + shift, self.link.mac, following.entry or {}) == following.mac:
                    return case
        return None

    def _mac(self, position: int, previous: str, entry: Mapping[str, Any]) -> str:
        try:
            return link_mac(self.key, position, previous, canonical(entry))
        except (TypeError, ValueError, OverflowError):  # a column holds what its type can't be
            return ""
