"""The command line: `eventreg …`. Each feature's commands are added by `app.py`; those of the whole app are here."""

import ipaddress
import os
import sys
from typing import Any

import click
from flask.cli import FlaskGroup, with_appcontext

from eventreg.core.config import Settings, SettingsError
from eventreg.core.permissions import Permission
from eventreg.core.shell import needs


def _make_app(*, behind_proxy: bool = True) -> Any:
    from eventreg.app import TreeIncomplete, create_app  # late, so that --help is quick

    try:
        return create_app(behind_proxy=behind_proxy)
    except SettingsError as error:
        for mistake in error.mistakes:
            click.echo(f"settings: {mistake}", err=True)
    except TreeIncomplete as error:
        click.echo(str(error), err=True)
    sys.exit(2)


# What features and Flask's extensions add; a test compares it with theirs.
ADDED = {
    "audit": "The audit trail: seal it, verify it, hand it out.",
    "booths": "Floor plans, and who gets which booth.",
    "db": "Perform database migrations.",
    "demo": "Fill the database with made-up people, businesses and events.",
    "door": "Phones at the door, and what they scanned.",
    "events": "Trainings and exhibitions.",
    "limiter": "Flask-Limiter maintenance & utility commands",
    "mail": "Mail: whether it arrives; pause and go on.",
    "people": "People and their roles.",
    "records": "Personal data: copies, retention, erasure.",
    "regions": "The provinces, cities, districts and villages to choose from.",
    "tickets": "Tickets and their tokens.",
}


class _Commands(FlaskGroup):
    """Lists what can be done without loading the app for it, which takes seconds."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        own = {name: command.get_short_help_str(60) for name, command in self.commands.items()}
        with formatter.section("Commands"):
            formatter.write_dl(sorted((own | ADDED).items()))


cli = _Commands(
    name="eventreg",
    create_app=_make_app,
    add_default_commands=False,
    add_version_option=False,
    load_dotenv=False,
    set_debug_flag=False,
    help="Registration, selection, QR tickets and the door for the events of a craft council.",
)


@needs(Permission.APP_OPERATE)
@cli.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Processes; each has eight threads.")
@click.option("--cert", type=click.Path(exists=True, dir_okay=False), help="TLS certificate, for phones near by.")
@click.option("--key", type=click.Path(exists=True, dir_okay=False), help="Its private key.")
@click.option("--worker", "with_worker", is_flag=True, help="Run the outbox's worker beside it.")
@click.option("--force", is_flag=True, help="In demo mode: listen to other machines all the same.")
def serve(
    host: str, port: int, workers: int, cert: str | None, key: str | None, with_worker: bool, force: bool
) -> None:
    """Serve the app with the production server until Ctrl-C."""
    from eventreg.core.server import serve as serve_app

    settings = _settings()
    if settings.is_demo and not force and not _is_loopback(host):
        raise click.ClickException(
            f"In demo mode everybody may sign in as anybody: {host} would let other machines in. "
            "Use 127.0.0.1, or --force (make run FORCE=1) if you are sure."
        )
    if bool(cert) != bool(key):
        raise click.ClickException("--cert and --key belong together.")

    def announce() -> None:
        scheme = "https" if cert else "http"
        name = "localhost" if _is_loopback(host) else host
        click.echo(f"\neventreg is ready: {scheme}://{name}:{port}")
        if settings.is_demo:
            click.echo(DEMO_HINT)

    serve_app(
        lambda: _make_app(behind_proxy=not cert),
        host=host,
        port=port,
        workers=workers,
        cert=cert,
        key=key,
        with_worker=with_worker,
        announce=announce,
    )


@needs(Permission.APP_OPERATE)
@cli.command("worker")
@with_appcontext
def worker() -> None:
    """Send what waits in the outbox and do what is due, until Ctrl-C."""
    from eventreg.allocation.chores import PlanMaker
    from eventreg.applications.chores import pass_time
    from eventreg.core.worker import run
    from eventreg.imports import chores as imports
    from eventreg.messaging import chores as messaging
    from eventreg.messaging.reminding import Reminding
    from eventreg.office import chores as office
    from eventreg.trail import chores as trail

    plans, papers = PlanMaker(), office.PaperMaker()
    try:
        run([pass_time, messaging.carry_on, Reminding(), imports.forget, office.forget, trail.seal, plans, papers])
    finally:
        plans.end()
        papers.end()


@needs(Permission.APP_OPERATE)
@cli.command("doctor")
@with_appcontext
def doctor() -> None:
    """Say what is set up and what is missing; exit status 1 when something is wrong."""
    from eventreg.core.clock import now
    from eventreg.core.doctor import findings
    from eventreg.trail.verification import finding as trail

    found = [*findings(), trail(now())]
    for finding in found:
        click.echo(f"{'ok     ' if finding.fine else 'PROBLEM'} {finding.subject}: {finding.says}")
    sys.exit(0 if all(finding.fine for finding in found) else 1)


@cli.group("keys")
def keys() -> None:
    """The keys that encrypt fields at rest (EVENTREG_FIELD_KEYS)."""


@needs(Permission.APP_OPERATE)
@keys.command("rotate")
@click.option("--apply", "is_meant", is_flag=True, help="Do it; without this it is only shown.")
@with_appcontext
def rotate_keys(is_meant: bool) -> None:
    """Encrypt everything anew with the first key, and hash it anew. It can be broken off and run again."""
    from eventreg.core import protected

    for column in protected.columns():
        if is_meant:
            click.echo(f"{column}: {protected.rotate(column)} encrypted anew")
        else:
            click.echo(f"{column}: {protected.survey(column).stale} to encrypt anew")
    if not is_meant:
        click.echo("Nothing was changed. `eventreg keys rotate --apply` does it.")


@needs(Permission.APP_OPERATE)
@keys.command("check")
@with_appcontext
def check_keys() -> None:
    """Say how many values each key opens; exit status 1 when none opens one."""
    from eventreg.core import protected

    surveys = [protected.survey(column) for column in protected.columns()]
    for found in surveys:
        opened = ", ".join(f"key {place}: {number}" for place, number in enumerate(found.opened_by, start=1))
        click.echo(f"{found.column}: {opened}" + (f"; {found.lost} opened by none" if found.lost else ""))
    stale, lost = sum(found.stale for found in surveys), sum(found.lost for found in surveys)
    if lost:
        raise click.ClickException(f"{lost} values are lost unless their key is put back into EVENTREG_FIELD_KEYS.")
    if stale:
        click.echo(f"{stale} values still need an older key: run `eventreg keys rotate --apply`.")
    elif len(surveys[0].opened_by) > 1:
        click.echo("Everything needs the first key alone: the others may be dropped.")
    else:
        click.echo("Everything is as it should be.")


DEMO_HINT = """
Sign in at /sign-in: choose one of the demo people there, then open the link that the page shows.
  sri@demo.test       a UMKM owner with two businesses
  panitia@demo.test   organiser: events, applications, the door
  komite1@demo.test   committee: decides on applications
  admin@demo.test     administrator: organisation, outbox
More are listed on the page. Ctrl-C ends everything.
"""


def _settings() -> Settings:
    try:
        return Settings.from_environ()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def main() -> None:
    """Entry point of the console script."""
    os.environ.setdefault("FLASK_SKIP_DOTENV", "1")
    cli.main(prog_name="eventreg")
