"""What an applicant writes: checked against the form, and kept with what it refers to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventreg.applications import queries, rules
from eventreg.applications.models import Application, Participant
from eventreg.businesses import queries as businesses
from eventreg.businesses.models import Product
from eventreg.core.db import db
from eventreg.core.files import StoredFile
from eventreg.events.models import Event
from eventreg.questions import queries as forms
from eventreg.questions import rules as questions
from eventreg.questions.models import FormVersion
from eventreg.questions.rules import AnswerRefused, Kind, Question

FILES = frozenset({Kind.FILE, Kind.PHOTOS})
LONGEST_NAME, LONGEST_NEED = 120, 240  # of a participant: what the columns hold
UNFINISHED = frozenset({"too_few", "too_many", "too_small", "too_large"})  # a draft may still be so


@dataclass(frozen=True)
class ParticipantDetails:
    """Somebody who comes: `phone` in E.164, what they eat and need in their own words."""

    name: str
    phone: str = ""
    dietary: str = ""
    access_needs: str = ""


@dataclass(frozen=True)
class Details:
    """What an applicant writes: answers by the questions' keys, who comes, and to which sessions.

    The first participant without a name is the owner. `attempt`: the phone's name for this sending.
    """

    answers: Mapping[str, Any]
    participants: Sequence[ParticipantDetails] = ()
    session_ids: Sequence[int] = ()
    attempt: str | None = None


def write(
    application: Application, details: Details, version: FormVersion | None, *, sends: bool, now: datetime
) -> None:
    """Keep everything; when it is sent, it must be complete.

    Raises AnswerRefused, AnswersMissing, TooLittleShown, TooManyParticipants, ParticipantTooLong, SessionMissing,
    SessionUnknown.
    """
    write_answers(application, details.answers, version, sends=sends)
    _write_sessions(application, details.session_ids, sends=sends)
    if sends:
        check_lengths(details.participants)
    _write_participants(application, details.participants, now)
    application.places = len(application.participants) if application.event.counts_people else 1
    db.session.flush()


def write_answers(
    application: Application, given: Mapping[str, Any], version: FormVersion | None, *, sends: bool
) -> None:
    """Keep the answers to what is asked, and link the products and files that they name.

    Raises AnswerRefused, AnswersMissing, TooLittleShown.
    """
    asked = forms.questions_of(version)
    checked = {question.key: _checked(question, given.get(question.key), sends=sends) for question in asked}
    answers = questions.kept(asked, {key: value for key, value in checked.items() if value is not None})
    missing = [question.key for question in questions.missing(asked, answers)]
    if sends and missing:
        raise rules.AnswersMissing(questions=missing)
    products = _products(application, asked, answers)
    if sends and _asks_for_products(asked, answers) and not any(product.photo_id for product in products):
        raise rules.TooLittleShown()
    application.files = _files(application, asked, answers)
    application.products = products
    application.answers = answers
    application.form_version_id = version.id if version else None
    db.session.flush()


def update_participants(application: Application, given: Sequence[ParticipantDetails]) -> None:
    """Change what is to be prepared for those who come; how many they are, and names on tickets, stay.

    Raises ParticipantTooLong.
    """
    check_lengths(given)
    for participant, details in zip(queries.participants_of(application.id), given, strict=False):
        if participant.ticket_id is None and _words(details.name):
            participant.name = _words(details.name)
        _write_needs(participant, details)
    db.session.flush()


def check_lengths(given: Sequence[ParticipantDetails]) -> None:
    """Raises ParticipantTooLong; a draft is cut instead, for it may be kept at any time."""
    for details in given:
        if len(_words(details.name)) > LONGEST_NAME:
            raise rules.ParticipantTooLong(limit=LONGEST_NAME)
        if max(len(_words(details.dietary)), len(_words(details.access_needs))) > LONGEST_NEED:
            raise rules.ParticipantTooLong(limit=LONGEST_NEED)


def _checked(question: Question, value: Any, *, sends: bool) -> Any:
    """The answer as it is kept; a draft keeps one that is too few or too much."""
    try:
        answer = questions.check_answer(question, value)
    except AnswerRefused as refusal:
        if sends or refusal.details["fault"] not in UNFINISHED:
            raise
        return value
    if question.kind is Kind.REGION and answer and businesses.find_region(answer) is None:
        raise AnswerRefused(question=question.key, fault="not_an_option")
    return answer


def _asks_for_products(asked: Sequence[Question], answers: Mapping[str, Any]) -> bool:
    return any(question.kind is Kind.PRODUCTS and question.required for question in questions.shown(asked, answers))


def _products(application: Application, asked: Sequence[Question], answers: Mapping[str, Any]) -> list[Product]:
    """The products that the answers name: the business's own, or those that it showed before."""
    own = {product.id: product for product in [*application.products, *_catalogue(application.business_id)]}
    found: dict[int, Product] = {}
    for question in asked:
        for number in answers.get(question.key, ()) if question.kind is Kind.PRODUCTS else ():
            if number not in own:
                raise AnswerRefused(question=question.key, fault="not_an_option")
            found[number] = own[number]
    return [found[number] for number in sorted(found)]


