"""`eventreg --help` knows every command by itself, so that it is there at once."""

import click
import pytest
from flask.cli import ScriptInfo

from eventreg.cli import ADDED, cli


@pytest.mark.sqlite_only
def test_the_help_lists_what_there_is_in_its_own_words(app):
    with click.Context(cli, obj=ScriptInfo(create_app=lambda: app)) as context:  # closed, the app's context is left
        names = set(cli.list_commands(context)) - set(cli.commands) | {"limiter"}  # which Flask puts among our own
        commands = {name: cli.get_command(context, name) for name in names}
        commands = {name: command for name, command in commands.items() if not command.hidden}  # for the worker alone

    assert {name: command.get_short_help_str(80) for name, command in commands.items()} == ADDED
    assert "  audit " in click.Context(cli).get_help()
