"""Events in any state, made as organisers make them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from flask import Flask

from eventreg.core import clock
from eventreg.core.permissions import SYSTEM
from eventreg.events import queries, service
from eventreg.events.models import Event
from eventreg.events.rules import EventKind, EventState
from eventreg.events.service import EventDetails, SessionDetails

DAY = timedelta(days=1)
numbers = count(1)  # filled up with noughts: names sort as they were made, whatever other tests made before


def details(now: datetime, **given: Any) -> EventDetails:
    """A training that takes applications from yesterday until in five days, and begins in ten."""
    usual: dict[str, Any] = {
        "kind": EventKind.TRAINING,
        "title": f"Pelatihan {next(numbers):05}",
        "place_name": "Museum Batik",
        "opens_at": now - DAY,
        "closes_at": now + 5 * DAY,
        "quota": 40,
    }
    return EventDetails(**usual | given)


def days(*starts: datetime, hours: float = 8) -> list[SessionDetails]:
    """A session of some hours from each start."""
    return [SessionDetails(starts_at=start, ends_at=start + timedelta(hours=hours)) for start in starts]


def make_event(
    *,
    state: EventState = EventState.PUBLISHED,
    sessions: Iterable[SessionDetails] = (),
    now: datetime | None = None,
    **given: Any,
) -> Event:
    """An event in a decided state; the test holds the unit of work."""
    now = now or clock.now()
    begins = now + 10 * DAY
    event = service.create(details(now, **given), list(sessions) or days(begins, begins + DAY), actor=SYSTEM, now=now)
    if state is not EventState.DRAFT:
        service.publish(event.id, actor=SYSTEM, now=now)
    if state is EventState.CLOSED:
        service.close(event.id, actor=SYSTEM, now=now)
    if state is EventState.CANCELLED:
        service.cancel(event.id, actor=SYSTEM, reason="Hujan", now=now)
    return event


def new_dates(app: Flask, slug: str, days: int = 60) -> dict[str, str]:
    """What the page of new dates sends, each session so many days later."""
    with app.app_context():
        event = queries.get_public(slug)

        def local(moment: datetime) -> str:
            return f"{(moment + timedelta(days=days)).astimezone(event.zone.info):%Y-%m-%dT%H:%M}"

        typed = {"zone": event.zone.value, "opens": local(event.opens_at), "closes": local(event.closes_at)}
        for number, row in enumerate(event.sessions):
            start = f"sessions-{number}"
            typed |= {f"{start}-key": str(row.id), f"{start}-title": "", f"{start}-starts": local(row.starts_at)}
            typed |= {f"{start}-ends": local(row.ends_at)}
        return typed
