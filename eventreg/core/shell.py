"""The command line's side of permissions: every command names the one that its deed takes.

Whoever reaches the shell holds them all, and acts as the app itself (`SYSTEM`). The names are for the record: the
pages of the documentation and the tests read them.
"""

from collections.abc import Callable
from typing import TypeVar

import click

from eventreg.core.permissions import Permission

Command = TypeVar("Command", bound=click.Command)


def needs(permission: Permission) -> Callable[[Command], Command]:
    """The command does what takes `permission`; written above `@group.command(…)`."""

    def decorate(command: Command) -> Command:
        command.required_permission = permission  # type: ignore[attr-defined]
        return command

    return decorate
