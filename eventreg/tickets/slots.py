"""What later features know of a ticket. Filled in `app.py`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from eventreg.core.slots import Slot


@dataclass(frozen=True)
class Terms:
    """What a ticket is good for. `sessions`: the ids of those that it admits to, empty for all of the event's.

    `party`: how many people come by it, its holder included. `category`: what gates know it as; None: what it
    says itself.
    """

    sessions: frozenset[int] = frozenset()
    party: int = 1
    category: str | None = None


def _for_one_to_all(ticket_ids: Collection[int]) -> Mapping[int, Terms]:
    return {}


terms_of = Slot(_for_one_to_all)  # ticket id → its terms, where they are others than `Terms()`
