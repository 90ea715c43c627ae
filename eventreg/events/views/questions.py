"""The builder: an event's form, question by question, its preview, and the publication of what was changed."""

from collections.abc import Callable, Sequence
from functools import partial

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import _, current_language
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, requires
from eventreg.events import queries as events
from eventreg.events import slots
from eventreg.events.forms.questions import QuestionForm
from eventreg.events.models import Event
from eventreg.events.views.public import blueprint
from eventreg.questions import asking, editing, queries, service, words
from eventreg.questions.faults import limit_words
from eventreg.questions.models import FormVersion
from eventreg.questions.rules import MOST_QUESTIONS, FormFaulty, Kind, Question

P = Permission
Change = Callable[[list[Question]], Sequence[Question]]


@blueprint.get("/staff/events/<slug>/form")
@requires(P.EVENT_READ)
def staff_form(slug: str) -> ResponseReturnValue:
    """The questions in their order, and what can be done with them."""
    event, form_id = _event(slug, P.EVENT_READ)
    working, current = queries.working_version(form_id), queries.current_version(form_id)
    questions = queries.questions_of(working or current)
    return render_template(
        "questions/build.html",
        event=event,
        current=current,
        working=working,
        may_manage=current_actor().may(P.EVENT_MANAGE, event.id),
        is_full=len(questions) >= MOST_QUESTIONS,
        **in_words(questions),
    )


@blueprint.get("/staff/events/<slug>/form/kinds")
@requires(P.EVENT_MANAGE)
def staff_kinds(slug: str) -> ResponseReturnValue:
    """What kind of question it shall be, with an example of each."""
    event, _form_id = _event(slug, P.EVENT_MANAGE)
    return render_template("questions/kinds.html", event=event, kinds=words.KINDS, examples=words.EXAMPLES)


@blueprint.route("/staff/events/<slug>/form/kinds/<question_kind>", methods=["GET", "POST"])
@requires(P.EVENT_MANAGE)
def staff_new_question(slug: str, question_kind: str) -> ResponseReturnValue:
    """A new question, which goes to the end."""
    event, form_id = _event(slug, P.EVENT_MANAGE)
    if question_kind not in set(Kind):
        abort(404)
    kind, questions = Kind(question_kind), _questions(form_id)
    form = QuestionForm.of(kind, None, editing.deciders(questions, None))
    if _wants_rows(form):
        return _editor(event, form, questions, 200)
    if form.validate_on_submit():
        question = form.question(editing.key_for(form.label_id.data or "", queries.keys_of(form_id)))
        if _saved(event, form, partial(editing.put, question=question)):
            flash(_("The question is added at the end."), "ok")
            return _to_question(event, question.key)
    return _editor(event, form, questions, 422 if form.is_submitted() else 200)


@blueprint.route("/staff/events/<slug>/form/questions/<question>", methods=["GET", "POST"])
@requires(P.EVENT_MANAGE)
def staff_question(slug: str, question: str) -> ResponseReturnValue:
    """One question: its words, its choices, when it is asked."""
    event, form_id = _event(slug, P.EVENT_MANAGE)
    questions = _questions(form_id)
    was = editing.find(questions, question)
    form = QuestionForm.of(was.kind, was, editing.deciders(questions, question))
    if _wants_rows(form):
        return _editor(event, form, questions, 200)
    if form.validate_on_submit() and _saved(event, form, partial(editing.put, question=form.question(question))):
        flash(_("The question is saved."), "ok")
        return _to_question(event, question)
    return _editor(event, form, questions, 422 if form.is_submitted() else 200)


@blueprint.post("/staff/events/<slug>/form/questions/<question>/position")
@requires(P.EVENT_MANAGE)
def staff_move_question(slug: str, question: str) -> ResponseReturnValue:
    """Put a question elsewhere: `place` counts from 1."""
    event, _form_id = _event(slug, P.EVENT_MANAGE)
    place = request.form.get("place", "")
    if not (place.isascii() and place.isdecimal() and len(place) < 4):
        abort(400)
    try:
        with unit_of_work():
            _rework(event, partial(editing.moved, key=question, place=int(place) - 1))
    except FormFaulty as error:
        flash(_stays_below(event, error), "bad")
    return _to_question(event, question)


