"""What time does to announcements; the worker calls it."""

import logging
from collections.abc import Callable
from datetime import datetime

from eventreg.core.db import unit_of_work
from eventreg.messaging import announcing

log = logging.getLogger(__name__)


def carry_on(now: datetime) -> None:
    """Begin what is due, and queue the next part of what was begun: one part a look, so that messages go on leaving."""
    for announcement_id in announcing.due(now):
        _do(announcing.begin, announcement_id, now)
    for announcement_id in announcing.unfinished():
        _do(announcing.expand, announcement_id, now)


def _do(step: Callable[[int, datetime], None], announcement_id: int, now: datetime) -> None:
    """One step in its own unit of work; an announcement that can't be sent keeps no other message back."""
    try:
        with unit_of_work():
            step(announcement_id, now)
    except Exception:
        log.exception("announcement %s can't go on", announcement_id)
