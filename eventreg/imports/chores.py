"""What time does to imported files; the worker calls it."""

from datetime import datetime

from eventreg.core.db import unit_of_work
from eventreg.imports import queries, service


def forget(now: datetime) -> None:
    """Empty the files that nobody came back to."""
    if queries.has_old(now):
        with unit_of_work():
            service.forget_old(now)
