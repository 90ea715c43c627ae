"""What organisers do with forms. The caller holds the unit of work; every deed is in the audit trail.

A published version never changes. Whoever edits works on a copy, which becomes the next version when it is published,
or is thrown away. `event_id`: the event whose form it is, so that the deed is found from there.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from eventreg.core import audit
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor
from eventreg.questions import editing, queries, rules
from eventreg.questions.models import Form, FormVersion
from eventreg.questions.rules import Question
from eventreg.questions.texts import default_questions

__all__ = [
    "archive",
    "copy",
    "create_form",
    "default_questions",
    "discard",
    "make_form",
    "publish",
    "publish_first",
    "rename",
    "rework",
    "save",
    "save_as_template",
]


def create_form(title: str, questions: Sequence[Question], *, actor: Actor, now: datetime) -> Form:
    """A form whose first version is yet to be published. Raises FormFaulty."""
    form = make_form(title, questions, now=now)
    audit.record(actor, "form.created", form, now=now)
    return form


def make_form(title: str, questions: Sequence[Question], *, now: datetime) -> Form:
    """`create_form` for whoever tells of it in the trail as a part of something else. Raises FormFaulty."""
    rules.check_form(questions)
    form = Form(title=title[:120], created_at=now, updated_at=now)
    form.versions = [_version(1, questions, now)]
    db.session.add(form)
    db.session.flush()
    return form


def save(
    form_id: int, questions: Sequence[Question], *, actor: Actor, now: datetime, event_id: int | None = None
) -> FormVersion | None:
    """Write the working version, made from nothing where there is none; what is published stays as it is.

    Returns it, or None when the questions are those that are published: then nothing is being worked on any more.
    Raises FormFaulty, NotFound.
    """
    rules.check_form(questions)
    form = _locked(form_id)
    working, current = queries.working_version(form_id), queries.current_version(form_id)
    changed = editing.changed_keys(queries.questions_of(working or current), questions)
    if not changed:
        return working
    if current and queries.questions_of(current) == list(questions):
        if working:
            db.session.delete(working)
        working = None
    elif working:
        working.questions = [question.to_json() for question in questions]
    else:
        working = _version(current.number + 1 if current else 1, questions, now)
        working.form_id = form.id
        db.session.add(working)
    form.updated_at = now
    db.session.flush()
    audit.record(actor, "form.edited", form, fields=changed, now=now, event_id=event_id)
    return working


def rework(
    form_id: int,
    change: Callable[[list[Question]], Sequence[Question]],
    *,
    actor: Actor,
    now: datetime,
    event_id: int | None = None,
) -> list[Question]:
    """`save` what `change` makes of the questions as they are now: of two who edit at once, neither undoes the other.

    Raises what `change` raises, FormFaulty, NotFound.
    """
    _locked(form_id)
    questions = list(change(queries.questions_of(queries.newest_version(form_id))))
    save(form_id, questions, actor=actor, now=now, event_id=event_id)
    return questions


def publish(form_id: int, *, actor: Actor, now: datetime, event_id: int | None = None) -> FormVersion:
    """Ask what the working version says from now on; without one the published version stays.

    Applications that were sent keep the version that they answered. Raises NotFound where there is neither.
    """
    form = _locked(form_id)
    working = queries.working_version(form_id)
    if working is None:
        return _current(form_id)
    _publish(form, working, now)
    states = {"version": str(working.number)}
    audit.record(actor, "form.published", form, states=states, now=now, event_id=event_id)
    return working


def publish_first(form_id: int, *, now: datetime) -> FormVersion:
    """Publish the working version if nothing is published: told in the trail as a part of something else."""
    form = _locked(form_id)
    working = queries.working_version(form_id)
    if working is None or queries.current_version(form_id):
        return _current(form_id)
    return _publish(form, working, now)


def discard(form_id: int, *, actor: Actor, now: datetime, event_id: int | None = None) -> None:
    """Throw the working version away: what is published is asked as before. Without a published one it stays."""
    form = _locked(form_id)
    working = queries.working_version(form_id)
    if working is None or queries.current_version(form_id) is None:
        return
    db.session.delete(working)
    form.updated_at = now
    db.session.flush()
    audit.record(actor, "form.discarded", form, now=now, event_id=event_id)


def copy(form_id: int, title: str, *, actor: Actor, now: datetime) -> Form:
    """A form with the same questions, yet to be published: those that are asked now, or else those in work."""
    version = queries.current_version(form_id) or queries.working_version(form_id)
    return create_form(title, queries.questions_of(version), actor=actor, now=now)


def save_as_template(form_id: int, title: str, *, actor: Actor, now: datetime) -> Form:
    """A template of what the organiser sees: the questions in work, or else those that are asked now."""
    form = make_form(title, queries.questions_of(queries.newest_version(form_id)), now=now)
    form.is_template = True
    _publish(form, form.versions[0], now)
    audit.record(actor, "form.template_made", form, now=now)
    return form


def rename(form_id: int, title: str, *, actor: Actor, now: datetime) -> Form:
    """Give a template another name. Raises NotFound."""
    form = _locked(form_id)
    if form.title != title:
        form.title, form.updated_at = title, now
        db.session.flush()
        audit.record(actor, "form.renamed", form, fields=["title"], now=now)
    return form


def archive(form_id: int, *, actor: Actor, now: datetime) -> Form:
    """Offer a template no longer; events that began with it keep their questions. Raises NotFound."""
    form = _locked(form_id)
    if form.archived_at is None:
        form.archived_at = form.updated_at = now
        db.session.flush()
        audit.record(actor, "form.archived", form, now=now)
    return form


def _locked(form_id: int) -> Form:
    form = lock(Form, form_id)
    if form is None:
        raise NotFound()
    return form


def _current(form_id: int) -> FormVersion:
    current = queries.current_version(form_id)
    if current is None:
        raise NotFound()
    return current


def _version(number: int, questions: Sequence[Question], now: datetime) -> FormVersion:
    return FormVersion(number=number, questions=[question.to_json() for question in questions], created_at=now)


def _publish(form: Form, version: FormVersion, now: datetime) -> FormVersion:
    version.published_at = form.updated_at = now
    db.session.flush()
    return version
