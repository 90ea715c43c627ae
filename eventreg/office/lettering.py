"""The wording of letters as staff write it: checked, kept in versions, taken back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from eventreg.core import audit
from eventreg.core.db import db, lock_table
from eventreg.core.errors import NotFound
from eventreg.core.i18n import Language
from eventreg.core.marks import Mistake
from eventreg.core.permissions import Actor
from eventreg.core.wording import check
from eventreg.documents.rules import DocumentKind
from eventreg.office.models import PaperText
from eventreg.office.rules import WordingEmpty
from eventreg.office.texts import fields_of, shipped, source_of


def mistakes_in(kind: DocumentKind, source: str) -> list[Mistake]:
    """What is wrong with a wording, by line."""
    return check(source, fields_of(kind))


def save(kind: DocumentKind, language: Language, source: str, *, actor: Actor, now: datetime) -> None:
    """Keep a wording as the next version; one that says the same as the one that holds adds nothing.

    The caller holds the unit of work and has looked for mistakes. Raises WordingEmpty.
    """
    source = _tidy(source)
    subject, _nothing, body = source.partition("\n")
    if not subject.strip() or not body.strip():
        raise WordingEmpty()
    if source != _tidy(source_of(kind, language)):
        _add(kind, language, "" if source == _tidy(shipped(kind, language)) else source, actor=actor, now=now)


def go_back(kind: DocumentKind, language: Language, *, actor: Actor, now: datetime) -> None:
    """From now on the wording that comes with the program holds again; the others stay as versions."""
    if is_changed(kind, language):
        _add(kind, language, "", actor=actor, now=now)


def is_changed(kind: DocumentKind, language: Language) -> bool:
    """Whether a wording of the staff's own holds."""
    return _tidy(source_of(kind, language)) != _tidy(shipped(kind, language))


def versions(kind: DocumentKind, language: Language) -> Sequence[PaperText]:
    """All that staff made of it, the newest first."""
    query = select(PaperText).filter_by(kind=kind.value, language=language)
    return db.session.scalars(query.order_by(PaperText.version.desc())).all()


def get_version(kind: DocumentKind, language: Language, number: int) -> PaperText:
    """One of them. Raises NotFound."""
    found = db.session.scalar(select(PaperText).filter_by(kind=kind.value, language=language, version=number))
    if found is None:
        raise NotFound()
    return found


def _add(kind: DocumentKind, language: Language, source: str, *, actor: Actor, now: datetime) -> None:
    lock_table(PaperText)
    last = db.session.scalar(select(func.max(PaperText.version)).filter_by(kind=kind.value, language=language)) or 0
    text = PaperText(kind=kind.value, language=language, version=last + 1, source=source)
    text.created_at, text.created_by_id = now, actor.person_id
    db.session.add(text)
    db.session.flush()
    audit.record(actor, "paper_text.changed", text, states={"kind": kind.value, "language": language.value}, now=now)


def _tidy(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().splitlines())
