"""What others tell consents, and what they do when one is withdrawn. Filled in `app.py`."""

from datetime import date, datetime

from eventreg.core.clock import Zone
from eventreg.core.permissions import Actor
from eventreg.core.slots import Slot


def _nothing_follows(person_id: int, purpose: str, *, actor: Actor, now: datetime) -> None:
    return None


withdrawn = Slot(_nothing_follows)  # inside the unit of work that records the withdrawal
home_zone: Slot[[], Zone] = Slot(lambda: Zone.WIB)  # whose days count where no event is at hand


def home_day(now: datetime) -> date:
    """The day as calendars show it at the council: from midnight on another one than in UTC."""
    return now.astimezone(home_zone().info).date()
