"""What went wrong with messages, as staff read it: a sentence, and what the server said word for word."""

from flask_babel import LazyString

from eventreg.core.channels import WRONG_NUMBER
from eventreg.core.delivery import DIED
from eventreg.core.i18n import lazy
from eventreg.core.outbox import CALLED_BACK, MessageState, OutboxMessage

SENTENCES: dict[str, LazyString] = {
    "address": lazy("Nobody is reached at this address."),
    "broken": lazy("The mail server hung up in the middle."),
    "busy": lazy("The mail server has too much to do or is closing."),
    "certificate": lazy(
        "The mail server's certificate is wrong: it may be somebody else's server, so nothing was sent."
    ),
    "headers": lazy("The message has a line break where none may be."),
    "later": lazy("The mail server asks us to try again later."),
    "no_address": lazy("There is no e-mail address, and this message goes by e-mail alone."),
    "policy": lazy("The mail server does not pass on messages of ours."),
    "refused": lazy("The mail server refuses this message."),
    "sender": lazy("The mail server refuses our sender's address, or no more messages of ours for now."),
    "sign_in": lazy("The mail server refuses our user name and password."),
    "silent": lazy("The mail server does not answer."),
    "tls": lazy("No encrypted connection to the mail server can be made."),
    "unreachable": lazy("The mail server can't be reached."),
    DIED: lazy("The program ended each time while it was sending this."),
    WRONG_NUMBER: lazy("Staff found this WhatsApp number to be wrong."),
}

STOPS: dict[str, LazyString] = {
    CALLED_BACK: lazy("Staff called it back before it left."),
    "called_off": lazy("The event was cancelled or postponed before it left."),
    "not_meant": lazy("Its reader is no longer among those whom it is for."),
    "overtaken": lazy("What it says was no longer so before it left."),
    "unsubscribed": lazy("Its reader has unsubscribed from news."),
}


def told(problem: str) -> tuple[str, str]:
    """A problem as a sentence, and its details; only details where it is of no known sort."""
    code, _, details = problem.partition(":")
    return (str(SENTENCES[code]), details.strip()) if code in SENTENCES else ("", problem)


def in_short(message: OutboxMessage) -> str:
    """What became of a message in one line: what went wrong, or why it was stopped; empty for one that is as it should.

    Where only an earlier attempt's problem is known of what was stopped, staff stopped it.
    """
    if message.state is MessageState.STOPPED:
        return str(STOPS.get(message.problem, STOPS[CALLED_BACK]))
    sentence, details = told(message.problem)
    return sentence or details
