"""Pages of the office's papers."""

from eventreg.core.web import register_refusals
from eventreg.office.views import (
    badges,
    batches,
    bundle,
    certificate_look,
    certificates,
    enclosures,
    letters,
    own_letters,
    papers,
    settings,
    sheets,
    signatories,
    tickets,
    wordings,
)
from eventreg.office.views.base import blueprint
from eventreg.office.words import REFUSALS

__all__ = [
    "badges",
    "batches",
    "blueprint",
    "bundle",
    "certificate_look",
    "certificates",
    "enclosures",
    "letters",
    "own_letters",
    "papers",
    "settings",
    "sheets",
    "signatories",
    "tickets",
    "wordings",
]

register_refusals(REFUSALS)
