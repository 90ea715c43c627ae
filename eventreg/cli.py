"""The command line: `eventreg …`. Each feature's commands are added by `app.py`; those of the whole app are here."""

import ipaddress
import os
import sys
from typing import Any

import click
from flask.cli import FlaskGroup, with_appcontext

from eventreg.core.config import Settings, SettingsError


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


cli = FlaskGroup(
    name="eventreg",
    create_app=_make_app,
    add_default_commands=False,
    add_version_option=False,
    load_dotenv=False,
    set_debug_flag=False,
    help="Registration, selection, QR tickets and the door for the events of a craft council.",
)


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


@cli.command("worker")
@with_appcontext
def worker() -> None:
    """Send what waits in the outbox and do what is due, until Ctrl-C."""
    from eventreg.applications.chores import pass_time
    from eventreg.core.worker import run

    run([pass_time])


@cli.command("doctor")
@with_appcontext
def doctor() -> None:
    """Say what is set up and what is missing; exit status 1 when something is wrong."""
    from eventreg.core.doctor import findings

    found = list(findings())
    for finding in found:
        click.echo(f"{'ok     ' if finding.fine else 'PROBLEM'} {finding.subject}: {finding.says}")
    sys.exit(0 if all(finding.fine for finding in found) else 1)


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
