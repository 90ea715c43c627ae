"""The house keeps its shape: who is let in where, what may know what, and nothing that nobody uses."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

import click
from flask import Flask

from eventreg.app import create_app
from eventreg.cli import cli
from eventreg.core import outbox
from eventreg.core.config import Settings
from tests.support.tree import (
    FEATURES,
    NOT_OURS,
    PACKAGE,
    ROOT,
    STATIC,
    TEMPLATES,
    TEXT,
    VENDOR,
    name_of,
    sources,
    text_of,
    tree_of,
)


def app_without_database(folder: Path) -> Flask:
    return create_app(Settings.from_environ({"EVENTREG_INSTANCE": str(folder)}))


# ---- Who is let in -----------------------------------------------------------------------------


def test_every_route_names_a_permission_or_is_public(tmp_path):
    views = app_without_database(tmp_path).view_functions

    open_by_accident = [
        endpoint
        for endpoint, view in views.items()
        if endpoint != "static" and not hasattr(view, "required_permission") and not getattr(view, "is_public", False)
    ]

    assert open_by_accident == []


OTHERS_COMMANDS = {
    "db": "Flask-Migrate brings it: it changes tables, and takes the machine like `serve`",
    "limiter": "Flask-Limiter brings it: it shows the limits and forgets who ran into them",
}


def commands(command: click.Command, name: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by its full name; groups only hold them."""
    if name in OTHERS_COMMANDS:
        return
    if isinstance(command, click.Group):
        context = click.Context(command)
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            assert found
            yield from commands(found, f"{name} {child}".strip())
    else:
        yield name, command


def test_every_command_names_a_permission(tmp_path):
    app = app_without_database(tmp_path)
    found = [*commands(app.cli), *commands(click.Group(commands=dict(cli.commands)))]

    assert {"people create", "door pair", "serve"} <= {name for name, _ in found}
    assert [name for name, command in found if not hasattr(command, "required_permission")] == []
    assert {entry.name for entry in entry_points(group="flask.commands")} <= set(OTHERS_COMMANDS)
    assert "db" in app.cli.commands


# ---- One place for each thing ------------------------------------------------------------------


def calls(tree: ast.AST, method: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method:
            yield node


def test_only_the_unit_of_work_commits():
    committing = [
        f"{name_of(path)}:{call.lineno}" for path in sources(PACKAGE, ".py") for call in calls(tree_of(path), "commit")
    ]

    assert [place.split(":")[0] for place in committing] == ["eventreg/core/db.py"], committing


def test_the_clock_is_read_in_one_place():
    readers = {
        name_of(path)
        for path in sources(PACKAGE, ".py")
        for method in ("now", "utcnow", "today")
        for call in calls(tree_of(path), method)
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id in {"datetime", "date"}
    }

    assert readers <= {"eventreg/core/clock.py"}


# ---- Rules are pure ----------------------------------------------------------------------------


def imported(path: Path) -> Iterator[str]:
    """The modules that a file imports, `from x import y` as `x.y` where that is one of our modules."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = ROOT / node.module.replace(".", "/") / f"{alias.name}.py"
                yield f"{node.module}.{alias.name}" if inner.exists() else node.module


def test_rules_import_the_standard_library_errors_permissions_and_rules_alone():
    impure = {
        f"{name_of(path)} imports {module}"
        for path in PACKAGE.glob("*/rules.py")
        for module in imported(path)
        if module.split(".")[0] not in sys.stdlib_module_names
        and module not in {"eventreg.core.errors", "eventreg.core.permissions"}
        and not re.fullmatch(r"eventreg\.\w+\.rules", module)
    }

    assert impure == set()


def test_every_feature_has_its_place_in_the_layers():
    contracts = text_of(ROOT / "setup.cfg").split("[importlinter:contract:features]")[1].split("\n[")[0]

    assert [feature for feature in FEATURES if not re.search(rf"^ +{feature}$", contracts, re.M)] == []


# ---- Nothing that nobody uses ------------------------------------------------------------------


def code() -> str:
    """Everything that can name a template, a static file or a class, as one text."""
    files = [
        *sources(PACKAGE, ".py"),
        *sources(TEMPLATES, ".html", ".md"),
        *sources(STATIC, ".js", ".css", ".webmanifest", ".svg"),
    ]
    return "\n".join(text_of(path) for path in files)


def test_every_template_is_used():
    text = code()
    pages = [path.relative_to(TEMPLATES).as_posix() for path in sources(TEMPLATES, ".html")]

    assert [name for name in pages if not re.search(rf"""["']{re.escape(name)}["']""", text)] == []


def test_every_message_is_one_that_the_outbox_knows(tmp_path):
    written = {path.name.split(".")[0] for path in (TEMPLATES / "messages").glob("*.md")}

    with app_without_database(tmp_path).app_context():
        assert written == set(outbox.labels())


def test_every_static_file_is_used():
    text = code()
    vendored = [path for path in VENDOR.rglob("*") if path.is_file() and path.name not in {"LICENSE", "vendor.json"}]
    ours = [path for path in STATIC.rglob("*") if path.is_file() and VENDOR not in path.parents]
    text += "\n".join(path.read_text() for path in vendored if path.suffix == ".js")

    assert {name_of(path) for path in ours + vendored if not is_named(path, text)} == set()


def is_named(path: Path, text: str) -> bool:
    """By its name, as `script("stem")`, or by a name with a part that is filled in: `kain-{{ n }}.svg`."""
    if path.name in text or f'script("{path.stem}")' in text:
        return True
    start = re.match(r"[a-z]+-", path.name)
    return bool(start and re.search(rf"{start[0]}(\{{|\"|'|%|\$)", text))


# ---- A tree that works elsewhere ---------------------------------------------------------------


def test_the_tree_names_no_machine():
    home_or_index = re.compile(r"(?<![\w.}])/(?:home|Users|work|root|tmp)/\w|index-url\s*[ =]")
    guilty = [
        f"{name_of(path)}:{number}"
        for path in sorted(ROOT.rglob("*"))
        if not NOT_OURS & set(path.relative_to(ROOT).parts) and path.suffix in TEXT and path.is_file()
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if home_or_index.search(line)
    ]

    assert guilty == []


def test_every_dependency_says_what_it_is_for():
    listed = {
        match[1].lower()
        for name in ("requirements.in", "requirements-dev.in")
        for match in re.finditer(r"^([A-Za-z][\w.-]*)", text_of(ROOT / name), re.M)
    }
    explained = set(re.findall(r"^\| ([\w.-]+) \|", text_of(ROOT / "docs" / "dependencies.md"), re.M))

    assert explained - {"name"} >= listed
    assert explained - {"name", "---"} <= listed
