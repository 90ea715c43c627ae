"""What the form answers: its page, and the same in JSON for the script that turns its steps."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from flask import get_template_attribute, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import FormField

from eventreg.applications import places
from eventreg.applications.steps import Step, StepKind
from eventreg.applications.views.filling import Filling, Purpose, kept_files, products_of
from eventreg.applications.views.reserved import reserved_for
from eventreg.applications.words import STEP_TITLES
from eventreg.businesses.models import Business
from eventreg.businesses.words import age
from eventreg.core import clock
from eventreg.core.i18n import _, format_range, ngettext
from eventreg.events.models import EventSession
from eventreg.events.rules import EventKind, is_open
from eventreg.questions.faults import limit_words
from eventreg.questions.rules import Kind, Question
from eventreg.questions.words import answer_text, help_of, label_of, terms_of


def wants_json() -> bool:
    """Whether the page's script asks."""
    return request.accept_mimetypes.best == "application/json"


def page(
    filling: Filling, at: int, *, businesses: Sequence[Business] = (), news: Sequence[str] = ()
) -> ResponseReturnValue:
    """The form with one of its steps on screen, or with all those that have a fault. `news`: questions that came up."""
    form, event = filling.form, filling.event
    faulty = form.faulty(filling.steps) if request.method == "POST" else []
    numbers = [filling.steps.index(step) for step in faulty] or [at]
    if faulty and request.form.get("to") == "send":
        numbers = sorted({*numbers, len(filling.steps) - 1})  # with the button that sends
    is_wrong = bool(faulty or form.form_errors)
    html = render_template(
        "applications/form.html",
        filling=filling,
        form=form,
        event=event,
        business=filling.business,
        businesses=businesses,
        others=[one for one in businesses if one.id != filling.business.id],
        steps=filling.steps,
        at=numbers[-1],
        numbers=numbers,
        titles=[title_of(filling, number) for number in range(len(filling.steps))],
        visible=filling.visible(at),
        asked={question.key for question in form.shown()},
        news=news,
        summary=summary(filling),
        is_open=_is_open(filling),
        is_training=event.kind is EventKind.TRAINING,
        words={"help_of": help_of, "limit_words": limit_words, "terms_of": terms_of},
        age=age(filling.business.confirmed_at, clock.now()),
        kept_files=partial(kept_files, filling),
        products={product.id: product for product in products_of(filling)},
        places_left=places_left(filling),
        correction=_correction(filling),
        reserved=reserved_for(filling.business, event, clock.now()) if filling.purpose is Purpose.APPLY else None,
    )
    return html, 422 if is_wrong else 200


def as_json(filling: Filling, at: int, *, renewed: bool = False) -> ResponseReturnValue:
    """Where to go on, and when it was saved; or the faults, with the steps that they are on.

    `renewed`: the page has to be loaded again, since the catalogue has grown.
    """
    form = filling.form
    faults = [fault for field in form for fault in _faults(field)]
    if faults or form.form_errors:
        steps = sorted(filling.steps.index(step) + 1 for step in form.faulty(filling.steps))
        return {"faults": faults, "general": form.form_errors, "steps": steps}
    answer: dict[str, Any] = {"step": at + 1, "summary": _summary_html(filling)}
    if filling.purpose is Purpose.APPLY:
        answer["saved"] = f"{clock.now().astimezone(filling.event.zone.info):%H.%M}"
        if renewed:
            answer["location"] = url_for(".apply", slug=filling.event.slug, business=filling.business.id, step=at + 1)
    return answer


def title_of(filling: Filling, number: int) -> str:
    """The heading of a step."""
    step = filling.steps[number]
    if step.kind is StepKind.QUESTIONS and len(step.questions) == 1:
        return label_of(step.questions[0])
    parts = [one for one in filling.steps if one.kind is StepKind.QUESTIONS]
    if step in parts and len(parts) > 1:
        return _("Questions, part %(number)s", number=parts.index(step) + 1)
    if step.kind is StepKind.PEOPLE and step.asks_sessions:
        return _("Sessions and who takes part")
    return str(STEP_TITLES[step.kind])


def places_left(filling: Filling) -> dict[int, int]:
    """Session id → how many places it has left, where it has a limit."""
    event = filling.event
    limited = [session for session in event.sessions if event.choose_sessions and session.quota is not None]
    taken = places.by_session(event.id) if limited else {}
    return {session.id: max(0, (session.quota or 0) - taken.get(session.id, 0)) for session in limited}


# ---- The summary ----------------------------------------------------------------------------------


def summary(filling: Filling) -> list[tuple[int, str, list[tuple[str, str]]]]:
    """Each step's number, title, and what was told there, for a last look before sending."""
    shown = {question.key for question in filling.form.shown()}
    told = []
    for number, step in enumerate(filling.steps):
        rows = [(label_of(q), _words(filling, q)) for q in step.questions if q.key in shown]
        if step.kind is StepKind.PEOPLE:
            rows = list(_people(filling, step))
        if rows and step.kind is not StepKind.SEND:
            told.append((number, title_of(filling, number), rows))
    return told


def _people(filling: Filling, step: Step) -> Iterator[tuple[str, str]]:
    form = filling.form
    for number, person in enumerate((one for one in form.people() if one.name), start=1):
        more = ", ".join(part for part in (person.dietary, person.access_needs) if part)
        yield _("Participant %(number)s", number=number), f"{person.name} ({more})" if more else person.name
    if step.asks_sessions:
        chosen = [one for one in filling.event.sessions if one.id in (form.sessions.data or [])]
        yield form.sessions.label.text, "; ".join(session_name(filling, one) for one in chosen)


def session_name(filling: Filling, session: EventSession) -> str:
    """A session by its title or its day."""
    return session.title or format_range(session.starts_at, session.ends_at, filling.event.zone)


def _words(filling: Filling, question: Question) -> str:
    field = filling.form.field_of(question.key)
    if question.kind in (Kind.FILE, Kind.PHOTOS):
        count = len(field.value)
        return ngettext("%(num)s file", "%(num)s files", count) if count else ""
    if question.kind is Kind.PRODUCTS:
        names = [product.name for product in products_of(filling) if product.id in field.value]
        return ", ".join(names)
    return answer_text(question, filling.form.answers.get(question.key))


def _summary_html(filling: Filling) -> str:
    macro = get_template_attribute("applications/form_summary.html", "rows")
    return str(macro(summary(filling)))


# ---- How ------------------------------------------------------------------------------------------


def _faults(field: Any) -> Iterator[dict[str, str]]:
    if isinstance(field, FormField):
        for inner in field.form:
            yield from _faults(inner)
    elif getattr(field, "entries", None):
        for entry in field.entries:
            yield from _faults(entry)
    else:
        for words in field.errors:
            yield {"field": field.id, "label": str(field.label.text), "words": str(words)}


def _is_open(filling: Filling) -> bool:
    event = filling.event
    times = {"opens_at": event.opens_at, "closes_at": event.closes_at, "ends_at": event.ends_at}
    return filling.purpose is not Purpose.APPLY or is_open(event.state, **times, now=clock.now())


def _correction(filling: Filling) -> Any:
    return filling.application.moves[-1] if filling.application and filling.purpose is Purpose.CORRECT else None
