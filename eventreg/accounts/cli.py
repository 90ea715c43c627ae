"""`eventreg people …`: for the first administrator and whoever has shell access."""

import json

import click
from flask.cli import AppGroup

from eventreg.accounts import messages, queries, service, staff
from eventreg.accounts.addresses import parse_address
from eventreg.accounts.models import Person
from eventreg.accounts.rules import HasFactor, LastAdministrator, NoFactor, NotAnAddress
from eventreg.accounts.slots import event_id_of_slug
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.permissions import SYSTEM, Permission, Role
from eventreg.core.shell import needs

people = AppGroup("people", help="People and their roles.")


@needs(Permission.PEOPLE_MANAGE)
@people.command("create")
@click.argument("email")
@click.option("--name", default="", help="Name as it is shown.")
@click.option(
    "--role", "roles", multiple=True, type=click.Choice([role.value for role in Role]), help="May be repeated."
)
@click.option("--event", "slug", help="The roles hold for this event alone.")
def create(email: str, name: str, roles: tuple[str, ...], slug: str | None) -> None:
    """Make a person, or give roles to one who is known."""
    event_id = _event_id(slug)
    try:
        with unit_of_work():
            person = service.create_person(
                email, name, [Role(role) for role in roles], event_id=event_id, now=clock.now()
            )
            click.echo(f"{person.email}: {', '.join(grant.role for grant in person.grants) or 'no role'}")
    except NotAnAddress as error:
        raise click.ClickException(f"{email!r} is not an e-mail address.") from error


@needs(Permission.PEOPLE_MANAGE)
@people.command("sign-in-link")
@click.argument("email")
def sign_in_link(email: str) -> None:
    """Print an address that signs a person in, once, within 15 minutes."""
    try:
        with unit_of_work():
            token = service.make_link(email, now=clock.now())
    except (NotFound, NotAnAddress) as error:
        raise click.ClickException(f"Nobody is known as {email!r}; `eventreg people create` makes a person.") from error
    click.echo(messages.link_to(token))


@needs(Permission.PEOPLE_MANAGE)
@people.command("invite")
@click.argument("email")
def invite(email: str) -> None:
    """Print the address at which one of the staff sets up a second factor, once, within seven days."""
    try:
        with unit_of_work():
            token = staff.invite(_known(email).id, actor=SYSTEM, now=clock.now())
    except HasFactor as error:
        raise click.ClickException(f"{email!r} has a second factor: `eventreg people reset-factor` first.") from error
    click.echo(messages.invitation_link(token))


@needs(Permission.PEOPLE_MANAGE)
@people.command("reset-factor")
@click.argument("email")
def reset_factor(email: str) -> None:
    """Take away a person's second factor where no two administrators can; sessions end, recovery codes too."""
    try:
        with unit_of_work():
            staff.reset_from_shell(_known(email).id, now=clock.now())
    except NoFactor as error:
        raise click.ClickException(f"{email!r} has no second factor.") from error
    click.echo("Taken away. `eventreg people invite` prints the address for a new one.")


@needs(Permission.PEOPLE_MANAGE)
@people.command("revoke")
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.option("--event", "slug", help="The role for this event, not the one for everything.")
def revoke(email: str, role: str, slug: str | None) -> None:
    """Take a role away, at once."""
    try:
        with unit_of_work():
            held = queries.find_grant(_known(email).id, role, _event_id(slug))
            if held is None:
                raise click.ClickException(f"{email!r} doesn't hold that role there.")
            staff.revoke_role(held.id, actor=SYSTEM, now=clock.now())
    except LastAdministrator as error:
        raise click.ClickException("This is the last administrator: make another one first.") from error


def _known(email: str) -> Person:
    try:
        person = queries.find_person(parse_address(email))
    except NotAnAddress:
        person = None
    if person is None:
        raise click.ClickException(f"Nobody is known as {email!r}; `eventreg people create` makes a person.")
    return person


def _event_id(slug: str | None) -> int | None:
    event_id = event_id_of_slug(slug) if slug else None
    if slug and event_id is None:
        raise click.ClickException(f"There is no event {slug!r}.")
    return event_id


@needs(Permission.PEOPLE_READ)
@people.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_people(as_json: bool) -> None:
    """Print everybody with their roles."""
    for person in queries.people():
        roles = [f"{grant.role}@{grant.event_id}" if grant.event_id else grant.role.value for grant in person.grants]
        if as_json:
            click.echo(json.dumps({"email": person.email, "name": person.name, "roles": roles}, ensure_ascii=False))
        else:
            click.echo("\t".join([person.email or "-", person.name or "-", ", ".join(roles) or "-"]))
