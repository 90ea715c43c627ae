"""`eventreg regions …`"""

import csv
from typing import IO

import click
from flask.cli import AppGroup

from eventreg.businesses import service
from eventreg.businesses.rules import RegionMalformed
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Permission
from eventreg.core.shell import needs

regions = AppGroup("regions", help="The provinces, cities, districts and villages to choose from.")


@needs(Permission.ORGANISATION_MANAGE)
@regions.command("load")
@click.argument("file", type=click.File(encoding="utf-8"))
def load(file: IO[str]) -> None:
    """Add or rename regions from a CSV file with the columns code, name and level."""
    reader = csv.DictReader(file)
    if not {"code", "name", "level"} <= set(reader.fieldnames or ()):
        raise click.ClickException("The first line must name the columns code, name and level.")
    try:
        with unit_of_work():
            count = service.load_regions((row["code"], row["name"], row["level"]) for row in reader)
    except RegionMalformed as error:
        raise click.ClickException(f"{error.details['region']!r} is not a code of the level that is told.") from error
    click.echo(f"{count} regions loaded.")
