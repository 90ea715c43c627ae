"""Which later feature prints a paper of a kind. Filled in `app.py`."""

from collections.abc import Callable

from eventreg.documents.models import IssuedDocument
from eventreg.documents.rules import DocumentKind

Printer = Callable[[IssuedDocument], bytes]

printers: dict[DocumentKind, Printer] = {}
"""A PDF of an issued paper, as it was: made of its `content` alone."""
