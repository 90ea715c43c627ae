"""`eventreg booths …`: solve an allocation problem from a file."""

import json
import os
from decimal import Decimal
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from eventreg.allocation.problem_file import ProblemFaulty, read_problem
from eventreg.core.permissions import Permission
from eventreg.core.processes import Work
from eventreg.core.shell import needs

booths = AppGroup("booths", help="Floor plans, and who gets which booth.")


@needs(Permission.APP_OPERATE)
@booths.command("solve")
@click.argument("problem", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--method", type=click.Choice(("optimal", "by-score")), default="optimal", show_default=True)
@click.option("--time-limit", type=click.FloatRange(min=0), metavar="S", help="Seconds; else what the problem says.")
def solve(problem: Path, method: str, time_limit: float | None) -> None:
    """Print the best plan for PROBLEM, a JSON file (see docs/allocation.md), as one JSON object."""
    from eventreg.allocation.answer import answer, solved  # late: the optimiser takes half a second to load

    try:
        read = read_problem(json.loads(problem.read_text(encoding="utf-8"), parse_float=Decimal))
    except (ProblemFaulty, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise click.ClickException(f"{problem.name}: {error}") from error
    click.echo(json.dumps(answer(read, solved(read, method, time_limit)), ensure_ascii=False))


@needs(Permission.APP_OPERATE)
@booths.command("work", hidden=True)
@click.argument("version", type=int)
@click.argument("token")
def work(version: int, token: str) -> None:
    """Work on VERSION of a booth plan; the worker calls this, with the TOKEN that it wrote there."""
    from eventreg.allocation import running  # late, as above

    os.nice(10)  # pages and messages first
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    running.work_on(Work(version, token), app.app_context)