@blueprint.post("/staff/events/<slug>/form/questions/<question>/copy")
@requires(P.EVENT_MANAGE)
def staff_copy_question(slug: str, question: str) -> ResponseReturnValue:
    """A second one like it, right behind it."""
    event, form_id = _event(slug, P.EVENT_MANAGE)
    taken = queries.keys_of(form_id)
    try:
        with unit_of_work():
            change = partial(editing.duplicated, key=question, taken=taken, suffix=_(" (copy)"))
            questions = _rework(event, change)
    except FormFaulty:
        flash(str(words.FAULTS["too_many"]), "bad")
        return _to_question(event, question)
    flash(_("Copied. Change what differs."), "ok")
    new = questions[editing.place_of(questions, question) + 1]
    return redirect(url_for(".staff_question", slug=slug, question=new.key))


@blueprint.route("/staff/events/<slug>/form/questions/<question>/removal", methods=["GET", "POST"])
@requires(P.EVENT_MANAGE)
def staff_remove_question(slug: str, question: str) -> ResponseReturnValue:
    """Take a question out. Where others look at it, their conditions go only if that is what is wanted."""
    event, form_id = _event(slug, P.EVENT_MANAGE)
    questions = _questions(form_id)
    dependents = editing.dependents(questions, question)
    refused = request.method == "POST" and dependents and request.form.get("conditions") != "drop"
    if request.method == "POST" and not refused:
        with unit_of_work():
            _rework(event, partial(editing.removed, key=question))
            flash(_("The question is removed."), "ok")
        return redirect(url_for(".staff_form", slug=slug))
    found = editing.find(questions, question)
    page = render_template(
        "questions/remove.html",
        event=event,
        question=found,
        label=words.label_of(found),
        dependents=_labels(dependents),
    )
    return page, 422 if refused else 200


@blueprint.route("/staff/events/<slug>/form/preview", methods=["GET", "POST"])
@requires(P.EVENT_READ)
def staff_form_preview(slug: str) -> ResponseReturnValue:
    """The form as applicants see it; what is typed into it goes nowhere."""
    event, form_id = _event(slug, P.EVENT_READ)
    version = queries.newest_version(form_id)
    return preview_page(queries.questions_of(version), event=event, back=url_for(".staff_form", slug=slug))


@blueprint.route("/staff/events/<slug>/form/publication", methods=["GET", "POST"])
@requires(P.EVENT_MANAGE)
def staff_publish_form(slug: str) -> ResponseReturnValue:
    """What changes for applicants, and the button that makes it so."""
    event, form_id = _event(slug, P.EVENT_MANAGE)
    working, current = queries.working_version(form_id), queries.current_version(form_id)
    if working is None:
        return redirect(url_for(".staff_form", slug=slug))
    overtaken = request.method == "POST" and request.form.get("seen") != seen_stamp(working)
    if request.method == "POST" and not overtaken:
        with unit_of_work():
            published = service.publish(form_id, actor=current_actor(), now=clock.now(), event_id=event.id)
            flash(_("Version %(number)s is published.", number=published.number), "ok")
        return redirect(url_for(".staff_form", slug=slug))
    questions, asked = queries.questions_of(working), queries.questions_of(current)
    page = render_template(
        "questions/publish.html",
        event=event,
        working=working,
        current=current,
        changes=editing.changes(asked, questions),
        parts=words.PARTS,
        label_of=words.label_of,
        count=len(questions),
        answered=slots.answered_by_version(event.id).get(current.id, 0) if current else 0,
        seen=seen_stamp(working),
        overtaken=overtaken,
    )
    return page, 422 if overtaken else 200


@blueprint.route("/staff/events/<slug>/form/discard", methods=["GET", "POST"])
@requires(P.EVENT_MANAGE)
def staff_discard_form(slug: str) -> ResponseReturnValue:
    """Throw the changes away; asked once more before."""
    event, form_id = _event(slug, P.EVENT_MANAGE)
    working, current = queries.working_version(form_id), queries.current_version(form_id)
    if working is None or current is None:
        return redirect(url_for(".staff_form", slug=slug))
    if request.method == "POST":
        with unit_of_work():
            service.discard(form_id, actor=current_actor(), now=clock.now(), event_id=event.id)
            flash(_("The changes are thrown away. Version %(number)s is asked.", number=current.number), "ok")
        return redirect(url_for(".staff_form", slug=slug))
    changes = editing.changes(queries.questions_of(current), queries.questions_of(working))
    return render_template(
        "questions/discard.html",
        event=event,
        current=current,
        changes=changes,
        parts=words.PARTS,
        label_of=words.label_of,
    )


