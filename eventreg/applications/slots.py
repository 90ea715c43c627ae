"""What the door adds to applications. Filled in `app.py`."""

from collections.abc import Collection

from eventreg.core.slots import Slot


def _nobody_came(event_ids: Collection[int]) -> frozenset[tuple[int, int]]:
    return frozenset()


attended = Slot(_nobody_came)  # (event id, business id) of those for whom somebody was admitted at these events
