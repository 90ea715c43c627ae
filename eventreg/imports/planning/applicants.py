"""What becomes of a row of applicants: which business it names, and whether its answers can be sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from eventreg.applications import rules
from eventreg.applications.answering import check_lengths
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.applications.service import Details, ParticipantDetails
from eventreg.businesses.models import Business, Product
from eventreg.businesses.queries import contact_of
from eventreg.businesses.rules import are_alike
from eventreg.consents import queries as consents
from eventreg.core.db import db
from eventreg.core.phone import NotAMobileNumber, parse_mobile
from eventreg.events.models import Event
from eventreg.events.rules import is_open
from eventreg.imports import cells, queries
from eventreg.imports.likeness import Entry, Likeness
from eventreg.imports.planning import Fault, Judgement
from eventreg.imports.planning.answering import (
    Context,
    asked_in,
    read_answer,
    read_sessions,
    shown_products,
    split_names,
)
from eventreg.imports.planning.lists import Lists
from eventreg.imports.planning.register import Register
from eventreg.imports.rules import BusinessNotFound, BusinessUnclear, Fate, RowTwice
from eventreg.questions import queries as forms
from eventreg.questions import rules as questions
from eventreg.questions.rules import AnswerRefused, Kind, Question

QUESTION = "q:"  # before the key of a question, where a column is matched
PARTICIPANTS, SESSIONS = "participants", "sessions"


@dataclass
class Applicant:
    """A row that names a business, and what it would send."""

    business: Business
    person_id: int
    details: Details = field(default_factory=lambda: Details({}))


class Planner:
    """Judges rows of applicants of one event. `allow_demo`: whether made-up telephone numbers count."""

    def __init__(self, event: Event, lines: Sequence[int], *, allow_demo: bool, now: datetime) -> None:
        self.event, self.lines, self.allow_demo, self.now = event, lines, allow_demo, now
        self.lists, self.register = Lists(), Register()
        version = forms.current_version(event.form_id) if event.form_id else None
        self.questions = forms.questions_of(version)
        self.applied = {business_id: (code, status) for business_id, code, status in _applications(event.id)}
        self.seen: dict[int, int] = {}
        self.rows: dict[int, Applicant] = {}

    def judge(self, number: int, told: Mapping[str, str], choice: str | int | None = None) -> Judgement:
        """The fate of a row."""
        if not self._takes_applications():
            return Judgement(Fate.REFUSED, faults=[Fault.of(rules.NotOpen())])
        entry, fault = self._business(told)
        if entry is None:
            return Judgement(Fate.REFUSED, faults=[fault] if fault else [])
        if entry.id in self.seen:
            return Judgement(Fate.REFUSED, entry.id, faults=[Fault.of(RowTwice(row=self.lines[self.seen[entry.id]]))])
        code, status = self.applied.get(entry.id, ("", Status.DRAFT))
        if status is not Status.DRAFT:
            return Judgement(Fate.SAME, entry.id, faults=[Fault.of(rules.AlreadyApplied(code=code))])
        return self._judge_answers(number, told, queries.businesses([entry.id])[entry.id])

    def _judge_answers(self, number: int, told: Mapping[str, str], business: Business) -> Judgement:
        contact = contact_of(business.id)
        if contact is None or consents.missing_required(contact.id):
            return Judgement(Fate.REFUSED, business.id, faults=[Fault.of(rules.ConsentMissing())])
        details, faults = self._details(told, business)
        if faults:
            return Judgement(Fate.REFUSED, business.id, faults=faults)
        self.rows[number] = Applicant(business, contact.id, details)
        self.seen[business.id] = number
        return Judgement(Fate.NEW, business.id, fields=sorted(details.answers), person_id=contact.id)

    def _details(self, told: Mapping[str, str], business: Business) -> tuple[Details, list[Fault]]:
        faults: list[Fault] = []
        answers = {}
        context = Context(self.lists, _products(business.id))
        for question in asked_in(self.questions):
            try:
                value = read_answer(question, told.get(QUESTION + question.key, ""), context)
            except AnswerRefused as error:
                faults.append(Fault.of(error, QUESTION + question.key))
                continue
            if value is None and question.kind is Kind.PRODUCTS:
                value = shown_products(question, context.products) or None
            if value is not None:
                answers[question.key] = value
        faulty = {fault.about for fault in faults}
        lacking = [one.key for one in questions.missing(self.questions, answers) if QUESTION + one.key not in faulty]
        if lacking:
            faults.append(Fault.of(rules.AnswersMissing(questions=lacking)))
        faults += self._too_little_shown(answers, context.products)
        people = split_names(told.get(PARTICIPANTS, ""))
        if len(people) > self.event.passes:
            faults.append(Fault.of(rules.TooManyParticipants(limit=self.event.passes), PARTICIPANTS))
        comers = [ParticipantDetails(name) for name in people]
        try:
            check_lengths(comers)
        except rules.ParticipantTooLong as error:
            faults.append(Fault.of(error, PARTICIPANTS))
        session_ids: list[int] = []
        if self.event.choose_sessions:
            try:
                session_ids = read_sessions(told.get(SESSIONS, ""), self.event.sessions)
            except AnswerRefused as error:
                faults.append(Fault.of(error, SESSIONS))
        return Details(answers, comers, session_ids), faults

    def _too_little_shown(self, answers: Mapping[str, object], products: Sequence[Product]) -> list[Fault]:
        """Where products are asked for, one with a photo is needed."""
        wanted = [one for one in questions.shown(self.questions, answers) if one.kind is Kind.PRODUCTS and one.required]
        chosen = {number for one in wanted for number in answers.get(one.key, ())}  # type: ignore[attr-defined]
        if not chosen or any(product.photo_id for product in products if product.id in chosen):
            return []
        return [Fault.of(rules.TooLittleShown())]

    def _business(self, told: Mapping[str, str]) -> tuple[Entry | None, Fault | None]:
        """The business of the register: by its NIB, else its phone, else its name; a name tells several apart."""
        name = told.get("name", "")
        for kind, value in self._numbers(told):
            found = list(self.register.with_number(kind, value))
            if len(found) > 1 and name:
                found = [entry for entry in found if are_alike(entry.name, name)] or found
            if len(found) == 1:
                return found[0], None
            if found:
                return None, Fault.of(BusinessUnclear())
        if not name:
            return None, Fault.of(BusinessNotFound())
        alike = [entry for entry in self.register.entries.values() if are_alike(entry.name, name)]
        exact = [entry for entry in alike if entry.name.casefold() == name.casefold()]
        found = exact if len(exact) == 1 else alike
        if len(found) == 1:
            return found[0], None
        return None, Fault.of(BusinessUnclear() if found else BusinessNotFound())

    def _numbers(self, told: Mapping[str, str]) -> list[tuple[Likeness, str]]:
        numbers = []
        if told.get("nib"):
            numbers.append((Likeness.NIB, "".join(figure for figure in told["nib"] if figure.isdigit())))
        if told.get("phone"):
            try:
                phone = parse_mobile(cells.phone(told["phone"]), allow_demo=self.allow_demo)
            except (NotAMobileNumber, cells.DigitsLost):
                return numbers
            numbers.append((Likeness.PHONE, phone))
        return numbers

    def _takes_applications(self) -> bool:
        event = self.event
        return is_open(
            event.state, opens_at=event.opens_at, closes_at=event.closes_at, ends_at=event.ends_at, now=self.now
        )


def question_of(about: str, questions_: Sequence[Question]) -> Question | None:
    """The question that a column answers."""
    return next((question for question in questions_ if QUESTION + question.key == about), None)


def _applications(event_id: int) -> Sequence[tuple[int, str, Status]]:
    query = select(Application.business_id, Application.code, Application.status)
    return [(row[0], row[1], row[2]) for row in db.session.execute(query.where(Application.event_id == event_id))]


def _products(business_id: int) -> Sequence[Product]:
    query = select(Product).where(Product.business_id == business_id, Product.archived_at.is_(None))
    return db.session.scalars(query.order_by(Product.id)).all()
