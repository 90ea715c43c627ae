"""An application while it is being written: its form, made of the event's questions, and what was typed, kept."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask import g, request, url_for
from werkzeug.datastructures import FileStorage
from wtforms import Field

from eventreg.applications import queries, service
from eventreg.applications.asking import ApplicationForm
from eventreg.applications.models import Application, Participant
from eventreg.applications.steps import Step, StepKind, carried, is_settled, news, steps_of
from eventreg.businesses import service as businesses
from eventreg.businesses.models import Business, Product
from eventreg.businesses.rules import ProductDetails, parse_price
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError
from eventreg.core.files import find_file, read_file, read_image, save_file
from eventreg.core.i18n import current_language
from eventreg.core.phone import show_phone
from eventreg.core.web import words_for
from eventreg.events.models import Event
from eventreg.events.rules import EventKind
from eventreg.questions import queries as forms
from eventreg.questions.asking import PREFIX, form_for, values_of
from eventreg.questions.controls import FilesAnswer
from eventreg.questions.rules import Kind, Question


class Purpose(StrEnum):
    """What the form is for."""

    APPLY = "apply"
    CORRECT = "correct"
    CHANGE = "change"


@dataclass
class Filling:
    """An application as it is written. `earlier`: the one that its answers are taken over from."""

    event: Event
    business: Business
    application: Application | None
    purpose: Purpose
    questions: Sequence[Question]
    earlier: Application | None
    known: Sequence[Question]
    steps: list[Step] = field(default_factory=list)
    form: ApplicationForm = None  # type: ignore[assignment]  # made right after

    @property
    def at(self) -> int:
        """The step that is on screen, from 0."""
        text = (self.form.step.data or "") if request.method == "POST" else request.args.get("step", "")
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 1
        return min(max(number, 1), len(self.steps)) - 1

    def after(self, at: int) -> int:
        """The step that follows; pages that an earlier application has answered are passed over."""
        answers = self.form.answers
        for number in range(at + 1, len(self.steps)):
            if not self.is_settled(self.steps[number], answers):
                return number
        return len(self.steps) - 1

    def is_settled(self, step: Step, answers: dict[str, Any] | None = None) -> bool:
        """Whether an earlier application has answered all of this page."""
        if self.earlier is None:
            return False
        if step.kind is StepKind.PEOPLE:
            return not step.asks_sessions
        return is_settled(step, self.questions, self.form.answers if answers is None else answers, self.known)

    def takes_over(self, step: Step) -> bool:
        """Whether answers of this page, or of any page where it is the last, come from an earlier application."""
        before, now = self.earlier.answers if self.earlier else {}, self.form.answers
        keys = step.keys if step.kind is StepKind.QUESTIONS else before.keys() if step.kind is StepKind.SEND else ()
        return any(key in before and before[key] == now.get(key) for key in keys)

    def visible(self, at: int) -> str:
        """The questions of a step that its page shows, for `seen`."""
        return " ".join(q.key for q in self.form.shown() if q.key in self.steps[at].keys)

    @property
    def details(self) -> service.Details:
        """What was typed, as far as it can be kept."""
        people = self.form.people()
        sessions = self.form.sessions.data or [] if "sessions" in self.form else []
        return service.Details(self.form.answers, people, sessions, attempt_of(self.form.attempt.data))

    @property
    def is_unchanged(self) -> bool:
        """Whether the draft says already what was typed."""
        draft, details = self.application, self.details
        if draft is None or draft.answers != details.answers:
            return False
        kept = [(p.name, p.phone, p.dietary, p.access_needs) for p in draft.participants]
        typed = [(p.name, p.phone, p.dietary, p.access_needs) for p in details.participants if p.name]
        return kept == typed and {s.id for s in draft.sessions} == set(details.session_ids)


def begin(event: Event, business: Business, application: Application | None, purpose: Purpose) -> Filling:
    """The form for this business, with what is known already in it."""
    pinned = application.form_version if application and purpose is not Purpose.APPLY else None
    version = pinned or (forms.current_version(event.form_id) if event.form_id else None)
    questions = forms.questions_of(version)
    earlier = _earlier(event, business) if purpose is Purpose.APPLY else None
    known = forms.questions_of(earlier.form_version) if earlier else []
    filling = Filling(event, business, application, purpose, questions, earlier, known)
    filling.steps = steps_of(
        questions,
        asks_profile=purpose is Purpose.APPLY,
        asks_people=event.passes > 1 or event.kind is EventKind.TRAINING or event.choose_sessions,
        asks_sessions=event.choose_sessions and purpose is not Purpose.CHANGE,
        last=news(questions, known, _carried(filling)) if earlier else None,
    )
    filling.form = _form(filling)
    return filling


def attempt_of(text: str | None) -> str | None:
    """The name of a sending, if it is one."""
    try:
        return str(uuid.UUID(text or ""))
    except ValueError:
        return None


def products_of(filling: Filling) -> list[Product]:
    """What may be shown: the catalogue, and what the application shows already."""
    shown = filling.application.products if filling.application else []
    return list({product.id: product for product in [*filling.business.products, *shown]}.values())


# ---- The form -------------------------------------------------------------------------------------


def _earlier(event: Event, business: Business) -> Application | None:
    return next((one for one in queries.of_business(business.id) if one.event_id != event.id and one.answers), None)


def _form(filling: Filling) -> ApplicationForm:
    event, application = filling.event, filling.application
    kind = form_for(ApplicationForm, filling.questions, language=current_language(), products=products_of(filling))
    source = application if application and (application.answers or application.participants) else filling.earlier
    answers = application.answers if application else _carried(filling)
    people = [_person(filling.business, one) for one in (source.participants if source else [])][: event.passes]
    if people and not people[0]["phone"]:
        people[0]["phone"] = show_phone(filling.business.phone)  # the first is the owner
    data = values_of(filling.questions, answers) | {
        "participants": people or [_person(filling.business, None)],
        "sessions": [session.id for session in application.sessions] if application else [],
        "attempt": str(uuid.uuid4()),
    }
    form: ApplicationForm = kind(data=data)
    while len(form.participants) < event.passes:
        form.participants.append_entry()
    if not form.asks_for_products:
        del form.new_products
    if not any(step.asks_sessions for step in filling.steps):
        del form.sessions
    form.ask(g.actor.person_id, g.person.born_on, clock.now().astimezone(event.zone.info).date())
    return form


def _carried(filling: Filling) -> dict[str, Any]:
    if filling.earlier is None:
        return {}
    offered = [product.id for product in filling.business.products]
    answers = carried(filling.questions, filling.known, filling.earlier.answers, offered)
    files = [q.key for q in filling.questions if q.kind in (Kind.FILE, Kind.PHOTOS)]
    for key in files:  # what was erased in the meantime can't be sent again
        if not all(queries.find_file_of_business(one, filling.business.id) for one in answers.get(key, [])):
            del answers[key]
    return answers


def _person(business: Business, participant: Participant | None) -> dict[str, str]:
    if participant is None:
        return {"name": business.owner_name, "phone": show_phone(business.phone)}
    return {
        "name": participant.name,
        "phone": show_phone(participant.phone),
        "dietary": participant.dietary,
        "access_needs": participant.access_needs,
    }


# ---- Files and new products -----------------------------------------------------------------------


def keep_files(form: ApplicationForm) -> None:
    """Store what came with the form before anything else is checked, so that an error elsewhere costs none."""
    for answer in form:
        if isinstance(answer, FilesAnswer):
            for upload in answer.arrived:
                key = _stored(answer, upload, pictures_alone=answer.pictures_alone)
                answer.data = [*(answer.data or []), *([key] if key else [])]
    for entry in form.new_products if "new_products" in form else ():
        product = entry.form
        if product.photo.data:
            product.photo_key.data = _stored(product.photo, product.photo.data) or product.photo_key.data


def _stored(control: Field, upload: FileStorage, *, pictures_alone: bool = True) -> str:
    try:
        content = read_image(upload.stream) if pictures_alone else read_file(upload.stream, upload.filename or "")
        with unit_of_work():
            return save_file(content, owner_id=g.actor.person_id, now=clock.now()).key
    except DomainError as error:
        control.process_errors = [*control.process_errors, words_for(error)]  # what `validate` begins with
        return ""


def add_products(filling: Filling, *, now: datetime) -> bool:
    """Put new products into the catalogue and among those that are shown; whether there were any.

    For within the unit of work, once the event is locked: what is sent twice adds them once.
    """
    form = filling.form
    if not form.asks_for_products or not form.new_ones:
        return False
    question = next(question for question in filling.questions if question.kind is Kind.PRODUCTS)
    answer = form[PREFIX + question.key]
    for product in form.new_ones:
        details = ProductDetails(
            name=product.name.data or "",
            price=parse_price(product.price.data or ""),
            photo_key=product.photo_key.data or "",
        )
        made = businesses.add_product(filling.business.id, details, actor=g.actor, now=now)
        answer.data = [*(answer.data or []), str(made.id)]
    return True


def kept_files(filling: Filling, keys: Sequence[str]) -> list[dict[str, str]]:
    """Stored files as the page shows them; keys that nothing is stored under are left out. `url`: of a picture."""
    found = [stored for stored in map(find_file, keys) if stored]
    return [
        {"key": one.key, "name": one.name, "url": _address_of(filling, one.key) if one.width else ""} for one in found
    ]


def _address_of(filling: Filling, key: str) -> str:
    """Where the picture is seen: in the application that it belongs to, whoever of the business has sent it."""
    for application in (filling.application, filling.earlier):
        if application and key in {file.key for file in application.files}:
            return url_for(".own_picture", code=application.code, key=key)
    return url_for("businesses.photo", key=key, variant="small")
