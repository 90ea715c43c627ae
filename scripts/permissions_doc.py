"""Who may do what, as two files made from the code.

`make docs` writes the page docs/permissions.md. `python scripts/permissions_doc.py --freeze` writes
tests/vectors/permissions.txt, against which the tests hold the app: freeze it when access is meant to change, and read
the difference before it is committed.
"""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from flask import Flask

from eventreg.app import create_app
from eventreg.cli import cli
from eventreg.core.config import Settings
from eventreg.core.permissions import EVERYONE_SIGNED_IN, ROLE_PERMISSIONS, Permission, Role

ROOT = Path(__file__).resolve().parent.parent
PAGE, FROZEN = ROOT / "docs" / "permissions.md", ROOT / "tests" / "vectors" / "permissions.txt"
PUBLIC, DEVICE = "public", "device key"
EVERYBODY, SIGNED_IN, NOBODY = "everybody", "everybody signed in", "nobody"
UNSAID = {"HEAD", "OPTIONS"}  # HEAD goes with GET, OPTIONS with everything
HEAD = """# Who may do what

This page is made from the code by `make docs`. The roles' permissions stand in `eventreg/core/permissions.py`, and
every route and command names the one that it takes. A role is held for the whole organisation or for one event; where
a permission is needed *everywhere*, a role for one event alone is not enough, and everywhere else it opens that event
alone. A role holds only after its owner has shown the second factor.

How a request is answered, in this order: a method that the address doesn't know, 405. A form without its token, 400,
whoever sends it. Nobody signed in: a page leads to the sign-in and back, anything else is 401. The permission is
missing: 403. The thing isn't there, or is another's: 404.
"""


@dataclass(frozen=True)
class Line:
    """What a route takes: `who` are roles, or one of EVERYBODY, SIGNED_IN, DEVICE, NOBODY."""

    methods: str
    address: str
    permission: str
    is_everywhere: bool
    who: str

    def __str__(self) -> str:
        needs = f"{self.permission} everywhere" if self.is_everywhere else self.permission
        return "  |  ".join([self.address, self.methods, needs, self.who])


def lines(app: Flask) -> list[Line]:
    """A line for every route, in the order of addresses."""
    found = (_line(app, rule) for rule in app.url_map.iter_rules())
    return sorted(found, key=lambda line: (line.address, line.methods))


def _line(app: Flask, rule: Any) -> Line:
    view: Any = app.view_functions[rule.endpoint]
    methods = " ".join(sorted(rule.methods - UNSAID))
    permission: Permission | None = getattr(view, "required_permission", None)
    if permission:
        return Line(methods, rule.rule, permission.value, view.is_required_everywhere, who_holds(permission))
    if getattr(view, "takes_device_key", False):
        return Line(methods, rule.rule, DEVICE, False, DEVICE)
    return Line(methods, rule.rule, PUBLIC, False, EVERYBODY)


def who_holds(permission: Permission) -> str:
    """The roles that hold a permission, as words."""
    if permission in EVERYONE_SIGNED_IN:
        return SIGNED_IN
    return " ".join(role.value for role in Role if permission in ROLE_PERMISSIONS[role]) or NOBODY


def commands(command: click.Command, name: str = "") -> Iterator[tuple[str, Permission]]:
    """Every command of ours by its full name."""
    permission: Permission | None = getattr(command, "required_permission", None)
    if permission:
        yield name, permission
    if isinstance(command, click.Group):
        for child in sorted(command.commands):
            yield from commands(command.commands[child], f"{name} {child}")


def page(app: Flask) -> str:
    """docs/permissions.md as it should be."""
    permissions = [f"| `{p.value}` | {_prose(who_holds(p))} |" for p in Permission]
    routes = [
        f"| `{line.address}` | {line.methods} | {_code(line.permission)}{' everywhere' if line.is_everywhere else ''} |"
        for line in lines(app)
    ]
    named = sorted([*commands(app.cli, "eventreg"), *commands(click.Group(commands=dict(cli.commands)), "eventreg")])
    shell = [f"| `{name}` | `{permission.value}` |" for name, permission in dict(named).items()]
    return (
        "\n".join(
            [
                HEAD,
                "## Permissions and roles\n",
                "`shell:…` is held by no role: it takes the machine itself.\n",
                *("| permission | held by |", "| --- | --- |", *permissions),
                "\n## Routes\n",
                *("| address | methods | takes |", "| --- | --- | --- |", *routes),
                "\n## Commands\n",
                "Whoever reaches the shell holds every permission and acts as the app itself. The library's own groups",
                "`db` (tables) and `limiter` (limits) are for the same people.\n",
                *("| command | does what takes |", "| --- | --- |", *shell),
            ]
        )
        + "\n"
    )


def frozen(app: Flask) -> str:
    """tests/vectors/permissions.txt as it should be."""
    return "".join(f"{line}\n" for line in lines(app))


def _prose(who: str) -> str:
    are_roles = set(who.split()) <= set(Role)
    return ", ".join(name.replace("_", " ") for name in who.split()) if are_roles else who


def _code(permission: str) -> str:
    return permission if permission in {PUBLIC, DEVICE} else f"`{permission}`"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings.from_environ({"EVENTREG_INSTANCE": folder}))
        if "--freeze" in sys.argv:
            FROZEN.write_text(frozen(app))
        else:
            PAGE.write_text(page(app))


if __name__ == "__main__":
    main()
