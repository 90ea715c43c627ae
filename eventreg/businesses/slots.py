"""What later features tell about a business; filled in `app.py`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from eventreg.core.clock import Zone
from eventreg.core.slots import Slot


@dataclass(frozen=True)
class PastApplication:
    """An application as the page of its business shows it: `look` is the state, for its pill."""

    event: str
    url: str
    look: str
    state: str
    at: datetime | None
    zone: Zone


def _nobody_applied(business_ids: Collection[int], event_ids: Collection[int]) -> bool:
    return False


have_applied = Slot(_nobody_applied)  # whether one of the businesses has sent an application for one of the events
history: Slot[[int], Sequence[PastApplication]] = Slot(lambda business_id: ())
trail_url: Slot[[int], str] = Slot(lambda business_id: "")
