"""What the worker does for the trail."""

from datetime import datetime

from eventreg.trail import sealing


def seal(now: datetime) -> None:
    """Seal what was recorded, and the day that has ended."""
    sealing.seal_waiting()
    sealing.seal_day(now)
