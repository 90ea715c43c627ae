"""What later features tell accounts; filled in `app.py`."""

from eventreg.core.slots import Slot

event_id_of_slug: Slot[[str], int | None] = Slot(lambda slug: None)
