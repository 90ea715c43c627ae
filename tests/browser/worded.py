"""A wording of the council's own, for the page that shows older ones."""

from eventreg.core import clock
from eventreg.core.i18n import Language
from eventreg.core.permissions import SYSTEM
from eventreg.documents.rules import DocumentKind
from eventreg.office import lettering


def make_worded() -> dict[str, str]:
    """The caller holds the unit of work."""
    for words in ("Undangan\n\nMohon hadir.", "Undangan {{ event }}\n\nMohon hadir tepat waktu."):
        lettering.save(DocumentKind.INVITATION, Language.ID, words, actor=SYSTEM, now=clock.now())
    return {}