# ---- Shared with the pages of templates -----------------------------------------------------------


def in_words(questions: Sequence[Question]) -> dict[str, object]:
    """What a list of questions shows of each."""
    by_key = {question.key: question for question in questions}
    return {
        "questions": questions,
        "kinds": words.KINDS,
        "label_of": words.label_of,
        "help_of": words.help_of,
        "limits_of": limit_words,
        "conditions": {question.key: words.condition_of(question, by_key) for question in questions},
    }


def preview_page(questions: list[Question], *, event: Event | None, back: str) -> str:
    """The form as applicants see it on a phone."""
    kind = asking.form_for(asking.QuestionsForm, questions, language=current_language())
    form = kind(request.form if request.method == "POST" else MultiDict())
    if "check" in request.form:
        form.check_answers()
    return render_template(
        "questions/preview.html",
        event=event,
        back=back,
        form=form,
        questions=questions,
        shown={question.key for question in form.shown()},
        words={"help_of": words.help_of, "limit_words": limit_words, "terms_of": words.terms_of},
        checked="check" in request.form,
    )


def seen_stamp(version: FormVersion) -> str:
    """What a page showed of a working version: another stamp once it has changed."""
    return f"{version.number}:{version.form.updated_at.timestamp():.6f}"


def _event(slug: str, permission: Permission) -> tuple[Event, int]:
    """The event and the number of its form. Raises NotFound."""
    event = g.staff_event = events.get_for_staff(slug, current_actor(), permission)
    if event.form_id is None:
        abort(404)
    return event, event.form_id


def _questions(form_id: int) -> list[Question]:
    return queries.questions_of(queries.newest_version(form_id))


def _labels(questions: Sequence[Question]) -> list[str]:
    return [words.label_of(question) for question in questions]


def _rework(event: Event, change: Change) -> list[Question]:
    return service.rework(event.form_id or 0, change, actor=current_actor(), now=clock.now(), event_id=event.id)


def _saved(event: Event, form: QuestionForm, change: Change) -> bool:
    """Whether the change could be made; otherwise the fault stands beside its field."""
    try:
        with unit_of_work():
            _rework(event, change)
    except FormFaulty as error:
        others = {question.key: question for question in _questions(event.form_id or 0)}
        form.blame(error, {key: other for key, other in others.items() if not form.was or key != form.was.key})
        return False
    return True


def _stays_below(event: Event, error: FormFaulty) -> str:
    """Why a move isn't made: the question that would be asked too early, and the one that it looks at."""
    by_key = {question.key: question for question in _questions(event.form_id or 0)}
    question = by_key[error.details["question"]]
    decider = by_key[question.condition.question] if question.condition else question
    return _(
        "“%(question)s” is asked only after certain answers to “%(decider)s”: it stays below it.",
        question=words.label_of(question),
        decider=words.label_of(decider),
    )


def _wants_rows(form: QuestionForm) -> bool:
    """Whether the form was sent to get more rows for choices, or to put them into another order."""
    if "options" not in form:
        return False
    if "move" in request.form:
        return form.move_row(request.form["move"])
    if "add_option" not in request.form:
        return False
    form.add_rows()
    return True


def _editor(event: Event, form: QuestionForm, questions: Sequence[Question], status: int) -> ResponseReturnValue:
    page = render_template(
        "questions/edit.html",
        event=event,
        form=form,
        kind=words.KINDS[form.kind],
        example=words.EXAMPLES[form.kind],
        back=url_for(".staff_form", slug=event.slug),
    )
    return page, status


def _to_question(event: Event, key: str) -> ResponseReturnValue:
    """Back to the list, at this question."""
    return redirect(url_for(".staff_form", slug=event.slug, _anchor=f"question-{key}"))
