"""`eventreg records …`: a person's copy, what time takes away, and erasing again after a backup was restored."""

from pathlib import Path

import click
from flask.cli import AppGroup

from eventreg.accounts.queries import find_person
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError
from eventreg.core.permissions import SYSTEM, Permission
from eventreg.core.shell import needs
from eventreg.records import copies, erasure, holdings, retention

records = AppGroup("records", help="Personal data: copies, retention, erasure.")


@needs(Permission.REQUEST_HANDLE)
@records.command("export")
@click.argument("email")
def export(email: str) -> None:
    """Print everything held about a person, as JSON."""
    now = clock.now()
    with unit_of_work():
        person = find_person(email.strip().lower())
        if person is None:
            raise click.ClickException(f"Nobody is known as {email!r}.")
        copy = copies.collect(person.id, now=now)
        copies.note(copy, form="shell", actor=SYSTEM, now=now)
    click.echo(copy.as_json(), nl=False)


@needs(Permission.APP_OPERATE)
@records.command("tables")
def tables() -> None:
    """Print what every table holds about people: by which columns they are found, and what erasure does."""
    for holding in holdings.HOLDINGS:
        deeds = " or ".join(dict.fromkeys(change.deed.value for change in holding.changes)) or holdings.Deed.KEEP.value
        click.echo(f"{holding.model.__tablename__:<22}{deeds:<22}by {', '.join(holding.refers)}")
    for name, why in sorted(holdings.IMPERSONAL.items()):
        click.echo(f"{name:<22}{'nobody':<22}{why}")


@needs(Permission.RETENTION_MANAGE)
@records.command("retention")
@click.option("--apply", "is_meant", is_flag=True, help="Do it; without this it is only shown.")
def retain(is_meant: bool) -> None:
    """Show what is over its time, or let it go."""
    now = clock.now()
    if is_meant:
        with unit_of_work():
            done = retention.carry_out(actor=SYSTEM, now=now)
        retention.finish(done)
        dues = done.dues
    else:
        dues = retention.due(now=now)
    for due in dues:
        tables = ", ".join(f"{table} {count}" for table, count in due.tables.items() if count)
        click.echo(f"{due.kind:<24}{due.days:>6} days  {due.count:>7}{f'  ({tables})' if tables else ''}")
    click.echo(f"{sum(due.count for due in dues)} {'gone' if is_meant else 'would go; --apply lets them go'}.")


@needs(Permission.REQUEST_HANDLE)
@records.command("erase-again")
@click.option("--apply", "is_meant", is_flag=True, help="Do it; without this it is only shown.")
@click.option("--list", "path", type=click.Path(dir_okay=False, path_type=Path), help="The list; by default our own.")
def erase_again(is_meant: bool, path: Path | None) -> None:
    """After an older backup was restored: erase once more whoever had been erased since."""
    source = path or erasure.default_list()
    try:
        known = erasure.read_list(source) if path or source.exists() else []
    except (OSError, ValueError) as error:
        raise click.ClickException(f"{source.name}: {error}") from error
    back = sorted({entry.person_id for entry in known if erasure.is_back(entry)})
    refused = [person_id for person_id in back if is_meant and not _erased(person_id)]
    verb = "erased again" if is_meant else "to be erased again; --apply does it"
    click.echo(f"{len(known)} on the list, {len(back) - len(refused)} {verb}.")
    if refused:
        raise click.ClickException(f"not erased, look at them by hand: {', '.join(map(str, refused))}")


def _erased(person_id: int) -> bool:
    """Erase one; whoever has roles or a place at an event still to come is left to people."""
    try:
        with unit_of_work():
            done = erasure.erase(person_id, actor=SYSTEM, now=clock.now())
    except DomainError:
        return False
    erasure.finish(done)
    return True
