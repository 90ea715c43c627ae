"""Letters leave the office: numbered, entered into the register, told to their readers, made by the hundred."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from eventreg.applications.models import Application
from eventreg.applications.queries import reader_of
from eventreg.core import clock, outbox
from eventreg.core.db import db, in_parts, lock, unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.i18n import Language
from eventreg.core.permissions import Actor
from eventreg.council.queries import organisation
from eventreg.documents import register
from eventreg.documents.models import IssuedDocument
from eventreg.documents.register import Paper
from eventreg.documents.rules import DocumentKind
from eventreg.events.models import Event, Speaker
from eventreg.events.programme import number_letter
from eventreg.office import addressees
from eventreg.office.addressees import Guest
from eventreg.office.composing import Addressee, Composed, Particulars, compose, pdf_of, printed
from eventreg.office.orders import Order
from eventreg.office.signing import letter_class_of

AT_ONCE = 20  # letters that are issued in one unit of work
LONGEST_LETTER_NUMBER = 80  # what a speaker's row holds
BATCHES = {
    "invitations": DocumentKind.INVITATION,
    "acceptances": DocumentKind.ACCEPTANCE,
    "assignments": DocumentKind.ASSIGNMENT,
    "statements": DocumentKind.STATEMENT,
}
BATCH_OF = {kind: name for name, kind in BATCHES.items()}
_NOT_IN_NUMBERS = re.compile(r"[^A-Za-z0-9]+")
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]+')


def subject_of(event: Event, to: Addressee) -> str:
    """What a letter is made for, in the register."""
    if isinstance(to, Guest):
        return to.subject(event.id)
    return f"{'speaker' if isinstance(to, Speaker) else 'application'}:{to.id}"


def today(now: datetime) -> date:
    """The day at the council."""
    return now.astimezone(organisation().zone.info).date()


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


def note_print(document: IssuedDocument, data: bytes) -> None:
    """Remember a file of the letter; only the first of each form writes anything."""
    register.note_file(document, data)


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
    composed: Composed = compose(kind, event, to, particulars, language, today=day)
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


# ---- By the hundred ------------------------------------------------------------------------------------------------


def count(order: Order) -> int:
    """How many letters an order is for."""
    return len(_places(order))


def check(order: Order, now: datetime) -> None:
    """Whether letters can be worded as ordered, tried with the first: better told now than by a batch that fails.

    Raises WordingBroken.
    """
    kind, event = BATCHES[order.kind], db.session.get_one(Event, order.event_id)
    for to in _addressees(kind, order, _places(order)[:1]):
        compose(kind, event, to, Particulars.from_plain(order.params), order.language, today=today(now))


def papers(order: Order) -> Iterator[tuple[str, bytes]]:
    """The letters one by one: issued in small units of work where they weren't yet, then drawn."""
    kind = BATCHES[order.kind]
    if kind is DocumentKind.STATEMENT:
        yield from _statements(order)
        return
    for part in in_parts(_places(order), AT_ONCE):
        with unit_of_work():
            to = _addressees(kind, order, part)
            ids = [document.id for document in _issued(kind, order, to) if document.content]  # {}: erased
        drawn = [(one, printed(one)) for one in (db.session.get_one(IssuedDocument, id_) for id_ in ids)]
        files = [(one.id, file_name(one), data) for one, data in drawn]
        with unit_of_work():
            for id_, _name, data in files:
                note_print(db.session.get_one(IssuedDocument, id_), data)
        for _id, name, data in files:
            yield name, data


def _issued(kind: DocumentKind, order: Order, to: Sequence[Addressee]) -> list[IssuedDocument]:
    return issue(
        kind,
        order.event_id,
        to,
        Particulars.from_plain(order.params),
        order.language,
        tells=bool(order.params.get("tells")),
        actor=order.actor,
        now=clock.now(),
    )


def _places(order: Order) -> list[int]:
    """Whom an order is for: ids, or places in its list of guests."""
    guests = order.params.get("guests", ())
    return list(range(len(guests))) if guests else list(order.params.get("ids", ()))


def _addressees(kind: DocumentKind, order: Order, ids: Sequence[int]) -> Sequence[Addressee]:
    """Those of the order who still get such a letter."""
    guests = order.params.get("guests", ())
    if guests:
        return [Guest(tuple(guests[place])) for place in ids]
    if kind is DocumentKind.ASSIGNMENT:
        event = db.session.get_one(Event, order.event_id)
        return [one for one in addressees.speakers(event) if one.id in ids]
    return addressees.applications(kind, order.event_id, ids=ids)


def _statements(order: Order) -> Iterator[tuple[str, bytes]]:
    kind, now = DocumentKind.STATEMENT, clock.now()
    for part in in_parts(_places(order), AT_ONCE):
        event = db.session.get_one(Event, order.event_id)
        for one in addressees.applications(kind, event.id, ids=part):
            yield f"{one.business.name} {one.code}.pdf", statement_of(one, order.language, now)


def statement_of(application: Application, language: Language, now: datetime) -> bytes:
    """The statement of an applicant, filled in and ready to be signed."""
    kind = DocumentKind.STATEMENT
    composed = compose(kind, application.event, application, Particulars(), language, today=today(now))
    return pdf_of(composed.content, kind, language)


def file_name(document: IssuedDocument) -> str:
    """What a letter's file is called: by its number, so that files stand in the order of the register."""
    number = _NOT_IN_NUMBERS.sub("-", document.number).strip("-") or document.code
    to = _NOT_IN_NAMES.sub(" ", document.content["to"][0] if document.content["to"] else "")
    return f"{' '.join([number, *to.split()])}.pdf"
