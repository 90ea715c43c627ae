"""Logs to standard error; ticket tokens and sign-in secrets never reach them."""

import logging
import re

_SLASH = "(?:/|%2F)"  # a `next` address comes quoted
_PLACES = f"t|sign-in{_SLASH}invitation|sign-in|verify|invitations|visits"
_SECRETS = re.compile(rf"({_SLASH}(?:{_PLACES}){_SLASH})[^\s\"?/%&]+", re.IGNORECASE)
_TOKEN = re.compile(r"\b[A-Z2-7]{128}\b", re.IGNORECASE)


class BlankSecrets(logging.Filter):
    """Replaces what lets somebody in by `[blanked]`."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = blank(record.getMessage()), None
        return True


def blank(text: str) -> str:
    """The text without tokens."""
    return _TOKEN.sub("[blanked]", _SECRETS.sub(r"\1[blanked]", text))


def init_logging(level: str) -> None:
    """One handler for everything, with the filter in front of it."""
    handler = logging.StreamHandler()
    handler.addFilter(BlankSecrets())
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells of every look at the version
