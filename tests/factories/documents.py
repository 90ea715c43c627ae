"""Papers in the register; the test holds the unit of work."""

from datetime import datetime
from typing import Any

from eventreg.core import clock
from eventreg.core.i18n import Language
from eventreg.core.permissions import SYSTEM
from eventreg.documents import register
from eventreg.documents.models import IssuedDocument
from eventreg.documents.register import Paper
from eventreg.documents.rules import DocumentKind

FACTS = (("Nama", "Sri Wahyuni"), ("Kegiatan", "Pelatihan Pewarna Alam"))


def paper_for(**given: Any) -> Paper:
    """A certificate of Sri's with a number."""
    usual: dict[str, Any] = {
        "kind": DocumentKind.CERTIFICATE,
        "title": "Sertifikat Pelatihan Pewarna Alam",
        "language": Language.ID,
        "content": {"name": "Sri Wahyuni"},
        "facts": FACTS,
        "letter_class": "893",
    }
    return Paper(**usual | given)


def make_document(*, now: datetime | None = None, **given: Any) -> IssuedDocument:
    """A paper that was issued."""
    return register.issue(paper_for(**given), actor=SYSTEM, now=now or clock.now())
