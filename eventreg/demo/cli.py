"""`eventreg demo`: a council's life with made-up people."""

from datetime import date, datetime

import click
from flask.cli import with_appcontext

from eventreg.core import clock
from eventreg.core.clock import Zone
from eventreg.core.config import current_settings
from eventreg.core.permissions import Permission
from eventreg.core.shell import needs
from eventreg.demo import story
from eventreg.demo.emptiness import empty_everything, holds_data


@needs(Permission.APP_OPERATE)
@click.command("demo")
@click.option("--seed", default=1, show_default=True, help="The same seed and day give the same data.")
@click.option("--stage", type=click.Choice(["small", "full"]), default="small", show_default=True)
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="The day that the demo happens on. [default: today]")
@click.option("--reset", is_flag=True, help="Delete everything first.")
@click.option("--if-empty", is_flag=True, help="Do nothing where there is data.")
@with_appcontext
def demo(seed: int, stage: str, today: datetime | None, reset: bool, if_empty: bool) -> None:
    """Fill the database with made-up people, businesses and events."""
    if not current_settings().is_demo:
        raise click.ClickException("Demo data belongs to demo mode alone: set EVENTREG_ENV=demo.")
    if holds_data():
        if if_empty:
            return
        if not reset:
            raise click.ClickException("The database holds data; --reset deletes all of it first.")
        empty_everything()
    day: date = today.date() if today else clock.now().astimezone(Zone.WIB.info).date()
    click.echo(f"Making demo data for {day:%Y-%m-%d} …")
    story.tell(seed, stage, day)
