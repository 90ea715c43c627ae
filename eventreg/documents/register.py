"""The register of papers: numbers given out in order and without gaps, papers withdrawn.

The caller holds the unit of work.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select, text

from eventreg.core import audit
from eventreg.core.config import current_settings
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.i18n import Language
from eventreg.core.names import new_key
from eventreg.core.permissions import Actor
from eventreg.council.queries import organisation, today
from eventreg.documents import rules
from eventreg.documents.models import IssuedDocument, NumberCounter
from eventreg.documents.rules import DocumentKind

_FIRST = text("INSERT INTO number_counter (series, year, last) VALUES (:series, :year, 0) ON CONFLICT DO NOTHING")


@dataclass(frozen=True)
class Paper:
    """What is to be issued. `letter_class`: None for a paper without a number (a badge, a sign).

    `content`: all that will be printed, plain values alone; `facts`: what a check shows, as it stands on the paper, in
    the paper's language. The number is not among them: the check shows it by itself.
    """

    kind: DocumentKind
    title: str
    language: Language
    content: dict[str, Any]
    facts: Sequence[tuple[str, str]]
    letter_class: str | None = None
    subject: str = ""
    event_id: int | None = None
    person_id: int | None = None
    business_id: int | None = None
    dated_on: date | None = None
    """The day in its number; None: the day it is issued, in the council's zone."""
    replaces: IssuedDocument | None = field(default=None)


def issue(paper: Paper, *, actor: Actor, now: datetime) -> IssuedDocument:
    """Enter a paper into the register, with the next number and a code of its own."""
    document = IssuedDocument(
        code=new_key(rules.CODE_BITS),
        kind=paper.kind,
        language=paper.language,
        title=paper.title,
        subject=paper.subject,
        event_id=paper.event_id,
        person_id=paper.person_id,
        business_id=paper.business_id,
        content=paper.content,
        facts=[list(fact) for fact in paper.facts],
        digests=[],
        issued_at=now,
        issued_by_id=actor.person_id,
    )
    if paper.letter_class is not None:
        _number(document, paper, now)
    db.session.add(document)
    db.session.flush()
    audit.record(actor, "document.issued", document, now=now)
    if paper.replaces:
        paper.replaces.successor_id = document.id
    return document


def standing(kind: DocumentKind, subject: str) -> IssuedDocument | None:
    """The paper of this kind that holds for `subject`; None where none was issued or all were withdrawn."""
    query = select(IssuedDocument).filter_by(kind=kind, subject=subject, withdrawn_at=None)
    return db.session.scalars(query.order_by(IssuedDocument.id.desc())).first()


def withdraw(document_id: int, *, reason: str, actor: Actor, now: datetime) -> IssuedDocument:
    """From now on a check says that the paper was withdrawn.

    Raises NotFound, WithdrawalReasonWanting, AlreadyWithdrawn.
    """
    document = lock(IssuedDocument, document_id)
    if document is None:
        raise NotFound()
    if document.withdrawn_at:
        raise rules.AlreadyWithdrawn()
    if not reason.strip():
        raise rules.WithdrawalReasonWanting()
    document.withdrawn_at, document.withdrawn_by_id = now, actor.person_id
    document.withdrawn_reason = reason.strip()
    audit.record(actor, "document.withdrawn", document, now=now)
    return document


def note_file(document: IssuedDocument, data: bytes) -> None:
    """Remember a file that was made of the paper, so that a check can tell it from a changed one."""
    digest = hashlib.sha256(data).hexdigest()
    if digest not in document.digests:
        document.digests = [*document.digests, digest]


def url_of(document: IssuedDocument) -> str:
    """Where anybody can check the paper; what its QR code says."""
    return f"{current_settings().base_url}/verify/{document.code}"


def last_number(series: str, year: int) -> int:
    """The last number given out in a series and a year; 0 where there is none.

    Papers that were counted otherwise that year, all together or each class by itself, have their numbers too.
    """
    query = select(func.max(NumberCounter.last)).filter_by(year=year)
    return db.session.scalar(query.where(NumberCounter.series.in_([series, ""])) if series else query) or 0


def continue_after(series: str, year: int, last: int, *, actor: Actor, now: datetime) -> None:
    """Numbers up to `last` were given out by hand: the next one follows.

    One that was set too high is put right that way. Raises NumberTaken where a paper has that number already.
    """
    counter = _locked(series, year)
    given = select(func.max(IssuedDocument.sequence)).filter_by(series=series, year=year)
    taken = db.session.scalar(given) or 0
    if last < taken:
        raise rules.NumberTaken(last=taken)
    if last != counter.last:
        states = {"from": str(counter.last), "to": str(last)}
        counter.last = last
        db.session.flush()
        audit.record(actor, "number_counter.set", counter, states=states, now=now)


def _number(document: IssuedDocument, paper: Paper, now: datetime) -> None:
    council = organisation()
    day = paper.dated_on or today(now)
    letter_class = paper.letter_class or ""
    document.series = letter_class if council.numbers_by_class else ""
    document.year = day.year
    document.sequence = _next(document.series, day.year)
    document.number = rules.number_of(
        council.number_pattern,
        letter_class=letter_class,
        sequence=document.sequence,
        office=council.office_code,
        day=day,
    )


def _next(series: str, year: int) -> int:
    """The next number of a series; whoever asks at the same time waits, so that none is given out twice or lost."""
    counter = _locked(series, year)
    counter.last = last_number(series, year) + 1
    return counter.last


def _locked(series: str, year: int) -> NumberCounter:
    """The counter of a series, nobody else's until the unit of work ends."""
    known = db.session.scalar(_counter(series, year))
    if known is None:  # whoever makes it at the same time is waited for; a lock on the table would wait for us as well
        db.session.execute(_FIRST, {"series": series, "year": year})
        known = db.session.scalars(_counter(series, year)).one()
    return known


def _counter(series: str, year: int) -> Select[NumberCounter]:
    query = select(NumberCounter).filter_by(series=series, year=year).with_for_update()
    return query.execution_options(populate_existing=True)
