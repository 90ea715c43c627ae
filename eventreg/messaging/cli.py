"""`eventreg mail …`: whether messages will arrive, and holding the outbox from the shell."""

import sys
from datetime import datetime

import click
from flask.cli import with_appcontext

from eventreg.core import clock, deliverability, mailer, pacing
from eventreg.core.carriers import NotCarried
from eventreg.core.config import Settings, current_settings
from eventreg.core.db import unit_of_work
from eventreg.core.kinds import Rendered
from eventreg.core.messages import OutboxMessage
from eventreg.core.permissions import SYSTEM, Permission
from eventreg.core.shell import needs


@click.group("mail")
def mail() -> None:
    """Mail: whether it arrives; pause and go on."""


@needs(Permission.APP_OPERATE)
@mail.command("check")
@click.option("--to", "address", metavar="ADDRESS", help="Send a test message there as well.")
@click.option("--resolver", metavar="HOST[:PORT]", default="", help="Ask this name server instead of the machine's.")
@with_appcontext
def check(address: str | None, resolver: str) -> None:
    """Look at settings, server, SPF, DKIM, DMARC, and say what to write where. Exit status 1: something is missing."""
    settings, is_fine = current_settings(), True
    for one in deliverability.advice(settings, deliverability.Names(resolver)):
        is_fine &= one.level is not deliverability.Level.PROBLEM
        click.echo(f"{one.level:<8}{one.subject}: {one.says}")
        if one.todo:
            click.echo(f"        → {one.todo}")
    if address and settings.mail_server:
        is_fine &= _sent(address, settings, clock.now())
    sys.exit(0 if is_fine else 1)


def _sent(address: str, settings: Settings, now: datetime) -> bool:
    """Send a test message at once, past the outbox; whether the server took it."""
    text = f"This message was sent by `eventreg mail check` from {settings.base_url}.\n\nNothing has to be done.\n"
    html = f"<p>This message was sent by <code>eventreg mail check</code> from {settings.base_url}.</p>"
    message = OutboxMessage(id=0, kind="mail_check", address=address, language="en", created_at=now)
    try:
        mailer.MAILER.carry(message, Rendered("Test of the mail settings", text, html, ()))
    except NotCarried as trouble:
        click.echo(f"PROBLEM test message: {trouble}")
        return False
    click.echo(f"ok      test message: the server took it for {address}; see whether it arrives, and not among spam")
    return True


@needs(Permission.APP_OPERATE)
@mail.command("pause")
@with_appcontext
def pause() -> None:
    """Hold messages back, but for what people sign in with."""
    with unit_of_work():
        pacing.pause(SYSTEM, clock.now())


@needs(Permission.APP_OPERATE)
@mail.command("resume")
@with_appcontext
def resume() -> None:
    """Let messages leave again, and ask a server that was in trouble at once."""
    with unit_of_work():
        pacing.resume(SYSTEM, clock.now())
        pacing.try_now()
