"""What the catalogue adds to the floor plan. Filled in `app.py`."""

from collections.abc import Collection, Mapping

from eventreg.core.slots import Slot
from eventreg.events.models import Event


def _no_pages(event: Event, application_ids: Collection[int]) -> Mapping[int, str]:
    return {}


exhibitor_pages = Slot(_no_pages)  # of these applications, id → the page about its business that everybody sees
