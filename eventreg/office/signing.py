"""Who signs the office's papers."""

from sqlalchemy import select

from eventreg.core.db import db
from eventreg.council.models import Signatory
from eventreg.documents.rules import LETTER_CLASSES, DocumentKind
from eventreg.office.models import EventPapers, PaperSetting


def signatory_for(kind: DocumentKind, event_id: int | None = None) -> Signatory | None:
    """Who signs a paper of this kind now; None where nobody is known, and the line stays empty.

    A certificate follows its event; otherwise the kind's own signatory, then the first in the council's order. Whoever
    has left signs nothing new.
    """
    papers = db.session.get(EventPapers, event_id) if event_id and kind is DocumentKind.CERTIFICATE else None
    setting = db.session.get(PaperSetting, kind)
    for chosen in (papers and papers.signatory, setting and setting.signatory):
        if chosen and chosen.ended_at is None:
            return chosen
    query = select(Signatory).filter_by(ended_at=None).order_by(Signatory.position, Signatory.id)
    return db.session.scalars(query).first()


def letter_class_of(kind: DocumentKind) -> str | None:
    """The classification in the number of such a paper; None where it carries no number."""
    setting = db.session.get(PaperSetting, kind)
    if kind not in LETTER_CLASSES:
        return None
    return setting.letter_class if setting else LETTER_CLASSES[kind]
