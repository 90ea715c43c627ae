"""`eventreg papers …`: the work on papers that the worker hands to a process of its own."""

import os

import click
from flask import current_app
from flask.cli import AppGroup

from eventreg.core.permissions import Permission
from eventreg.core.processes import Work
from eventreg.core.shell import needs

papers = AppGroup("papers", help="The office's papers.", hidden=True)


@needs(Permission.APP_OPERATE)
@papers.command("work", hidden=True)
@click.argument("batch", type=int)
@click.argument("token")
def work(batch: int, token: str) -> None:
    """Make the papers of BATCH; the worker calls this, with the TOKEN that it wrote there."""
    from eventreg.office import making  # late: drawing takes a moment to load

    os.nice(10)  # pages and messages first
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    making.work_on(Work(batch, token), app.app_context)
