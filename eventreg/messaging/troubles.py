"""What went wrong with messages, as staff read it: a sentence, and what the server said word for word."""

from flask_babel import LazyString

from eventreg.core.i18n import lazy

SENTENCES: dict[str, LazyString] = {
    "address": lazy("Nobody is reached at this address."),
    "broken": lazy("The mail server hung up in the middle."),
    "busy": lazy("The mail server has too much to do or is closing."),
    "certificate": lazy(
        "The mail server's certificate is wrong: it may be somebody else's server, so nothing was sent."
    ),
    "headers": lazy("The message has a line break where none may be."),
    "later": lazy("The mail server asks us to try again later."),
    "policy": lazy("The mail server does not pass on messages of ours."),
    "refused": lazy("The mail server refuses this message."),
    "sender": lazy("The mail server refuses our sender's address, or no more messages of ours for now."),
    "sign_in": lazy("The mail server refuses our user name and password."),
    "silent": lazy("The mail server does not answer."),
    "tls": lazy("No encrypted connection to the mail server can be made."),
    "unreachable": lazy("The mail server can't be reached."),
    "unsubscribed": lazy("Its reader has unsubscribed from news."),
}


def told(problem: str) -> tuple[str, str]:
    """A problem as a sentence, and its details; only details where it is of no known sort."""
    code, _, details = problem.partition(":")
    return (str(SENTENCES[code]), details.strip()) if code in SENTENCES else ("", problem)


def in_short(problem: str) -> str:
    """A problem in one line."""
    sentence, details = told(problem)
    return sentence or details
