"""Letters leave the office: numbered, entered into the register, told to their readers, made by the hundred."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import chain, groupby

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
from eventreg.office.addressees import Addressee, Guest
from eventreg.office.composing import compose, pdf_of_many, printed
from eventreg.office.orders import Order
from eventreg.office.particulars import Particulars
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


# ---- By the hundred ------------------------------------------------------------------------------------------------


def count(order: Order) -> int:
    """How many letters an order is for."""
    return len(_places(order))


def check(order: Order, now: datetime) -> None:
    """Whether letters can be worded as ordered, tried with the first: better told now than by a batch that fails.

    Raises WordingBroken.
    """
    kind, event = BATCHES[order.kind], db.session.get_one(Event, order.event_id)
    for to in _addressees(order, _places(order)[:1]):
        compose(kind, event, to, Particulars.from_plain(order.params), order.language, today=today(now))


def one_by_one(order: Order) -> Iterator[tuple[str, bytes]]:
    """A file for each letter, the same that its reader gets; those that weren't issued yet are."""
    if BATCHES[order.kind] is DocumentKind.STATEMENT:
        for to in chain.from_iterable(_applications(order)):
            yield f"{to.business.name} {to.code}.pdf", statement_of(to, order.language, clock.now())
        return
    for documents in _issued(order):
        made = [(file_name(one), one, printed(one)) for one in documents]
        with unit_of_work():
            for _name, one, data in made:
                note_print(one, data)
        for name, _one, data in made:
            yield name, data


def many_to_a_file(order: Order) -> Iterator[tuple[int, bytes]]:
    """Files of many letters: fonts and the logo are embedded once for all of them."""
    if BATCHES[order.kind] is DocumentKind.STATEMENT:
        for applications in _applications(order):
            yield len(applications), _statements_of(applications, order.language, clock.now())
        return
    for documents in _issued(order):
        for _language, alike in groupby(documents, key=lambda one: one.language):
            together = list(alike)
            yield len(together), printed(*together)


def _issued(order: Order) -> Iterator[Sequence[IssuedDocument]]:
    """The letters, issued in small units of work where they weren't yet; without those whose words were erased."""
    for part in in_parts(_places(order), AT_ONCE):
        with unit_of_work():
            made = issue(
                BATCHES[order.kind],
                order.event_id,
                _addressees(order, part),
                Particulars.from_plain(order.params),
                order.language,
                tells=bool(order.params.get("tells")),
                actor=order.actor,
                now=clock.now(),
            )
        yield [one for one in made if one.content]


def _places(order: Order) -> list[int]:
    """Whom an order is for: ids, or places in its list of guests."""
    guests = order.params.get("guests", ())
    return list(range(len(guests))) if guests else list(order.params.get("ids", ()))


def _addressees(order: Order, places: Sequence[int]) -> Sequence[Addressee]:
    """Those of the order who still get such a letter."""
    kind, guests = BATCHES[order.kind], order.params.get("guests", ())
    if guests:
        return [Guest(tuple(guests[place])) for place in places]
    if kind is DocumentKind.ASSIGNMENT:
        event = db.session.get_one(Event, order.event_id)
        return [one for one in addressees.speakers(event) if one.id in places]
    return addressees.applications(kind, order.event_id, ids=places)


def _applications(order: Order) -> Iterator[Sequence[Application]]:
    for part in in_parts(_places(order), AT_ONCE):
        found = addressees.applications(BATCHES[order.kind], order.event_id, ids=part)
        if found:
            yield found


def statement_of(application: Application, language: Language, now: datetime) -> bytes:
    """The statement of an applicant, filled in and ready to be signed."""
    return _statements_of([application], language, now)


def _statements_of(applications: Sequence[Application], language: Language, now: datetime) -> bytes:
    kind, day = DocumentKind.STATEMENT, today(now)
    composed = [compose(kind, one.event, one, Particulars(), language, today=day) for one in applications]
    return pdf_of_many([one.content for one in composed], kind, language)


def file_name(document: IssuedDocument) -> str:
    """What a letter's file is called: by its number, so that files stand in the order of the register."""
    number = _NOT_IN_NUMBERS.sub("-", document.number).strip("-") or document.code
    to = _NOT_IN_NAMES.sub(" ", document.content["to"][0] if document.content["to"] else "")
    return f"{' '.join([number, *to.split()])}.pdf"
