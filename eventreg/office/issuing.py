"""Letters leave the office: numbered, entered into the register, told to their readers."""

import re
from collections.abc import Sequence
from datetime import datetime

from eventreg.applications.models import Application
from eventreg.applications.queries import reader_of
from eventreg.core import outbox
from eventreg.core.db import lock
from eventreg.core.errors import NotFound
from eventreg.core.i18n import Language
from eventreg.core.permissions import Actor
from eventreg.council.queries import today
from eventreg.documents import register
from eventreg.documents.models import IssuedDocument
from eventreg.documents.register import Paper
from eventreg.documents.rules import DocumentKind
from eventreg.events.models import Event, Speaker
from eventreg.events.programme import number_letter
from eventreg.office import addressees
from eventreg.office.addressees import Addressee, Guest
from eventreg.office.composing import compose, pdf_of_many
from eventreg.office.particulars import Particulars
from eventreg.office.signing import letter_class_of

LONGEST_LETTER_NUMBER = 80  # what a speaker's row holds
_NOT_IN_NUMBERS = re.compile(r"[^A-Za-z0-9]+")
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]+')


def subject_of(event: Event, to: Addressee) -> str:
    """What a letter is made for, in the register."""
    if isinstance(to, Guest):
        return to.subject(event.id)
    return f"{'speaker' if isinstance(to, Speaker) else 'application'}:{to.id}"


def issue(
    kind: DocumentKind,
    event_id: int,
    to: Sequence[Addressee],
    particulars: Particulars,
    language: Language,
    *,
    tells: bool = False,
    actor: Actor,
    now: datetime,
) -> list[IssuedDocument]:
    """Letters for those who have none yet, with the letters of those who have; in the order of `to`.

    `tells`: applicants get a message about it. The caller holds the unit of work. Raises NotFound, WordingBroken.
    """
    event = lock(Event, event_id)  # two who issue at once queue here, so that nobody gets two letters
    if event is None:
        raise NotFound()
    known = addressees.standing_of(kind, [subject_of(event, one) for one in to])
    made = []
    for one in to:
        document = known.get(subject_of(event, one))
        if document is None:
            document = _issue(kind, event, one, particulars, language, None, actor, now)
            known[document.subject] = document
        if tells and isinstance(one, Application):
            _tell(document, one, now)
        made.append(document)
    return made


def replace(
    old: IssuedDocument,
    to: Addressee,
    particulars: Particulars,
    *,
    reason: str,
    tells: bool = False,
    actor: Actor,
    now: datetime,
) -> IssuedDocument:
    """A letter that says it right; the old one is withdrawn and leads to it. The caller holds the unit of work.

    Raises NotFound, WithdrawalReasonWanting, AlreadyWithdrawn.
    """
    event = lock(Event, old.event_id) if old.event_id else None
    if event is None:
        raise NotFound()
    withdrawn = register.withdraw(old.id, reason=reason, actor=actor, now=now)
    made = _issue(old.kind, event, to, particulars, old.language, withdrawn, actor, now)
    if tells and isinstance(to, Application):
        _tell(made, to, now)
    return made


def _issue(
    kind: DocumentKind,
    event: Event,
    to: Addressee,
    particulars: Particulars,
    language: Language,
    replaces: IssuedDocument | None,
    actor: Actor,
    now: datetime,
) -> IssuedDocument:
    day = particulars.dated_on or today(now)
    composed = compose(kind, event, to, particulars, language, today=day)
    reader = reader_of(to) if isinstance(to, Application) else None
    document = register.issue(
        Paper(
            kind=kind,
            title=composed.title,
            language=language,
            content=composed.content,
            facts=composed.facts,
            letter_class=letter_class_of(kind),
            subject=subject_of(event, to),
            event_id=event.id,
            person_id=reader.id if reader else None,
            business_id=to.business_id if isinstance(to, Application) else None,
            dated_on=day,
            replaces=replaces,
        ),
        actor=actor,
        now=now,
    )
    if isinstance(to, Speaker):
        number_letter(event.id, to.id, document.number[:LONGEST_LETTER_NUMBER], actor=actor, now=now)
    return document


def _tell(document: IssuedDocument, application: Application, now: datetime) -> None:
    reader = reader_of(application)
    outbox.queue(
        "document_issued",
        to=(reader.email or "") if reader else "",
        language=(reader.language if reader else Language.ID).value,
        now=now,
        person_id=reader.id if reader else None,
        cause=f"document:{document.id}",
        document=document.id,
        application=application.id,
    )


def statement_of(application: Application, language: Language, now: datetime) -> bytes:
    """The statement of an applicant, filled in and ready to be signed."""
    return statements_of([application], language, now)


def statements_of(applications: Sequence[Application], language: Language, now: datetime) -> bytes:
    """Those of several in one file."""
    kind, day = DocumentKind.STATEMENT, today(now)
    composed = [compose(kind, one.event, one, Particulars(), language, today=day) for one in applications]
    return pdf_of_many([one.content for one in composed], kind, language)


def file_name(document: IssuedDocument) -> str:
    """What a letter's file is called: by its number, so that files stand in the order of the register."""
    number = _NOT_IN_NUMBERS.sub("-", document.number).strip("-") or document.code
    to = _NOT_IN_NAMES.sub(" ", document.content["to"][0] if document.content["to"] else "")
    return f"{' '.join([number, *to.split()])}.pdf"
