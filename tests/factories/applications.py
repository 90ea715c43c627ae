"""Applications, made as owners make them: with a product and a photo."""

from datetime import datetime
from typing import Any

from eventreg.applications import service
from eventreg.applications.models import Application
from eventreg.applications.service import Details, ParticipantDetails
from eventreg.businesses import service as businesses
from eventreg.businesses.models import Product
from eventreg.core import clock
from eventreg.core.db import db
from eventreg.events.models import Event
from eventreg.questions import queries as forms
from eventreg.questions.rules import Kind, Question
from tests.factories.businesses import make_business, make_product, read_picture
from tests.factories.consents import agree
from tests.factories.people import actor_of, make_person


def make_shown_product(business: Any, person: Any) -> Product:
    """A product with a photo; the test holds the unit of work."""
    photo = businesses.keep_photo(read_picture(), person.id, now=clock.now())
    return make_product(business, person, photo_key=photo.key)


def make_application(
    event_id: int,
    *,
    email: str = "",
    helpers: tuple[str, ...] = (),
    sessions: tuple[int, ...] = (),
    attempt: str | None = None,
    now: datetime | None = None,
    public: bool = True,
    **business: Any,
) -> Application:
    """A sent application of a new business; `public`: it may be named to everybody. The test holds the unit of work."""
    person = make_person(email, "Sri Wahyuni")
    made = make_business(person, **business)
    shown = make_shown_product(made, person)
    agree(person.id, "registration", *["publication"] * public)
    db.session.flush()
    answers = answers_for(db.session.get_one(Event, event_id), shown, motivation="Kami membuat batik tulis sendiri.")
    details = Details(answers, [ParticipantDetails(name) for name in ("", *helpers)], sessions, attempt)
    return service.submit(event_id, made.id, details, actor=actor_of(person), now=now or clock.now())


def answers_for(event: Event, shown: Product | None = None, **given: Any) -> dict[str, Any]:
    """Something right for every question that the event's form asks and that must be answered."""
    asked = forms.questions_of(forms.current_version(event.form_id)) if event.form_id else []
    answers = {question.key: _answer(question, shown) for question in asked if question.required}
    return answers | {key: value for key, value in given.items() if key in {question.key for question in asked}}


def _answer(question: Question, shown: Product | None) -> Any:
    low = question.low or 1
    of_its_kind = {
        Kind.NUMBER: low,
        Kind.RUPIAH: low,
        Kind.SCALE: low,
        Kind.DATE: "2026-11-26",
        Kind.YES_NO: True,
        Kind.TERMS: True,
        Kind.PRODUCTS: [shown.id] if shown else [],
        Kind.ONE_OF: question.options[0].value if question.options else "",
        Kind.SOME_OF: [option.value for option in question.options[:low]],
    }
    return of_its_kind.get(question.kind, "Jawaban")