def _catalogue(business_id: int) -> Sequence[Product]:
    query = db.select(Product).where(Product.business_id == business_id, Product.archived_at.is_(None))
    return db.session.scalars(query).all()


def _files(application: Application, asked: Sequence[Question], answers: Mapping[str, Any]) -> list[StoredFile]:
    """The files that the answers name: sent by somebody who acts for the business, or kept before."""
    kept = {file.key: file for file in application.files}
    found: dict[str, StoredFile] = {}
    for question in asked:
        for key in answers.get(question.key, ()) if question.kind in FILES else ():
            file = kept.get(key) or queries.find_file_of_business(key, application.business_id)
            if file is None:
                raise AnswerRefused(question=question.key, fault="not_an_option")
            found[key] = file
    return list(found.values())


def _write_sessions(application: Application, session_ids: Sequence[int], *, sends: bool) -> None:
    event = application.event
    if not event.choose_sessions:
        application.sessions = []
        return
    if set(session_ids) - {session.id for session in event.sessions}:
        raise rules.SessionUnknown()
    if sends and not session_ids:
        raise rules.SessionMissing()
    application.sessions = [session for session in event.sessions if session.id in set(session_ids)]


def _write_participants(application: Application, given: Sequence[ParticipantDetails], now: datetime) -> None:
    """One row for each, in place; the first one without a name is the owner."""
    event: Event = application.event
    wanted = [(_words(details.name), details) for details in given]
    if not wanted or not wanted[0][0]:
        first = wanted[0][1] if wanted else ParticipantDetails("")
        wanted = [(application.business.owner_name, first), *wanted[1:]]
    wanted = [(name, details) for name, details in wanted if name]
    if len(wanted) > event.passes:
        raise rules.TooManyParticipants(limit=event.passes)
    before = list(queries.participants_of(application.id))
    for extra in before[len(wanted) :]:
        db.session.delete(extra)
    for position, (name, details) in enumerate(wanted):
        if position < len(before):
            participant = before[position]
        else:
            participant = Participant(application_id=application.id, position=position, created_at=now)
            db.session.add(participant)
        participant.name, participant.position = name[:LONGEST_NAME], position
        _write_needs(participant, details)
    db.session.flush()
    db.session.expire(application, ["participants"])


def _write_needs(participant: Participant, details: ParticipantDetails) -> None:
    participant.phone = details.phone
    participant.dietary = _words(details.dietary)[:LONGEST_NEED]
    participant.access_needs = _words(details.access_needs)[:LONGEST_NEED]


def _words(text: str) -> str:
    return " ".join(text.split())
