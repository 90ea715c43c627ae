"""`eventreg door …` and `eventreg tickets …`: pair a phone, print what the door recorded and what it admits."""

import json

import click
from flask.cli import AppGroup

from eventreg.core import clock
from eventreg.core.config import current_settings
from eventreg.core.db import unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.permissions import SYSTEM, Permission
from eventreg.core.shell import needs
from eventreg.door import pairing, queries, reading
from eventreg.door.models import Scan
from eventreg.door.protocol import LONGEST_GATE, rfc3339
from eventreg.events.models import Event
from eventreg.tickets import queries as ticket_queries
from eventreg.tickets import service as ticket_service

door = AppGroup("door", help="Phones at the door, and what they scanned.")
tickets = AppGroup("tickets", help="Tickets and their tokens.")


def _event(slug: str) -> Event:
    try:
        return queries.get_event(slug)
    except NotFound as error:
        raise click.ClickException(f"There is no event {slug!r}.") from error


@needs(Permission.DOOR_MANAGE)
@door.command("pair")
@click.argument("slug")
@click.option("--gate", required=True, help="Name of the gate; an unknown one is made.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on one line.")
def pair(slug: str, gate: str, as_json: bool) -> None:
    """Make a device key for an event's door. Whoever has it can admit: treat it like a password."""
    name, now = " ".join(gate.split()), clock.now()
    if not 0 < len(name) <= LONGEST_GATE:
        raise click.ClickException(f"A gate's name has 1 to {LONGEST_GATE} characters.")
    with unit_of_work():
        event = _event(slug)
        paired = pairing.pair(event, pairing.add_gate(event, name, actor=SYSTEM, now=now), by_id=None, now=now)
    url = f"{current_settings().base_url}/door/#key={paired.key}"
    if as_json:
        click.echo(json.dumps({"device_key": paired.key, "url": url}))
    else:
        click.echo(f"Open this address on the phone that stands at “{name}”:\n{url}")


@needs(Permission.DOOR_MANAGE)
@door.command("scans")
@click.argument("slug")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def scans(slug: str, as_json: bool) -> None:
    """Print every scan of an event in the order of arrival."""
    for scan in queries.scans(_event(slug).id):
        line = _line(scan)
        click.echo(
            json.dumps(line, ensure_ascii=False) if as_json else "  ".join(str(value) for value in line.values())
        )


def _line(scan: Scan) -> dict[str, object]:
    return {
        "id": scan.scan_id,
        "code": scan.ticket.code if scan.ticket else None,
        "verdict": scan.verdict.value,
        "at": rfc3339(scan.at),
        "received_at": rfc3339(scan.received_at),
        "gate": scan.gate,
        "conflict": scan.conflict,
    }


@needs(Permission.DOOR_MANAGE)
@tickets.command("list")
@click.argument("slug")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_tickets(slug: str, as_json: bool) -> None:
    """Print an event's tickets with their tokens: whoever has a token has the ticket."""
    event = _event(slug)
    found = ticket_queries.tickets_of_event(event.id)
    usable = reading.usable_now(event, found, now=clock.now())
    for ticket in found:
        line = {
            "code": ticket.code,
            "token": ticket_service.token_of(ticket),
            "holder": ticket.holder,
            "state": ticket.state.value,
            "usable_now": ticket.id in usable,
        }
        click.echo(
            json.dumps(line, ensure_ascii=False) if as_json else "  ".join(str(value) for value in line.values())
        )
