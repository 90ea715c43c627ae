"""What organisers do with forms, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.permissions import SYSTEM
from eventreg.events.rules import EventKind, EventState
from eventreg.questions import queries, service
from eventreg.questions.models import FormVersion
from eventreg.questions.rules import Condition, FormFaulty, Kind, Option, Question
from tests.factories.events import make_event

pytestmark = pytest.mark.databases("sqlite", "postgresql")

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
DYES = Question(
    key="dyes",
    kind=Kind.ONE_OF,
    label_id="Pewarna",
    options=(Option("natural", "Alam"), Option("synthetic", "Sintetis")),
)
WHICH = Question(key="which", kind=Kind.TEXT, label_id="Yang mana?", condition=Condition("dyes", ("natural",)))


def trail() -> list[tuple[str, list[str]]]:
    entries = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id))
    return [(entry.action, entry.fields) for entry in entries if entry.action.startswith("form.")]


def test_a_new_form_is_asked_of_nobody_before_it_is_published(app):
    with app.app_context(), unit_of_work():
        form = service.create_form("Pelatihan", [DYES, WHICH], actor=SYSTEM, now=NOW)

        assert queries.current_version(form.id) is None
        assert queries.questions_of(queries.working_version(form.id)) == [DYES, WHICH]

        published = service.publish(form.id, actor=SYSTEM, now=LATER)

        assert queries.current_version(form.id) == published
        assert (published.number, published.published_at) == (1, LATER)
        assert queries.working_version(form.id) is None
        assert trail() == [("form.created", []), ("form.published", [])]


def test_what_was_published_stays_as_it_was_asked(app):
    with app.app_context(), unit_of_work():
        form = service.create_form("Pelatihan", [DYES, WHICH], actor=SYSTEM, now=NOW)
        first = service.publish(form.id, actor=SYSTEM, now=NOW)

        service.save(form.id, [replace(DYES, label_id="Pewarna apa?")], actor=SYSTEM, now=LATER)

        assert queries.questions_of(queries.current_version(form.id)) == [DYES, WHICH]
        second = service.publish(form.id, actor=SYSTEM, now=LATER)
        db.session.expire_all()
        assert second.number == 2
        assert queries.questions_of(first) == [DYES, WHICH]
        assert [version.number for version in queries.published_versions(form.id)] == [1, 2]
        assert queries.keys_of(form.id) == {"dyes", "which"}


def test_a_form_is_worked_on_in_one_version_however_often_it_is_saved(app):
    with app.app_context(), unit_of_work():
        form = service.create_form("Pelatihan", [DYES], actor=SYSTEM, now=NOW)
        service.publish(form.id, actor=SYSTEM, now=NOW)

        for label in ("A", "B", "C"):
            service.save(form.id, [replace(DYES, label_id=label)], actor=SYSTEM, now=LATER)

        versions = db.session.scalars(db.select(FormVersion).where(FormVersion.form_id == form.id)).all()
        assert [version.number for version in versions] == [1, 2]
        assert trail()[-1] == ("form.edited", ["dyes"])


def test_going_back_to_what_is_asked_leaves_nothing_to_publish(app):
    with app.app_context(), unit_of_work():
        form = service.create_form("Pelatihan", [DYES], actor=SYSTEM, now=NOW)
        service.publish(form.id, actor=SYSTEM, now=NOW)
        service.save(form.id, [DYES, WHICH], actor=SYSTEM, now=LATER)

        service.save(form.id, [DYES], actor=SYSTEM, now=LATER)

        assert queries.working_version(form.id) is None


def test_throwing_the_changes_away_asks_as_before(app):
    with app.app_context(), unit_of_work():
        form = service.create_form("Pelatihan", [DYES], actor=SYSTEM, now=NOW)
        service.discard(form.id, actor=SYSTEM, now=NOW)
        assert queries.working_version(form.id) is not None, "a form that was never published keeps its questions"
        service.publish(form.id, actor=SYSTEM, now=NOW)
        service.save(form.id, [DYES, WHICH], actor=SYSTEM, now=LATER)

        service.discard(form.id, actor=SYSTEM, now=LATER)

        assert queries.working_version(form.id) is None
        assert queries.questions_of(queries.newest_version(form.id)) == [DYES]


def test_what_cannot_be_asked_is_not_saved(app):
    with app.app_context(), unit_of_work():
        form = service.create_form("Pelatihan", [DYES, WHICH], actor=SYSTEM, now=NOW)

        with pytest.raises(FormFaulty):
            service.save(form.id, [WHICH, DYES], actor=SYSTEM, now=LATER)

        assert queries.questions_of(queries.working_version(form.id)) == [DYES, WHICH]
        with pytest.raises(NotFound):
            service.save(form.id + 1, [DYES], actor=SYSTEM, now=LATER)


def test_a_template_holds_what_the_organiser_sees_and_stays_apart(app):
    with app.app_context(), unit_of_work():
        form = service.create_form("Pelatihan", [DYES], actor=SYSTEM, now=NOW)
        service.publish(form.id, actor=SYSTEM, now=NOW)
        service.save(form.id, [DYES, WHICH], actor=SYSTEM, now=NOW)
        template = service.save_as_template(form.id, "Pewarna alam", actor=SYSTEM, now=NOW)
        service.save(form.id, [DYES], actor=SYSTEM, now=LATER)

        assert queries.questions_of(queries.current_version(template.id)) == [DYES, WHICH]
        assert queries.templates(page=1).rows == [template]
        assert queries.counts_of([template.id]) == {template.id: 2}

        service.rename(template.id, "Warna", actor=SYSTEM, now=LATER)
        assert queries.get_template(template.id).title == "Warna"
        service.archive(template.id, actor=SYSTEM, now=LATER)
        assert queries.templates(page=1).rows == []
        with pytest.raises(NotFound):
            queries.get_template(template.id)


def test_a_copy_takes_what_applicants_were_asked(app):
    with app.app_context(), unit_of_work():
        form = service.create_form("Pelatihan", [DYES], actor=SYSTEM, now=NOW)
        service.publish(form.id, actor=SYSTEM, now=NOW)
        service.save(form.id, [DYES, WHICH], actor=SYSTEM, now=NOW)

        copied = service.copy(form.id, "Pelatihan 2027", actor=SYSTEM, now=LATER)

        assert queries.questions_of(queries.working_version(copied.id)) == [DYES]
        assert queries.current_version(copied.id) is None


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        (EventKind.TRAINING, ["motivation", "experience", "learn"]),
        (EventKind.EXHIBITION, ["motivation", "products"]),
        (EventKind.DELEGATION, ["motivation", "products"]),
    ],
)
@pytest.mark.sqlite_only
def test_a_new_event_asks_what_is_usual_for_its_kind(app, kind, keys):
    with app.app_context(), unit_of_work():
        event = make_event(state=EventState.DRAFT, kind=kind, now=NOW)

        assert [question.key for question in queries.questions_of(queries.working_version(event.form_id))] == keys
        assert trail() == [], "the form is told of with its event"


def test_publishing_an_event_publishes_its_form_once(app):
    with app.app_context(), unit_of_work():
        event = make_event(state=EventState.PUBLISHED, now=NOW)
        first = queries.current_version(event.form_id)
        service.save(event.form_id, [DYES], actor=SYSTEM, now=LATER, event_id=event.id)

        assert first.number == 1
        service.publish_first(event.form_id, now=LATER)
        assert queries.current_version(event.form_id) == first, "changes wait until they are published themselves"
