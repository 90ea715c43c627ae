"""Kinds of papers in the reader's words, and the sentences for what the register refuses."""

from flask_babel import LazyString

from eventreg.core.errors import DomainError
from eventreg.core.i18n import lazy
from eventreg.documents import rules
from eventreg.documents.rules import DocumentKind, Standing

KIND_NAMES: dict[DocumentKind, LazyString] = {
    DocumentKind.INVITATION: lazy("Invitation"),
    DocumentKind.ACCEPTANCE: lazy("Letter of acceptance"),
    DocumentKind.ASSIGNMENT: lazy("Assignment letter"),
    DocumentKind.CERTIFICATE: lazy("Certificate"),
    DocumentKind.ATTENDANCE: lazy("Attendance sheet"),
    DocumentKind.MINUTES: lazy("Minutes"),
    DocumentKind.STATEMENT: lazy("Statement"),
}

STANDINGS: dict[Standing, tuple[LazyString, str]] = {
    Standing.GENUINE: (lazy("Holds"), "ok"),
    Standing.WITHDRAWN: (lazy("Withdrawn"), "bad"),
}
"""How papers that we know stand, and how that looks."""

REFUSALS: dict[type[DomainError], LazyString] = {
    rules.NumberTaken: lazy("Number %(last)s was given out already this year. Write that one or a higher one."),
    rules.NumberTooLong: lazy("Shorten the pattern: a number has %(most)s characters at most, its class included."),
    rules.ClassWanting: lazy(
        "Each class counts by itself, so the pattern needs {class}: otherwise two letters could have the same number."
    ),
    rules.AlreadyWithdrawn: lazy("This document has been withdrawn already."),
    rules.WithdrawalReasonWanting: lazy("Write why: whoever checks the document reads it."),
    rules.PatternWrong: lazy("The pattern for numbers is wrong at “%(part)s”. It needs {number} and {year}."),
}
