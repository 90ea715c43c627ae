"""What time does to applications; the worker calls it."""

from datetime import datetime

from eventreg.applications import line, queries, service, waiting
from eventreg.core.db import lock, unit_of_work
from eventreg.events.models import Event


def pass_time(now: datetime) -> None:
    """Let lapse what has run out, recall offers, and move the waiting lists: each in its own unit of work."""
    for event_id, application_id in queries.due(now):
        with unit_of_work():
            service.lapse(event_id, application_id, now)
    for event_id, application_id in line.to_remind(now):
        with unit_of_work():
            waiting.remind(event_id, application_id, now)
    for event_id in line.with_waiting_lists(now):
        with unit_of_work():
            event = lock(Event, event_id)
            if event:
                waiting.move_list(event, now=now)
