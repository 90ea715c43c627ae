"""`eventreg audit …`."""

import json
import sys

import click
from flask.cli import AppGroup

from eventreg.core import clock
from eventreg.core.i18n import force_locale
from eventreg.core.permissions import Permission
from eventreg.core.shell import needs
from eventreg.trail import export as files
from eventreg.trail import queries, sealing, verification
from eventreg.trail.queries import Filters
from eventreg.trail.rules import NotASeal, Seal, grouped
from eventreg.trail.verification import Report
from eventreg.trail.words import says

audit = AppGroup("audit", help="The audit trail: seal it, verify it, hand it out.")


@needs(Permission.AUDIT_READ)
@audit.command("verify")
@click.option("--seal", "seals", multiple=True, metavar="DAY:POSITION:MAC", help="A seal from paper; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def verify(seals: tuple[str, ...], as_json: bool) -> None:
    """Walk the whole chain; exit status 1 where it is broken, with the first such place."""
    report = verification.verify([_parse(text) for text in seals])
    with force_locale("en"):
        click.echo(json.dumps(_told(report)) if as_json else _sentence(report))
    sys.exit(1 if report.broken else 0)


@needs(Permission.AUDIT_READ)
@audit.command("seal")
@click.option("--renew-head", is_flag=True, help="After a restore: take the chain as it stands for whole. Recorded.")
def seal(renew_head: bool) -> None:
    """Seal what waits now, as the worker does all the time."""
    if renew_head:
        sealing.renew_head(clock.now())
    sealed = sealing.seal_waiting()
    sealing.seal_day(clock.now())
    link = queries.last_link()
    click.echo(f"{sealed} sealed now; the chain holds {link.position if link else 0}.")


@needs(Permission.AUDIT_READ)
@audit.command("seals")
def seals() -> None:
    """Print the days' seals, as `verify --seal` reads them."""
    for stored in reversed(queries.day_seals()):
        click.echo(f"{stored.day.isoformat()}:{stored.position}:{grouped(stored.mac)}")


@needs(Permission.AUDIT_READ)
@audit.command("export")
@click.option("--json", "as_json", is_flag=True, required=True, help="One JSON object a line.")
def export(as_json: bool) -> None:
    """Print every entry with its place in the chain, oldest first."""
    for line in files.json_lines(Filters()):
        click.echo(line)


def _parse(text: str) -> Seal:
    try:
        return Seal.parse(text)
    except NotASeal as error:
        raise click.ClickException(f"{text!r} is not a seal: DAY:POSITION:MAC, as it is printed.") from error


def _sentence(report: Report) -> str:
    if report.broken:
        return f"BROKEN ({report.broken.kind}). {says(report.broken)}"
    last = report.last_seal
    sealed = f"last day's seal {last.day.isoformat()} at position {last.position}" if last else "no day's seal yet"
    return f"The trail is whole: {report.sealed} entries sealed, {report.waiting} waiting; {sealed}."


def _told(report: Report) -> dict[str, object]:
    broken, last = report.broken, report.last_seal
    return {
        "whole": broken is None,
        "sealed": report.sealed,
        "waiting": report.waiting,
        "last_seal": {"day": last.day.isoformat(), "position": last.position, "mac": last.mac} if last else None,
        "broken": {
            "kind": broken.kind,
            "case": broken.case,
            "position": broken.position,
            "entry": broken.entry_id,
            "says": says(broken),
        }
        if broken
        else None,
    }
