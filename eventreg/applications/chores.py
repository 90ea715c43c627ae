"""What time does to applications; the worker calls it."""

from datetime import datetime

from eventreg.applications import queries, service
from eventreg.core.db import unit_of_work


def pass_time(now: datetime) -> None:
    """Let every application lapse whose time has run out, each in its own unit of work."""
    for event_id, application_id in queries.due(now):
        with unit_of_work():
            service.lapse(event_id, application_id, now)
