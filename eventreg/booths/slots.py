"""What later features add to the floor plan: pages about exhibitors, what keeps a booth. Filled in `app.py`."""

from collections.abc import Collection, Mapping

from eventreg.core.slots import Slot
from eventreg.events.models import Event


def _no_pages(event: Event, application_ids: Collection[int]) -> Mapping[int, str]:
    return {}


def _nothing_kept(booth_ids: Collection[int]) -> Collection[int]:
    return ()


exhibitor_pages = Slot(_no_pages)  # of these applications, id → the page about its business that everybody sees
kept_booths = Slot(_nothing_kept)  # of these booths, the ids of those of which something is written down
