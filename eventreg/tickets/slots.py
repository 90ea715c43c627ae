"""What later features know of a ticket. Filled in `app.py`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from eventreg.core.slots import Slot
from eventreg.tickets.models import Ticket


@dataclass(frozen=True)
class Terms:
    """What a ticket is good for. `sessions`: the ids of those that it admits to, empty for all of the event's.

    `party`: how many people come by it, its holder included. `category`: what gates know it as; None: what it
    says itself.
    """

    sessions: frozenset[int] = frozenset()
    party: int = 1
    category: str | None = None


Pill = tuple[str, str, str]
"""A word, its kind and its shape, as `_ui/facts.html` draws a status."""


@dataclass(frozen=True)
class PresenceTold:
    """What the holder of a ticket reads of their presence, in words: in all, for the certificate, session by session.

    `ask_url`: where they type the code that a screen shows now; "" while none does. `certificate_url`: where their
    certificate is fetched, once it was issued.
    """

    holder: str
    line: str = ""
    certificate: Pill | None = None
    sessions: Sequence[tuple[str, Pill]] = ()
    ask_url: str = ""
    certificate_url: str = ""


def _for_one_to_all(ticket_ids: Collection[int]) -> Mapping[int, Terms]:
    return {}


def _nobody_came(ticket_id: int) -> bool:
    return False


def _not_certified(ticket: Ticket) -> str:
    return ""


def _nothing_told(ticket: Ticket, now: datetime) -> Sequence[PresenceTold]:
    return ()


certificate_url = Slot(_not_certified)  # where the holder's certificate is fetched, "" while there is none
came_in = Slot(_nobody_came)  # whether the door has let somebody in by a ticket
presence_of = Slot(_nothing_told)  # what its holder may know: in how many sessions they were present
terms_of = Slot(_for_one_to_all)  # ticket id → its terms, where they are others than `Terms()`
