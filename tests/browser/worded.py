"""A wording of the council's own, for the page that shows older ones."""

from eventreg.core import clock
from eventreg.core.db import db
from eventreg.core.i18n import Language
from eventreg.core.permissions import SYSTEM
from eventreg.documents.rules import DocumentKind
from eventreg.messaging import wording
from eventreg.messaging.models import MessageText
from eventreg.office import lettering

WORDED, FAILING = "application_submitted", "application_closed"


def make_worded() -> dict[str, str]:
    """The caller holds the unit of work."""
    for words in ("Undangan\n\nMohon hadir.", "Undangan {{ event }}\n\nMohon hadir tepat waktu."):
        lettering.save(DocumentKind.INVITATION, Language.ID, words, actor=SYSTEM, now=clock.now())
    sources = ("Kami terima\n\nTerima kasih. {{ link }}", "Kami terima {{ event }}\n\nTerima kasih. {{ link }}")
    for version, source in enumerate(sources):
        draft = wording.Draft.of(source)
        wording.save(WORDED, Language.ID, draft, note="lebih jelas", base=version, actor=SYSTEM, now=clock.now())
    source = "Kabar\n\n{{ gone }} {{ link }}"
    failing = MessageText(kind=FAILING, language=Language.ID, version=1, source=source, created_at=clock.now())
    db.session.add(failing)
    return {}
