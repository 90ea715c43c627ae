"""What later features tell accounts; filled in `app.py`."""

from collections.abc import Collection, Mapping, Sequence

from eventreg.core.slots import Slot

event_id_of_slug: Slot[[str], int | None] = Slot(lambda slug: None)
event_names: Slot[[Collection[int]], Mapping[int, str]] = Slot(lambda ids: {})
event_choices: Slot[[], Sequence[tuple[int, str]]] = Slot(list)  # the latest first
phone_elsewhere: Slot[[int], str] = Slot(lambda person_id: "")  # in E.164: of a business that is somebody's own
