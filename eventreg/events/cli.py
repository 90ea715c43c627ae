"""`eventreg events …`."""

import json

import click
from flask.cli import AppGroup

from eventreg.core import clock
from eventreg.core.i18n import short_date
from eventreg.core.permissions import Permission
from eventreg.core.shell import needs
from eventreg.events import queries, rules
from eventreg.events.models import Event
from eventreg.events.rules import EventState

events = AppGroup("events", help="Trainings and exhibitions.")


@needs(Permission.EVENT_READ)
@events.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_events(as_json: bool) -> None:
    """List all events in the order of time, drafts too."""
    now = clock.now()
    for event in queries.all_events():
        state = rules.state_at(
            event.state, closes_at=event.closes_at, starts_at=event.starts_at, ends_at=event.ends_at, now=now
        )
        click.echo(_as_json(event, state) if as_json else _as_row(event, state))


def _as_json(event: Event, state: EventState) -> str:
    return json.dumps(
        {
            "slug": event.slug,
            "kind": event.kind,
            "state": state,
            "title": event.title,
            "starts_at": event.starts_at.astimezone(event.zone.info).isoformat(),
            "ends_at": event.ends_at.astimezone(event.zone.info).isoformat(),
        },
        ensure_ascii=False,
    )


def _as_row(event: Event, state: EventState) -> str:
    return (
        f"{short_date(event.starts_at, event.zone):>11}  {state:<9}  {event.kind:<10}  {event.slug:<40}  {event.title}"
    )
