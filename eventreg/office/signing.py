"""Who signs the office's papers, and the class in their numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from eventreg.core import audit
from eventreg.core.db import db
from eventreg.core.permissions import Actor
from eventreg.council.models import Organisation, Signatory
from eventreg.documents.rules import LETTER_CLASSES, DocumentKind
from eventreg.office.models import EventPapers, PaperSetting

SIGNED = tuple(kind for kind in LETTER_CLASSES if kind is not DocumentKind.MINUTES)
"""The kinds whose class and signatory staff choose; minutes are signed by whoever led the meeting."""


@dataclass(frozen=True)
class Rule:
    """How a kind of paper is numbered and who signs it; None: the first in the council's order."""

    letter_class: str
    signatory_id: int | None


def rule_of(kind: DocumentKind) -> Rule:
    """What staff chose for the kind, or what the program knows."""
    setting = db.session.get(PaperSetting, kind)
    if setting is None:
        return Rule(LETTER_CLASSES[kind], None)
    return Rule(setting.letter_class, setting.signatory_id)


def set_rules(rules: Mapping[DocumentKind, Rule], *, actor: Actor, now: datetime) -> None:
    """Write down how kinds of papers are numbered and who signs them."""
    changed = [kind for kind, rule in rules.items() if rule != rule_of(kind)]
    for kind in changed:
        rule = rules[kind]
        db.session.merge(PaperSetting(kind=kind, letter_class=rule.letter_class, signatory_id=rule.signatory_id))
    if changed:
        db.session.flush()
        fields = [kind.value for kind in changed]
        audit.record(actor, "papers.settled", Organisation(id=Organisation.ONLY), fields=fields, now=now)


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
