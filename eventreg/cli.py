"""The command line: `eventreg …`."""

import os
import sys

import click
from flask.cli import FlaskGroup

from eventreg.core.config import SettingsError


def _create_app() -> object:
    from eventreg.app import create_app  # late, so that --help is quick

    try:
        return create_app()
    except SettingsError as error:
        for mistake in error.mistakes:
            click.echo(f"settings: {mistake}", err=True)
        sys.exit(2)


cli = FlaskGroup(
    name="eventreg",
    create_app=_create_app,
    add_default_commands=False,
    add_version_option=False,
    load_dotenv=False,
    set_debug_flag=False,
    help="Event and exhibition registration for craft councils.",
)


def main() -> None:
    """Entry point of the console script."""
    os.environ.setdefault("FLASK_SKIP_DOTENV", "1")
    cli.main(prog_name="eventreg")
